"""The single transferable vote by Meek's method, as in New Zealand's local elections.

Source: Local Electoral Regulations 2001 (New Zealand, SR 2001/145), Schedule 1A, Part 1; "clause" below
means a clause of that Schedule. The method is B. L. Meek's (1969), as in I. D. Hill, B. A. Wichmann and
D. R. Woodall, "Algorithm 123: Single transferable vote by Meek's method", The Computer Journal 30 (1987).

A candidate who is elected keeps of every vote that arrives no more than the share needed for the quota,
the keep value, and the rest goes to the next preference on that ballot. Every figure is a whole number of
units of 0.000000001 vote (nine decimals), so nothing is approximated.

Where this departs from the letter of the Schedule, or goes on where it is silent:

- Clause 10 has each product rounded up, also of the part that is passed on; a ballot would then count for
  a little more than one vote. Here, as in Hill's program and in the Reference Meek Rule of the
  Proportional Representation Foundation (B.2.a), what a candidate keeps is rounded up and what is passed
  on is what is left, so that every ballot counts for exactly one vote.
- Clause 19 ends in a pseudo-random number; here it ends in the lot that was fixed before the count.
- With very many ballots the rounding alone can hold the total surplus above 0.0001. When the surplus no
  longer falls from one step to the next, it is taken as settled (Reference Meek Rule, B.2.e).
- Candidates elected in one step are named by their votes, most first.
- Part 1 is written for more than one vacancy; one seat is counted by it as well.
"""

from dataclasses import dataclass, field
from fractions import Fraction

from voting.ballot.ranked.limits import FREE, Limits
from voting.ballot.ranked.lot import Lot, lot_or_default
from voting.ballot.ranked.profile import Papers, Profile, papers, standing
from voting.ballot.ranked.result import Action, CountResult, Pile, Round, Tie, TieKind
from voting.ballot.ranked.ties import lowest, ranked_by_votes

NAME = "meek_stv"
PLACES = 9
ONE = 10**PLACES
"""One vote, and the keep value 1, in units."""
SETTLED = ONE // 10_000
"""Clause 13: a total surplus below this, 0.0001 vote, no longer matters."""

Path = tuple[int, ...]
"""The elected candidates through whom a ballot passes, in the order of its preferences."""


@dataclass(slots=True)
class _Count:
    """A count under way. Votes, keep values and ``exhausted`` are in units; lists are indexed by candidate
    number, entry 0 unused. ``piles`` are the ballots by the elected candidates they pass through and the
    hopeful candidate they then reach (0: none); ``sizes`` are the numbers of ballots in them."""

    seats: int
    valid: int
    lot: Lot
    limits: Limits
    hopeful: set[int]
    votes: list[int]
    keep: list[int]
    piles: dict[tuple[Path, int], Pile]
    sizes: dict[tuple[Path, int], int]
    quota: int = 0
    surplus: int = 0
    exhausted: int = 0
    elected: list[int] = field(default_factory=list)
    history: list[tuple[int, ...]] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)

    @property
    def vacancies(self) -> int:
        return self.seats - len(self.elected)


def meek_stv(profile: Profile, lot: Lot | None = None, limits: Limits = FREE) -> CountResult:
    """Counts a profile by Meek's method.

    ``lot`` settles ties that no step separates; without one, candidates stand in it in the order of their
    numbers. ``limits`` reserve seats, which the Schedule does not know; a seat for which nobody is left stays
    vacant. Raises ``InvalidProfile`` where the lot is not every candidate once.
    """
    lot = lot_or_default(profile, lot)
    sheets = papers(profile)
    count = _start(profile, sheets, lot, limits)
    _step(count, Action.FIRST_PREFERENCES, may_exclude=False)
    while count.vacancies and len(count.hopeful) > count.vacancies:
        _set_keep_values(count)
        _step(count, Action.ITERATION, may_exclude=True)
    if count.vacancies:
        _elect_remaining(count)
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


def _start(profile: Profile, sheets: Papers, lot: Lot, limits: Limits) -> _Count:
    """Every candidate is hopeful (clause 4) with keep value 1, and each ballot lies with its first choice."""
    piles: dict[tuple[Path, int], Pile] = {}
    for ranking, number in sheets.piles:
        piles.setdefault(((), ranking[0]), []).append((ranking, number))
    slots = len(profile.candidates) + 1
    return _Count(
        seats=profile.seats,
        valid=sheets.valid,
        lot=lot,
        limits=limits,
        hopeful=set(standing(profile)),
        votes=[0] * slots,
        keep=[ONE if n not in profile.withdrawn else 0 for n in range(slots)],
        piles=piles,
        sizes={key: sum(number for _, number in pile) for key, pile in piles.items()},
    )


def _step(count: _Count, action: Action, may_exclude: bool) -> None:
    """One step: the votes (clause 10), the quota (5, 11), who is elected (6, 12), who is excluded (13)."""
    before = count.surplus
    _allocate(count)
    count.quota = (count.valid * ONE - count.exhausted) // (count.seats + 1) + 1
    number = len(count.rounds) + 1
    reached = [n for n in count.hopeful if count.votes[n] >= count.quota]
    elected, ties = ranked_by_votes(reached, count.votes, count.history, count.lot, number, TieKind.ORDER)
    count.ties += ties
    elected = count.limits.seated(elected, count.elected)
    count.elected += elected
    count.hopeful.difference_update(elected)
    count.surplus = sum(max(count.votes[n] - count.quota, 0) for n in count.elected)
    excluded = count.limits.doomed(count.hopeful, count.elected) if count.vacancies else []
    count.hopeful.difference_update(excluded)
    if not excluded and may_exclude and count.vacancies and len(count.hopeful) > count.vacancies:
        settled = count.surplus < SETTLED or (not elected and _stands_still(count, before))
        excluded = _exclude(count, settled)
    count.history.append(tuple(count.votes))
    subject = tuple(n for n in count.elected if n not in elected) if action is Action.ITERATION else ()
    _record(count, action, subject, tuple(elected), tuple(excluded))
    for n in excluded:
        count.keep[n] = 0
    if elected or excluded:
        _pass_on(count, {*elected, *excluded})


def _set_keep_values(count: _Count) -> None:
    """The keep value of each elected candidate becomes quota times keep value divided by votes, both
    rounded up in the ninth decimal (clauses 7 and 17). Others: 1 if hopeful, 0 if excluded (8, 9)."""
    for n in count.elected:
        product = -(-count.quota * count.keep[n] // ONE)
        count.keep[n] = min(-(-product * ONE // count.votes[n]), ONE)


def _allocate(count: _Count) -> None:
    """Gives every ballot's one vote to the candidates it reaches (clause 10). An elected candidate keeps
    the vote that arrives times the keep value, rounded up; what is left goes on; a hopeful candidate
    keeps all of it; what is left at the end of the preferences is not transferable."""
    count.votes = [0] * len(count.votes)
    count.exhausted = 0
    for (path, end), size in count.sizes.items():
        left = ONE
        for n in path:
            kept = -(-left * count.keep[n] // ONE)
            count.votes[n] += kept * size
            left -= kept
        if end:
            count.votes[end] += left * size
        else:
            count.exhausted += left * size


def _stands_still(count: _Count, before: int) -> bool:
    """Whether the surplus has not fallen since the step before, in which nobody was elected or excluded."""
    last = count.rounds[-1]
    unchanged = last.action is Action.ITERATION and not last.elected and not last.excluded
    return unchanged and count.surplus >= before


def _exclude(count: _Count, settled: bool) -> list[int]:
    """Excludes the hopeful candidate with the fewest votes, if these and the total surplus together are
    less than any other's votes, or if the surplus is settled (clause 13). Of equals the one who was behind
    at the first step at which they differed (clauses 19 and 40), or by lot. Returns the excluded."""
    candidates = sorted(count.hopeful - count.limits.guarded(count.hopeful, count.elected))
    fewest, *others = sorted(count.votes[n] for n in candidates)
    if not settled and others and fewest + count.surplus >= others[0]:
        return []
    tied = [n for n in candidates if count.votes[n] == fewest]
    chosen = tied[0]
    if len(tied) > 1:
        chosen, rule = lowest(tied, count.history, count.lot)
        count.ties.append(Tie(len(count.rounds) + 1, TieKind.EXCLUSION, tuple(tied), chosen, rule))
    count.hopeful.remove(chosen)
    return [chosen]


def _pass_on(count: _Count, changed: set[int]) -> None:
    """Moves on the ballots that had reached candidates who are no longer hopeful."""
    for path, end in [key for key in count.piles if key[1] in changed]:
        pile = count.piles.pop((path, end))
        del count.sizes[path, end]
        _sort(count, pile, (*path, end) if count.keep[end] else path, end)


def _sort(count: _Count, pile: Pile, path: Path, after: int) -> None:
    """Lays ballots that have passed along ``path`` with the next candidate, following ``after`` on them,
    who is not excluded; if that one is elected too, they pass on from there."""
    keep = count.keep
    parcels: list[Pile] = [[] for _ in keep]
    for paper in pile:
        ranking = paper[0]
        for n in ranking[ranking.index(after) + 1 :]:
            if keep[n]:
                parcels[n].append(paper)
                break
        else:
            parcels[0].append(paper)
    for n, parcel in enumerate(parcels):
        if parcel and n and n not in count.hopeful:
            _sort(count, parcel, (*path, n), n)
        elif parcel:
            count.piles.setdefault((path, n), []).extend(parcel)
            size = sum(number for _, number in parcel)
            count.sizes[path, n] = count.sizes.get((path, n), 0) + size


def _elect_remaining(count: _Count) -> None:
    """Elects the hopeful candidates when they are no more than the vacancies (clause 3)."""
    number = len(count.rounds) + 1
    elected, ties = ranked_by_votes(
        list(count.hopeful), count.votes, count.history, count.lot, number, TieKind.ORDER
    )
    count.ties += ties
    elected = count.limits.seated(elected, count.elected)
    count.elected += elected
    count.hopeful.clear()
    _record(count, Action.LAST_VACANCIES, tuple(sorted(elected)), tuple(elected), ())


def _record(
    count: _Count,
    action: Action,
    subject: tuple[int, ...],
    elected: tuple[int, ...],
    excluded: tuple[int, ...],
) -> None:
    count.rounds.append(
        Round(
            number=len(count.rounds) + 1,
            action=action,
            subject=subject,
            votes=tuple(Fraction(units, ONE) for units in count.votes[1:]),
            exhausted=Fraction(count.exhausted, ONE),
            lost=Fraction(0),
            quota=Fraction(count.quota, ONE),
            surplus=Fraction(count.surplus, ONE),
            keep=tuple(Fraction(units, ONE) for units in count.keep[1:]),
            elected=elected,
            excluded=excluded,
        )
    )
