"""Lots that anybody can draw again, from a seed whose hash was published before the first vote.

The seed is random, and secret until the result is announced; its SHA-256 is among the frozen rules, so that
nobody can choose the seed once there are ballots. How a seed gives an order of the candidates is in
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
    """The SHA-256 of a seed, in hexadecimal, which is published before the seed is used."""
    return hashlib.sha256(seed.encode()).hexdigest()


def draw(seed: str, names: Sequence[str]) -> tuple[str, ...]:
    """The names in the order in which the lot puts them: the n-th name is candidate n of
    ``voting.ballot.ranked.lot``."""
    return tuple(names[number - 1] for number in lot_from_seed(seed, len(names)))
