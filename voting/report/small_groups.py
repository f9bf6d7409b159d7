"""Hiding the numbers of small groups, so that nothing about a few people can be read or computed from a
table. Pure.

A table divides a number that is published, such as voters by category. A row is hidden where fewer than
``MINIMUM_GROUP`` voted or fewer than that did not; and further rows with it, until nobody can compute from
the total what a hidden row contains (complementary suppression, as statistical offices do it; Hundepool et
al., *Statistical Disclosure Control*, 2012, ch. 4). A row whose number is plain, because
nobody is in it, hides nothing; one other is enough wherever anything can be shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from voting.ballot.rules import MINIMUM_GROUP


@dataclass(frozen=True, slots=True)
class Group:
    """How many of a group voted, and how many are entitled; None where nobody is entitled in such a group (a
    way of voting)."""

    voters: int
    entitled: int | None = None


def hidden_groups(groups: Sequence[Group], minimum: int = MINIMUM_GROUP) -> set[int]:
    """The indices of the groups whose voters must be hidden, in a table whose total is published."""
    small = {place for place, group in enumerate(groups) if _is_small(group, minimum)}
    rest = sorted(set(range(len(groups))) - small, key=lambda place: (groups[place].voters, place))
    for more in ([], *([place] for place in rest)):
        if _is_safe([groups[place] for place in sorted(small.union(more))], minimum):
            return small.union(more)
    return set(range(len(groups)))


def fewest(total: int, entitled: Sequence[int]) -> list[int]:
    """How many voted at least in each of some hidden groups, as anybody can compute from what is published:
    the total of their voters, and how many are entitled in each. It tells nothing that is not told already.
    """
    return [max(0, total - sum(entitled) + most) for most in entitled]


def possible_values(group: Group, others: Sequence[Group]) -> tuple[int, int]:
    """The fewest and the most voters that a hidden group can have, for somebody who knows the total of the
    hidden groups and how many are entitled in each."""
    total = group.voters + sum(other.voters for other in others)
    room = sum(_most(other, total) for other in others)
    return max(0, total - room), min(_most(group, total), total)


def _is_small(group: Group, minimum: int) -> bool:
    if group.entitled is None:
        return 0 < group.voters < minimum
    return group.entitled > 0 and min(group.voters, group.entitled - group.voters) < minimum


def _is_safe(hidden: Sequence[Group], minimum: int) -> bool:
    """Whether nobody can compute for a small group among these, more closely than by ``minimum``, how many
    voted."""
    for place, group in enumerate(hidden):
        fewest, most = possible_values(group, [*hidden[:place], *hidden[place + 1 :]])
        wanted = minimum if group.entitled is None else min(minimum, group.entitled)
        if _is_small(group, minimum) and most - fewest < wanted:
            return False
    return True


def _most(group: Group, total: int) -> int:
    return total if group.entitled is None else group.entitled
