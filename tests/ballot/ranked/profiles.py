"""What the tests of the ranked counts share: profiles made by chance, and short ways to write some."""

import random
from collections.abc import Mapping
from pathlib import Path

from hypothesis import strategies as st

from voting.ballot.ranked.profile import Profile

DATA = Path(__file__).parents[2] / "data" / "ranked"
PUBLISHED = Path(__file__).parent / "published"

METHOD_NAMES = ("scottish_stv", "meek_stv", "irv", "schulze", "approval", "plurality")

CROSSING = {"A": 40, "B": 30, "C": 9, "D": 10, "EC": 3, "FD": 2, "F": 2}
"""C is behind D at first, ahead of D once E is out, and level with D once F is out, both then lowest."""


def profile(rankings: Mapping[str, int], seats: int = 1, candidates: str = "") -> Profile:
    """A profile in letters: ``{"ACB": 3}`` is three ballots that rank A, then C, then B."""
    names = candidates or "".join(sorted({letter for ranking in rankings for letter in ranking}))
    ballots = tuple(
        (tuple(names.index(letter) + 1 for letter in ranking), count) for ranking, count in rankings.items()
    )
    return Profile(tuple(names), seats, ballots)


def letters(numbers: tuple[int, ...]) -> str:
    """Candidates 1, 2, ... as A, B, ..."""
    return "".join(chr(ord("A") + n - 1) for n in numbers)


def chance_profile(rng: random.Random, seats: int, most: int = 7, heaviest: int = 400) -> Profile:
    """A profile by chance, with partial rankings and counts so various that ties are rare."""
    candidates = rng.randint(seats + 1, most)
    ballots = []
    for _ in range(rng.randint(4, 40)):
        ranking = rng.sample(range(1, candidates + 1), rng.randint(1, candidates))
        ballots.append((tuple(ranking), rng.randint(1, heaviest)))
    return Profile(tuple(f"Candidate {n}" for n in range(1, candidates + 1)), seats, tuple(ballots))


@st.composite
def profiles(draw: st.DrawFn, one_seat: bool = False) -> Profile:
    """Small profiles of every kind: blank ballots, ties, nobody at all, as many seats as candidates."""
    candidates = draw(st.integers(1, 5))
    seats = 1 if one_seat else draw(st.integers(1, candidates))
    ranking = st.lists(st.integers(1, candidates), unique=True).map(tuple)
    ballots = draw(st.lists(st.tuples(ranking, st.integers(1, 9)), max_size=12))
    return Profile(tuple(f"Candidate {n}" for n in range(1, candidates + 1)), seats, tuple(ballots))
