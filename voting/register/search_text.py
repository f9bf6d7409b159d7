"""Text made comparable: what a search looks at, and what is typed into it."""

import unicodedata
from collections.abc import Mapping
from typing import Any

SEARCHED = ("name", "first_name", "number", "email", "postcode", "municipality", "representative")
"""The details of a member that are searched; the name comes first, so that the text sorts by name."""

_APART = str.maketrans(
    {"ø": "o", "œ": "oe", "æ": "ae", "ł": "l", "đ": "d", "ı": "i", "’": "'", "‘": "'", "\0": ""}
)
"""Letters that Unicode does not take apart into a letter and a mark."""


def fold(text: str) -> str:
    """A text without capitals, accents and double spaces: ``Liège`` and ``LIEGE`` are both ``liege``."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(plain.translate(_APART).split())


def search_text_of(details: Mapping[str, Any]) -> str:
    """What a search for this member looks at."""
    return fold(" | ".join(str(details[name]) for name in SEARCHED))
