"""Filling values into a sentence."""

from collections.abc import Mapping

from flask_babel.speaklater import LazyString


def filled_in(sentence: LazyString, values: Mapping[str, str | int]) -> str:
    """The sentence with each ``%(name)s`` replaced by its value. A value that is missing becomes an ellipsis:
    an answer that explains a refusal must not fail itself."""
    return str(sentence) % _Values(values)


class _Values(dict[str, str | int]):
    def __missing__(self, key: str) -> str:
        return "…"
