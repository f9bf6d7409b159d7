"""The votes of one member, one after the other: how each stands, and which comes next. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class VoteStanding(StrEnum):
    """How it stands with one vote: it can be cast now, is counted, was not cast before the vote closed, or
    can be cast later."""

    OPEN = "open"
    COUNTED = "counted"
    MISSED = "missed"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Step:
    """One vote: on which ``resolution`` (its id), for which ``grantor`` (a member's number; None: one's own),
    how it stands, and whether votes are being cast on the resolution ``now``."""

    resolution: int
    grantor: str | None
    standing: VoteStanding
    now: bool

    @property
    def key(self) -> str:
        """The step in an address."""
        return step_key(self.resolution, self.grantor)


def step_key(resolution: int, grantor: str | None) -> str:
    """The key of the step of a resolution and of whom one votes for."""
    return f"{resolution}.{grantor}" if grantor else str(resolution)


def can_be_cast(phase: str, *, own: bool) -> bool:
    """Whether in this phase (a resolution's state, or ``advance``) one's ``own`` vote, or that of a member
    represented, can be cast."""
    return phase == "open" or (phase == "advance" and own)


def standing_of(phase: str, *, own: bool, voted: bool, by_hand: bool = False) -> VoteStanding | None:
    """How it stands with a vote; None where there is none any more: the vote was annulled. What is voted on
    ``by_hand`` has no ballot now."""
    if phase == "annulled":
        return None
    if voted:
        return VoteStanding.COUNTED
    if can_be_cast(phase, own=own):
        return VoteStanding.LATER if by_hand else VoteStanding.OPEN
    return VoteStanding.MISSED if phase in ("closed", "announced") else VoteStanding.LATER


def next_open(steps: Sequence[Step], after: str) -> Step | None:
    """The first step after the one with this key that is open; of all where no step has it."""
    keys = [step.key for step in steps]
    place = keys.index(after) + 1 if after in keys else 0
    return next((step for step in steps[place:] if step.standing is VoteStanding.OPEN), None)


def progress(steps: Sequence[Step]) -> tuple[int, int]:
    """How many of the votes that can be cast now are counted, and how many they are."""
    here = [step for step in steps if step.now and step.standing in (VoteStanding.OPEN, VoteStanding.COUNTED)]
    return sum(step.standing is VoteStanding.COUNTED for step in here), len(here)
