"""Finding members in the register: by words, category, legal form, and how things stood on a day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import Session

from voting.folding import letters
from voting.register.membership import STANDS, STEP, category_on
from voting.register.models import LEAVING, Member, Movement, MovementKind
from voting.register.search_text import searched

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
    found = _matching(query)
    total = session.scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0
    rows: Any = session.execute(found.limit(PAGE).offset((page - 1) * PAGE))
    return total, [Found(**{**row._mapping, "state": MembershipState(row.state)}) for row in rows]


def numbers_of(query: Query) -> Select[Any]:
    """A query for the numbers of all members who match, in order of number."""
    numbers: Select[Any] = (
        _matching(query).with_only_columns(Member.number).order_by(None).order_by(Member.number)
    )
    return numbers


def _matching(query: Query) -> Any:
    stand = _standing_on(query.on)
    state = _state(stand)
    category = category_on(query.on)
    chosen: Any = (
        select(
            *(Member.number, Member.name, Member.first_name, Member.kind, category.label("category")),
            *(Member.representative, Member.email, Member.language, Member.postcode, Member.municipality),
            *(state.label("state"), stand.c.joined_on, stand.c.left_on),
        )
        .outerjoin(stand, stand.c.member == Member.number)
        .order_by(_precision(query.words), Member.search_text, Member.number)
    )
    if query.words.strip():
        pieces = [Member.search_text.contains(piece) for piece in searched(query.words)]
        chosen = chosen.where(*pieces or [false()])
    if query.category:
        chosen = chosen.where(category == query.category)
    if query.kind:
        chosen = chosen.where(Member.kind == query.kind)
    if query.state:
        chosen = chosen.where(state == query.state)
    return chosen


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


def _standing_on(day: date) -> Any:
    """A query with a row for each member who has a movement until the day: the balance of joining and
    leaving, and when they last joined, left and were refused."""
    left = Movement.kind.in_(LEAVING)
    return (
        select(
            Movement.member,
            func.sum(STEP).label("balance"),
            func.max(case((Movement.kind == MovementKind.JOINED, Movement.on))).label("joined_on"),
            func.max(case((left, Movement.on))).label("left_on"),
        )
        .where(Movement.on <= day, STANDS)
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
