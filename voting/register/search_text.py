"""What a search for a member looks at, kept with each: their names, and the rest after a stroke."""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_

from voting.folding import letters
from voting.register.models import Member

REST = ("number", "email", "postcode", "municipality", "representative")
"""The details that are searched beside the names."""


def search_text_of(details: Mapping[str, Any]) -> str:
    """A member's details as a search looks at them, each folded and without what parts its words.

    The family name comes first, so that the texts sort by name; then the whole name: ``dhondt jandhondt|…``.
    """
    name, first_name = letters(details["name"]), letters(details["first_name"])
    rest = " ".join(letters(details[field]) for field in REST)
    return f"{name} {first_name}{name}|{rest}"


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
