"""Scottish STV: real elections, published rounds, an independent library, and the rules one by one."""

import json
import random
from fractions import Fraction

import pytest
from stvpoll.scottish_stv import calculate_scottish_stv

from voting.ballot.ranked.files import read_ranked_file
from voting.ballot.ranked.profile import Profile
from voting.ballot.ranked.result import Action, CountResult, SettledBy, TieKind
from voting.ballot.ranked.scottish_stv import scottish_stv

from .profiles import CROSSING, DATA, PUBLISHED, chance_profile, letters, profile

EXPECTED = json.loads((DATA / "expected.json").read_text())


def election(name: str) -> CountResult:
    return scottish_stv(read_ranked_file((DATA / name).read_bytes()).profile)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_real_elections(name: str) -> None:
    expected = EXPECTED[name]
    result = election(name)
    assert list(result.elected) == expected["elected"]
    assert result.seats == expected["seats"]
    assert len(result.candidates) == expected["candidates"]
    assert result.valid + result.blank == expected["ballots"]


def test_all_24_real_elections_are_here() -> None:
    assert len(EXPECTED) == 24
    assert sorted(EXPECTED) == sorted(path.name for path in DATA.glob("*.csv"))


def test_published_rounds_of_black_isle_2017() -> None:
    """Every figure that the Highland Council published of this count, in whole votes.

    Source: "Black Isle (ward)", Wikipedia, 2017 election, after the council's stage report.
    """
    published = {
        3: [1234],  # Craig Fraser
        1: [919, 930, 1005, 1077, 1307],  # Gordon Adam
        2: [742, 754, 783, 842, 939, 995, 1457],  # Jennifer Barclay
        6: [859, 860, 878, 927, 940, 974],  # Rainie Smith
        7: [388, 427, 466, 494],  # Vikki Trelfer
        5: [246, 250, 263],  # Bev Smith
        4: [203, 209],  # Michael MacMillan
    }
    result = election("highland_2017_ward9.csv")
    assert (result.valid, result.quota) == (4591, 1148)
    assert len(result.rounds) == 7
    for number, votes in published.items():
        counted = [round(round_.votes[number - 1]) for round_ in result.rounds]
        assert counted[: len(votes)] == votes
    assert [round_.elected for round_ in result.rounds] == [(3,), (), (), (), (1,), (), (2,)]


def test_published_stages_of_pentland_hills_2017() -> None:
    """Bruce, Gardiner and Henderson were elected at stage one, Webber at stage two.

    Source: The Edinburgh Reporter, "Council elections 2022 - the results: Ward 2 Pentland Hills".
    """
    rounds = election("edinburgh_2017_ward2.csv").rounds
    assert [round_.elected for round_ in rounds] == [(1, 3, 4), (6,)]


def test_every_round_of_a_whole_election_as_another_program_counted_it() -> None:
    """The committee of 2005, 13 candidates for 4 seats, as Droop counts it by the Scottish rules.

    Source: github.com/jklundell/droop, test/ref/dump/SC-scotland-fixed-p5-d5.txt. Four candidates without
    any vote are excluded in rounds 4 to 7 in an order that the lot decides, and nothing changes.
    """
    ranked = read_ranked_file((PUBLISHED / "gpus_2005.blt").read_bytes())
    result = scottish_stv(ranked.profile)
    none = "0.00000"
    published = [
        "6.00000 3.00000 8.00000 22.00000 2.00000 33.00000 1.00000 1.00000 18.00000 0.00000",
        "6.84848 3.42424 8.42424 22.00000 2.42424 19.00000 12.45448 1.42424 18.00000 0.00000",
        "7.80300 3.56060 9.24240 19.00000 2.69696 19.00000 12.72720 1.42424 18.54544 0.00000",
        "7.80300 3.56060 9.24240 19.00000 2.69696 19.00000 14.15144 0.00000 18.54544 0.00000",
        "8.80300 3.69696 9.24240 19.00000 0.00000 19.00000 14.57568 0.00000 19.68180 0.00000",
        "9.01084 3.95360 9.45496 19.00000 0.00000 19.00000 14.57568 0.00000 19.00000 0.00472",
        "9.36448 0.00000 10.59132 19.00000 0.00000 19.00000 15.61032 0.00000 19.00000 1.43368",
        "0.00000 0.00000 16.62204 19.00000 0.00000 19.00000 16.59988 0.00000 19.00000 3.77788",
        "0.00000 0.00000 18.59172 19.00000 0.00000 19.00000 0.00000 0.00000 19.00000 18.40808",
    ]
    without_votes = (6, 10, 11, 12)
    counted = []
    for round_ in result.rounds[:3] + result.rounds[7:13]:
        votes = [v for n, v in enumerate(round_.votes, start=1) if n not in without_votes]
        counted.append(" ".join(f"{float(v):.5f}" for v in (*votes, round_.exhausted)))
    assert counted == published
    assert {round_.subject[0] for round_ in result.rounds[3:7]} == set(without_votes)
    assert all(f"{float(r.votes[n - 1]):.5f}" == none for r in result.rounds for n in without_votes)
    assert result.elected == (7, 4, 13, 3)
    assert ranked.title == "GPUS Steering Committee Election 2005-07-24"


def test_an_independent_library_on_profiles_by_chance() -> None:
    """stvpoll elects the same candidates in the same order.

    It lets a surplus pass to a candidate who is elected but still waits for the transfer of an own surplus,
    which rule 48(2) does not (only continuing candidates receive), and it breaks ties by chance; profiles
    in which either happens are left out.
    """
    rng = random.Random(48)
    compared = 0
    for _ in range(600):
        chosen = chance_profile(rng, seats=rng.randint(1, 4))
        result = scottish_stv(chosen)
        if result.ties or any(len(r.elected) > 1 for r in result.rounds[:-1]) or _waiting(result):
            continue
        candidates = tuple(range(1, len(chosen.candidates) + 1))
        ballots = [(list(ranking), count) for ranking, count in chosen.ballots]
        other = calculate_scottish_stv(candidates, ballots, chosen.seats, random_shuffle=False)
        assert result.elected == tuple(other)
        assert result.quota == other.quota
        compared += 1
    assert compared > 150


def _waiting(result: CountResult) -> bool:
    """Whether somebody was elected by a transfer of a surplus, while stvpoll still had others to transfer."""
    return any(r.action is Action.SURPLUS and r.elected for r in result.rounds)


def test_a_surplus_passes_over_those_already_elected() -> None:
    """Rule 48(2): to the continuing candidate, that is, one not deemed to be elected (article 2)."""
    result = scottish_stv(profile({"ABC": 40, "BDC": 35, "C": 25, "D": 20}, seats=3))
    assert result.quota == 31
    assert [int(v) for v in result.rounds[1].votes] == [31, 35, 34, 20]
    assert letters(result.elected) == "ABC"


def test_a_transfer_value_ignores_the_remainder() -> None:
    """Rule 48(3): a surplus of 1 over 3 papers of 1 is 0.33333 each; 0.00001 is lost."""
    result = scottish_stv(profile({"AB": 3, "C": 1, "D": 1}, seats=2, candidates="ABCD"))
    assert result.quota == 2
    assert result.rounds[1].votes == (2, Fraction("0.99999"), 1, 1)
    assert result.rounds[1].lost == Fraction("0.00001")


def test_a_transfer_value_multiplies_the_value_when_received() -> None:
    """Rule 48(4)(b)(ii): papers that came at 0.5 leave at surplus times 0.5 divided by votes."""
    result = scottish_stv(profile({"ABC": 20, "B": 6, "CD": 5, "D": 8}, seats=3))
    # Quota 39 // 4 + 1 = 10. A's surplus 10 of 20: 20 papers at 0.5 give B 16. B's surplus 6 of 16: the 20
    # papers leave at 6 * 0.5 / 16 = 0.1875 to C, the 6 of B's own at 0.375 to nobody.
    assert result.rounds[1].votes == (10, 16, 5, 8)
    assert result.rounds[2].votes == (10, 10, Fraction("8.75"), 8)
    assert result.rounds[2].exhausted == Fraction("2.25")


def test_the_largest_surplus_goes_first() -> None:
    result = scottish_stv(profile({"A": 30, "B": 50, "C": 9, "D": 9}, seats=3))
    assert [r.subject for r in result.rounds if r.action is Action.SURPLUS] == [(2,), (1,)]
    assert letters(result.elected)[:2] == "BA"


def test_equal_lowest_are_separated_by_the_most_recent_stage_at_which_they_differed() -> None:
    """Rule 51(2)(a)."""
    tie = scottish_stv(profile(CROSSING)).ties[0]
    assert (tie.round, tie.kind, letters(tie.candidates)) == (4, TieKind.EXCLUSION, "CD")
    assert (letters((tie.chosen,)), tie.rule) == ("D", SettledBy.EARLIER_ROUND)


def test_a_candidate_exactly_at_the_quota_has_nothing_to_transfer() -> None:
    """Rule 48(1): only who exceeds the quota."""
    result = scottish_stv(profile({"AC": 4, "B": 3, "C": 2, "D": 1}, seats=2))
    assert result.quota == result.rounds[0].votes[0] == 4
    assert [round_.action for round_ in result.rounds[1:]] == [Action.EXCLUSION] * 2 + [Action.LAST_VACANCIES]


@pytest.mark.parametrize(("lot", "elected"), [(None, "A"), ((2, 1, 3), "B"), ((3, 1, 2), "C")])
def test_equal_at_all_stages_is_for_the_lot(lot: tuple[int, ...] | None, elected: str) -> None:
    """Rule 51(2)(b): whoever is last in the lot goes first; without a lot that is the highest number."""
    result = scottish_stv(profile({"A": 4, "B": 4, "C": 4}), lot)
    assert letters(result.elected) == elected
    assert [tie.rule for tie in result.ties] == [SettledBy.LOT, SettledBy.LOT]
    assert result.lot == (lot or (1, 2, 3))


def test_equal_surpluses_are_for_the_lot_when_equal_at_all_stages() -> None:
    """Rule 49(3)."""
    ballots = profile({"AC": 30, "BD": 30, "C": 5, "D": 5, "E": 4}, seats=3)
    first = scottish_stv(ballots, (1, 2, 3, 4, 5))
    second = scottish_stv(ballots, (2, 1, 3, 4, 5))
    assert (first.rounds[1].subject, second.rounds[1].subject) == ((1,), (2,))
    assert any(tie.kind is TieKind.SURPLUS and tie.rule is SettledBy.LOT for tie in first.ties)


def test_no_papers_at_all_is_for_the_lot_and_says_so() -> None:
    result = scottish_stv(Profile(("Ann", "Bob", "Cy"), 2, (((), 7),)))
    assert (result.elected, result.blank, result.valid) == ((1, 2), 7, 0)
    assert {tie.rule for tie in result.ties} == {SettledBy.LOT}


def test_as_many_seats_as_candidates() -> None:
    result = scottish_stv(profile({"A": 1, "B": 5, "C": 3}, seats=3))
    assert letters(result.elected) == "BCA"
    assert result.rounds[-1].action is Action.LAST_VACANCIES
