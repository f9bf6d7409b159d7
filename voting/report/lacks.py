"""What a report lacks in each language: to be told before it is made, and before it is signed. Pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from voting.languages import LANGUAGES


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that is not there in a language: its ``part`` of the content (``texts``, ``facts/founding``,
    ``decisions``, ``scheme``), within that its ``key`` (a section, a code), and its ``words`` in the
    languages that it has."""

    part: str
    key: str
    words: Mapping[str, str]


def report_lacks(content: Mapping[str, Any], in_scheme: Collection[str]) -> dict[str, list[Lack]]:
    """By language, what the document in that language would lack: each text and name of a report's content
    that there is in another; and headings and sentences, where the scheme has not that language
    (``in_scheme``)."""
    told = list(_told(content))
    return {
        code: [
            *([] if code in in_scheme else [Lack("scheme", "", {})]),
            *(one for one in told if any(one.words.values()) and not one.words.get(code)),
        ]
        for code in LANGUAGES
    }


def _told(content: Mapping[str, Any]) -> Iterator[Lack]:
    """Each text and name that a content has by language, once."""
    for section, words in content["texts"].items():
        yield Lack("texts", section, words)
    found: list[Lack] = []
    for part, value in content.items():
        if part == "facts":
            for kind, facts in value.items():
                found += _names(f"facts/{kind}", facts)
        elif part != "texts":
            found += _names(part, value)
    for place, one in enumerate(found):
        if one not in found[:place]:
            yield one


def _names(part: str, value: Any, key: str = "") -> Iterator[Lack]:
    """The texts by language anywhere in a value; ``key`` is the place of it that has a name."""
    if isinstance(value, Mapping):
        if value and value.keys() <= set(LANGUAGES) and all(isinstance(one, str) for one in value.values()):
            yield Lack(part, key, value)
        else:
            for name, inner in value.items():
                yield from _names(part, inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _names(part, inner, key)
