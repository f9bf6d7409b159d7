"""What a search for a member looks at, kept with each: their names, and the rest after a stroke; and the
words by whose beginning they are found."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select, union
from sqlalchemy.orm import aliased

from voting.folding import letters, words
from voting.register.models import Member, MemberWord

REST = ("number", "email", "postcode", "municipality", "representative")
"""The details that are searched beside the names."""
LAST = "\U0010ffff"
"""Comes after every other sign."""


def search_text_of(details: Mapping[str, Any]) -> str:
    """A member's details as a search looks at them, each folded and without what parts its words.

    The family name comes first, so that the texts sort by name; then the whole name: ``dhondt jandhondt|…``.
    """
    name, first_name = letters(details["name"]), letters(details["first_name"])
    rest = " ".join(letters(details[field]) for field in REST)
    return f"{name} {first_name}{name}|{rest}"


def words_of(details: Mapping[str, Any]) -> set[str]:
    """The words of a member's details by whose beginning they are found, folded.

    Of names and municipality each word stands with those behind it, so that it does not matter how they are
    parted: Jan D'Hondt is found by ``jandhondt``, ``dhondt`` and ``hondt``. Number, e-mail and postcode are
    one word each.
    """
    apart = (f"{details['first_name']} {details['name']}", details["representative"], details["municipality"])
    found = {"".join(parts[start:]) for parts in map(words, apart) for start in range(len(parts))}
    found |= {letters(details[field]) for field in ("number", "email", "postcode")}
    return found - {""}


def has_words(beginnings: Sequence[str]) -> ColumnElement[bool]:
    """The condition that a member has, for each of these, a word that begins so, or one that begins with all
    of them together. The index answers it."""
    first, *others = map(_members_of, beginnings)
    if not others:
        return Member.number.in_(first)
    each = first.where(*(first.selected_columns[0].in_(other) for other in others))
    return Member.number.in_(union(each, _members_of("".join(beginnings))))


def _members_of(beginning: str) -> Select[str]:
    words = aliased(MemberWord)
    return select(words.member).where(words.word >= beginning, words.word < beginning + LAST)


def searched(text: str) -> list[str]:
    """The pieces of what was typed, as each is looked for in a member's text; mere signs are none."""
    return list(filter(None, map(letters, re.split(r"[\s,;]+", text))))


def is_in_name(word: str) -> ColumnElement[bool]:
    """The condition that a folded word is somewhere in a member's names."""
    return Member.search_text.like(f"%{word}%|%")


def has_name(folded: ColumnElement[str]) -> ColumnElement[bool]:
    """The condition that a member's names are these, folded as by ``folded_name``. The index of the texts
    answers it: they begin with the names and a stroke, which comes just before ``}``."""
    return and_(Member.search_text >= folded + "|", Member.search_text < folded + "}")


def folded_name(search_text: str) -> str:
    """The names in a member's text: the same for those who have the same name, however it is written."""
    return search_text.partition("|")[0]
