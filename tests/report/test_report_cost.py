"""What a report asks of the database grows as the cooperative does, and no faster."""

import pytest
from flask import Flask
from sqlalchemy import insert

from tests.ballot.meeting import step
from tests.world import MEETING, Clock, make_world
from voting.ballot.models import Channel, Participation
from voting.database import writing
from voting.extensions import db
from voting.report.content import report_content

MEMBERS = 1200
ALLOWED = 900
"""Steps of SQLite for each member. A roll joined to its votes by looking through all of them for each member
takes five thousand of these 1,200, and twice as many of twice as many."""


def test_a_report_does_not_look_through_all_votes_for_each_member(app: Flask, clock: Clock) -> None:
    world = make_world(app, clock, members=MEMBERS)
    with app.app_context():
        assert step(world.resolutions["1"], "open") == "ok"
        if db.engine.dialect.name != "sqlite":
            pytest.skip("PostgreSQL joins by a hash of the votes; only SQLite counts its steps")
        with writing(db.session()) as session:
            votes = [
                {
                    "resolution_id": world.resolutions["1"],
                    "member": str(number),
                    "channel": Channel.ADVANCE,
                    "cast_at": MEETING,
                }
                for number in range(1, MEMBERS)
            ]
            session.execute(insert(Participation), votes)
        steps = 0

        def count() -> int:
            nonlocal steps
            steps += 1
            return 0

        session = db.session()
        raw = session.connection().connection.driver_connection
        raw.set_progress_handler(count, 100)
        turnout = report_content(session, 2025)["turnout"]["2025-06-17"]["by"]
        assert turnout["channel"] == {"advance": {"voters": MEMBERS - 1}}
        raw.set_progress_handler(None, 0)
        session.rollback()
    assert 100 * steps < ALLOWED * MEMBERS
