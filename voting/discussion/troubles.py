"""What members who take part report of the connection, summed for the chair and the minutes.

Reports of one kind from one place make a round, which the chair ends when it is solved. A member counts once
in each round; the database holds it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Subquery, and_, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voting.audit.chain import record
from voting.discussion.models import Trouble, TroubleEnd, TroubleReport
from voting.discussion.taking_part import place_in_discussion
from voting.errors import Code, Refused

LONGEST = 200
"""The most characters of what a member adds."""
MOST_TEXTS = 5
"""How many of the members' own words the chair is shown of one round, the last ones."""


@dataclass(frozen=True, slots=True)
class TroubleRound:
    """How many members reported one kind of trouble from one place, from when to when, and since when it is
    solved; ``texts`` is what the last of them added."""

    kind: Trouble
    place: str
    number: int
    members: int
    first: datetime
    last: datetime
    solved_at: datetime | None
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reported:
    """What a member has reported, and whether it has been solved since."""

    kind: Trouble
    at: datetime
    solved: bool


def report_trouble(
    session: Session, assembly_id: int, member: str, kind: Trouble, text: str, *, now: datetime
) -> None:
    """Report that a member cannot hear, see or vote. Again, until it is solved, changes nothing.

    Raises Refused: trouble_long, and those of ``place_in_discussion``.
    """
    place, said = place_in_discussion(session, assembly_id, member), text.strip()
    if len(said) > LONGEST:
        raise Refused(Code.TROUBLE_LONG, longest=LONGEST)
    number = _rounds_ended(session, assembly_id, kind, place)
    key = {"assembly_id": assembly_id, "kind": kind.value, "place": place, "number": number, "member": member}
    if session.get(TroubleReport, key) is not None:
        return
    try:
        with session.begin_nested():
            session.add(TroubleReport(**key, text=said, reported_at=now))
    except IntegrityError:  # the same member, from two windows at once
        return


def solve_trouble(
    session: Session,
    assembly_id: int,
    kind: Trouble,
    place: str,
    number: int,
    *,
    now: datetime,
    actor: str,
) -> None:
    """Note that a round of reports is solved; again changes nothing. Raises Refused(not_found) where there
    is no such round."""
    key = {"assembly_id": assembly_id, "kind": kind.value, "place": place, "number": number}
    if session.get(TroubleEnd, key) is not None:
        return
    round_ = next((one for one in rounds(session, assembly_id) if _key(one) == (kind, place, number)), None)
    if round_ is None:
        raise Refused(Code.NOT_FOUND)
    try:
        with session.begin_nested():
            session.add(TroubleEnd(**key, solved_at=now))
    except IntegrityError:  # two consoles at once
        return
    record(
        session,
        now=now,
        actor=actor,
        action="trouble.solved",
        assembly=assembly_id,
        kind=kind.value,
        place=place,
        members=round_.members,
    )


def rounds(session: Session, assembly_id: int) -> list[TroubleRound]:
    """All rounds of reports of an assembly, in the order in which they began."""
    summed = _summed(assembly_id)
    rows = session.execute(
        select(summed, TroubleEnd.solved_at)
        .outerjoin(
            TroubleEnd,
            and_(
                TroubleEnd.assembly_id == assembly_id,
                TroubleEnd.kind == summed.c.kind,
                TroubleEnd.place == summed.c.place,
                TroubleEnd.number == summed.c.number,
            ),
        )
        .order_by(summed.c.first, summed.c.kind, summed.c.place)
    )
    return [
        TroubleRound(
            Trouble(row.kind), row.place, row.number, row.members, row.first, row.last, row.solved_at
        )
        for row in rows
    ]


def open_rounds(session: Session, assembly_id: int) -> list[TroubleRound]:
    """The rounds that are not solved, those of most members first, with their members' own words."""
    still = [one for one in rounds(session, assembly_id) if one.solved_at is None]
    return [
        TroubleRound(
            *(one.kind, one.place, one.number, one.members, one.first, one.last, None),
            texts=_texts(session, assembly_id, one),
        )
        for one in sorted(still, key=lambda one: -one.members)
    ]


def reported_by(session: Session, assembly_id: int, member: str) -> list[Reported]:
    """What a member has reported, in order of time."""
    rows = session.execute(
        select(TroubleReport.kind, TroubleReport.reported_at, TroubleEnd.solved_at)
        .outerjoin(
            TroubleEnd,
            and_(
                *(
                    getattr(TroubleEnd, name) == getattr(TroubleReport, name)
                    for name in ("assembly_id", "kind", "place", "number")
                )
            ),
        )
        .where(TroubleReport.assembly_id == assembly_id, TroubleReport.member == member)
        .order_by(TroubleReport.reported_at, TroubleReport.kind)
    )
    return [Reported(Trouble(row.kind), row.reported_at, row.solved_at is not None) for row in rows]


def _rounds_ended(session: Session, assembly_id: int, kind: Trouble, place: str) -> int:
    ended = select(func.count()).where(
        TroubleEnd.assembly_id == assembly_id, TroubleEnd.kind == kind.value, TroubleEnd.place == place
    )
    return session.scalar(ended) or 0


def _summed(assembly_id: int) -> Subquery:
    return (
        select(
            TroubleReport.kind,
            TroubleReport.place,
            TroubleReport.number,
            func.count().label("members"),
            func.min(TroubleReport.reported_at).label("first"),
            func.max(TroubleReport.reported_at).label("last"),
        )
        .where(TroubleReport.assembly_id == assembly_id)
        .group_by(TroubleReport.kind, TroubleReport.place, TroubleReport.number)
        .subquery()
    )


def _texts(session: Session, assembly_id: int, one: TroubleRound) -> tuple[str, ...]:
    said = session.scalars(
        select(TroubleReport.text)
        .where(
            TroubleReport.assembly_id == assembly_id,
            TroubleReport.kind == one.kind.value,
            TroubleReport.place == one.place,
            TroubleReport.number == one.number,
            TroubleReport.text != "",
        )
        .order_by(TroubleReport.reported_at.desc(), TroubleReport.member)
        .limit(MOST_TEXTS)
    )
    return tuple(said)


def _key(one: TroubleRound) -> tuple[Trouble, str, int]:
    return one.kind, one.place, one.number
