"""The command ``count``: tables, JSON, exit codes, and a result as exact text."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from voting.ballot.ranked.command import count
from voting.ballot.ranked.lot import lot_from_seed
from voting.ballot.ranked.result import exact_decimal

from .profiles import DATA, METHOD_NAMES

TABLE = """Spring meeting
Method scottish_stv; seats 1; valid ballots 9; blank 1

Round 1: First preferences
   1 Ann               4.00000
   2 Bob               3.00000
   3 Cy                2.00000
     Quota             5.00000

Round 2: Exclusion of 3 Cy
   1 Ann               4.00000   0.00000
   2 Bob               4.00000  +1.00000
   3 Cy                0.00000  -2.00000  excluded
     Not transferable  1.00000
     Quota             5.00000

Round 3: Exclusion of 2 Bob
   1 Ann               4.00000   0.00000
   2 Bob               0.00000  -4.00000  excluded
   3 Cy                0.00000   0.00000  excluded
     Not transferable  5.00000
     Quota             5.00000

Round 4: Last vacancies filled by 1 Ann
   1 Ann               4.00000   0.00000  elected
   2 Bob               0.00000   0.00000  excluded
   3 Cy                0.00000   0.00000  excluded
     Not transferable  5.00000
     Quota             5.00000

Round 3: tie of 1, 2 (exclusion); 2 was taken, by an earlier round

Elected, in order:
   1. 1 Ann
"""
BLT = '3 1\n4 1 0\n3 2 0\n1 3 2 0\n1 3 0\n1 0\n0\n"Ann"\n"Bob"\n"Cy"\n"Spring meeting"\n'


def run(*arguments: str) -> Result:
    return CliRunner().invoke(count, arguments)


def test_the_table(tmp_path: Path) -> None:
    file = tmp_path / "spring.blt"
    file.write_text(BLT)
    result = run(str(file), "--method", "scottish_stv")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == TABLE


@pytest.mark.parametrize("method", METHOD_NAMES)
def test_json_of_every_method(method: str) -> None:
    result = run(str(DATA / "glasgow_2007_langside.csv"), "--method", method, "--json")
    assert result.exit_code == 0
    values = json.loads(result.stdout)
    assert (values["method"], values["title"]) == (method, "Langside")
    assert len(values["elected"]) == values["seats"]
    assert values["rounds"][0]["number"] == 1
    assert len(values["rounds"][0]["votes"]) == 8
    assert all(isinstance(votes, str) for votes in values["rounds"][0]["votes"])
    assert (values["seats"] == 1) == ("fills one seat" in result.stderr)


def test_exact_decimals_are_strings() -> None:
    values = json.loads(
        run(str(DATA / "highland_2017_ward9.csv"), "--method", "scottish_stv", "--json").stdout
    )
    assert values["elected"] == [3, 1, 2]
    assert values["quota"] == "1148.00000"
    assert values["rounds"][1]["votes"][0] == "929.87164"
    assert values["rounds"][1]["subject"] == [3]


def test_a_seed_gives_the_lot(tmp_path: Path) -> None:
    file = tmp_path / "level.blt"
    file.write_text('3 1\n1 1 0\n1 2 0\n1 3 0\n0\n"Ann"\n"Bob"\n"Cy"\n')
    elected = set()
    for seed in ("spring", "summer", "autumn", "winter"):
        values = json.loads(run(str(file), "--method", "irv", "--json", "--seed", seed).stdout)
        assert values["lot"] == list(lot_from_seed(seed, 3))
        assert values["elected"] == values["lot"][:1]
        elected.add(values["elected"][0])
    assert len(elected) > 1
    assert "Lot: 1, 2, 3" in run(str(file), "--method", "irv").stdout


def test_every_fault_is_told_and_the_exit_code_is_2(tmp_path: Path) -> None:
    file = tmp_path / "bad.blt"
    file.write_text('2 3\n1 1 1 0\n1 1=2 0\n0\n"Ann"\n"Bob"\n')
    result = run(str(file), "--method", "meek_stv", "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [
        f"{file}:1: too_many_seats: 3 seats are more than the 2 candidates who stand",
        f"{file}:2: ranked_twice: candidate 1 is ranked 2 times",
        f"{file}:3: equal_ranks: 1=2: equal ranks are not counted by any method here; "
        "each rank holds one candidate",
        "3 faults; nothing has been counted.",
    ]


def test_nothing_is_rounded_on_the_way_out() -> None:
    assert exact_decimal(Fraction(-5, 2), 3) == "-2.500"
    assert exact_decimal(Fraction(7), 0) == "7"
    assert exact_decimal(Fraction(1, 100000), 5) == "0.00001"
    with pytest.raises(ValueError, match="1/3 is not exact in 5 decimals"):
        exact_decimal(Fraction(1, 3), 5)
