"""Finding members on the roll by what a steward types: the beginning of a number, or of words of a name."""

from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from voting.assembly.models import RollEntry
from voting.assembly.roll import not_removed
from voting.folding import LONGEST, PREFIX, WHOLE, is_found, words
from voting.register.models import Member
from voting.register.names import full_name
from voting.register.search_text import is_in_name

MOST = 20
"""The most members that are found; whoever does not see theirs types more."""


@dataclass(frozen=True, slots=True)
class FoundOnRoll:
    """The number and name of a member on the roll whom a search has found."""

    number: str
    name: str


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
        select(Member.number, Member.first_name, Member.name)
        .join(RollEntry, RollEntry.member == Member.number)
        .where(
            RollEntry.assembly_id == assembly_id,
            not_removed(assembly_id, RollEntry.member),
            or_(numbered, named) if by_number else named,
        )
        .order_by(Member.search_text, Member.number)
    )
    found: list[FoundOnRoll] = []
    for number, first_name, name in rows:
        full = full_name(first_name, name)
        if (by_number and number.lower().startswith(start)) or is_found(sought, words(full)):
            found.append(FoundOnRoll(number, full))
            if len(found) == MOST:
                break
    return found
