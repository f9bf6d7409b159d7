"""One person, one vote: over all channels, from several processes, on both databases."""

import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select, text
from sqlalchemy.exc import IntegrityError

from tests.assembly.giving import give_proxy
from tests.conftest import new_app
from tests.gate.crowd import attempt, choices_of, run_together, stored
from tests.waiting import PATIENCE
from tests.world import ADVANCE, MEETING, Clock, World, make_world
from voting.attendance.check_in import check_in
from voting.attendance.scan_log import Scan
from voting.ballot.cast import Vote, cast
from voting.ballot.life import open_resolution
from voting.ballot.models import Channel, Deposit, Envelope, Participation
from voting.database import writing
from voting.extensions import db

PROCESSES = 4
VOTES = 50


def cast_at_the_meeting(_: Flask, vote: Vote) -> str:
    return attempt(cast, vote, now=MEETING)


def cast_in_advance(_: Flask, vote: Vote) -> str:
    return attempt(cast, vote, now=ADVANCE)


def every_way_to_vote(world: World, resolution: int) -> list[Vote]:
    """Member 1's votes through every channel of the meeting; their proxy is held by member 2."""
    with world.app.app_context(), writing(db.session()) as session:
        give_proxy(session, world.assembly_id, "1", "2", now=MEETING)
        for member in ("1", "2"):
            check_in(session, Scan(world.assembly_id, member, "BRU", member * 8, 1, MEETING, MEETING))
        open_resolution(session, resolution, now=MEETING, actor="test")
    return [
        Vote(resolution, "1", Channel.ONLINE, choice="for"),
        Vote(resolution, "1", Channel.VENUE, venue="BRU", choice="against"),
        Vote(resolution, "1", Channel.PAPER, venue="BRU"),
        Vote(resolution, "1", Channel.PROXY, holder="2", choice="abstain"),
        Vote(resolution, "1", Channel.PROXY, holder="2", venue="BRU", choice="for"),
    ]


def test_fifty_votes_of_one_member_over_all_channels_leave_one(
    world: World, database_url: str, tmp_path: Path
) -> None:
    resolution = world.resolutions["1"]
    votes = every_way_to_vote(world, resolution) * (VOTES // 5)
    answers = run_together(
        database_url, tmp_path / "crowd", cast_at_the_meeting, votes, threads=-(-VOTES // PROCESSES)
    )
    assert Counter(answers) == {"ok": 1, "already_voted": VOTES - 1}
    winner = votes[answers.index("ok")]
    with world.app.app_context():
        assert stored(Participation, resolution) == 1
        channel = db.session.execute(select(Participation.channel)).scalar_one()
        electronic = 0 if channel == "paper" else 1
        assert channel == winner.channel
        assert stored(Envelope, resolution) == stored(Deposit, resolution) == electronic
        assert choices_of(resolution) == [(winner.choice, None)] * electronic


def test_fifty_advance_votes_of_one_member_leave_one(world: World, database_url: str, tmp_path: Path) -> None:
    resolution = world.resolutions["1"]
    votes = [Vote(resolution, "1", Channel.ADVANCE, choice=choice) for choice in ("for", "against")] * 25
    answers = run_together(
        database_url, tmp_path / "crowd", cast_in_advance, votes, threads=-(-VOTES // PROCESSES)
    )
    assert Counter(answers) == {"ok": 1, "already_voted": VOTES - 1}
    with world.app.app_context():
        assert stored(Participation, resolution) == stored(Deposit, resolution) == 1
        assert choices_of(resolution) == [(votes[answers.index("ok")].choice, None)]
        attempt(open_resolution, resolution, now=MEETING, actor="test")
        late = [
            attempt(cast, vote, now=MEETING) for vote in (Vote(resolution, "1", Channel.ONLINE), votes[0])
        ]
        assert late == ["already_voted"] * 2


INSERT_SECOND = (
    "INSERT INTO participation (resolution_id, member, channel, cast_at) "
    "VALUES (:resolution, '1', :channel, '2025-06-17 08:00:00')"
)


def test_the_database_itself_refuses_a_second_participation(world: World) -> None:
    resolution = world.resolutions["1"]
    with world.app.app_context():
        with writing(db.session()) as session:
            session.execute(text(INSERT_SECOND), {"resolution": resolution, "channel": "online"})
        with pytest.raises(IntegrityError), writing(db.session()) as session:
            session.execute(text(INSERT_SECOND), {"resolution": resolution, "channel": "paper"})
        assert stored(Participation, resolution) == 1


@pytest.mark.parametrize("key", ["kept", "dropped"])
def test_without_the_key_two_votes_that_cross_would_both_count(
    make_database: Callable[[str], str], tmp_path: Path, key: str
) -> None:
    """Both have passed the rule before either is stored: on PostgreSQL the primary key alone decides.

    Where it has been dropped, the same crossing leaves two votes, so it is the key that this proves.
    """
    app = new_app(make_database("postgresql"), tmp_path / "instance", Clock())
    resolution = make_world(app, Clock()).resolutions["1"]
    vote = Vote(resolution, "1", Channel.ONLINE, choice="for")
    both_admitted, answers = threading.Barrier(2), Counter[str]()

    def wait_for_the_other(*arguments: Any) -> None:
        if arguments[2].startswith("INSERT INTO participation"):
            both_admitted.wait(PATIENCE)

    def run() -> None:
        with app.app_context():
            answers[attempt(cast, vote, now=MEETING)] += 1

    with app.app_context():
        attempt(open_resolution, resolution, now=MEETING, actor="test")
        if key == "dropped":
            with writing(db.session()) as session:
                session.execute(text("ALTER TABLE participation DROP CONSTRAINT pk_participation"))
        event.listen(db.engine, "before_cursor_execute", wait_for_the_other)
        voters = [threading.Thread(target=run) for _ in range(2)]
        for voter in voters:
            voter.start()
        for voter in voters:
            voter.join(PATIENCE)
        votes = stored(Envelope, resolution)
        db.engine.dispose()
    if key == "kept":
        assert (answers, votes) == ({"ok": 1, "already_voted": 1}, 1)
    else:
        assert (answers, votes) == ({"ok": 2}, 2)


def test_the_same_form_sent_twice_is_answered_truly(world: World) -> None:
    """The second time the same attempt is no second vote and no refusal: the vote is counted."""
    resolution = world.resolutions["1"]
    vote = Vote(resolution, "1", Channel.ONLINE, choice="for", attempt="this-form")
    other = Vote(resolution, "1", Channel.ONLINE, choice="for", attempt="another-form")
    with world.app.app_context():
        attempt(open_resolution, resolution, now=MEETING, actor="test")
        answers = [attempt(cast, item, now=MEETING) for item in (vote, vote, other)]
        assert answers == ["ok", "ok", "already_voted"]
        assert stored(Participation, resolution) == stored(Envelope, resolution) == 1
