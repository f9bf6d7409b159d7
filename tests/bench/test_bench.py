"""The bench runs: every measurement, so small that nothing is said by it but that it measures."""

import re
from pathlib import Path

import pytest

from tests.bench import results
from tests.bench.__main__ import measurements
from tests.bench.asking import Unexpected, hammer
from tests.bench.goals import GOALS
from tests.bench.house import DATABASES, house
from tests.bench.size import FULL, TINY

ACTS = dict(measurements())
QUICK = ("votes sqlite", "votes postgresql", "hall postgresql", "followed sqlite")


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in QUICK else (pytest.mark.full,)) for name in ACTS]
)
def test_a_measurement_says_something(name: str) -> None:
    figures = ACTS[name](TINY)
    assert figures
    assert all(isinstance(value, int | float) for value in figures.values())
    assert all(re.fullmatch(r"[a-z0-9_]+", key) for key in figures)


@pytest.mark.parametrize("database", DATABASES)
def test_a_refusal_ends_it(database: str) -> None:
    with house(database, 2, letters=False) as served:
        request = served.member(1).post(f"{served.path('1')}/vote", {"channel": "online", "choice": "for"})
        with pytest.raises(Unexpected, match="not_open"):
            hammer(served.port, [request], 303)
        assert len(served.workers()) == 1
        served.take_step("open")
        hammer(served.port, [request], 303)
        served.check_votes(1)
        with pytest.raises(AssertionError):
            served.check_votes(2)


def test_a_goal_is_met_or_not_and_a_run_is_compared(tmp_path: Path) -> None:
    goal = GOALS[0]
    assert goal.is_met({}) is None
    assert goal.is_met({goal.key: 0.4})
    assert not goal.is_met({goal.key: 0.39})
    old, new = {"commit": "one", "a": 2.0}, {"commit": "two", "a": 3.0}
    results.write(tmp_path / "run.json", old)
    assert results.read(tmp_path / "run.json") == old
    assert "1.50" in results.compared(old, new)
    assert "NOT MET" in results.goals_told({goal.key: 0.1})


def test_each_goal_is_of_a_figure_that_is_measured_in_full() -> None:
    assert {goal.key for goal in GOALS if "present_" in goal.key} == {
        f"followed_check_in_p95_ms_{present}_present_{database}"
        for present in FULL.present
        for database in DATABASES
    }


def test_the_page_has_the_figures_of_the_runs_that_were_kept() -> None:
    assert results.figures_told() in results.PAGE.read_text(), "python -m tests.bench --page"


def test_what_grows_is_told_with_its_exponent(tmp_path: Path) -> None:
    costs = {"sqlite: agenda, 1000 members, milliseconds": 2.0}
    costs |= {"sqlite: agenda, 10000 members, milliseconds": 20.0}
    costs |= {"sqlite: agenda, 10000 members, statements": 9.0}
    results.write(tmp_path / "growth.json", costs)
    assert "| agenda | sqlite | 2 | 20 | 1.00 |" in results.grown(tmp_path / "growth.json")
