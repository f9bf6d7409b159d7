"""What is counted of a closed resolution is kept until anything of what it depends on is another."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event, text, update

from tests.ballot.meeting import enter, issue_papers, motion_sheet, result_of, step, vote_online
from tests.conftest import new_app
from tests.gate.crowd import attempt
from tests.world import ASSEMBLY, MEETING, Clock, World, make_world
from voting.assembly.models import StandIn
from voting.ballot.life import announce_resolution, decide_tie
from voting.ballot.models import Resolution
from voting.ballot.results import count_votes, shown_result
from voting.database import writing
from voting.errors import Refused
from voting.extensions import db
from voting.rehearsal.browser import answer_of

WITH_CASTING_VOTE = ASSEMBLY.replace(
    'method = "for_against_abstain"\n', 'method = "for_against_abstain"\ntie_rule = "chair"\n', 1
)


def shown(resolution: int, *, counts_votes: bool = True) -> Any:
    """The result that the chair sees now, or the code of what is wrong."""
    stored = db.session.get_one(Resolution, resolution)
    try:
        return shown_result(db.session(), stored, counts_votes=counts_votes)
    except Refused as refused:
        return refused.code.value
    finally:
        db.session.rollback()


@contextmanager
def ballots_read() -> Iterator[list[str]]:
    """The statements that read ballots or participations meanwhile."""
    found: list[str] = []

    def note(*arguments: Any) -> None:
        if "FROM ballot" in arguments[2] or "FROM participation" in arguments[2]:
            found.append(arguments[2])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_it_is_counted_once(world: World) -> None:
    resolution = world.resolutions["1"]
    with world.app.app_context():
        step(resolution, "open")
        vote_online(resolution, range(1, 8))
        assert shown(resolution) is None
        step(resolution, "close")
        with ballots_read() as read:
            first = shown(resolution)
            assert read
            read.clear()
            assert shown(resolution) == first
            assert read == []
        assert shown(resolution, counts_votes=False) is None
        assert first["counts"] == {"for": 7, "against": 0, "abstain": 0}


def test_a_sheet_of_another_process_is_seen_at_once(world: World, database_url: str, tmp_path: Path) -> None:
    """Nobody told this process of it."""
    resolution = world.resolutions["1"]
    with world.app.app_context():
        step(resolution, "open")
        vote_online(resolution, range(1, 4))
        issue_papers(world, resolution, range(20, 23))
        step(resolution, "close")
        with ballots_read() as read:
            assert shown(resolution) == "sheet_missing"
            read.clear()
            assert shown(resolution) == "sheet_missing"
            assert read == []
    other = new_app(database_url, tmp_path / "other", world.clock)
    for teller in (1, 2):
        with world.app.app_context():
            assert shown(resolution) == "sheet_missing"
        with other.app_context():
            assert enter(resolution, motion_sheet(1, 2, 0), teller) == "ok"
    with other.app_context():
        db.engine.dispose()
    with world.app.app_context():
        assert shown(resolution)["counts"] == {"for": 4, "against": 2, "abstain": 0}


def test_the_decision_of_a_tie_is_seen_at_once(app: Flask, clock: Clock) -> None:
    resolution = make_world(app, clock, WITH_CASTING_VOTE).resolutions["1"]
    with app.app_context():
        step(resolution, "open")
        vote_online(resolution, range(1, 4))
        vote_online(resolution, range(4, 7), "against")
        step(resolution, "close")
        assert shown(resolution)["outcome"] == "tied"
        for order in (["for", "against"], ["against", "for"]):
            assert attempt(decide_tie, resolution, order, now=MEETING, actor="test") == "ok"
            assert shown(resolution)["outcome"] == {"for": "adopted", "against": "rejected"}[order[0]]


def test_a_stand_in_who_is_withdrawn_is_seen_at_once(world: World) -> None:
    resolution = world.resolutions["1"]
    with world.app.app_context():
        step(resolution, "open")
        issue_papers(world, resolution, range(20, 21))
        with writing(db.session()) as session:
            session.add(
                StandIn(
                    assembly_id=world.assembly_id,
                    member="20",
                    name="Zoë",
                    entered_at=MEETING,
                    media_type="application/pdf",
                    sha256="0" * 64,
                    content=b"",
                    account_id=1,
                )
            )
        step(resolution, "close")
        for teller in (1, 2):
            assert enter(resolution, motion_sheet(1, 0, 0), teller) == "ok"
        assert shown(resolution)["by_stand_in"] == 1
        with writing(db.session()) as session:
            session.execute(update(StandIn).values(withdrawn_at=MEETING))
        assert "by_stand_in" not in shown(resolution)


def test_what_is_announced_is_counted_anew(world: World) -> None:
    """Somebody with a console of the database puts a ballot in after it was counted."""
    resolution = world.resolutions["1"]
    with world.app.app_context():
        step(resolution, "open")
        vote_online(resolution, range(1, 4))
        step(resolution, "close")
        assert shown(resolution)["ballots"] == 3
        with writing(db.session()) as session:
            ballot = f"INSERT INTO ballot VALUES ({resolution}, :key, 'for', NULL)"
            session.execute(text(ballot), {"key": b"0" * 16})
        assert step(resolution, "announce") == "seal_broken"
        path = f"/chair/resolutions/{resolution}/announce"
        assert answer_of(world.person("chair").send(path, {})) == "seal_broken"


def test_what_changes_between_the_count_and_the_lock_is_counted_again(world: World) -> None:
    resolution = world.resolutions["1"]
    with world.app.app_context():
        step(resolution, "open")
        vote_online(resolution, range(1, 4))
        issue_papers(world, resolution, range(20, 23))
        step(resolution, "close")
        counted = count_votes(db.session(), db.session.get_one(Resolution, resolution))
        announce = partial(announce_resolution, counted=counted, now=MEETING, actor="test")
        assert attempt(announce, resolution) == "sheet_missing"
        for teller in (1, 2):
            enter(resolution, motion_sheet(1, 2, 0), teller)
        with ballots_read() as read:
            assert attempt(announce, resolution) == "ok"
            assert read
        assert result_of(resolution)["ballots"] == 6


def test_what_has_not_changed_is_not_counted_under_the_lock(world: World) -> None:
    resolution = world.resolutions["1"]
    with world.app.app_context():
        step(resolution, "open")
        vote_online(resolution, range(1, 4))
        step(resolution, "close")
        counted = count_votes(db.session(), db.session.get_one(Resolution, resolution))
        with ballots_read() as read:
            assert (
                attempt(announce_resolution, resolution, counted=counted, now=MEETING, actor="test") == "ok"
            )
            assert read == []
        assert result_of(resolution) == counted.content
