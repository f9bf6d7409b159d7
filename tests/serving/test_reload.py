"""A reload (SIGHUP) serves the code that there is by then, in the workers and beside them, and costs no vote;
what is killed comes again; nothing outlives a first process that was killed."""

import os
import signal
from pathlib import Path

import psutil
import pytest
from flask import Flask

from tests.checkout import copy_checkout
from tests.gate.served import Served, Visitor, serve
from tests.gate.test_closing_race import definition_with
from tests.gate.test_kill import MEMBERS, Load, check_what_is_stored, finish
from tests.mail.test_process import is_running
from tests.waiting import until
from tests.world import world_of_today

pytestmark = pytest.mark.full

BESIDE = ("send-mail", "do-jobs")
TELLS = """
import os as _os, sys as _sys
from pathlib import Path as _Path
_Path(_os.environ["INSTANCE"], f"new-{_sys.argv[1]}").touch()
"""
"""What is added to the commands: whoever has it says so."""


def test_new_code_is_served_everywhere_and_every_vote_is_acknowledged(
    app: Flask, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout, instance = copy_checkout(tmp_path / "checkout"), tmp_path / "served"
    monkeypatch.setenv("PYTHONPATH", str(checkout))
    workers = 1 if database_url.startswith("sqlite") else 2
    world = world_of_today(app, definition_with(1), MEMBERS)
    with serve(database_url, instance, workers, directory=checkout) as served:
        load = Load(world, served)
        before = until(lambda: all_beside(served))
        add_to(checkout / "voting/cli/__init__.py", TELLS)
        headers = checkout / "voting/web/security.py"
        headers.write_text(headers.read_text().replace('"nosniff",', '"nosniff", "New": "yes",'))

        def reload() -> None:
            served.process.send_signal(signal.SIGHUP)
            until(lambda: is_new(served))

        load.vote_and(reload, after=MEMBERS // 4)
        until(lambda: all((instance / f"new-{name}").exists() for name in BESIDE))
        after = until(lambda: all_beside(served))
        assert not {each.pid for each in before} & {each.pid for each in after}
        assert set(load.told.values()) == {"ok"}
        finish(world, load, check_what_is_stored(app, load))
    assert "has ended" not in (instance / "gunicorn.log").read_text()


@pytest.mark.parametrize("which", BESIDE)
def test_what_is_killed_comes_again(world: object, database_url: str, tmp_path: Path, which: str) -> None:
    with serve(database_url, tmp_path / "served", workers=1) as served:
        until(lambda: all_beside(served))
        [killed] = beside(served, which)
        killed.kill()
        until(lambda: [each for each in beside(served, which) if each.pid != killed.pid])


def test_nothing_outlives_the_first_process(world: object, database_url: str, tmp_path: Path) -> None:
    with serve(database_url, tmp_path / "served", workers=1) as served:
        until(lambda: all_beside(served))
        family = served.process.children(recursive=True)
        assert len(family) == 3
        os.kill(served.process.pid, signal.SIGKILL)
        until(lambda: not any(is_running(each) for each in family))


def add_to(file: Path, text: str) -> None:
    """Write something at the end of a file."""
    file.write_text(file.read_text() + text)


def is_new(served: Served) -> bool:
    """Whether whoever answers now has the code that was changed."""
    visitor = Visitor(served.port, "2222-2222")
    return all(visitor.exchange("GET", "/")[0].getheader("New") == "yes" for _ in range(5))


def beside(served: Served, name: str) -> list[psutil.Process]:
    """The process beside a server that has this command, once it knows it."""
    return [each for each in _children(served) if name in each.cmdline()]


def all_beside(served: Served) -> list[psutil.Process]:
    """Both processes beside a server; none where they are not both alive."""
    found = [beside(served, name) for name in BESIDE]
    return [each for one in found for each in one] if all(found) else []


def _children(served: Served) -> list[psutil.Process]:
    return [each for each in served.process.children() if is_running(each)]
