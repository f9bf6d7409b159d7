"""How the figures of one venue and one resolution must add up. Pure: values in, values out."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from voting.ballot.models import Channel


@dataclass(frozen=True, slots=True)
class Figures:
    """What a venue answers for when a vote is closed.

    ``present``: members in the hall at the moment of closing; ``voted`` of them by the channel of their
    vote, wherever it was cast; ``not_voted`` of them. ``cast``: votes cast in this hall by channel, also of
    members who have left since; ``boxes``: the electronic ballots that lie for them. ``exchanged``: spoiled
    papers exchanged at the desk. The last three are what two tellers agree on: valid papers ``counted``,
    ``unreturned`` (or not valid) and ``spoiled``; None as long as they do not.
    """

    present: int
    voted: Mapping[str, int]
    not_voted: int
    cast: Mapping[str, int]
    boxes: Mapping[str, int]
    exchanged: int
    counted: int | None
    unreturned: int | None
    spoiled: int | None

    @property
    def papers(self) -> int:
        """The papers handed out in all: one for each vote on paper, and one for each exchange."""
        return self.cast.get(Channel.PAPER, 0) + self.exchanged

    @property
    def is_counted(self) -> bool:
        """Whether there is no paper to count, or two tellers agree on it."""
        return self.papers == 0 or self.counted is not None


class Mismatch(StrEnum):
    """Where figures do not add up."""

    PRESENT = "present"
    BOXES = "boxes"
    PAPERS = "papers"
    SPOILED = "spoiled"


def mismatches(figures: Figures) -> list[Mismatch]:
    """Where these figures do not add up; an empty list means that they do.

    present = voted by each channel + not voted; electronic votes = ballots in the boxes; papers handed
    out = counted + unreturned + spoiled; spoiled = exchanged. Papers that are not counted yet are not
    judged.
    """
    found = []
    if figures.present != sum(figures.voted.values()) + figures.not_voted:
        found.append(Mismatch.PRESENT)
    electronic = {code: number for code, number in figures.cast.items() if code != Channel.PAPER}
    if {code: number for code, number in electronic.items() if number} != {
        code: number for code, number in figures.boxes.items() if number
    }:
        found.append(Mismatch.BOXES)
    if figures.counted is not None:
        accounted = figures.counted + (figures.unreturned or 0) + (figures.spoiled or 0)
        if figures.papers != accounted:
            found.append(Mismatch.PAPERS)
        if figures.exchanged != figures.spoiled:
            found.append(Mismatch.SPOILED)
    return found
