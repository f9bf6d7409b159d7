"""How long the bundle of a sealed resolution takes to check, by ``voting/verify_sealed.py`` on one core.

    python -m tests.bench.verify_sealed [BALLOTS] [--method METHOD] [--candidates N] [--seats N]

Without a number, 45,598 ballots: the whole membership. They are sound and all different, but made quickly:
many share their secrets, which would open them, and saves no work to who checks them. Printed are the seconds
of the processor, those of the clock, and the most memory that was taken.
"""

import argparse
import itertools
import resource
import sys
import tempfile
import time
from collections.abc import Iterator

from tests.sealed.bundles import Answers, Drawn, PlayedRound, packed_files, usual_ceremony
from voting.verify_sealed import FromElsewhere, check_sealed_bundle, hashed

MEMBERS = 45_598
STARTED = 60
"""So many ballots are encrypted; the others differ from them in their tags, and so in their proofs."""


def many_ballots(held: PlayedRound, number: int) -> Iterator[tuple[bytes, Answers]]:
    """So many sound ballots of a round, each with what it says."""
    drawn = Drawn(b"many")
    answers = [_answers(held, place) for place in range(min(STARTED, number))]
    started = itertools.cycle([(held.started(each, drawn), each) for each in answers])
    for place, (ballot, each) in zip(range(number), started, strict=False):
        yield held.finish_ballot(ballot, hashed("tag of a test", b"%d" % place)[:32]), each


def _answers(held: PlayedRound, place: int) -> Answers:
    """What one of the ballots says, each time something else."""
    if held.method in ("for_against_abstain", "per_candidate"):
        return [(place + question) % 3 for question in range(len(held.questions))]
    if place % 5 == 4:
        return [*[0] * held.candidates, 1]
    most = len(held.shape[-1].weights)
    marked = {(place + step) % held.candidates for step in range(place % most + 1)}
    return [*(int(candidate in marked) for candidate in range(held.candidates)), 0]


def measured(number: int, method: str, candidates: int, seats: int) -> tuple[float, float, int]:
    """Seconds of the processor and of the clock in which a bundle of so many ballots is checked, and its
    bytes. Raises AssertionError if it is not found to be sound."""
    held = PlayedRound(usual_ceremony(), method, candidates, seats)
    ballots, answers = zip(*many_ballots(held, number), strict=True)
    with tempfile.TemporaryFile() as file:
        file.write(packed_files(held.files(ballots, held.counts(answers))))
        del ballots, answers
        size = file.tell()
        file.seek(0)
        worked, begun = time.process_time(), time.perf_counter()
        found, faults = check_sealed_bundle(file, FromElsewhere())
        worked, passed = time.process_time() - worked, time.perf_counter() - begun
    assert faults == [], faults
    assert any(f"{number} electronic ballots, all sound" in sentence for sentence in found)
    return worked, passed, size


def main(arguments: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="tests.bench.verify_sealed")
    parser.add_argument("ballots", type=int, nargs="?", default=MEMBERS)
    parser.add_argument("--method", default="for_against_abstain")
    parser.add_argument("--candidates", type=int, default=0)
    parser.add_argument("--seats", type=int, default=1)
    asked = parser.parse_args(arguments)
    worked, passed, size = measured(asked.ballots, asked.method, asked.candidates, asked.seats)
    print(f"{asked.ballots} ballots, {asked.method}, {asked.candidates} candidates, {size} bytes: sound")
    print(f"{worked:.1f} s of the processor, {passed:.1f} s of the clock")
    print(f"{worked / asked.ballots * 1000:.2f} ms of the processor a ballot")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{peak} MiB at most, with making the bundle")


if __name__ == "__main__":
    main(sys.argv[1:])
