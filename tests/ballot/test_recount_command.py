"""A result leaves the installation by ``voting export-count`` and is counted again by ``voting recount``."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ballot.test_ways_to_decide import announce, election, hold
from tests.command_line import Terminal
from tests.conftest import new_app
from tests.world import Clock, World, make_world

RANKINGS = [
    *[{"rank-a": "1", "rank-b": "2", "rank-c": "3"}] * 6,
    *[{"rank-c": "1", "rank-b": "2"}] * 4,
    *[{"rank-b": "1"}] * 2,
    {"blank": "yes"},
]


@pytest.fixture
def terminal(make_database: Callable[[str], str], tmp_path: Path) -> Terminal:
    return Terminal(make_database("sqlite"), tmp_path)


@pytest.fixture
def world(terminal: Terminal, tmp_path: Path, clock: Clock) -> World:
    app = new_app(terminal.url, tmp_path / "instance", clock)
    return make_world(app, clock, election("scottish_stv", 2))


def test_what_was_announced_is_counted_again_and_what_was_changed_is_found(
    world: World, terminal: Terminal, tmp_path: Path
) -> None:
    hold(world, RANKINGS)
    assert terminal.run_here("export-count", "1").exit_code == 2  # not announced yet
    announce(world)
    exported = terminal.run_here("export-count", "1")
    assert exported.exit_code == 0
    file = tmp_path / "count.json"
    file.write_text(exported.stdout)
    again = terminal.run_here("recount", file)
    assert (again.exit_code, again.stdout.splitlines()[0]) == (0, "equal: elected a c")
    export = json.loads(exported.stdout)
    assert [line.split()[1] for line in again.stdout.splitlines()[1:]] == [
        export["rules_hash"],
        export["result_hash"],
    ]
    export["result"]["count"]["rounds"][1]["votes"][0] = "5.50000"
    file.write_text(json.dumps(export))
    changed = terminal.run_here("recount", file)
    assert changed.exit_code == 1
    assert "count.rounds[2].votes[1]: announced 5.50000, counted again 5.00000" in changed.stdout
    assert "its hash differs" in changed.stdout


def test_the_rankings_of_few_are_not_given_away(world: World, terminal: Terminal) -> None:
    hold(world, RANKINGS[:9])
    announce(world)
    refused = terminal.run_here("export-count", "1")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "Fewer than 10 ballots" in refused.stderr
