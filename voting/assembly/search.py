"""Finding somebody on the roll by what a steward types: a number's beginning, or parts of a name."""

import unicodedata
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from voting.assembly.models import RollEntry
from voting.assembly.roll import not_removed
from voting.register.models import Member

SHORTEST = 3
"""From so many characters on a search is answered."""
MOST = 20
"""How many are shown; who does not find their member among them types more."""
_MAY_HAVE_MARKS = str.maketrans(dict.fromkeys("aceinouyz%_\\", "_"))


@dataclass(frozen=True, slots=True)
class FoundOnRoll:
    """A member on the roll whom a search has found."""

    number: str
    name: str


def find_on_roll(session: Session, assembly_id: int, text: str) -> list[FoundOnRoll]:
    """The members on the roll whose number begins with the text, or whose name has a word that begins with
    each word of it; at most ``MOST``, by name. Capitals and accents make no difference.

    Nothing for less than ``SHORTEST`` characters.
    """
    words, start = plain(text).split(), text.strip().lower()
    if len("".join(words)) < SHORTEST:
        return []
    whole = func.lower(Member.first_name + " " + Member.name)
    named = and_(*(whole.like(f"%{word.translate(_MAY_HAVE_MARKS)}%") for word in words))
    rows = session.execute(
        select(Member.number, Member.first_name, Member.name)
        .join(RollEntry, RollEntry.member == Member.number)
        .where(
            RollEntry.assembly_id == assembly_id,
            not_removed(assembly_id, RollEntry.member),
            or_(func.lower(Member.number).startswith(start, autoescape=True), named),
        )
        .order_by(Member.name, Member.first_name, Member.number)
    )
    found: list[FoundOnRoll] = []
    for number, first_name, name in rows:
        full = f"{first_name} {name}".strip()
        if number.lower().startswith(start) or has_words(full, words):
            found.append(FoundOnRoll(number, full))
            if len(found) == MOST:
                break
    return found


def has_words(name: str, words: list[str]) -> bool:
    """Whether each of the words begins one of the name's."""
    parts = plain(name).split()
    return all(any(part.startswith(word) for part in parts) for word in words)


def plain(text: str) -> str:
    """Lower case without accents; what joins parts of a name (- ') becomes a space."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    return "".join(c if c.isalnum() else " " for c in bare)
