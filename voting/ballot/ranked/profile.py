"""A ranked profile: the candidates, the seats, and the ballots with how many voters cast each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Ranking = tuple[int, ...]
"""Candidate numbers from 1, most preferred first, none twice. It may stop early or be empty (blank)."""


class ProfileCode(StrEnum):
    """The stable codes of what can be wrong with a profile. They are never renamed."""

    NO_CANDIDATES = "no_candidates"
    NAME_MISSING = "name_missing"
    NO_SEATS = "no_seats"
    TOO_MANY_SEATS = "too_many_seats"
    ONE_SEAT_ONLY = "one_seat_only"
    UNKNOWN_CANDIDATE = "unknown_candidate"
    UNKNOWN_WITHDRAWN = "unknown_withdrawn"
    RANKED_TWICE = "ranked_twice"
    INVALID_COUNT = "invalid_count"
    INVALID_LOT = "invalid_lot"


@dataclass(frozen=True, slots=True)
class ProfileFault:
    """One thing wrong with a profile: its code, the exact message, the ballot's place from 1 (0: none)."""

    code: ProfileCode
    message: str
    ballot: int = 0


class InvalidProfile(ValueError):
    """A profile, or what was asked of it, is impossible. ``faults`` holds every fault, in order."""

    code = "invalid_profile"

    def __init__(self, faults: Iterable[ProfileFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(fault.message for fault in self.faults))


@dataclass(frozen=True, slots=True)
class Profile:
    """What is to be counted.

    ``candidates`` are the names of candidates 1, 2, ... in order. ``seats`` is how many are to be elected.
    ``ballots`` are pairs of a ranking and the number of voters who cast exactly it; equal rankings may
    stand in more than one pair. ``withdrawn`` are the numbers of candidates who cannot be elected: a
    count passes over them. Raises ``InvalidProfile`` with every fault.
    """

    candidates: tuple[str, ...]
    seats: int
    ballots: tuple[tuple[Ranking, int], ...]
    withdrawn: frozenset[int] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        faults = contest_faults(self.candidates, self.seats, self.withdrawn)
        faults += _ballot_faults(self.ballots, frozenset(range(1, len(self.candidates) + 1)))
        if faults:
            raise InvalidProfile(faults)


@dataclass(frozen=True, slots=True)
class Papers:
    """The ballots as a count takes them up: withdrawn candidates struck out, equal rankings together.

    ``piles`` are pairs of a ranking that is not blank and its number of ballots. ``blank`` is the number of
    ballots that rank nobody who stands.
    """

    piles: tuple[tuple[Ranking, int], ...]
    blank: int

    @property
    def valid(self) -> int:
        """The number of ballots that rank at least one candidate who stands."""
        return sum(count for _, count in self.piles)


def standing(profile: Profile) -> tuple[int, ...]:
    """The numbers of the candidates who can be elected, ascending."""
    return tuple(n for n in range(1, len(profile.candidates) + 1) if n not in profile.withdrawn)


def group(ballots: Iterable[tuple[Ranking, int]]) -> dict[Ranking, int]:
    """The number of ballots by ranking, from pairs of a ranking and a number."""
    groups: dict[Ranking, int] = {}
    for ranking, count in ballots:
        groups[ranking] = groups.get(ranking, 0) + count
    return groups


def papers(profile: Profile) -> Papers:
    """The ballots of a profile as a count takes them up."""
    groups: Mapping[Ranking, int] = group(profile.ballots)
    if profile.withdrawn:
        out = profile.withdrawn
        struck = ((tuple(n for n in ranking if n not in out), count) for ranking, count in groups.items())
        groups = group(struck)
    return Papers(
        piles=tuple(pile for pile in groups.items() if pile[0]),
        blank=groups.get((), 0),
    )


def require_one_seat(profile: Profile, method: str) -> None:
    """Refuses a profile of more than one seat for a method that fills one. Raises ``InvalidProfile``."""
    if profile.seats != 1:
        message = f"{method} fills one seat, not {profile.seats}"
        raise InvalidProfile([ProfileFault(ProfileCode.ONE_SEAT_ONLY, message)])


def contest_faults(candidates: tuple[str, ...], seats: int, withdrawn: frozenset[int]) -> list[ProfileFault]:
    """What is wrong with the candidates, the seats and the withdrawals, before any ballot is looked at."""
    faults = []
    total = len(candidates)
    if not candidates:
        faults.append(ProfileFault(ProfileCode.NO_CANDIDATES, "there are no candidates"))
    for number, name in enumerate(candidates, start=1):
        if not name.strip():
            faults.append(ProfileFault(ProfileCode.NAME_MISSING, f"candidate {number} has no name"))
    for number in sorted(withdrawn):
        if not 1 <= number <= total:
            message = f"withdrawn candidate {number} does not exist: the candidates are 1 to {total}"
            faults.append(ProfileFault(ProfileCode.UNKNOWN_WITHDRAWN, message))
    if seats < 1:
        message = f"the number of seats is {seats}: it must be 1 or more"
        faults.append(ProfileFault(ProfileCode.NO_SEATS, message))
    remaining = total - sum(1 for number in withdrawn if 1 <= number <= total)
    if candidates and seats > remaining:
        message = f"{seats} seats are more than the {remaining} candidates who stand"
        faults.append(ProfileFault(ProfileCode.TOO_MANY_SEATS, message))
    return faults


def ranking_faults(ranking: Ranking, known: frozenset[int], ballot: int = 0) -> list[ProfileFault]:
    """What is wrong with one ranking: candidates who do not exist, and candidates ranked more than once.

    ``known`` are the numbers that exist; ``ballot`` is the place that the faults will carry.
    """
    faults = []
    for number in sorted(set(ranking) - known):
        message = f"candidate {number} does not exist: the candidates are 1 to {len(known)}"
        faults.append(ProfileFault(ProfileCode.UNKNOWN_CANDIDATE, message, ballot))
    if len(set(ranking)) != len(ranking):
        for number in sorted({n for n in ranking if ranking.count(n) > 1}):
            message = f"candidate {number} is ranked {ranking.count(number)} times"
            faults.append(ProfileFault(ProfileCode.RANKED_TWICE, message, ballot))
    return faults


def _ballot_faults(ballots: tuple[tuple[Ranking, int], ...], known: frozenset[int]) -> list[ProfileFault]:
    faults = []
    for place, (ranking, count) in enumerate(ballots, start=1):
        if not known.issuperset(ranking) or len(set(ranking)) != len(ranking):
            faults += ranking_faults(ranking, known, place)
        if count < 1:
            message = f"{count} is not a number of ballots: it must be 1 or more"
            faults.append(ProfileFault(ProfileCode.INVALID_COUNT, message, place))
    return faults
