"""Meek's method: published figures, an independent count, and the clauses one by one."""

import random
from decimal import Decimal, localcontext
from fractions import Fraction

from voting.ballot.ranked.files import read_ranked_file
from voting.ballot.ranked.meek_stv import meek_stv
from voting.ballot.ranked.profile import Profile, papers
from voting.ballot.ranked.result import Action, SettledBy, TieKind

from .profiles import CROSSING, PUBLISHED, chance_profile, letters, profile


def test_the_smallest_published_case() -> None:
    """Castor and Pollux, to the ninth decimal.

    Source: github.com/jklundell/droop, test/ref/dump/42t-meek-prf-o6-fixed-p9-d9.txt (Reference Meek Rule).
    """
    result = meek_stv(Profile(("Castor", "Pollux", "Helen"), 2, (((1, 2), 4), ((3,), 2))))
    step = result.rounds[1]
    assert step.quota == Fraction("2.000000001")
    assert step.votes == (Fraction("2.000000004"), Fraction("1.999999996"), Fraction("2.000000000"))
    assert step.keep == (Fraction("0.500000001"), 1, 1)
    assert step.surplus == Fraction("0.000000003")
    assert step.excluded == (2,)
    assert result.elected == (1, 3)


def test_the_published_case_of_computational_accuracy() -> None:
    """An example in which small differences decide, to the ninth decimal.

    Source: "The computational accuracy using the Meek algorithm", Voting matters 12 (2000); the figures as
    in github.com/jklundell/droop, test/ref/dump/SC-Vm-12-meek-prf-o6-fixed-p9-d9.txt, round 2. There the
    iteration goes on until the surplus is below 0.000001; the Schedule's limit of 0.0001 stops one step
    earlier, excludes Z, and has the same figures at the next step, but for Z's, then not transferable.
    """
    result = meek_stv(read_ranked_file((PUBLISHED / "voting_matters_12.blt").read_bytes()).profile)
    step = result.rounds[3]
    assert step.votes[:4] == tuple(
        Fraction(v) for v in ("1000.750000126", "1000.750000126", "667.166666686", "667.166666562")
    )
    assert step.exhausted == Fraction("667.166666500")
    assert step.keep[:2] == (Fraction("0.999749750"),) * 2
    assert result.rounds[2].quota == Fraction("1000.750000001")
    assert result.rounds[2].excluded == (5,)
    assert result.rounds[2].surplus < Fraction("0.0001") <= result.rounds[1].surplus


def test_an_independent_count_on_profiles_by_chance() -> None:
    """The same candidates as a plain count, ballot by ballot, in 40 decimals, until nothing moves."""
    rng = random.Random(1987)
    compared = 0
    for _ in range(250):
        chosen = chance_profile(rng, seats=rng.randint(1, 4), most=6)
        other = _plain_meek(chosen)
        if other is None:
            continue
        result = meek_stv(chosen)
        assert set(result.elected) == other
        compared += 1
    assert compared > 150


def _plain_meek(chosen: Profile) -> set[int] | None:
    """Whom Meek's method elects, or None where it comes down to less than a thousandth of a vote."""
    with localcontext() as context:
        context.prec = 40
        keep = {n: Decimal(1) for n in range(1, len(chosen.candidates) + 1)}
        elected: set[int] = set()
        while len(elected) < chosen.seats:
            hopeful = {n for n, value in keep.items() if value and n not in elected}
            if len(elected) + len(hopeful) <= chosen.seats:
                return elected | hopeful
            for _ in range(2000):
                votes = dict.fromkeys(keep, Decimal(0))
                for ranking, count in papers(chosen).piles:
                    left = Decimal(count)
                    for n in ranking:
                        votes[n] += left * keep[n]
                        left *= 1 - keep[n]
                quota = sum(votes.values()) / (chosen.seats + 1)
                if any(abs(votes[n] - quota) < Decimal("0.001") for n in hopeful):
                    return None
                reached = {n for n in hopeful if votes[n] > quota}
                elected |= reached
                hopeful -= reached
                if len(elected) >= chosen.seats:
                    return elected
                surplus = sum(votes[n] - quota for n in elected)
                if abs(surplus) < Decimal("1e-12"):
                    break
                for n in elected:
                    keep[n] *= quota / votes[n]
            ranked = sorted(votes[n] for n in hopeful)
            if len(ranked) > 1 and ranked[1] - ranked[0] < Decimal("0.001"):
                return None
            keep[min(hopeful, key=lambda n: votes[n])] = Decimal(0)
        return elected


def test_the_quota_falls_as_ballots_are_exhausted() -> None:
    """Clauses 5 and 11: (v - vnt) / (n + 1), nine decimals without rounding, plus 0.000000001."""
    result = meek_stv(profile({"A": 50, "BC": 30, "C": 25, "D": 10}, seats=2))
    quotas = [round_.quota for round_ in result.rounds]
    assert quotas[0] == Fraction("38.333333334")
    for round_ in result.rounds:
        assert round_.quota is not None
        exact = (115 - round_.exhausted) / 3
        assert 0 < round_.quota - exact <= Fraction(1, 10**9)
    assert quotas == sorted(quotas, reverse=True)
    assert quotas[-1] < quotas[0]


def test_the_lowest_is_excluded_once_no_surplus_can_save_them() -> None:
    """Clause 13: though the surplus is not settled, it is less than what the lowest is behind the next."""
    far_behind = meek_stv(profile({"A": 60, "B": 20, "C": 18, "D": 2}, seats=2)).rounds[1]
    assert letters(far_behind.excluded) == "D"
    assert far_behind.votes[3] + (far_behind.surplus or 0) < far_behind.votes[2]
    assert far_behind.surplus is not None
    assert far_behind.surplus > 1
    near = meek_stv(profile({"A": 60, "B": 20, "C": 12, "D": 8}, seats=2)).rounds[1]
    assert near.excluded == ()
    assert near.votes[3] + (near.surplus or 0) >= near.votes[2] > near.votes[3]


def test_votes_pass_through_those_already_elected() -> None:
    """What sets Meek's method apart: B, elected, still receives from A, keeps a share, and passes on."""
    ballots = profile({"ABC": 60, "BD": 34, "C": 12, "D": 14}, seats=3)
    result = meek_stv(ballots)
    assert result.rounds[0].elected == (1, 2)
    assert result.rounds[1].votes[1] > 34 * result.rounds[1].keep[1]
    assert letters(result.elected)[:2] == "AB"


def test_equal_lowest_are_separated_by_the_first_step_at_which_they_differed() -> None:
    """Clauses 19 and 40, ahead at first difference."""
    tie = meek_stv(profile(CROSSING)).ties[0]
    assert (letters(tie.candidates), letters((tie.chosen,)), tie.rule) == ("CD", "C", SettledBy.EARLIER_ROUND)
    assert (tie.round, tie.kind) == (4, TieKind.EXCLUSION)


def test_a_tie_that_no_step_separates_is_for_the_lot() -> None:
    ballots = profile({"A": 6, "B": 3, "C": 3})
    assert meek_stv(ballots, (1, 2, 3)).rounds[1].excluded == (3,)
    assert meek_stv(ballots, (1, 3, 2)).rounds[1].excluded == (2,)


def test_a_count_that_rounding_keeps_from_settling_comes_to_its_end() -> None:
    """With thousands of millions of ballots the rounding alone is worth more than 0.0001 vote: the surplus
    stands still above it, while B and C are level."""
    result = meek_stv(profile({"AB": 3_333_333_333, "AC": 3_333_333_333, "B": 7, "C": 7}, seats=2))
    assert letters(result.elected) == "AB"
    assert len(result.rounds) < 20
    assert result.rounds[-2].surplus is not None
    assert result.rounds[-2].surplus > Fraction("0.0001")


def test_every_ballot_counts_for_exactly_one_vote() -> None:
    rng = random.Random(10)
    for _ in range(60):
        result = meek_stv(chance_profile(rng, seats=3))
        for round_ in result.rounds:
            assert sum(round_.votes) + round_.exhausted == result.valid
            assert round_.lost == 0


def test_the_last_vacancies_go_to_those_who_are_left() -> None:
    """Clause 3."""
    result = meek_stv(profile({"A": 5, "B": 2, "C": 1}, seats=3))
    assert letters(result.elected) == "ABC"
    assert result.rounds[-1].action is Action.LAST_VACANCIES
