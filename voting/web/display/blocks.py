"""What stands on the pages of an item on the screen: blocks, of which a page holds as many as can be read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from voting.halls.pages import in_pages, text_pages
from voting.web.display.room import ACROSS, COLUMN, GAP, LINE, letters_of, lines_of


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a page: which ``kind`` of thing it is, by which the template shows its ``content``; the room
    that it takes; and what marks it."""

    kind: str
    content: Any
    size: int
    mark: str = ""


Section = tuple[Block, ...]
"""Blocks that stay together on a page."""


def pages_of(sections: Sequence[Section], room: int) -> list[list[Section]]:
    """Sections in their order on as few pages as hold them."""
    return in_pages(sections, room, size_of)


def size_of(section: Iterable[Block]) -> int:
    """The room that blocks take below one another."""
    return sum(block.size for block in section)


def text_sections(texts: Mapping[str, str], room: int) -> list[Section]:
    """A text in one or two languages, beside one another, as sections that each fit into so much room."""
    parts = [text_pages(text, letters_of(room, len(texts))) for text in texts.values()]
    return [
        (_text_block({code: part for code, part in zip(texts, page, strict=True) if part}, len(texts)),)
        for page in zip_longest(*parts, fillvalue="")
    ]


def _text_block(texts: Mapping[str, str], languages: int) -> Block:
    letters = ACROSS if languages == 1 else COLUMN
    lines = max((lines_of(text, letters) for text in texts.values()), default=0)
    return Block("texts", texts, lines * LINE + GAP)
