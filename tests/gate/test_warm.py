"""Servers that are copies of one process, which has loaded the application, share nothing but that."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from tests.conftest import new_app
from tests.gate.served import Served, Visitor, serve
from tests.waiting import PATIENCE
from tests.world import World, world_of_today


@pytest.fixture
def worlds(make_database: Callable[[str], str], tmp_path: Path) -> list[tuple[str, World]]:
    """Two assemblies, each in a database of its own: the same ids, other codes."""
    urls = [make_database("sqlite") for _ in range(2)]
    return [(url, world_of_today(new_app(url, tmp_path / f"instance{n}"))) for n, url in enumerate(urls)]


def test_each_serves_its_own_database_and_dies_alone(worlds: list[tuple[str, World]], tmp_path: Path) -> None:
    with ExitStack() as running:
        served: list[Served] = []
        for number, (url, world) in enumerate(worlds):
            instance = tmp_path / f"served{number}"
            served.append(running.enter_context(serve(url, instance, workers=1, letters=False)))
            assert Visitor(served[-1].port, world.codes["1"]).signed_in.code == "ok"
            assert str(served[-1].process.pid) in (instance / "gunicorn.log").read_text()
        assert Visitor(served[0].port, worlds[1][1].codes["1"]).signed_in.code != "ok"
        family = [served[0].process, *served[0].process.children(recursive=True)]
        assert len(family) == 2
        served[0].kill()
        assert psutil.wait_procs(family, timeout=PATIENCE)[1] == []
        with pytest.raises(ConnectionRefusedError):
            Visitor(served[0].port, worlds[0][1].codes["1"])
        assert Visitor(served[1].port, worlds[1][1].codes["1"]).signed_in.code == "ok"
        again = running.enter_context(
            serve(worlds[0][0], tmp_path / "served0", 1, served[0].port, letters=False)
        )
        assert Visitor(again.port, worlds[0][1].codes["1"]).signed_in.code == "ok"
