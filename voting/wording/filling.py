"""Filling values into a sentence."""

from collections.abc import Mapping

from flask_babel.speaklater import LazyString


def filled_in(sentence: LazyString, values: Mapping[str, str | int]) -> str:
    """The sentence with each ``%(name)s`` replaced by its value; one that was not given becomes an ellipsis,
    rather than failing the answer that explains what went wrong."""
    return str(sentence) % _Values(values)


class _Values(dict[str, str | int]):
    def __missing__(self, key: str) -> str:
        return "…"
