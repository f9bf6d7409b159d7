"""How the figures of one venue and one resolution must add up. Pure: values in, values out."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from voting.ballot.models import Channel


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one venue when a vote is closed; all are numbers of members or of ballots.

     ``present``: members in the hall at the moment of closing; ``voted``: how many of them had voted, by
    channel, wherever they cast their vote; ``not_voted``: the rest of them. ``cast``: votes cast in this
    hall, by channel, including those of members who have left; ``boxes``: the ballots deposited in this
    hall, by channel: electronic ones, and those entered from paper by name. ``exchanged``: spoiled papers
    exchanged at the desk. The last three are what two tellers agree on, or None until they do: valid papers
    ``counted``, papers ``unreturned`` or not valid, and ``spoiled`` ones.
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
        """The papers handed out that are to be counted: one for each vote on paper that was not entered by
        name, and one for each exchange."""
        entered = self.boxes.get(Channel.PAPER, 0)
        return self.cast.get(Channel.PAPER, 0) - entered + self.exchanged

    @property
    def is_counted(self) -> bool:
        """Whether two tellers agree on the papers, or no paper was handed out."""
        return self.papers == 0 or self.counted is not None


class Mismatch(StrEnum):
    """The sums that can be wrong."""

    PRESENT = "present"
    BOXES = "boxes"
    PAPERS = "papers"
    SPOILED = "spoiled"


def mismatches(figures: Figures) -> list[Mismatch]:
    """The sums that are wrong; none: the figures add up.

    present = voted, over all channels, + not voted; electronic votes = ballots in the boxes; papers handed
    out = counted + unreturned + spoiled; spoiled = exchanged. The sums of the papers are looked at only once
    they are counted.
    """
    found = []
    if figures.present != sum(figures.voted.values()) + figures.not_voted:
        found.append(Mismatch.PRESENT)
    if _electronic(figures.cast) != _electronic(figures.boxes):
        found.append(Mismatch.BOXES)
    if figures.counted is not None:
        accounted = figures.counted + (figures.unreturned or 0) + (figures.spoiled or 0)
        if figures.papers != accounted:
            found.append(Mismatch.PAPERS)
        if figures.exchanged != figures.spoiled:
            found.append(Mismatch.SPOILED)
    return found


def _electronic(by_channel: Mapping[str, int]) -> dict[str, int]:
    return {code: number for code, number in by_channel.items() if number and code != Channel.PAPER}
