"""Pure: which counts a sum hides, once its mask is taken away, and whether such counts can be.

The sum of N votes on a motion is M = (a + bW)G. Baby steps, giant steps (Shanks 1971): the multiples aG are
laid out once, and M − bWG is looked up among them for b = 0, 1, … N; so 2N steps and not N².
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from voting.sealed.group import Element, Ristretto, ristretto
from voting.sealed.wire import AGAINST, MARK, MOTION, SealedShape

_TOGETHER = 1024
"""So many elements are looked up at once."""


class UncountableSum(ValueError):
    """A sum that so many sound ballots cannot have."""


@dataclass(frozen=True, slots=True)
class SealedCount:
    """The answers to each question, as many as it has weights, in their order: for, against, abstained; or
    without a mark, with a mark. The last question of marks is blank."""

    ballots: int
    answers: tuple[tuple[int, ...], ...]


class SumCounter:
    """Counts what is in sums of so many ballots. It lays out the multiples of the base once: for 45,598
    ballots some 20 MiB."""

    def __init__(self, ballots: int, group: Ristretto | None = None) -> None:
        self.ballots, self._group = ballots, group or ristretto()
        self._multiples = dict[int, int]()
        base = self._group.base
        for start, some in _in_lots(_steps(self._group, self._group.identity, base, ballots + 1)):
            numbers = self._group.fingerprints(some)
            self._multiples |= {number: start + place for place, number in enumerate(numbers)}

    def counted(self, shape: SealedShape, sums: Sequence[Element]) -> SealedCount:
        """The counts in the sums of all questions, each without its mask. Raises UncountableSum."""
        ways = {MOTION: self._motion, MARK: self._marks}
        answers = tuple(ways[weights](each) for weights, each in zip(shape.questions, sums, strict=True))
        count = SealedCount(self.ballots, answers)
        if not is_possible(count, shape):
            raise UncountableSum("the counts do not go together")
        return count

    def _motion(self, hidden: Element) -> tuple[int, ...]:
        group = self._group
        step = group.negated(group.multiple(AGAINST, group.base))
        for start, some in _in_lots(_steps(group, hidden, step, self.ballots + 1)):
            for against, number in enumerate(group.fingerprints(some), start):
                in_favour = self._multiples.get(number)
                if in_favour is not None and in_favour + against <= self.ballots:
                    return in_favour, against, self.ballots - in_favour - against
        raise UncountableSum("no count of votes for and against")

    def _marks(self, hidden: Element) -> tuple[int, ...]:
        (number,) = self._group.fingerprints([hidden])
        marks = self._multiples.get(number)
        if marks is None:
            raise UncountableSum("no count of marks")
        return self.ballots - marks, marks


def is_possible(count: SealedCount, shape: SealedShape) -> bool:
    """Whether so many ballots of this shape can have these counts together."""
    each = [
        len(answers) == len(weights) and min(answers) >= 0 and sum(answers) == count.ballots
        for answers, weights in zip(count.answers, shape.questions, strict=True)
    ]
    if not all(each) or not shape.sums:
        return all(each)
    *marks, blank = (answers[1] for answers in count.answers)
    filled, most = count.ballots - blank, max(shape.sums)
    return filled <= sum(marks) <= most * filled and max(marks) <= filled


def _steps(group: Ristretto, first: Element, step: Element, number: int) -> Iterator[Element]:
    for _ in range(number):
        yield first
        first = group.add(first, step)


def _in_lots(elements: Iterator[Element]) -> Iterator[tuple[int, list[Element]]]:
    start = 0
    while some := list(islice(elements, _TOGETHER)):
        yield start, some
        start += len(some)
