"""Filling values into a sentence, whole numbers as the reader writes them."""

from collections.abc import Mapping
from typing import Any

from flask_babel import get_translations
from flask_babel.speaklater import LazyString

from voting.wording.languages import number

NO_COUNTS = frozenset({"year", "line", "first"})
"""The names of values that are years, or numbers of lines: they stand as they are."""


def filled_in(sentence: LazyString, values: Mapping[str, str | int]) -> str:
    """The sentence with each ``%(name)s`` replaced by its value. A value that is missing becomes an ellipsis:
    an answer that explains a refusal must not fail itself."""
    return str(sentence) % _Values(with_figures(values))


def ngettext(singular: str, plural: str, num: int, **values: Any) -> str:
    """The sentence for so many, in the reader's language, with its values; ``%(num)s`` is how many."""
    sentence: str = get_translations().ungettext(singular, plural, num)
    return sentence % with_figures({"num": num} | values)


def with_figures(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values for a sentence: each whole number as the reader writes it (1.234), but for ``NO_COUNTS``."""
    return {
        name: number(value) if type(value) is int and name not in NO_COUNTS else value
        for name, value in values.items()
    }


class _Values(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"
