"""What can be wrong with a file of ranked ballots, and the ballots of a file as they are gathered."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from voting.ballot.ranked.profile import Profile, Ranking, contest_faults, ranking_faults

MOST_CANDIDATES = 1000
"""More candidates than any file of a real election has: a larger number in a heading is taken as a fault."""
LONGEST_NUMBER = 12
"""The most digits of a number in a file."""


class FileCode(StrEnum):
    """The stable codes of the faults of a file, beside those of ``ProfileCode``. They are never renamed."""

    NOT_UTF8 = "not_utf8"
    EMPTY_FILE = "empty_file"
    INVALID_HEADING = "invalid_heading"
    INVALID_PREFERENCE = "invalid_preference"
    EQUAL_RANKS = "equal_ranks"
    BALLOT_NOT_ENDED = "ballot_not_ended"
    BALLOTS_NOT_ENDED = "ballots_not_ended"
    WITHDRAWN_TOO_LATE = "withdrawn_too_late"
    NAMES_MISSING = "names_missing"
    NAME_REPEATED = "name_repeated"
    NAME_NOT_CLOSED = "name_not_closed"
    UNEXPECTED_TEXT = "unexpected_text"


@dataclass(frozen=True, slots=True, order=True)
class FileFault:
    """One fault of a file: its line from 1 (0: the file as a whole), its stable code, the exact message."""

    line: int
    code: str
    message: str


class InvalidRankedFile(ValueError):
    """A file that is refused whole. ``faults`` holds every fault in it, by line."""

    code = "invalid_ranked_file"

    def __init__(self, faults: Iterable[FileFault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__(f"{len(self.faults)} faults")


@dataclass(frozen=True, slots=True)
class RankedFile:
    """What a file holds: the profile, and the title of the election ("" if the file has none)."""

    profile: Profile
    title: str


@dataclass(slots=True)
class Gathered:
    """A file while it is read. ``groups`` are the ballots by ranking; ``heading`` is the heading's line."""

    candidates: int = 0
    seats: int = 0
    heading: int = 0
    withdrawn: set[int] = field(default_factory=set)
    groups: dict[Ranking, int] = field(default_factory=dict)
    known: frozenset[int] = frozenset()
    ballots_begun: bool = False
    faults: list[FileFault] = field(default_factory=list)

    def fault(self, line: int, code: str, message: str) -> None:
        """Notes a fault."""
        self.faults.append(FileFault(line, code, message))

    def head(self, line: int, candidates: str, seats: str) -> None:
        """Takes up the heading: the numbers of candidates and of seats."""
        self.heading = line
        if not (is_number(candidates) and is_number(seats)) or not 0 < int(candidates) <= MOST_CANDIDATES:
            message = f"the heading is not the number of candidates (1 to {MOST_CANDIDATES}) and of seats"
            self.fault(line, FileCode.INVALID_HEADING, message)
            return
        self.candidates, self.seats = int(candidates), int(seats)
        self.known = frozenset(range(1, self.candidates + 1))

    def take(self, line: int, ranking: Ranking, count: int) -> None:
        """Takes up the ballots of one line. Without a heading nobody can say which candidates exist."""
        self.ballots_begun = True
        if ranking in self.groups:
            self.groups[ranking] += count
            return
        faults = ranking_faults(ranking, self.known or frozenset(ranking))
        self.faults += [FileFault(line, fault.code, fault.message) for fault in faults]
        if not faults:
            self.groups[ranking] = count

    def finish(self, names: tuple[str, ...], title: str) -> RankedFile:
        """The file, once all of it has been read. Raises ``InvalidRankedFile`` if there was any fault."""
        if self.candidates:
            stand_ins = names if len(names) == self.candidates else ("?",) * self.candidates
            contest = contest_faults(stand_ins, self.seats, frozenset(self.withdrawn))
            self.faults += [FileFault(self.heading, fault.code, fault.message) for fault in contest]
        if self.faults:
            raise InvalidRankedFile(self.faults)
        ballots = tuple(self.groups.items())
        return RankedFile(Profile(names, self.seats, ballots, frozenset(self.withdrawn)), title)


def is_number(text: str) -> bool:
    """Whether a text is a whole number of not too many plain digits."""
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
