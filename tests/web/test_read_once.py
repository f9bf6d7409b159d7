"""A page that many wait for reads the resolutions of its assembly once, apart from what is kept for all."""

import pytest
from sqlalchemy import event

from tests.world import ADVANCE, World
from voting.extensions import db
from voting.rehearsal.browser import answer_of


def reads_of_all(world: World, who: str, path: str) -> int:
    """How often all resolutions of an assembly are read for a page."""
    browser = world.member(1) if who == "member" else world.person(who)
    statements: list[str] = []

    def keep(*call: object) -> None:
        statements.append(str(call[2]))

    browser.look(path)  # makes what is kept
    with world.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", keep)
    try:
        answer = browser.look(path)
    finally:
        event.remove(engine, "before_cursor_execute", keep)
    assert answer.status_code == 200
    return sum("FROM resolution" in one and "ORDER BY resolution.position" in one for one in statements)


@pytest.mark.parametrize("part", ["", "now", "rest"])
def test_the_console_reads_them_once(world: World, part: str) -> None:
    assert reads_of_all(world, "chair", f"/chair/{part}") == 1


def test_a_ballot_within_a_walk_reads_them_once(world: World) -> None:
    world.clock.moment = ADVANCE
    one, three = world.resolutions["1"], world.resolutions["3"]
    vote = {"channel": "advance", "choice": "for"}
    assert answer_of(world.member(1).send(f"/resolutions/{one}/vote", vote)) == "ok"
    assert reads_of_all(world, "member", f"/resolutions/{three}?walk={one}") == 1
