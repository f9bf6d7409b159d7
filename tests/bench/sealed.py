"""What sealed ballots cost the server: sealing and checking one, closing a box, counting its sums.

``python -m tests.bench.sealed``: milliseconds of the processor, by each kind of integers that there is; other
work on the machine does not count. Prints its figures; decides nothing.
"""

import secrets
import time
from collections.abc import Callable
from typing import Any

from tests.sealed.forging import CTX, KEY, Kind
from voting.sealed.counting import SumCounter
from voting.sealed.group import Ristretto, ristretto
from voting.sealed.opening import closed_box
from voting.sealed.proofs import check_ballots, new_sealing_seed, seal_ballot, sealing_to
from voting.sealed.tree import leaf_hash
from voting.sealed.wire import AGAINST

MEMBERS = 45_598
BATCHES = (1, 8, 32, 256)
"""So many ballots come to the gate together."""
KINDS = {
    "a motion": Kind("for_against_abstain", 0, 0, (1,)),
    "eight candidates, three seats": Kind("plurality_at_large", 8, 3, (1, 1, 0, 0, 0, 0, 0, 1, 0)),
    "eight candidates, each for or against": Kind("per_candidate", 8, 1, (0, 1, 2, 0, 1, 2, 0, 1)),
}


def milliseconds(act: Callable[[], Any]) -> float:
    """Of the processor, that this takes once."""
    begun = time.process_time()
    act()
    return (time.process_time() - begun) * 1000


def measure_kind(name: str, kind: Kind, group: Ristretto) -> None:
    """Sealing, and checking in batches."""
    sealing, shape = sealing_to(KEY, group), kind.shape
    ballots = list[bytes]()

    def seal() -> None:
        for number in range(len(ballots), 32):
            made = seal_ballot(sealing, CTX, 1, f"M{number}", shape, kind.answers, new_sealing_seed())
            ballots.append(made.ballot)

    print(f"{name}: {shape.length} bytes, sealed in {milliseconds(seal) / 32:.2f} ms", flush=True)
    for batch in BATCHES:
        rounds = max(1, 64 // batch)
        together = (ballots * batch)[:batch]

        def check(together: list[bytes] = together, rounds: int = rounds) -> None:
            for _ in range(rounds):
                assert not check_ballots(CTX, KEY, shape, together, group).unsound

        each = milliseconds(check) / rounds / batch
        print(f"  checked, {batch} together: {each:.2f} ms a ballot", flush=True)


def measure_count(group: Ristretto) -> None:
    """Counting the motion of the whole membership in which the search is longest."""
    hidden = group.multiple(AGAINST * (MEMBERS - 1), group.base)
    shape = KINDS["a motion"].shape
    took = milliseconds(lambda: SumCounter(MEMBERS, group).counted(shape, [hidden]))
    print(f"{MEMBERS:,} votes on a motion counted in {took / 1000:.1f} s", flush=True)


def measure_closing() -> None:
    """What is told of a box at its closing: order, tags, root."""
    length = KINDS["eight candidates, three seats"].shape.length
    ballots = [b"SB1\1" + secrets.token_bytes(length - 4) for _ in range(MEMBERS)]
    ballots.sort(key=leaf_hash)
    took = milliseconds(lambda: closed_box(ballots))
    print(f"a box of {MEMBERS:,} ballots of eight candidates closed in {took / 1000:.1f} s", flush=True)


def main() -> None:
    """Print the figures of each kind of integers."""
    for group in {type(each.integer(1)): each for each in (ristretto(), Ristretto(int))}.values():
        print(f"integers: {type(group.integer(1)).__name__}", flush=True)
        for name, kind in KINDS.items():
            measure_kind(name, kind, group)
        measure_count(group)
    measure_closing()


if __name__ == "__main__":
    main()
