"""The order of what is prepared: points of an agenda by their numbers, candidates by their codes. Pure."""

from collections.abc import Sequence
from typing import Any

Item = dict[str, Any]


def one_step(order: Sequence[str], which: str, *, down: bool) -> list[str]:
    """The order after one of its items has gone a step up or down; the same where there is no further."""
    place = order.index(which)
    to = min(max(place + (1 if down else -1), 0), len(order) - 1)
    moved = [item for item in order if item != which]
    return [*moved[:to], which, *moved[to:]]


def put_in_order(items: Sequence[Item], key: str, order: Sequence[str]) -> list[Item]:
    """The items in the order in which ``order`` names them by the value of ``key``.

    Raises ValueError where it does not name each of them once.
    """
    named = {str(item[key]): item for item in items}
    if sorted(named) != sorted(order):
        raise ValueError(order)
    return [named[name] for name in order]


def renumber(items: Sequence[Item]) -> None:
    """Number the points of an agenda 1, 2, 3 and so on, as they stand."""
    for position, item in enumerate(items, 1):
        item["number"] = str(position)
