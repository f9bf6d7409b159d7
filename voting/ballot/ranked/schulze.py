"""The Schulze method (beatpath, winning votes): one seat, by comparing every two candidates.

Source: M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent
single-winner election method", Social Choice and Welfare 36 (2011), 267-303, sections 2.2 and 2.3. The
strength of a duel that is won is measured by winning votes (section 2.1): more ballots for it make it
stronger, and with as many for it, fewer against it. Every figure is a whole number of ballots.
"""

from fractions import Fraction

from voting.ballot.ranked.lot import Lot, lot_or_default
from voting.ballot.ranked.profile import Papers, Profile, papers, require_one_seat, standing
from voting.ballot.ranked.result import Action, CountResult, Round, Tie, TieKind
from voting.ballot.ranked.ties import highest

NAME = "schulze"

Matrix = tuple[tuple[int, ...], ...]
"""Row i, column j, from 0, is about candidate i + 1 against candidate j + 1; 0 on the diagonal."""
Strength = tuple[int, int]
"""Of a duel that is won: the ballots for it, and those against it with a minus sign. Larger is stronger."""
NO_PATH: Strength = (0, 0)


def schulze(profile: Profile, lot: Lot | None = None) -> CountResult:
    """Counts a profile of one seat by the Schulze method.

    A ballot prefers every candidate on it to those after, and to those whom it does not rank; between two
    whom it does not rank it prefers neither. ``order`` of the result is the full order in groups: each
    group is those whom none of the rest is better than. More than one in the first group is a tie for the
    seat, settled by lot and reported. The votes of the one round are, for each candidate, the number of
    others than whom the candidate is better.
    Raises ``InvalidProfile`` for more than one seat, or where the lot is not every candidate once.
    """
    require_one_seat(profile, NAME)
    lot = lot_or_default(profile, lot)
    sheets = papers(profile)
    numbers = standing(profile)
    duels = _duels(sheets, len(profile.candidates), numbers)
    strengths = _strongest_paths(duels)
    order = _order(strengths, numbers)
    ties: tuple[Tie, ...] = ()
    winner = order[0][0]
    if len(order[0]) > 1:
        winner, rule = highest(order[0], (), lot)
        ties = (Tie(1, TieKind.SEAT, order[0], winner, rule),)
    wins = [
        sum(strengths[i - 1][j - 1] > strengths[j - 1][i - 1] for j in numbers) if i in numbers else 0
        for i in range(1, len(profile.candidates) + 1)
    ]
    round_ = Round(
        number=1,
        action=Action.WINS,
        subject=(),
        votes=tuple(Fraction(n) for n in wins),
        exhausted=Fraction(0),
        lost=Fraction(0),
        elected=(winner,),
    )
    return CountResult(
        method=NAME,
        candidates=profile.candidates,
        seats=1,
        withdrawn=tuple(sorted(profile.withdrawn)),
        valid=sheets.valid,
        blank=sheets.blank,
        places=0,
        lot=lot,
        elected=(winner,),
        quota=None,
        rounds=(round_,),
        ties=ties,
        order=order,
        duels=duels,
        paths=tuple(tuple(ballots for ballots, _ in row) for row in strengths),
        paths_against=tuple(tuple(-against for _, against in row) for row in strengths),
    )


def _duels(sheets: Papers, candidates: int, numbers: tuple[int, ...]) -> Matrix:
    """For every two candidates, the number of ballots that prefer the row to the column (N[a,b], 2.1).

    All columns of a row are counted at once, as digits of one large number: column j has the ``width``
    binary digits from ``width * j`` on, as many as the number of all ballots needs.
    """
    width = max(sheets.valid.bit_length(), 1)
    digit = [1 << (width * n) for n in range(candidates + 1)]
    everyone = sum(digit[n] for n in numbers)
    rows = [0] * (candidates + 1)
    for ranking, number in sheets.piles:
        after = everyone
        for n in ranking:
            after -= digit[n]
            rows[n] += after * number
    mask = (1 << width) - 1
    return tuple(
        tuple((rows[i] >> (width * j)) & mask for j in range(1, candidates + 1))
        for i in range(1, candidates + 1)
    )


def _strongest_paths(duels: Matrix) -> list[list[Strength]]:
    """The strength of the strongest path between every two candidates (section 2.3.1, Floyd-Warshall). A
    path goes from winner to loser of duels, and is as strong as its weakest duel."""
    size = range(len(duels))
    paths = [
        [(duels[i][j], -duels[j][i]) if duels[i][j] > duels[j][i] else NO_PATH for j in size] for i in size
    ]
    for via in size:
        for i in size:
            for j in size:
                if len({i, j, via}) == 3:
                    paths[i][j] = max(paths[i][j], min(paths[i][via], paths[via][j]))
    return paths


def _order(paths: list[list[Strength]], numbers: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    """The candidates in groups, best first. One is better than another if the strongest path to the other
    is stronger than the one back (section 2.2); that is transitive, so each group has somebody."""
    order = []
    left = list(numbers)
    while left:
        best = tuple(i for i in left if not any(paths[j - 1][i - 1] > paths[i - 1][j - 1] for j in left))
        order.append(best)
        left = [n for n in left if n not in best]
    return tuple(order)
