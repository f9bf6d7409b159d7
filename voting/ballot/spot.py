"""What is put to the vote during the meeting, what it is about, and what follows once it is adopted. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from voting.ballot.models import State
from voting.ballot.outcome import Outcome
from voting.errors import Code


class Spot(StrEnum):
    """What can be put to the vote during the meeting."""

    CLOSE_DEBATE = "close_debate"
    SECRET_BALLOT = "secret_ballot"  # noqa: S105 - a way to vote, not a password
    CHANGE_ORDER = "change_order"
    SUSPEND = "suspend"
    OWN = "own"
    """A motion of order in words of its own."""
    AMENDMENT = "amendment"


PROCEDURAL = tuple(spot for spot in Spot if spot is not Spot.AMENDMENT)
"""Motions of order. They decide nothing on the agenda, so the figures of the year leave them out."""
ABOUT_ONE = frozenset({Spot.SECRET_BALLOT, Spot.AMENDMENT})
"""What is always about one resolution; the others may be."""


class IfAmended(StrEnum):
    """What becomes of votes in advance on a motion whose text is amended at the meeting."""

    COUNTS = "counts"
    """They count for the motion as amended."""
    LAPSES = "lapses"
    """They lapse: the text as amended is put again, and everybody can vote on it."""


def if_amended(rule: str | None) -> IfAmended:
    """The rule of a motion; where none is set, votes in advance lapse: nobody is held to have voted for a
    text that they have not seen."""
    return IfAmended(rule) if rule else IfAmended.LAPSES


BEFORE_CLOSING = (State.DRAFT, State.OPEN)
"""The states in which a resolution can still be put in another way."""


def lapse(rule: str | None, state: State, voted: int) -> bool:
    """Whether votes in advance on a motion lapse now that it is amended: there are some, and its rule says
    so."""
    return state is State.DRAFT and voted > 0 and if_amended(rule) is IfAmended.LAPSES


@dataclass(frozen=True, slots=True)
class Target:
    """The latest round of the resolution that something is put about."""

    state: State
    is_motion: bool
    on_the_agenda: bool
    by_name: bool


def why_not_put(spot: Spot, target: Target | None, *, names_one: bool) -> Code | None:
    """Why something cannot be put to the vote now, or None where it can. ``target`` is what it is about, if
    that was found; ``names_one``: it says which resolution it is about."""
    if target is None:
        return Code.NOT_FOUND if names_one or spot in ABOUT_ONE else None
    if spot is Spot.AMENDMENT:
        if not (target.is_motion and target.on_the_agenda):
            return Code.NOT_AMENDABLE
        return None if target.state is State.DRAFT else Code.AMENDED_TOO_LATE
    if spot is Spot.SECRET_BALLOT:
        if not target.by_name:
            return Code.SECRET_ALREADY
        return None if target.state in BEFORE_CLOSING else Code.WRONG_STATE
    return None


def stands(state: State, outcome: str | None) -> bool:
    """Whether an amendment belongs to the text: it was announced as adopted."""
    return state is State.ANNOUNCED and outcome == Outcome.ADOPTED


def is_undecided(state: State) -> bool:
    """Whether an amendment has yet to be decided, so that its motion has to wait."""
    return state in (State.DRAFT, State.OPEN, State.CLOSED)


def free_number(stem: str, taken: Collection[str]) -> str:
    """The first of STEM1, STEM2 and so on that is not taken."""
    place = 1
    while f"{stem}{place}" in taken:
        place += 1
    return f"{stem}{place}"


def amended_text(
    before: Mapping[str, str] | None, amendments: Sequence[Mapping[str, str]]
) -> dict[str, str] | None:
    """The text of a motion after the amendments that were adopted, in their order: each has the whole text as
    it becomes. A language in which an amendment has no text is left out: what it said is no longer so."""
    return dict(amendments[-1]) if amendments else (dict(before) if before else None)
