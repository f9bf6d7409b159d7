"""What does not fit on the screen at once, on pages that are shown one after the other. Pure.

A page holds so much that its letters can be read from the last row; every screen has the same pages.
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeVar

Item = TypeVar("Item")

_SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n+")
_WORD = re.compile(r"\s+")


def in_pages(items: Sequence[Item], room: int, size: Callable[[Item], int]) -> list[list[Item]]:
    """The items in their order on as few pages as hold them, each of ``room``, and no page much fuller than
    the others; an item that is larger than a page has one of its own."""
    if not items:
        return []
    sizes = [size(item) for item in items]
    pages = len(_breaks(sizes, room))
    least, most = max(1, -(-sum(sizes) // pages)), room
    while least < most:
        middle = (least + most) // 2
        if len(_breaks(sizes, middle)) <= pages:
            most = middle
        else:
            least = middle + 1
    starts = [*_breaks(sizes, most), len(items)]
    return [list(items[start:end]) for start, end in pairwise(starts)]


def text_pages(text: str, room: int) -> list[str]:
    """A text on pages of ``room`` characters at most, broken after a sentence where one ends in time, else
    between words, else where the page is full."""
    pages: list[str] = []
    rest = text.strip()
    while len(rest) > room:
        end = _last_break(_SENTENCE, rest, room, room // 2) or _last_break(_WORD, rest, room, 0)
        cut, after = end or (room, room)
        pages.append(rest[:cut].rstrip())
        rest = rest[after:].lstrip()
    return [*pages, rest] if rest else pages


def _breaks(sizes: Sequence[int], room: int) -> list[int]:
    """Where each page begins, where each is filled as far as it goes."""
    starts, used = [0], 0
    for place, size in enumerate(sizes):
        if used and used + size > room:
            starts.append(place)
            used = 0
        used += size
    return starts


def _last_break(kind: re.Pattern[str], text: str, room: int, least: int) -> tuple[int, int] | None:
    """The last break of a kind within the first ``room`` characters and after the ``least``: where what
    stands before it ends, and where what follows begins."""
    found = [match.span() for match in kind.finditer(text, 0, room + 1)]
    return next((place for place in reversed(found) if place[0] > least), None)
