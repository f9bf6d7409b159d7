"""Finding members on the roll by what a steward types: the beginning of a number, or of words of a name."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from voting.assembly.models import RollEntry
from voting.assembly.roll import not_removed, on_roll
from voting.bulk import each_asked
from voting.folding import LONGEST, PREFIX, WHOLE, is_found, words
from voting.register.models import Member
from voting.register.names import full_name
from voting.register.search_text import folded_name, has_name, has_words, is_in_name

MOST = 20
"""The most members that are found; whoever does not see theirs types more."""


@dataclass(frozen=True, slots=True)
class Apart:
    """By what namesakes are told apart: the postcode of each, and the year of birth; "" and None where the
    register does not have them."""

    postcode: str
    born: int | None


@dataclass(frozen=True, slots=True)
class FoundOnRoll:
    """The number and name of a member on the roll whom a search has found; ``apart`` only where another has
    the same name."""

    number: str
    name: str
    apart: Apart | None = None


def find_on_roll(session: Session, assembly_id: int, text: str) -> list[FoundOnRoll]:
    """The members on the roll whose number begins with the text, or whose name has a word that begins with
    each word of it (``voting.folding.is_found``); at most ``MOST``, by name. It does not matter how a name is
    spelled.

    Two letters must be a whole word of the name; nothing for less.
    """
    sought, start = words(text[:LONGEST]), text.strip()[:LONGEST].lower()
    typed = len("".join(sought))
    if typed < WHOLE:
        return []
    by_number = typed >= PREFIX
    named = and_(*(is_in_name(word) for word in sought))
    numbered = func.lower(Member.number).startswith(start, autoescape=True)
    rows = session.execute(
        select(Member)
        .join(RollEntry, RollEntry.member == Member.number)
        .where(
            RollEntry.assembly_id == assembly_id,
            not_removed(assembly_id, RollEntry.member),
            has_words(sought[:1]),  # so begins whatever is meant: it finds those few among whom to look
            or_(numbered, named) if by_number else named,
        )
        .order_by(Member.search_text, Member.number)
    ).scalars()
    found: list[Member] = []
    for member in rows:
        full = full_name(member.first_name, member.name)
        if (by_number and member.number.lower().startswith(start)) or is_found(sought, words(full)):
            found.append(member)
            if len(found) > MOST:
                break
    apart = told_apart(found)
    return [
        FoundOnRoll(one.number, full_name(one.first_name, one.name), apart.get(one.number))
        for one in found[:MOST]
    ]


def told_apart(members: Sequence[Any]) -> dict[str, Apart]:
    """By number, what tells those apart who have the same name as another of these, however it is written.

    ``members``: a ``Member`` each, or rows with its number, search_text, postcode and birth_date.
    """
    alike = Counter(folded_name(member.search_text) for member in members)
    return {
        member.number: apart_of(member) for member in members if alike[folded_name(member.search_text)] > 1
    }


def namesake_apart(session: Session, assembly_id: int, member: Any) -> Apart | None:
    """What tells a member apart from the others on the roll; None where nobody else has their name.

    ``member``: a ``Member``, or a row with its number, search_text, postcode and birth_date.
    """
    return namesakes_apart(session, assembly_id, [member]).get(member.number)


def namesakes_apart(session: Session, assembly_id: int, members: Iterable[Any]) -> dict[str, Apart]:
    """The same of several members, by number, of those whose name somebody else on the roll has."""
    asked = {member.number: (member, folded_name(member.search_text)) for member in members}
    if not asked:
        return {}
    named = [[number, folded] for number, (_, folded) in asked.items()]
    query = _with_namesakes(session.get_bind().dialect.name)
    alike = session.connection().scalars(query, {"asked": named, "assembly": assembly_id})
    return {number: apart_of(asked[number][0]) for number in alike}


@cache
def _with_namesakes(dialect: str) -> Select[str]:
    """The question about each arrival, and so put together once. With its limit the other is sought for each
    by itself, by the index."""
    asked = each_asked(dialect)
    number, folded = (asked.c.value[place].as_string() for place in (0, 1))
    on_it = on_roll(bindparam("assembly", type_=Integer), Member.number)
    another = select(Member.number).where(has_name(folded), Member.number != number, on_it).limit(1)
    return select(number).select_from(asked).where(another.correlate(asked).scalar_subquery().is_not(None))


def apart_of(member: Any) -> Apart:
    """What the register has of a member that a namesake has otherwise."""
    return Apart(member.postcode, member.birth_date.year if member.birth_date else None)
