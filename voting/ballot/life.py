"""The life of a resolution: open, close, announce, annul. Each change locks, checks, writes, and logs."""

from datetime import datetime

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly
from voting.attendance.presence import present_or_represented
from voting.audit.chain import digest, record
from voting.ballot.models import RULE_COLUMNS, Participation, Resolution, Result, State
from voting.ballot.participation import participations_hash
from voting.ballot.rules import may_become
from voting.ballot.secrecy import erase_order
from voting.ballot.tally import announceable_result
from voting.errors import Code, Refused


def open_resolution(session: Session, resolution_id: int, *, now: datetime, actor: str) -> None:
    """Let the assembly vote. Ends advance voting on this resolution.

    Raises Refused: not_found, wrong_state, not_frozen.
    """
    resolution = _lock(session, resolution_id)
    if resolution.rules_hash is None:
        raise Refused(Code.NOT_FROZEN)
    _become(resolution, State.OPEN)
    resolution.opened_at = now
    _log(session, resolution, "resolution.opened", now, actor, rules_hash=resolution.rules_hash)


def close_resolution(session: Session, resolution_id: int, *, now: datetime, actor: str) -> None:
    """End the vote: every vote acknowledged before this is in the count, none can follow.

    Waits for the votes that hold the share lock. Fixes how many members are present or represented,
    erases the order in which the ballots came, and seals participations in the log.
    Raises Refused: not_found, wrong_state.
    """
    resolution = _lock(session, resolution_id)
    _become(resolution, State.CLOSED)
    resolution.closed_at = now
    resolution.present_or_represented = _present_or_represented(session, resolution)
    resolution.participations_hash = participations_hash(session, resolution.id)
    session.flush()
    erase_order(session, resolution.id)
    _log(
        session,
        resolution,
        "resolution.closed",
        now,
        actor,
        present_or_represented=resolution.present_or_represented,
        participations_hash=resolution.participations_hash,
    )


def announce_resolution(session: Session, resolution_id: int, *, now: datetime, actor: str) -> None:
    """Make the outcome public, and keep it as it was announced.

    Raises Refused: not_found, wrong_state, sheet_missing, not_reconciled, seal_broken.
    """
    resolution = _lock(session, resolution_id)
    _become(resolution, State.ANNOUNCED)
    resolution.announced_at = now
    content = announceable_result(session, resolution)
    session.add(Result(resolution_id=resolution.id, content=content, content_hash=digest(content)))
    _log(session, resolution, "resolution.announced", now, actor, result_hash=digest(content))


def annul_resolution(session: Session, resolution_id: int, reason: str, *, now: datetime, actor: str) -> None:
    """Declare the vote void, for a reason; its votes stay on record and decide nothing.

    Raises Refused: not_found, wrong_state, reason_missing.
    """
    resolution = _lock(session, resolution_id)
    if not reason.strip():
        raise Refused(Code.REASON_MISSING)
    _become(resolution, State.ANNULLED)
    resolution.annulled_at = now
    resolution.annulment_reason = reason.strip()
    session.flush()
    erase_order(session, resolution.id)
    _log(session, resolution, "resolution.annulled", now, actor, reason=reason.strip())


def put_again(session: Session, resolution_id: int, *, now: datetime, actor: str) -> int:
    """Put an annulled resolution to the vote again, as a new round by the same rules; returns its id.

    Raises Refused: not_found; wrong_state where it is not annulled, or has been put again already.
    """
    annulled = _lock(session, resolution_id)
    later = session.scalar(
        select(Resolution.id).where(
            Resolution.assembly_id == annulled.assembly_id,
            Resolution.number == annulled.number,
            Resolution.round > annulled.round,
        )
    )
    if State(annulled.state) is not State.ANNULLED or later is not None:
        raise Refused(Code.WRONG_STATE)
    rules = {column: getattr(annulled, column) for column in RULE_COLUMNS}
    rules |= {"round": annulled.round + 1, "advance": False, "rules_hash": None}
    again = Resolution(position=annulled.position, state=State.DRAFT.value, **rules)
    session.add(again)
    session.flush()
    again.rules_hash = rules_hash(session.get_one(Assembly, again.assembly_id), again)
    _log(session, again, "resolution.put_again", now, actor, rules_hash=again.rules_hash)
    return again.id


def rules_hash(assembly: Assembly, resolution: Resolution) -> str:
    """The hash of everything that decides a resolution's outcome, the roll included."""
    rules = {column: getattr(resolution, column) for column in RULE_COLUMNS if column != "rules_hash"}
    return digest({"rules": rules, "roll": assembly.roll_hash, "entitled": assembly.entitled})


def _present_or_represented(session: Session, resolution: Resolution) -> int:
    """Everyone present or represented now, and everyone who has voted, each counted once."""
    voted = select(Participation.member).where(Participation.resolution_id == resolution.id)
    both = union(present_or_represented(resolution.assembly_id), voted).subquery()
    return session.execute(select(func.count()).select_from(both)).scalar_one()


def _lock(session: Session, resolution_id: int) -> Resolution:
    resolution = session.scalars(
        select(Resolution).where(Resolution.id == resolution_id).with_for_update()
    ).one_or_none()
    if resolution is None:
        raise Refused(Code.NOT_FOUND)
    session.refresh(resolution)
    return resolution


def _become(resolution: Resolution, state: State) -> None:
    if not may_become(State(resolution.state), state):
        raise Refused(Code.WRONG_STATE)
    resolution.state = state.value


def _log(
    session: Session, resolution: Resolution, action: str, now: datetime, actor: str, **details: object
) -> None:
    record(
        session,
        now=now,
        actor=actor,
        action=action,
        assembly=resolution.assembly_id,
        resolution=resolution.number,
        round=resolution.round,
        **details,
    )
