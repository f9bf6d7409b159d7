"""Lots that anyone can draw again: from a seed that was committed to before the first vote.

The seed is random and stays secret until the result is announced; its SHA-256 is among the frozen rules, so
that nobody can choose the seed after the ballots. How the seed gives an order of the candidates is in
``voting.ballot.ranked.lot``.
"""

import hashlib
import secrets
from collections.abc import Sequence

from voting.ballot.ranked.lot import lot_from_seed


def new_seed() -> str:
    """A fresh seed: 128 random bits in hexadecimal."""
    return secrets.token_hex(16)


def commitment(seed: str) -> str:
    """What is published of a seed before it is used: its SHA-256 in hexadecimal."""
    return hashlib.sha256(seed.encode()).hexdigest()


def draw(seed: str, names: Sequence[str]) -> tuple[str, ...]:
    """The names in the order that the lot gives them; name n on the ballot is candidate n of the lot."""
    return tuple(names[number - 1] for number in lot_from_seed(seed, len(names)))
