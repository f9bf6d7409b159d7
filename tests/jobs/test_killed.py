"""A job that dies, or whose whole process dies, says so and can be asked for again."""

import pytest
from flask import Flask
from sqlalchemy import update

from tests.gate.served import Served, Visitor
from tests.jobs.beside import LIST, Beside, again, asked, state
from tests.mail.test_process import is_running
from tests.waiting import until
from tests.world import World
from voting.clock import system_clock
from voting.database import writing
from voting.extensions import db
from voting.jobs.models import Job
from voting.jobs.rules import STALLED


@pytest.fixture
def members() -> int:
    """So many that the list is not made before it is caught."""
    return 1_500


def test_one_that_is_killed_says_so_and_is_asked_for_again(
    app: Flask, world: World, secretary: Visitor, served: Served, beside: Beside
) -> None:
    pages: list[str] = []
    doing = beside.caught(lambda: pages.append(asked(secretary, f"{LIST}.pdf")))
    assert Visitor(served.port, world.codes["1"]).look("/assembly").status == 200
    doing.kill()
    until(lambda: "/again" in state(secretary, pages[-1]))
    assert secretary.look(f"{pages[-1]}/file").code == "job_stopped"
    new = str(again(secretary, pages[-1]))
    until(lambda: f"{new}/file" in state(secretary, new))
    assert secretary.fetch(f"{new}/file")[:5] == b"%PDF-"

    doing = beside.caught(lambda: pages.append(asked(secretary, f"{LIST}.pdf")))
    first = beside.process()
    first.kill()  # the one that looks after it: it ends with that, and another comes
    until(lambda: not is_running(first))
    doing.resume()
    until(lambda: not is_running(doing))
    until(lambda: beside.process().pid != first.pid)
    with app.app_context(), writing(db.session()) as session:
        session.execute(update(Job).values(moved_at=system_clock() - STALLED))
    assert f"{pages[-1]}/again" in state(secretary, pages[-1]) or f"{pages[-1]}/file" in state(
        secretary, pages[-1]
    )  # unless it was quicker than its end
    served.process.terminate()
    until(lambda: not is_running(served.process))
