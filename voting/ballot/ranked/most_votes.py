"""What approval and plurality share: the seats go to the candidates with the most votes."""

from collections.abc import Mapping
from fractions import Fraction

from voting.ballot.ranked.lot import Lot
from voting.ballot.ranked.profile import Papers, Profile, standing
from voting.ballot.ranked.result import Action, CountResult, Round, Tie, TieKind
from voting.ballot.ranked.ties import highest


def most_votes(
    method: str, profile: Profile, sheets: Papers, votes: Mapping[int, int], lot: Lot
) -> CountResult:
    """The result when the seats go to the candidates with the most ``votes`` (ballots by candidate number).

    Equal candidates are put in order by lot, and every time the lot was used is reported: as a tie for a
    seat where not all of them are elected, else as a tie of order. ``order`` of the result are all who
    stand in groups of equal votes, most first.
    """
    numbers = standing(profile)
    count = {n: votes.get(n, 0) for n in numbers}
    figures = sorted(set(count.values()), reverse=True)
    order = tuple(tuple(n for n in numbers if count[n] == figure) for figure in figures)
    elected: list[int] = []
    ties: list[Tie] = []
    for equals in order:
        left = list(equals)
        while left and len(elected) < profile.seats:
            chosen = left[0]
            if len(left) > 1:
                chosen, rule = highest(left, (), lot)
                kind = TieKind.SEAT if len(left) > profile.seats - len(elected) else TieKind.ORDER
                ties.append(Tie(1, kind, tuple(left), chosen, rule))
            elected.append(chosen)
            left.remove(chosen)
    round_ = Round(
        number=1,
        action=Action.VOTES,
        subject=(),
        votes=tuple(Fraction(count.get(n, 0)) for n in range(1, len(profile.candidates) + 1)),
        exhausted=Fraction(0),
        lost=Fraction(0),
        elected=tuple(elected),
    )
    return CountResult(
        method=method,
        candidates=profile.candidates,
        seats=profile.seats,
        withdrawn=tuple(sorted(profile.withdrawn)),
        valid=sheets.valid,
        blank=sheets.blank,
        places=0,
        lot=lot,
        elected=tuple(elected),
        quota=None,
        rounds=(round_,),
        ties=tuple(ties),
        order=order,
    )
