"""Instant runoff voting (the alternative vote): one seat, by majority, with exclusions until there is one.

Source: the single transferable vote for one seat in its common form ("Instant-runoff voting", Wikipedia;
Robert's Rules of Order Newly Revised, "Preferential voting"): while nobody has more than half of the
ballots that still rank somebody who continues, the candidate with the fewest is excluded, and those
ballots pass to the next preference. Equal candidates are separated as in rule 51 of the Scottish Local
Government Elections Order 2007: by the most recent round in which they differed, else by lot. Every
figure is a whole number of ballots.
"""

from fractions import Fraction

from voting.ballot.ranked.lot import Lot, lot_or_default
from voting.ballot.ranked.profile import Profile, papers, require_one_seat, standing
from voting.ballot.ranked.result import Action, CountResult, Pile, Round, Tie, TieKind
from voting.ballot.ranked.ties import lowest

NAME = "irv"


def irv(profile: Profile, lot: Lot | None = None) -> CountResult:
    """Counts a profile of one seat by instant runoff.

    ``quota`` of a round is its majority: the fewest ballots that are more than half of those not exhausted.
    Raises ``InvalidProfile`` for more than one seat, or where the lot is not every candidate once.
    """
    require_one_seat(profile, NAME)
    lot = lot_or_default(profile, lot)
    sheets = papers(profile)
    continuing = set(standing(profile))
    piles: list[Pile] = [[] for _ in range(len(profile.candidates) + 1)]
    for ranking, number in sheets.piles:
        piles[ranking[0]].append((ranking, number))
    credit = [sum(number for _, number in pile) for pile in piles]
    history: list[tuple[int, ...]] = []
    rounds: list[Round] = []
    ties: list[Tie] = []
    excluded: tuple[int, ...] = ()
    while True:
        votes = tuple(credit)
        exhausted = votes[0]
        majority = (sheets.valid - exhausted) // 2 + 1
        winner = tuple(n for n in continuing if votes[n] >= majority or len(continuing) == 1)
        history.append(votes)
        rounds.append(
            Round(
                number=len(rounds) + 1,
                action=Action.EXCLUSION if excluded else Action.FIRST_PREFERENCES,
                subject=excluded,
                votes=tuple(Fraction(ballots) for ballots in votes[1:]),
                exhausted=Fraction(exhausted),
                lost=Fraction(0),
                quota=Fraction(majority),
                elected=winner,
                excluded=excluded,
            )
        )
        if winner:
            break
        loser, tie = _fewest(continuing, history, lot, len(rounds) + 1)
        ties += tie
        continuing.remove(loser)
        _pass_on(piles, credit, loser, continuing)
        excluded = (loser,)
    return CountResult(
        method=NAME,
        candidates=profile.candidates,
        seats=1,
        withdrawn=tuple(sorted(profile.withdrawn)),
        valid=sheets.valid,
        blank=sheets.blank,
        places=0,
        lot=lot,
        elected=winner,
        quota=Fraction(majority),
        rounds=tuple(rounds),
        ties=tuple(ties),
    )


def _fewest(
    continuing: set[int], history: list[tuple[int, ...]], lot: Lot, round_number: int
) -> tuple[int, list[Tie]]:
    """Whom to exclude, and the tie that this settled, if any."""
    votes = history[-1]
    fewest = min(votes[n] for n in continuing)
    tied = sorted(n for n in continuing if votes[n] == fewest)
    if len(tied) == 1:
        return tied[0], []
    chosen, rule = lowest(tied, history[::-1], lot)
    return chosen, [Tie(round_number, TieKind.EXCLUSION, tuple(tied), chosen, rule)]


def _pass_on(piles: list[Pile], credit: list[int], loser: int, continuing: set[int]) -> None:
    """Moves each of the loser's ballots to its next continuing preference, or to pile 0 if it has none.
    ``credit`` is the number of ballots in each pile."""
    for paper in piles[loser]:
        ranking, number = paper
        for n in ranking[ranking.index(loser) + 1 :]:
            if n in continuing:
                piles[n].append(paper)
                credit[n] += number
                break
        else:
            credit[0] += number
    piles[loser] = []
    credit[loser] = 0
