"""The votes of a resolution: participations, deposits, ballots and names, held against their seals and
against each other."""

from collections.abc import Iterator

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from voting.assembly.models import RollEntry
from voting.auditing.entries import LoggedEntry, last_of
from voting.auditing.of_rules import named
from voting.ballot.models import Channel, Deposit, Envelope, Participation, Resolution, State
from voting.ballot.participation import holders_hash, seal_holds
from voting.ballot.sealed_ballots import ballots_hold, names_hash
from voting.ballot.spot import BEFORE_CLOSING
from voting.ballot.tally import reconcile
from voting.box.models import BoxStatement

NOT_YET_COUNTED = (Channel.PAPER.value, "all", "class")
"""What cannot be compared before the vote is closed, and paper not before two tellers have counted it."""


def votes_faults(session: Session, resolution: Resolution, entries: list[LoggedEntry]) -> Iterator[str]:
    """A sentence for each way in which the votes are not those that were sealed, or do not agree."""
    where = named(resolution)
    for member in _strangers(session, resolution):
        yield f"{where}: member {member} has a participation and no line on the roll"
    yield from _seal_faults(session, resolution, entries, where)
    yield from _box_faults(session, resolution, where)


def _strangers(session: Session, resolution: Resolution) -> list[str]:
    line = exists().where(
        RollEntry.assembly_id == resolution.assembly_id, RollEntry.member == Participation.member
    )
    query = select(Participation.member).where(Participation.resolution_id == resolution.id, ~line)
    return list(session.scalars(query.order_by(Participation.member)))


def _number(session: Session, table: type[Deposit] | type[Envelope], resolution: Resolution) -> int:
    rows = select(func.count()).select_from(table).where(table.resolution_id == resolution.id)
    return session.scalar(rows) or 0


def _seal_faults(
    session: Session, resolution: Resolution, entries: list[LoggedEntry], where: str
) -> Iterator[str]:
    over = last_of(entries, "resolution.closed") or last_of(entries, "resolution.annulled")
    if over is None:
        return
    told = over.details
    if told.get("participations_hash") != resolution.participations_hash:
        yield f"{where}: the seal of the participations is not the one in the log"
    elif resolution.participations_hash is not None and not seal_holds(session, resolution):
        yield (
            f"{where}: who took part, or through which channel, is not what was sealed: "
            "a participation was added, removed or changed"
        )
    if told.get("holders_hash") not in (None, holders_hash(session, resolution.id)):
        yield f"{where}: who voted for whom by proxy is not what was sealed"
    if told.get("ballots_hash") != resolution.ballots_hash:
        yield f"{where}: the seal of the ballots is not the one in the log"
    elif not ballots_hold(session, resolution):
        yield f"{where}: the ballots are not those that were sealed: one was added, removed or changed"
    if told.get("sealed", {}).get("statement") != _statement(session, resolution):
        yield f"{where}: the statement of the sealed box is not the one in the log"
    if told.get("names_hash") not in (None, names_hash(session, resolution)):
        yield f"{where}: the votes by name are not those that were sealed"


def _statement(session: Session, resolution: Resolution) -> str | None:
    """The statement of a sealed box, as the log has it; None where there is none."""
    statement = session.get(BoxStatement, resolution.id)
    return None if statement is None else statement.content.hex()


def _box_faults(session: Session, resolution: Resolution, where: str) -> Iterator[str]:
    state = State(resolution.state)
    if state is State.ANNULLED:
        return
    left_out: tuple[str, ...] = ()
    if state in BEFORE_CLOSING:
        left_out = NOT_YET_COUNTED
        put_in, waiting = (_number(session, table, resolution) for table in (Deposit, Envelope))
        if put_in != waiting:
            yield f"{where}: {put_in} ballots were put in, and {waiting} envelopes wait to be opened"
    elif state is State.CLOSED:
        left_out = (Channel.PAPER.value,)
    for fault in reconcile(session, resolution.id):
        if fault.channel not in left_out:
            yield (
                f"{where}: {fault.channel} {fault.venue or ''}".rstrip()
                + f": {fault.participations} have voted, and {fault.ballots} ballots were put in"
            )
