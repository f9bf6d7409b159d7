"""The Schulze method: the paper's own example, and the definition taken literally."""

import random
from itertools import permutations

from schulze_condorcet import schulze_evaluate

from voting.ballot.ranked.profile import Profile, papers
from voting.ballot.ranked.result import SettledBy, TieKind
from voting.ballot.ranked.schulze import schulze

from .profiles import chance_profile, letters, profile
from .test_irv import TENNESSEE


def test_the_example_of_45_voters() -> None:
    """Source: M. Schulze, example 1 of his examples with 45 voters and 5 candidates: duels, strengths of the
    strongest paths, and the order E > A > C > B > D."""
    ballots = {
        "ACBED": 5,
        "ADECB": 5,
        "BEDAC": 8,
        "CABED": 3,
        "CAEBD": 7,
        "CBADE": 2,
        "DCEBA": 7,
        "EBADC": 8,
    }
    result = schulze(profile(ballots))
    assert result.duels == (
        (0, 20, 26, 30, 22),
        (25, 0, 16, 33, 18),
        (19, 29, 0, 17, 24),
        (15, 12, 28, 0, 14),
        (23, 27, 21, 31, 0),
    )
    assert result.paths == (
        (0, 28, 28, 30, 24),
        (25, 0, 28, 33, 24),
        (25, 29, 0, 29, 24),
        (25, 28, 28, 0, 24),
        (25, 28, 28, 31, 0),
    )
    assert [letters(equals) for equals in result.order] == ["E", "A", "C", "B", "D"]
    assert result.rounds[0].votes == (3, 1, 2, 0, 4)  # than so many others each is better
    assert letters(result.elected) == "E"
    assert result.ties == ()


def test_tennessee() -> None:
    """Nashville beats every other city in a duel. Source: "Condorcet method", Wikipedia."""
    result = schulze(profile(TENNESSEE, candidates="MNCK"))
    assert result.duels == ((0, 42, 42, 42), (58, 0, 68, 68), (58, 32, 0, 83), (58, 32, 17, 0))
    assert [n for equals in result.order for n in equals] == [2, 3, 4, 1]


def test_the_definition_taken_literally() -> None:
    """Every path written out, every ballot looked at: the same duels, strengths and order."""
    rng = random.Random(2011)
    for _ in range(120):
        chosen = chance_profile(rng, seats=1, most=5, heaviest=rng.choice([2, 30]))
        result = schulze(chosen)
        numbers = range(1, len(chosen.candidates) + 1)
        duels = {(i, j): _prefer(chosen, i, j) for i in numbers for j in numbers}
        strength = {(i, j): _strongest(duels, numbers, i, j) for i in numbers for j in numbers if i != j}
        for (i, j), value in strength.items():
            assert result.duels[i - 1][j - 1] == duels[i, j]
            assert (result.paths[i - 1][j - 1], -result.paths_against[i - 1][j - 1]) == value
        place = {n: k for k, equals in enumerate(result.order) for n in equals}
        for (i, j), value in strength.items():
            if value > strength[j, i]:
                assert place[i] < place[j]
        best = {i for i in numbers if all(strength[i, j] >= strength[j, i] for j in numbers if j != i)}
        assert set(result.order[0]) == best


def _prefer(chosen: Profile, one: int, other: int) -> int:
    total = 0
    for ranking, count in papers(chosen).piles:
        places = {n: k for k, n in enumerate(ranking)}
        if places.get(one, 99) < places.get(other, 99):
            total += count
    return total


def _strongest(duels: dict[tuple[int, int], int], numbers: range, start: int, end: int) -> tuple[int, int]:
    others = [n for n in numbers if n not in (start, end)]
    best = (0, 0)
    for length in range(len(others) + 1):
        for middle in permutations(others, length):
            steps = list(zip((start, *middle), (*middle, end), strict=True))
            if all(duels[i, j] > duels[j, i] for i, j in steps):
                best = max(best, min((duels[i, j], -duels[j, i]) for i, j in steps))
    return best


def test_a_candidate_who_wins_every_duel_is_elected() -> None:
    rng = random.Random(1785)
    found = 0
    for _ in range(200):
        chosen = chance_profile(rng, seats=1)
        numbers = range(1, len(chosen.candidates) + 1)
        for i in numbers:
            if all(_prefer(chosen, i, j) > _prefer(chosen, j, i) for j in numbers if j != i):
                assert schulze(chosen).elected == (i,)
                found += 1
    assert found > 100


def test_strength_is_winning_votes_not_margins() -> None:
    """A beats B with 8 to 6, B beats C with 6 to 5, C beats A with 5 to 3. By winning votes 8, 6, 5 the last
    is the weakest, and A is elected; by margins 2, 1, 2 the second would be, and C would be elected."""
    result = schulze(profile({"A": 3, "B": 6, "CA": 5}))
    assert result.duels == ((0, 8, 3), (6, 0, 6), (5, 5, 0))
    assert [letters(equals) for equals in result.order] == ["A", "B", "C"]


def test_of_duels_with_as_many_for_the_one_with_fewer_against_is_stronger() -> None:
    """Section 2.1: A beats B with 4 to 3, C beats A with 4 to 2, B beats C with 5 to 2. The first is the
    weakest, so B is elected; if only the ballots for a duel counted, all three would be level."""
    result = schulze(profile({"BC": 2, "CA": 2, "AB": 2, "B": 1}))
    assert result.duels == ((0, 4, 2), (3, 0, 5), (4, 2, 0))
    assert result.paths == ((0, 4, 4), (4, 0, 5), (4, 4, 0))
    assert result.paths_against == ((0, 3, 3), (2, 0, 2), (2, 3, 0))
    assert [letters(equals) for equals in result.order] == ["B", "C", "A"]
    assert result.ties == ()


def test_an_independent_library_elects_the_same() -> None:
    """The library schulze-condorcet has the same winners; below them it orders by counting again."""
    rng = random.Random(2023)
    ties = 0
    for _ in range(150):
        chosen = chance_profile(rng, seats=1, most=6, heaviest=rng.choice([2, 40]))
        names = [str(n) for n in range(1, len(chosen.candidates) + 1)]
        votes = []
        for ranking, count in chosen.ballots:
            left = [name for name in names if int(name) not in ranking]
            votes += [">".join([*map(str, ranking), *(["=".join(left)] if left else [])])] * count
        first, _, _ = schulze_evaluate(votes, names).partition(">")
        winners = schulze(chosen).order[0]
        assert winners == tuple(sorted(map(int, first.split("="))))
        ties += len(winners) > 1
    assert ties > 10


def test_a_tie_for_the_seat_is_reported_and_settled_by_lot() -> None:
    level = profile({"AB": 3, "BA": 3, "C": 1})
    result = schulze(level)
    assert [letters(equals) for equals in result.order] == ["AB", "C"]
    tie = result.ties[0]
    assert (tie.round, tie.kind, tie.candidates, tie.rule) == (1, TieKind.SEAT, (1, 2), SettledBy.LOT)
    (only,) = result.rounds
    assert (only.number, only.votes, only.exhausted, only.lost) == (1, (1, 1, 0), 0, 0)
    assert result.elected == (1,)
    assert schulze(level, (3, 2, 1)).elected == (2,)


def test_who_is_not_ranked_stands_last_and_level() -> None:
    result = schulze(profile({"B": 2}, candidates="ABC"))
    assert result.duels == ((0, 0, 0), (2, 0, 2), (0, 0, 0))
    assert [letters(equals) for equals in result.order] == ["B", "AC"]
