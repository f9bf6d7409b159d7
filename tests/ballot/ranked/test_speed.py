"""A million ballots are counted in seconds."""

import random
import time

import pytest

from voting.ballot.ranked import METHODS, ONE_SEAT
from voting.ballot.ranked.profile import Profile

from .profiles import METHOD_NAMES

NAMES = tuple(f"Candidate {n}" for n in range(1, 21))


def ballots(number: int) -> tuple[tuple[tuple[int, ...], int], ...]:
    """Ballots by chance that rank all of 20 candidates: hardly two alike, the most work that there is."""
    rng = random.Random(20)
    order = list(range(1, 21))
    made = []
    for _ in range(number):
        rng.shuffle(order)
        made.append((tuple(order), 1))
    return tuple(made)


@pytest.mark.slow
def test_a_million_ballots_of_twenty_candidates(request: pytest.FixtureRequest) -> None:
    number = 1_000_000 if request.config.getoption("--full") else 50_000
    profile = Profile(NAMES, 5, ballots(number))
    one_seat = Profile(NAMES, 1, profile.ballots)
    for name in METHOD_NAMES:
        begun = time.perf_counter()
        result = METHODS[name](one_seat if name in ONE_SEAT else profile, None)
        seconds = time.perf_counter() - begun
        print(f"{name}: {number} ballots in {seconds:.2f} s")
        assert result.valid == number
        assert seconds < 30 * number / 1_000_000 + 1
