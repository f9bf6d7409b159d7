"""Sound content with damage: turned bits, what is cut out, doubled, put in, exchanged, or endless."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

PIECES = (
    *(b"\0", b"\xff", b"\xc3", b"\xef\xbb\xbf", b"\xed\xa0\x80", "\u202e".encode(), "\u2028".encode()),
    *(b'"', b"'", b"\\", b";", b",", b"\t", b"\r", b"\n", b"\r\n", b"=", b"[", b"]", b"{", b"}", b"<", b"&"),
    *(b"-1", b"0", b"1e400", b"NaN", b"9" * 30, b"9" * 5_000, "٣".encode(), "²".encode(), b"0x1F"),
    *(b"0001-01-01", b"9999-12-31", b"31/02/2025", b"24:00", b"null", b"true", b"=1+1", b"x" * 200_000),
    *(b"[" * 2_000, b'"' * 999, b"\n" * 999, "ß\u0130\U00010000".encode(), b"%s{}{0}", b"../../etc/passwd"),
)
"""What is put in, or stands in the place of a word."""
WORD = re.compile(rb"[^\s;,=\"'>+|:/()\[\]{}]+")
Damage = Callable[[bytes], bytes]
FURTHEST = 1_000_000


def _place(share: int, length: int) -> int:
    return share * length // FURTHEST


def _turned(at: int, bits: int) -> Damage:
    def damage(content: bytes) -> bytes:
        place = _place(at, len(content))
        return (
            content[:place] + bytes(each ^ bits for each in content[place : place + 1]) + content[place + 1 :]
        )

    return damage


def _without(at: int, length: int) -> Damage:
    return lambda content: content[: _place(at, len(content))] + content[_place(at, len(content)) + length :]


def _ended(at: int) -> Damage:
    return lambda content: content[: _place(at, len(content))]


def _doubled(at: int, length: int) -> Damage:
    def damage(content: bytes) -> bytes:
        place = _place(at, len(content))
        return content[: place + length] + content[place:]

    return damage


def _with(at: int, piece: bytes) -> Damage:
    return lambda content: content[: _place(at, len(content))] + piece + content[_place(at, len(content)) :]


def _word_replaced(at: int, piece: bytes | None) -> Damage:
    """By a piece; by None, by another word of the content."""

    def damage(content: bytes) -> bytes:
        words = list(WORD.finditer(content))
        if not words:
            return content
        word = words[_place(at, len(words))]
        other = words[_place(at * 7 % FURTHEST, len(words))][0] if piece is None else piece
        return content[: word.start()] + other + content[word.end() :]

    return damage


def _lines_exchanged(one: int, other: int) -> Damage:
    def damage(content: bytes) -> bytes:
        lines = content.splitlines(keepends=True)
        if lines:
            a, b = _place(one, len(lines)), _place(other, len(lines))
            lines[a], lines[b] = lines[b], lines[a]
        return b"".join(lines)

    return damage


_PLACES, _LENGTHS = st.integers(0, FURTHEST - 1), st.integers(1, 200)
_DAMAGES: st.SearchStrategy[Damage] = st.one_of(
    st.builds(_turned, _PLACES, st.integers(1, 255)),
    st.builds(_without, _PLACES, _LENGTHS),
    st.builds(_ended, _PLACES),
    st.builds(_doubled, _PLACES, _LENGTHS),
    st.builds(_with, _PLACES, st.sampled_from(PIECES) | st.binary(max_size=4)),
    st.builds(_word_replaced, _PLACES, st.none() | st.sampled_from(PIECES)),
    st.builds(_lines_exchanged, _PLACES, _PLACES),
)


def damaged(sound: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """One of several sound contents, damaged some times."""

    def applied(content: bytes, damages: list[Damage]) -> bytes:
        for damage in damages:
            content = damage(content)
        return content

    return st.builds(applied, st.sampled_from(sound), st.lists(_DAMAGES, min_size=1, max_size=3))


ODD_VALUES = (
    *(None, True, False, -1, 0, 10**30, 1e400, float("nan"), "", "x" * 10_000, "\0", "9" * 5_000, "²"),
    *([], {}, [[]], [None], {"": None}, {"nl": 1}, "0001-01-01", "9999-12-31", "aa", "-", "e1>e1"),
)
"""Values of JSON that stand where others are meant."""


def changed_value(value: Any, at: int, odd: Any, how: int) -> Any:
    """A value of JSON in which one part at whatever depth is another value, is missing, or is there twice."""
    inner = (
        list(value.items())
        if isinstance(value, dict)
        else list(enumerate(value))
        if isinstance(value, list)
        else []
    )
    if not inner or at % 8 == 7:
        return odd
    key, below = inner[at % len(inner)]
    if isinstance(value, dict):
        left = {name: each for name, each in value.items() if name != key}
        if how == 0:
            return left
        if how == 1:
            return {**left, str(odd)[:20]: below}
        return {**value, key: changed_value(below, at // 8, odd, how)}
    if how in (0, 1):
        return value[:key] + [below] * (2 * how) + value[key + 1 :]
    return [*value[:key], changed_value(below, at // 8, odd, how), *value[key + 1 :]]


def odd_instead(sound: Sequence[Any]) -> st.SearchStrategy[Any]:
    """One of several sound values of JSON, with something odd in it."""
    return st.builds(
        changed_value,
        st.sampled_from(sound),
        st.integers(0, 8**6),
        st.sampled_from(ODD_VALUES),
        st.integers(0, 5),
    )
