"""What movements one person can have, and in what order. Pure."""

from collections.abc import Iterable
from datetime import date

from voting.register.models import LEAVING, MovementKind

Movements = frozenset[tuple[str, date]]
"""Movements as (kind, day)."""


_FIRST_OF_A_DAY = (MovementKind.JOINED, MovementKind.LEAVE_REFUSED)
_OF_A_MEMBER = (*LEAVING, MovementKind.LEAVE_REFUSED)


def in_order(movements: Iterable[tuple[str, date]]) -> list[tuple[str, date]]:
    """Movements by day; of several on one day, joining comes first, then a refused request to leave."""
    return sorted(movements, key=lambda movement: (movement[1], _place_in_a_day(movement[0])))


def _place_in_a_day(kind: str) -> int:
    return _FIRST_OF_A_DAY.index(MovementKind(kind)) if kind in _FIRST_OF_A_DAY else len(_FIRST_OF_A_DAY)


def are_possible(movements: Iterable[tuple[str, date]]) -> bool:
    """Whether one person can have had these movements: joined once before each time they left, refused only
    while they were no member, and refused to leave only while they were one."""
    member = False
    for kind, _ in in_order(movements):
        if member is not (kind in _OF_A_MEMBER):
            return False
        member = kind in (MovementKind.JOINED, MovementKind.LEAVE_REFUSED)
    return True


def last_membership(movements: Iterable[tuple[str, date]]) -> Movements:
    """The movement by which somebody last joined, the requests to leave that were refused since, and the
    movement that ended that membership, if any; of somebody who never joined the last refusal. Of all this a
    line of the file can say how it began and what came last."""
    found: list[tuple[str, date]] = []
    for movement in in_order(movements):
        if movement[0] in _OF_A_MEMBER:
            found.append(movement)
        elif movement[0] == MovementKind.JOINED or not found or found[0][0] == MovementKind.REFUSED:
            found = [movement]
    return frozenset(found)


def described(movements: Iterable[tuple[str, date]]) -> str:
    """Movements as one line of text: ``joined 01/01/2020, excluded 31/05/2025``."""
    return ", ".join(f"{kind} {on:%d/%m/%Y}" for kind, on in in_order(movements))
