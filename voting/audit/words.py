"""A hash as six words, which people can read to each other: the first 66 bits of it.

The list is that of BIP 39, of 2,048 English words none of which begins with the same four letters as another
(``wordlist/english.txt``, with its licence beside it).
"""

from functools import cache
from pathlib import Path

LIST = Path(__file__).parent / "wordlist" / "english.txt"
WORDS = 6
BITS = 11
"""The bits that one word of the list tells."""


def head_words(entry_hash: str) -> tuple[str, ...]:
    """The six words of a hash of 64 hexadecimal digits."""
    first = int(entry_hash, 16) >> (256 - WORDS * BITS)
    known = _all_words()
    return tuple(known[first >> (BITS * place) & (2**BITS - 1)] for place in reversed(range(WORDS)))


@cache
def _all_words() -> tuple[str, ...]:
    return tuple(LIST.read_text().split())
