"""What the office does to one member: add, change details, admit, end a membership, and withdraw what was a
mistake. What stood there before is kept, with who changed it and why."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from string import digits

from sqlalchemy import Integer, cast, delete, func, select
from sqlalchemy.orm import Session

from voting.audit.chain import digest, record
from voting.errors import Code, Fault, InvalidFile, Refused
from voting.register.compare import MOVEMENTS, detail_as_text
from voting.register.details import Details
from voting.register.import_register import lock_register
from voting.register.membership import STANDS
from voting.register.models import (
    EntrySource,
    Member,
    MemberChange,
    MemberWord,
    Movement,
    MovementKind,
    MovementWithdrawal,
)
from voting.register.movements import are_possible, described
from voting.register.registered import MEMBER_FIELDS
from voting.register.search_text import search_text_of, words_of


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something at the office, when, and why; ``on`` is the day from which it holds."""

    now: datetime
    actor: str
    reason: str
    on: date


def member_for_change(session: Session, number: str) -> Member:
    """A member, locked against changes until the transaction ends. Raises Refused(not_found)."""
    lock_register(session)
    member = session.get(Member, number, populate_existing=True)
    if member is None:
        raise Refused(Code.NOT_FOUND)
    return member


def next_number(session: Session) -> str:
    """A number for somebody new: one more than the highest there is."""
    is_number = func.ltrim(Member.number, digits) == ""
    highest = select(func.max(cast(Member.number, Integer))).where(func.length(Member.number) <= 9, is_number)
    return str((session.scalar(highest) or 0) + 1)


def add_member(session: Session, number: str, details: Details, kind: MovementKind | None, act: Act) -> None:
    """Add somebody: admitted or refused as ``kind`` says or, without one, as an applicant about whom nothing
    is decided yet.

    Raises InvalidFile where the number is taken.
    """
    lock_register(session)
    if session.get(Member, number) is not None:
        raise InvalidFile([Fault(0, "number", "number_taken", {"value": number})])
    values = {"number": number} | asdict(details)
    session.add(Member(**values, search_text=search_text_of(values)))
    session.flush()
    session.add_all(MemberWord(word=word, member=number) for word in words_of(values))
    for name in MEMBER_FIELDS:
        if values[name]:
            _keep(session, number, name, "", detail_as_text(values[name]), act)
    if kind is not None:
        _write_movement(session, number, kind, act)
    _log(session, "register.member_added", number, act, movement=kind.value if kind else "")


def member_version(member: Member) -> str:
    """A text that changes with any detail of the member. A form carries it, so that it cannot undo what
    somebody else has changed meanwhile."""
    return digest([detail_as_text(getattr(member, name)) for name in MEMBER_FIELDS])[:16]


def change_details(session: Session, number: str, details: Details, version: str, act: Act) -> None:
    """Change the details that differ, each with a record of what stood there before; the same again changes
    nothing.

    Raises Refused: not_found; register_changed where ``version`` is not the ``member_version`` of now.
    """
    member = member_for_change(session, number)
    new = asdict(details)
    changed = {name: new[name] for name in MEMBER_FIELDS if getattr(member, name) != new[name]}
    if not changed:
        return
    if member_version(member) != version:
        raise Refused(Code.REGISTER_CHANGED)
    before = words_of({"number": number} | {name: getattr(member, name) for name in MEMBER_FIELDS})
    for name, value in changed.items():
        _keep(session, number, name, detail_as_text(getattr(member, name)), detail_as_text(value), act)
        setattr(member, name, value)
    after = {"number": number} | new
    member.search_text = search_text_of(after)
    lost = before - words_of(after)
    session.execute(delete(MemberWord).where(MemberWord.member == number, MemberWord.word.in_(lost)))
    session.add_all(MemberWord(word=word, member=number) for word in words_of(after) - before)
    session.flush()
    _log(session, "register.member_changed", number, act, fields=sorted(changed))


def add_movement(session: Session, number: str, kind: MovementKind, act: Act) -> None:
    """Admit, refuse or end a membership on a day; the same movement again changes nothing.

    Raises Refused: not_found, movement_impossible.
    """
    member_for_change(session, number)
    if (kind.value, act.on) in {(item.kind, item.on) for item in movements_in_force(session, number)}:
        return
    _write_movement(session, number, kind, act)
    _log(session, "register.movement_added", number, act, movement=kind.value, on=act.on.isoformat())


def withdraw_movement(session: Session, movement_id: int, act: Act) -> str:
    """Withdraw a movement that was a mistake: it is kept, and no longer counts. Again it changes nothing.
    Returns the member's number.

    Raises Refused: not_found; movement_impossible where the movements that are left could not have been.
    """
    lock_register(session)
    movement = session.get(Movement, movement_id)
    if movement is None:
        raise Refused(Code.NOT_FOUND)
    if session.get(MovementWithdrawal, movement_id) is None:
        withdraw_movements(session, [movement], act)
        _log(session, "register.movement_withdrawn", movement.member, act, withdrawn=movement_id)
    return movement.member


def withdraw_movements(session: Session, movements: list[Movement], act: Act) -> None:
    """Withdraw several movements of one member at once. Raises Refused(movement_impossible) as
    ``withdraw_movement``."""
    number = movements[0].member
    before = movements_in_force(session, number)
    after = [item for item in before if item not in movements]
    _require_possible(after)
    for movement in movements:
        session.add(
            MovementWithdrawal(
                movement=movement.id, reason=act.reason, recorded_at=act.now, recorded_by=act.actor
            )
        )
    _keep(session, number, MOVEMENTS, _described(before), _described(after), act)


def movements_in_force(session: Session, number: str) -> list[Movement]:
    """The movements of a member that have not been withdrawn, in order of time."""
    query = select(Movement).where(Movement.member == number, STANDS).order_by(Movement.on, Movement.id)
    return list(session.scalars(query))


def _write_movement(session: Session, number: str, kind: MovementKind, act: Act) -> None:
    before = movements_in_force(session, number)
    movement = Movement(
        member=number,
        kind=kind.value,
        on=act.on,
        source=EntrySource.OFFICE.value,
        reason=act.reason,
        recorded_at=act.now,
        recorded_by=act.actor,
    )
    _require_possible([*before, movement])
    session.add(movement)
    _keep(session, number, MOVEMENTS, _described(before), _described([*before, movement]), act)


def _require_possible(movements: list[Movement]) -> None:
    if not are_possible((item.kind, item.on) for item in movements):
        raise Refused(Code.MOVEMENT_IMPOSSIBLE)


def _described(movements: list[Movement]) -> str:
    return described((item.kind, item.on) for item in movements)


def _keep(session: Session, number: str, name: str, before: str, after: str, act: Act) -> None:
    session.add(
        MemberChange(
            member=number,
            field=name,
            before=before,
            after=after,
            on=act.on,
            source=EntrySource.OFFICE.value,
            reason=act.reason,
            recorded_at=act.now,
            recorded_by=act.actor,
        )
    )
    session.flush()


def _log(session: Session, action: str, number: str, act: Act, **details: object) -> None:
    record(session, now=act.now, actor=act.actor, action=action, member=number, **details)
