"""Finding members in the register: by words, category, legal form, and how things stood on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select, true
from sqlalchemy.orm import Session

from voting.folding import letters
from voting.register.membership import STANDS, STEP, category_on
from voting.register.models import LEAVING, Member, Movement, MovementKind
from voting.register.search_text import has_words, searched

PAGE = 50
"""How many members one page of a list has."""


class MembershipState(StrEnum):
    """What somebody in the register is on a day. ``LATER``: they join, or are refused, only after it."""

    MEMBER = "member"
    LEFT = "left"
    REFUSED = "refused"
    APPLICANT = "applicant"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Query:
    """What a search asks for; an empty text asks for anything. ``on`` is the day whose state is meant."""

    on: date
    words: str = ""
    category: str = ""
    kind: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A member as a list shows them: details of now, and of the day asked for the state, and when they last
    joined and left."""

    number: str
    name: str
    first_name: str
    kind: str
    category: str
    representative: str
    email: str
    language: str
    postcode: str
    municipality: str
    state: MembershipState
    joined_on: date | None
    left_on: date | None


def search(session: Session, query: Query, page: int = 1) -> tuple[int, list[Found]]:
    """How many members match a query, and those of one page (from 1), by name.

    A member whose number is exactly what was typed comes first, then those whose family name, first name or
    whole name it is: a name of two letters is in many others.
    """
    matching = _matching(session, query)
    total = session.scalar(matching.with_only_columns(func.count())) or 0
    numbers = _numbers_on_page(session, query, matching, total, page)
    rows: Any = session.execute(_details(query.on, numbers))
    found = [Found(**{**row._mapping, "state": MembershipState(row.state)}) for row in rows]
    return total, sorted(found, key=lambda one: numbers.index(one.number))


def numbers_of(session: Session, query: Query) -> Select[str]:
    """A query for the numbers of all members who match, in order of number."""
    return _matching(session, query).order_by(Member.number)


def _matching(session: Session, query: Query) -> Select[str]:
    """A query for the numbers of all who match. Where nobody has words that begin as was typed, those match
    who have it inside."""
    chosen = select(Member.number).select_from(Member)
    if query.words.strip():
        pieces = searched(query.words)
        beginning = chosen.where(has_words(pieces) if pieces else false())
        inside = chosen.where(*(Member.search_text.contains(piece) for piece in pieces))
        is_found = not pieces or session.scalar(beginning.limit(1)) is not None
        chosen = beginning if is_found else inside
    if query.category:
        chosen = chosen.where(category_on(query.on) == query.category)
    if query.kind:
        chosen = chosen.where(Member.kind == query.kind)
    if query.state:
        stand = _standing_on(query.on)
        chosen = chosen.outerjoin(stand, stand.c.member == Member.number)
        chosen = chosen.where(_state(stand) == query.state)
    return chosen


def _numbers_on_page(
    session: Session, query: Query, matching: Select[str], total: int, page: int
) -> list[str]:
    """The numbers of one page, in the order of the list. It is counted from the end that is nearer."""
    first, last = (page - 1) * PAGE, min(page * PAGE, total)
    order: list[Any] = [Member.search_text, Member.number]
    if query.words.strip():
        order.insert(0, _precision(query.words))
    if first >= last:
        return []
    if first <= total - last:
        return list(session.scalars(matching.order_by(*order).limit(last - first).offset(first)))
    backwards = matching.order_by(*(each.desc() for each in order))
    return list(session.scalars(backwards.limit(last - first).offset(total - last)))[::-1]


def _details(day: date, numbers: Sequence[str]) -> Any:
    """A query for what a list shows of the members of these numbers."""
    stand = _standing_on(day, numbers)
    return (
        select(
            *(Member.number, Member.name, Member.first_name, Member.kind),
            *(category_on(day).label("category"), Member.representative, Member.email, Member.language),
            *(Member.postcode, Member.municipality),
            *(_state(stand).label("state"), stand.c.joined_on, stand.c.left_on),
        )
        .outerjoin(stand, stand.c.member == Member.number)
        .where(Member.number.in_(numbers))
    )


def _precision(words: str) -> ColumnElement[int]:
    """How exactly somebody is meant by what was typed: 0 by their number, 1 by a name of theirs, or all of
    it in whichever order, else 2."""
    first, *others = searched(words) or [""]
    rest = "".join(others)
    named = or_(
        Member.search_text.startswith(f"{letters(words)} "),
        Member.search_text.contains(f" {letters(words)}|"),
        Member.search_text.startswith(f"{first} {rest}{first}|"),
        and_(Member.first_name != "", func.lower(Member.first_name) == words.strip().lower()),
    )
    return case((Member.number == words.strip(), 0), (named, 1), else_=2)


def _standing_on(day: date, numbers: Sequence[str] | None = None) -> Any:
    """A query with a row for each member, or each of these, who has a movement until the day: the balance of
    joining and leaving, and when they last joined, left and were refused."""
    left = Movement.kind.in_(LEAVING)
    these = true() if numbers is None else Movement.member.in_(numbers)
    return (
        select(
            Movement.member,
            func.sum(STEP).label("balance"),
            func.max(case((Movement.kind == MovementKind.JOINED, Movement.on))).label("joined_on"),
            func.max(case((left, Movement.on))).label("left_on"),
        )
        .where(Movement.on <= day, STANDS, these)
        .group_by(Movement.member)
        .subquery()
    )


def _state(stand: Any) -> ColumnElement[str]:
    later = exists().where(Movement.member == Member.number, STANDS)
    return case(
        (stand.c.balance > 0, MembershipState.MEMBER.value),
        (stand.c.left_on.is_not(None), MembershipState.LEFT.value),
        (stand.c.member.is_not(None), MembershipState.REFUSED.value),
        (later, MembershipState.LATER.value),
        else_=MembershipState.APPLICANT.value,
    )
