"""Drawing lots that anyone can draw again: from a seed that was committed to before the vote was opened.

The seed is random and kept until the result is announced; its SHA-256 is in the log before the first vote,
so that nobody can choose the seed after the ballots. The lot puts candidates in the order of
SHA-256("SEED:CANDIDATE"). Pure, apart from the system's randomness.
"""

import hashlib
import secrets
from collections.abc import Iterable


def new_seed() -> str:
    """A fresh seed: 128 random bits in hexadecimal."""
    return secrets.token_hex(16)


def commitment(seed: str) -> str:
    """What is published of a seed before it is used."""
    return hashlib.sha256(seed.encode()).hexdigest()


def draw(seed: str, candidates: Iterable[str]) -> tuple[str, ...]:
    """The candidates in the order that the lot gives them."""
    return tuple(sorted(candidates, key=lambda name: hashlib.sha256(f"{seed}:{name}".encode()).hexdigest()))
