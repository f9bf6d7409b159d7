"""How long a speech may take, and how the places are balanced. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from voting.discussion.models import Turn
from voting.errors import Fault, require_sound

LONGEST_MINUTES = 60
"""The most minutes that a speech can be given."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many turns somebody at a place has had, the one that goes on included, and how many wait."""

    place: str
    spoken: int
    waiting: int


def limit_in_seconds(minutes: int | None) -> int | None:
    """The seconds of so many minutes; None: without a limit. Raises InvalidForm for fewer than one minute or
    more than an hour."""
    if minutes is None:
        return None
    if not 1 <= minutes <= LONGEST_MINUTES:
        bounds = {"value": minutes, "minimum": 1, "maximum": LONGEST_MINUTES}
        require_sound([Fault(0, "minutes", "out_of_bounds", bounds)])
    return 60 * minutes


def speech_ends(called_at: datetime | None, seconds: int | None) -> datetime | None:
    """When the time of whoever has the floor is over; None where there is no limit."""
    return called_at + timedelta(seconds=seconds) if called_at and seconds else None


def balance(turns: Iterable[tuple[str, Turn]]) -> list[Share]:
    """From the place and state of each turn, the share of each place, by the place's code."""
    spoken: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    for place, turn in turns:
        spoken[place] += turn in (Turn.SPOKEN, Turn.SPEAKING)
        waiting[place] += turn is Turn.WAITING
    return [
        Share(place, spoken[place], waiting[place])
        for place in sorted(spoken)
        if spoken[place] or waiting[place]
    ]
