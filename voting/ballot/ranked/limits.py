"""Reserved seats in a transferable count: who can no longer be elected, and who must not be excluded.

Source: I. D. Hill, "STV with constraints", Voting matters 9 (1998), 2-4. A candidate whose election would
break a limit is doomed, and excluded at once; candidates without whom a group could not fill the seats that
are kept for it are guarded, and never excluded. Ballots of the doomed pass on like those of any excluded.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

HasRoom = Callable[[int, Sequence[int]], bool]
"""Whether a candidate can take a seat after those elected, every limit kept."""


def no_limits(candidate: int, elected: Sequence[int]) -> bool:
    """Room for everyone."""
    return True


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a count. ``kept`` are pairs of the candidates of a group and the seats kept for it."""

    has_room: HasRoom = no_limits
    kept: tuple[tuple[frozenset[int], int], ...] = ()

    def seated(self, candidates: Iterable[int], elected: Sequence[int]) -> list[int]:
        """Those of the candidates, looked at one after the other, who get a seat after those elected."""
        seated: list[int] = []
        for n in candidates:
            if self.has_room(n, [*elected, *seated]):
                seated.append(n)
        return seated

    def doomed(self, continuing: Iterable[int], elected: Sequence[int]) -> list[int]:
        """Those who continue but cannot be elected any more, ascending."""
        return sorted(n for n in continuing if not self.has_room(n, elected))

    def guarded(self, continuing: set[int], elected: Sequence[int]) -> set[int]:
        """Those without whom a group could not fill the seats that are kept for it; nobody, where that is
        everyone who continues: somebody has to go."""
        found: set[int] = set()
        for group, seats in self.kept:
            missing = seats - len(group.intersection(elected))
            if 0 < len(group & continuing) <= missing:
                found |= group & continuing
        return set() if found >= continuing else found


FREE = Limits()
"""A count without reserved seats."""
