"""What movements one person can have, and in what order. Pure."""

from collections.abc import Iterable
from datetime import date

from voting.register.models import LEAVING, MovementKind

Movements = frozenset[tuple[str, date]]
"""Movements as (kind, day)."""


def in_order(movements: Iterable[tuple[str, date]]) -> list[tuple[str, date]]:
    """Movements by day; of several on one day, joining comes first."""
    return sorted(movements, key=lambda movement: (movement[1], movement[0] != MovementKind.JOINED))


def are_possible(movements: Iterable[tuple[str, date]]) -> bool:
    """Whether one person can have had these movements: joined once before each time they left, and refused
    only while they were no member."""
    member = False
    for kind, _ in in_order(movements):
        if member is not (kind in LEAVING):
            return False
        member = kind == MovementKind.JOINED
    return True


def last_membership(movements: Iterable[tuple[str, date]]) -> Movements:
    """The movement by which somebody last joined, and the one that ended that membership, if any; of somebody
    who never joined the last refusal: all that a line of the file can say."""
    found: list[tuple[str, date]] = []
    for movement in in_order(movements):
        if movement[0] in LEAVING:
            found.append(movement)
        elif movement[0] == MovementKind.JOINED or not found or found[0][0] == MovementKind.REFUSED:
            found = [movement]
    return frozenset(found)


def described(movements: Iterable[tuple[str, date]]) -> str:
    """Movements as one line of text: ``joined 01/01/2020, excluded 31/05/2025``."""
    return ", ".join(f"{kind} {on:%d/%m/%Y}" for kind, on in in_order(movements))
