"""How long a million ballots take to count, by each method.

``python -m tests.bench.count``: ballots by chance that rank all of 20 candidates, hardly two alike, which is
the most work that there is. Prints its figures; decides nothing.
"""

import random
import time

from tests.ballot.ranked.profiles import METHOD_NAMES
from voting.ballot.ranked import METHODS, ONE_SEAT
from voting.ballot.ranked.profile import Profile

BALLOTS = 1_000_000
NAMES = tuple(f"Candidate {number}" for number in range(1, 21))


def ballots(number: int) -> tuple[tuple[tuple[int, ...], int], ...]:
    """So many ballots, the same each time."""
    rng, order, made = random.Random(20), list(range(1, len(NAMES) + 1)), []
    for _ in range(number):
        rng.shuffle(order)
        made.append((tuple(order), 1))
    return tuple(made)


def main() -> None:
    """Count them by each method."""
    several = Profile(NAMES, 5, ballots(BALLOTS))
    one = Profile(NAMES, 1, several.ballots)
    for name in METHOD_NAMES:
        begun = time.perf_counter()
        result = METHODS[name](one if name in ONE_SEAT else several, None)
        print(f"{name}: {result.valid} ballots in {time.perf_counter() - begun:.1f} s", flush=True)


if __name__ == "__main__":
    main()
