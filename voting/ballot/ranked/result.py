"""The result of a ranked count: who is elected, and every round that led there, in exact numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from voting.ballot.ranked.lot import Lot
from voting.ballot.ranked.profile import Ranking


class Action(StrEnum):
    """What a round did."""

    FIRST_PREFERENCES = "first_preferences"
    SURPLUS = "surplus"
    EXCLUSION = "exclusion"
    ITERATION = "iteration"
    LAST_VACANCIES = "last_vacancies"
    VOTES = "votes"
    WINS = "wins"


class TieKind(StrEnum):
    """What a choice between candidates with equal votes was about."""

    EXCLUSION = "exclusion"  # who is excluded
    SURPLUS = "surplus"  # whose surplus is transferred first
    ORDER = "order"  # in which order candidates who are elected anyway are named
    SEAT = "seat"  # who is elected


class SettledBy(StrEnum):
    """How a choice between candidates with equal votes was made."""

    EARLIER_ROUND = "earlier_round"
    LOT = "lot"


@dataclass(frozen=True, slots=True)
class Tie:
    """Candidates with equal votes in a round (from 1): which of them was chosen, for what, and how that was
    settled."""

    round: int
    kind: TieKind
    candidates: tuple[int, ...]
    chosen: int
    rule: SettledBy


@dataclass(frozen=True, slots=True)
class Round:
    """One round, as it stands at its end.

    ``subject`` are the candidates whom the action is about. ``votes`` are the votes of candidates 1, 2, ...
    in order; ``exhausted`` those of ballots on which nobody else is ranked; ``lost`` what rounding has
    taken so far. In a transferable method these always add up to the valid ballots. ``quota`` and
    ``surplus`` are None where the method has none; ``keep`` are the keep values of Meek's method, in the
    order of the candidates, otherwise empty. ``elected`` and ``excluded`` are those of this round.
    """

    number: int
    action: Action
    subject: tuple[int, ...]
    votes: tuple[Fraction, ...]
    exhausted: Fraction
    lost: Fraction
    quota: Fraction | None = None
    surplus: Fraction | None = None
    keep: tuple[Fraction, ...] = ()
    elected: tuple[int, ...] = ()
    excluded: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CountResult:
    """The result of one count.

    ``elected`` are candidate numbers in order of election. ``places`` is the number of decimals in which
    every figure of the result is exact. ``valid`` and ``blank`` are numbers of ballots. ``quota`` is the
    last one. ``order`` is the full order where the method gives one: groups of equal candidates, best
    first. ``duels``, ``paths`` and ``paths_against`` belong to the Schulze method: row i, column j, from 0,
    is the number of ballots that prefer candidate i + 1 to j + 1, and the numbers of ballots for and against
    the weakest duel of the strongest path between them.
    """

    method: str
    candidates: tuple[str, ...]
    seats: int
    withdrawn: tuple[int, ...]
    valid: int
    blank: int
    places: int
    lot: Lot
    elected: tuple[int, ...]
    quota: Fraction | None
    rounds: tuple[Round, ...]
    ties: tuple[Tie, ...]
    order: tuple[tuple[int, ...], ...] = ()
    duels: tuple[tuple[int, ...], ...] = ()
    paths: tuple[tuple[int, ...], ...] = ()
    paths_against: tuple[tuple[int, ...], ...] = ()


Pile = list[tuple[Ranking, int]]
"""Ballots that lie together: pairs of a ranking and a number of ballots."""


def exact_decimal(value: Fraction, places: int) -> str:
    """A number written with ``places`` decimals, exactly: ``exact_decimal(Fraction(5, 2), 3)`` is "2.500".

    Raises ``ValueError`` where that many decimals are not enough: nothing is ever rounded when it is written.
    """
    scaled = value * 10**places
    if scaled.denominator != 1:
        raise ValueError(f"{value} is not exact in {places} decimals")
    whole, rest = divmod(abs(scaled.numerator), 10**places)
    sign = "-" if scaled < 0 else ""
    return f"{sign}{whole}.{rest:0{places}d}" if places else f"{sign}{whole}"


def as_json(result: CountResult) -> dict[str, object]:
    """The result as values that JSON can hold: numbers of candidates, and exact decimals as strings."""
    places = result.places
    return {
        "method": result.method,
        "seats": result.seats,
        "candidates": [{"number": n, "name": name} for n, name in enumerate(result.candidates, start=1)],
        "withdrawn": list(result.withdrawn),
        "valid": result.valid,
        "blank": result.blank,
        "quota": _optional(result.quota, places),
        "elected": list(result.elected),
        "order": [list(equals) for equals in result.order],
        "lot": list(result.lot),
        "ties": [
            {
                "round": tie.round,
                "kind": tie.kind.value,
                "candidates": list(tie.candidates),
                "chosen": tie.chosen,
                "rule": tie.rule.value,
            }
            for tie in result.ties
        ],
        "rounds": [_round_json(round_, places) for round_ in result.rounds],
        "duels": [list(row) for row in result.duels],
        "paths": [list(row) for row in result.paths],
        "paths_against": [list(row) for row in result.paths_against],
    }


def _round_json(round_: Round, places: int) -> dict[str, object]:
    return {
        "number": round_.number,
        "action": round_.action.value,
        "subject": list(round_.subject),
        "votes": _decimals(round_.votes, places),
        "exhausted": exact_decimal(round_.exhausted, places),
        "lost": exact_decimal(round_.lost, places),
        "quota": _optional(round_.quota, places),
        "surplus": _optional(round_.surplus, places),
        "keep": _decimals(round_.keep, places),
        "elected": list(round_.elected),
        "excluded": list(round_.excluded),
    }


def _decimals(values: Sequence[Fraction], places: int) -> list[str]:
    return [exact_decimal(value, places) for value in values]


def _optional(value: Fraction | None, places: int) -> str | None:
    return None if value is None else exact_decimal(value, places)
