"""One person, one vote: over all channels, from several processes, on both databases."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from tests.gate.crowd import attempt, run_together
from tests.world import ADVANCE, MEETING, World
from voting.assembly.proxies import grant_proxy
from voting.attendance.check_in import check_in
from voting.ballot.cast import Vote, cast
from voting.ballot.life import open_resolution
from voting.ballot.models import Ballot, Channel, Deposit, Participation
from voting.database import writing
from voting.extensions import db

PROCESSES = 5
VOTES = 50


def cast_all(app: Flask, share: tuple[list[Vote], Any]) -> list[str]:
    votes, now = share
    return [attempt(cast, vote, now=now) for vote in votes]


def stored(table: Any, resolution_id: int) -> int:
    query = select(func.count()).select_from(table).where(table.resolution_id == resolution_id)
    return db.session.execute(query).scalar_one()


def test_fifty_votes_of_one_member_over_all_channels_leave_one(
    world: World, database_url: str, tmp_path: Path
) -> None:
    resolution = world.resolutions["1"]
    with world.app.app_context(), writing(db.session()) as session:
        grant_proxy(session, world.assembly_id, "1", "2", now=MEETING)
        for member in ("1", "2"):
            check_in(session, world.assembly_id, member, "BRU", nonce=member * 8, account_id=1, now=MEETING)
        open_resolution(session, resolution, now=MEETING, actor="test")
    kinds = [
        Vote(resolution, "1", Channel.ONLINE, choice="for"),
        Vote(resolution, "1", Channel.VENUE, venue="BRU", choice="against"),
        Vote(resolution, "1", Channel.PAPER, venue="BRU"),
        Vote(resolution, "1", Channel.PROXY, holder="2", choice="abstain"),
        Vote(resolution, "1", Channel.PROXY, holder="2", venue="BRU", choice="for"),
    ]
    shares = [
        ([kinds[(start + index) % len(kinds)] for index in range(VOTES // PROCESSES)], MEETING)
        for start in range(PROCESSES)
    ]
    answers = Counter(
        answer
        for share in run_together(database_url, str(tmp_path / "crowd"), cast_all, shares)
        for answer in share
    )
    assert answers == {"ok": 1, "already_voted": VOTES - 1}
    with world.app.app_context():
        assert stored(Participation, resolution) == 1
        channel = db.session.execute(select(Participation.channel)).scalar_one()
        electronic = 0 if channel == "paper" else 1
        assert stored(Ballot, resolution) == stored(Deposit, resolution) == electronic


def test_fifty_advance_votes_of_one_member_leave_one(world: World, database_url: str, tmp_path: Path) -> None:
    resolution = world.resolutions["1"]
    vote = Vote(resolution, "1", Channel.ADVANCE, choice="for")
    shares = [([vote] * (VOTES // PROCESSES), ADVANCE)] * PROCESSES
    answers = Counter(
        answer
        for share in run_together(database_url, str(tmp_path / "crowd"), cast_all, shares)
        for answer in share
    )
    assert answers == {"ok": 1, "already_voted": VOTES - 1}
    with world.app.app_context():
        assert stored(Participation, resolution) == stored(Ballot, resolution) == 1


def test_the_database_itself_refuses_a_second_participation(world: World) -> None:
    insert = text(
        "INSERT INTO participation (resolution_id, member, channel, cast_at) "
        f"VALUES ({world.resolutions['1']}, '1', :channel, '2025-06-17 08:00:00')"
    )
    with world.app.app_context():
        db.session.execute(insert, {"channel": "online"})
        with pytest.raises(IntegrityError):
            db.session.execute(insert, {"channel": "paper"})
        db.session.rollback()


def test_the_same_form_sent_twice_is_answered_truly(world: World) -> None:
    """The second time the same attempt is no second vote and no refusal: the vote is counted."""
    resolution = world.resolutions["1"]
    vote = Vote(resolution, "1", Channel.ONLINE, choice="for", attempt="this-form")
    other = Vote(resolution, "1", Channel.ONLINE, choice="for", attempt="another-form")
    with world.app.app_context():
        attempt(open_resolution, resolution, now=MEETING, actor="test")
        assert [attempt(cast, item, now=MEETING) for item in (vote, vote, other)] == [
            "ok",
            "ok",
            "already_voted",
        ]
        assert stored(Participation, resolution) == stored(Ballot, resolution) == 1
