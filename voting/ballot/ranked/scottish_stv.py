"""The single transferable vote of Scottish local elections (weighted inclusive Gregory method).

Source: The Scottish Local Government Elections Order 2007 (SSI 2007/42), Schedule 1, rules 45 to 52; the
same rules stand as 46 to 53 in the Order of 2011 (SSI 2011/399). "Rule" below means a rule of 2007.

Every figure is a whole number of units of 0.00001 vote, so nothing is approximated: rule 48(3) has the
transfer value of a paper calculated to five decimal places, any remainder being ignored.

Where the rules are silent, this is what is done, and it changes nobody's election:

- Candidates elected at one stage are named by their votes at that stage, most first. Equal ones are
  separated as rule 49(2) and (3) separate equal surpluses.
- A stage that has begun is finished: when an exclusion leaves as many continuing candidates as there are
  vacancies, the papers of the excluded candidate are still transferred. The electronic counts do this;
  rule 53(2) of 2011, as amended by SSI 2021/437, article 2(4), allows it ("no further transfer is
  required"). It only shows in which order the last ones are named.
"""

from dataclasses import dataclass, field
from fractions import Fraction

from voting.ballot.ranked.limits import FREE, Limits
from voting.ballot.ranked.lot import Lot, lot_or_default
from voting.ballot.ranked.profile import Papers, Profile, papers, standing
from voting.ballot.ranked.result import Action, CountResult, Pile, Round, Tie, TieKind
from voting.ballot.ranked.ties import lowest, ranked_by_votes

NAME = "scottish_stv"
PLACES = 5
ONE = 10**PLACES
"""One vote, in units."""


@dataclass(slots=True)
class _Count:
    """A count under way. Votes, values, ``exhausted`` and ``lost`` are in units; lists are indexed by
    candidate number, entry 0 unused. ``piles`` are each candidate's papers by the value at which they
    were received (rule 48(4))."""

    seats: int
    quota: int
    lot: Lot
    limits: Limits
    continuing: set[int]
    votes: list[int]
    piles: list[dict[int, Pile]]
    exhausted: int = 0
    lost: int = 0
    elected: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    history: list[tuple[int, ...]] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)

    @property
    def vacancies(self) -> int:
        return self.seats - len(self.elected)

    @property
    def earlier(self) -> list[tuple[int, ...]]:
        """The votes at the end of each stage so far, the most recent first (rules 49(2) and 51(2)(a))."""
        return self.history[::-1]


def scottish_stv(profile: Profile, lot: Lot | None = None, limits: Limits = FREE) -> CountResult:
    """Counts a profile by the rules of Scottish local elections.

    ``lot`` settles what rules 49(3) and 51(2)(b) leave to a lot; without one, candidates stand in it in
    the order of their numbers. ``limits`` reserve seats, which the Order does not know; a seat for which
    nobody is left stays vacant. Raises ``InvalidProfile`` where the lot is not every candidate once.
    """
    lot = lot_or_default(profile, lot)
    sheets = papers(profile)
    count = _first_stage(profile, sheets, lot, limits)
    while count.vacancies and count.continuing:
        doomed = limits.doomed(count.continuing, count.elected)
        if doomed:
            _exclude_lowest(count, doomed)
        elif count.waiting:
            _transfer_largest_surplus(count)
        elif len(count.continuing) <= count.vacancies:
            _fill_last_vacancies(count)
        else:
            guarded = limits.guarded(count.continuing, count.elected)
            _exclude_lowest(count, sorted(count.continuing - guarded))
    return CountResult(
        method=NAME,
        candidates=profile.candidates,
        seats=profile.seats,
        withdrawn=tuple(sorted(profile.withdrawn)),
        valid=sheets.valid,
        blank=sheets.blank,
        places=PLACES,
        lot=lot,
        elected=tuple(count.elected),
        quota=Fraction(count.quota, ONE),
        rounds=tuple(count.rounds),
        ties=tuple(count.ties),
    )


def _first_stage(profile: Profile, sheets: Papers, lot: Lot, limits: Limits) -> _Count:
    """Sorts the papers by first preference (rule 45) and sets the quota (rule 46): the valid papers
    divided by one more than the seats, decimals ignored, plus one."""
    numbers = range(len(profile.candidates) + 1)
    piles: list[dict[int, Pile]] = [{ONE: []} for _ in numbers]
    for ranking, number in sheets.piles:
        piles[ranking[0]][ONE].append((ranking, number))
    count = _Count(
        seats=profile.seats,
        quota=(sheets.valid // (profile.seats + 1) + 1) * ONE,
        lot=lot,
        limits=limits,
        continuing=set(standing(profile)),
        votes=[ONE * sum(number for _, number in piles[n][ONE]) for n in numbers],
        piles=piles,
    )
    _end_stage(count, Action.FIRST_PREFERENCES, ())
    return count


def _transfer_largest_surplus(count: _Count) -> None:
    """Transfers the largest surplus (rule 49(1)), each paper at the surplus times its value when received,
    divided by the candidate's votes, to five decimals (rule 48(3))."""
    order, ties = ranked_by_votes(
        count.waiting, count.votes, count.earlier, count.lot, len(count.rounds) + 1, TieKind.SURPLUS
    )
    chosen = order[0]
    count.ties += [tie for tie in ties if tie.chosen == chosen]
    count.waiting.remove(chosen)
    votes = count.votes[chosen]
    surplus = votes - count.quota
    count.votes[chosen] = count.quota
    moved = 0
    for value, pile in count.piles[chosen].items():
        moved += _transfer(count, chosen, pile, surplus * value // votes)
    count.lost += surplus - moved
    count.piles[chosen] = {}
    _end_stage(count, Action.SURPLUS, (chosen,))


def _exclude_lowest(count: _Count, candidates: list[int]) -> None:
    """Excludes, of these candidates, the one with the fewest votes (rule 50(1)); of equals the one with the
    fewest at the most recent stage at which they were unequal, or by lot (rule 51(2)). Every paper is
    transferred at the value at which the candidate received it (rule 50(4))."""
    fewest = min(count.votes[n] for n in candidates)
    tied = [n for n in candidates if count.votes[n] == fewest]
    chosen = tied[0]
    if len(tied) > 1:
        chosen, rule = lowest(tied, count.earlier, count.lot)
        count.ties.append(Tie(len(count.rounds) + 1, TieKind.EXCLUSION, tuple(tied), chosen, rule))
    count.continuing.remove(chosen)
    count.votes[chosen] = 0
    for value, pile in count.piles[chosen].items():
        _transfer(count, chosen, pile, value)
    count.piles[chosen] = {}
    _end_stage(count, Action.EXCLUSION, (chosen,), excluded=(chosen,))


def _transfer(count: _Count, source: int, pile: Pile, value: int) -> int:
    """Moves the papers of a pile from ``source`` to the next available preference on each, at ``value``
    units a paper (rules 48(1), (2) and 50(2), (3)). Returns the units moved, with those exhausted."""
    parcels: list[Pile] = [[] for _ in count.votes]
    continuing = count.continuing
    for paper in pile:
        ranking = paper[0]
        for number in ranking[ranking.index(source) + 1 :]:
            if number in continuing:
                parcels[number].append(paper)
                break
        else:
            parcels[0].append(paper)
    moved = 0
    for number, parcel in enumerate(parcels):
        credit = value * sum(papers_ for _, papers_ in parcel)
        moved += credit
        if number == 0:
            count.exhausted += credit
        elif parcel:
            count.votes[number] += credit
            count.piles[number].setdefault(value, []).extend(parcel)
    return moved


def _fill_last_vacancies(count: _Count) -> None:
    """Elects all who continue, no more than there are vacancies (rule 52(1))."""
    _end_stage(count, Action.LAST_VACANCIES, tuple(sorted(count.continuing)), last=True)


def _end_stage(
    count: _Count,
    action: Action,
    subject: tuple[int, ...],
    excluded: tuple[int, ...] = (),
    last: bool = False,
) -> None:
    """Ends a stage: elects whoever has reached the quota (rule 47(1)), or at the ``last`` all who continue,
    and records the stage. Those above the quota wait for their transfer (rule 48(1))."""
    reached = [n for n in count.continuing if last or count.votes[n] >= count.quota]
    number = len(count.rounds) + 1
    elected, ties = ranked_by_votes(reached, count.votes, count.earlier, count.lot, number, TieKind.ORDER)
    count.ties += ties
    elected = count.limits.seated(elected, count.elected)
    count.elected += elected
    count.continuing.difference_update(elected)
    count.waiting += [n for n in elected if count.votes[n] > count.quota]
    count.history.append(tuple(count.votes))
    count.rounds.append(
        Round(
            number=number,
            action=action,
            subject=subject,
            votes=tuple(Fraction(units, ONE) for units in count.votes[1:]),
            exhausted=Fraction(count.exhausted, ONE),
            lost=Fraction(count.lost, ONE),
            quota=Fraction(count.quota, ONE),
            elected=tuple(elected),
            excluded=excluded,
        )
    )
