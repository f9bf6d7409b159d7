"""Counting rankings by the codes of candidates, where ``voting.ballot.ranked`` knows candidates by numbers.
Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from voting.ballot.methods import BLANK, Contest, Method
from voting.ballot.ranked import METHODS
from voting.ballot.ranked.limits import Limits
from voting.ballot.ranked.meek_stv import meek_stv
from voting.ballot.ranked.profile import Profile
from voting.ballot.ranked.result import CountResult, SettledBy, TieKind, as_json
from voting.ballot.ranked.scottish_stv import scottish_stv
from voting.ballot.seats import Seats

TRANSFERABLE = {Method.SCOTTISH_STV: scottish_stv, Method.MEEK_STV: meek_stv}
"""The ranked methods that fill several seats, some of which may be reserved."""


@dataclass(frozen=True, slots=True)
class RankedCount:
    """The codes of those elected, in order, and of those tied for the seat; whether a lot decided while
    counting; and the whole count as a JSON value."""

    elected: tuple[str, ...]
    tied: tuple[str, ...]
    lot_decided: bool
    rounds: dict[str, Any]


def count_ranked(
    contest: Contest, tally: Mapping[str, int], preferred: Sequence[str], seats: Seats, *, lot: bool = True
) -> RankedCount:
    """Count a tally of rankings (``e2>e1``, or ``blank``) by the method of the contest.

    ``preferred`` is the order that decides between candidates with equal votes: all of them where it is a
    ``lot``, perhaps only some where the chair has decided. Where it is empty, candidates with equal claims to
    the seat (Schulze) are tied, and nobody gets it. ``seats`` may be reserved in the methods that fill
    several.
    """
    number_of = {candidate: number for number, candidate in enumerate(contest.candidates, 1)}
    ballots = tuple(
        (() if choice == BLANK else tuple(number_of[name] for name in choice.split(">")), times)
        for choice, times in sorted(tally.items())
        if times
    )
    profile = Profile(contest.candidates, contest.seats, ballots)
    order = tuple(dict.fromkeys(number_of[name] for name in (*preferred, *contest.candidates)))
    if contest.method in TRANSFERABLE:
        result = TRANSFERABLE[contest.method](profile, order, _limits(contest, seats))
    else:
        result = METHODS[contest.method.value](profile, order)
    tied = next((tie.candidates for tie in result.ties if tie.kind is TieKind.SEAT), ())
    if tied and not lot:
        first = [number_of[name] for name in preferred if number_of[name] in tied]
        result, tied = _without_lot(result, first[:1]), () if first else tied
    elif tied:
        tied = ()
    names = contest.candidates
    return RankedCount(
        elected=tuple(names[number - 1] for number in result.elected),
        tied=tuple(names[number - 1] for number in tied),
        lot_decided=any(tie.rule is SettledBy.LOT for tie in result.ties),
        rounds=as_json(result),
    )


def _without_lot(result: CountResult, chosen: Sequence[int]) -> CountResult:
    """The result of a count of one round, as it is without a lot: whoever was chosen otherwise
    has the seat."""
    rounds = tuple(replace(round_, elected=tuple(chosen)) for round_ in result.rounds)
    return replace(result, elected=tuple(chosen), rounds=rounds, ties=())


def _limits(contest: Contest, seats: Seats) -> Limits:
    """The reserved seats, with candidates by number."""
    names = contest.candidates

    def has_room(candidate: int, elected: Sequence[int]) -> bool:
        return seats.has_room_for(names[candidate - 1], [names[number - 1] for number in elected])

    kept = tuple(
        (
            frozenset(n for n, name in enumerate(names, 1) if limit.counts(seats.groups_of(name))),
            limit.of_elected(seats.number),
        )
        for limit in seats.limits
        if limit.at_least
    )
    return Limits(has_room, kept)
