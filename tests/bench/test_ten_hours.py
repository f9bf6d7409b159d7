"""What grows in ten hours is told, and what only fills up is not."""

import subprocess
import sys

import pytest

from tests.bench.ten_hours import HOURS, grows

FILLS_UP = [60_000, 90_000, 95_000, 95_500, 95_500, 95_800, 95_900, 96_000, 96_000, 95_700]


def of(name: str, values: list[int]) -> list[dict[str, float]]:
    return [{name: value} for value in values]


def test_what_fills_up_to_a_bound_does_not_grow() -> None:
    assert grows(of("worker objects", FILLS_UP)) == []
    assert grows(of("phone Nodes", [500, 520, 510, 505, 530, 500, 515, 520, 505, 530])) == []


def test_what_grows_with_each_hour_does() -> None:
    steadily = [90_000 + 1_500 * hour for hour in range(HOURS)]
    [told] = grows(of("worker objects", steadily))
    assert told.startswith("worker objects grows: 93,000 when warm, 102,000")
    assert grows(of("display Nodes", [500 + 20 * hour for hour in range(HOURS)]))
    assert grows(of("phone JSHeapUsedSize", [2_000_000 + 100_000 * hour for hour in range(HOURS)]))


def test_one_hour_that_weighs_more_is_not_growth() -> None:
    values = [100_000] * HOURS
    values[-2] = 300_000
    assert grows(of("worker objects", values)) == []


@pytest.mark.full
@pytest.mark.parametrize("leak", ["", "worker", "page"])
def test_nothing_grows_but_what_is_made_to(leak: str) -> None:
    asked = ["--acts", "300", *(["--leak", leak] if leak else [])]
    told = subprocess.run(
        [sys.executable, "-m", "tests.bench.ten_hours", *asked], capture_output=True, text=True, check=False
    )
    growing = told.stdout.splitlines()
    if not leak:
        assert (growing[-1:], told.returncode) == (["Nothing grows."], 0), told.stderr
    else:
        assert any(line.startswith("worker" if leak == "worker" else "console") for line in growing)
