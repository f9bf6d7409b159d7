"""The time of each machine, as its processes have agreed: looking at the clocks, and what a person says of
them.

A process counts on from the moment from which its machine counts, and follows no clock that jumps. Where one
does, the machine is in doubt until the clocks agree again, or a person has said which of them is right.
"""

import platform
from datetime import datetime
from functools import cache
from pathlib import Path

import structlog
from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from voting.audit.chain import record
from voting.clock import SteadyClock
from voting.timekeeping.models import MachineClock
from voting.timekeeping.rules import JUMP, Allowed, ClocksSeen, Verdict, judge

ACTOR = "clock watch"
"""The actor in the log of what follows from a clock by itself."""

log = structlog.get_logger(__name__)


def doubts(session: Session) -> list[MachineClock]:
    """The machines whose clock is in doubt, by name."""
    in_doubt = select(MachineClock).where(MachineClock.ahead.is_not(None))
    return list(session.scalars(in_doubt.order_by(MachineClock.name, MachineClock.boot)))


def take_over(session: Session, clock: SteadyClock) -> MachineClock | None:
    """Count from the moment from which this machine counts. None where it has not been agreed yet."""
    found = session.get(MachineClock, boot_id(), populate_existing=True)
    if found is not None:
        clock.origin = found.origin
    return found


def is_news(session: Session, clock: SteadyClock) -> bool:
    """Whether a look at the clocks now must be written down (``note_clocks``)."""
    known = take_over(session, clock)
    return known is None or _differs(known, _judged(session, clock, known))


def note_clocks(session: Session, clock: SteadyClock) -> MachineClock | None:
    """Look at the clocks, and write down what follows; returns the machine where its clock has come into
    doubt by this. To be called within a transaction; of the processes of a machine one notes it."""
    known = _locked_machine(session, clock)
    clock.origin = known.origin
    verdict = _judged(session, clock, known)
    if not _differs(known, verdict):
        return None
    was_in_doubt, now = known.ahead is not None, clock()
    known.system, known.database = verdict.allowed.system, verdict.allowed.database
    known.origin += verdict.follow
    clock.origin = known.origin
    if verdict.follow:
        log.warning("the system's clock was set, and is followed", seconds=round(verdict.follow, 3))
    if verdict.against is None:
        known.ahead = known.against = known.since = None
        if was_in_doubt:
            log.warning("the clocks agree again", machine=known.name)
            record(session, now=now, actor=ACTOR, action="clock.agrees", machine=known.name)
        return None
    known.ahead, known.against, known.since = verdict.ahead, verdict.against.value, known.since or now
    if was_in_doubt:
        return None
    told = {"machine": known.name, "against": known.against, "seconds": round(verdict.ahead)}
    log.error("the clocks disagree: no vote closes by itself", code="clock_jumped", **told)
    record(session, now=now, actor=ACTOR, action="clock.doubted", **told)
    return known


def settle_doubts(session: Session, *, follow: bool, now: datetime, actor: str) -> None:
    """Note what a person says of every clock that is in doubt: that the other one is right, which is followed
    from now on (``follow``), or the time by which the machine has gone on."""
    for machine in doubts(session):
        ahead, machine.since = machine.ahead or 0.0, None
        if follow:
            machine.origin += ahead
        machine.ahead = machine.against = machine.system = machine.database = None
        told = {"machine": machine.name, "seconds": round(ahead), "followed": follow}
        log.warning("a person has said which clock is right", **told)
        record(session, now=now, actor=actor, action="clock.settled", **told)


@cache
def boot_id() -> str:
    """What tells this machine, since it was started, from all others."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except FileNotFoundError:
        return platform.node()


def _locked_machine(session: Session, clock: SteadyClock) -> MachineClock:
    """This machine, counting from where this process does if it is new."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    made = insert(MachineClock).values(boot=boot_id(), name=platform.node(), origin=clock.origin)
    session.execute(made.on_conflict_do_nothing())
    return session.scalars(
        select(MachineClock)
        .where(MachineClock.boot == boot_id())
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _judged(session: Session, clock: SteadyClock, known: MachineClock) -> Verdict:
    seen = ClocksSeen(clock.system_origin() - clock.origin, _database_ahead(session, clock))
    return judge(seen, Allowed(known.system, known.database))


def _differs(known: MachineClock, verdict: Verdict) -> bool:
    """Whether a verdict says something else than what is known; by how many seconds exactly a clock in doubt
    is ahead is no news."""
    moved = verdict.against is not None and abs(verdict.ahead - (known.ahead or 0.0)) > JUMP
    return (
        (known.against, known.system, known.database)
        != (verdict.against, verdict.allowed.system, verdict.allowed.database)
        or bool(verdict.follow)
        or moved
    )


def _database_ahead(session: Session, clock: SteadyClock) -> float | None:
    """By how much the clock of the database's server is ahead; None where it has none of its own, or answers
    so late that it says nothing."""
    if session.get_bind().dialect.name != "postgresql":
        return None
    asked = clock()
    told: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    answered = clock()
    if (answered - asked).total_seconds() > JUMP / 2:
        return None
    return (told - asked).total_seconds() - (answered - asked).total_seconds() / 2
