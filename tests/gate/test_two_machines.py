"""Two machines serve one database, each with a folder and processes of its own: what is due is done once."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from tests.gate.served import Visitor, serve
from tests.waiting import until
from tests.world import World, world_of_today
from voting.audit.models import AuditEntry
from voting.ballot.models import Resolution
from voting.clock import system_clock
from voting.database import writing
from voting.extensions import db
from voting.mail.models import Letter, Mail
from voting.mail.outbox import enqueue

pytestmark = pytest.mark.full
LETTERS = 40


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_letters_and_closings_are_done_once(app: Flask, database_url: str, tmp_path: Path) -> None:
    world = world_of_today(app)
    folders = [tmp_path / "one", tmp_path / "other"]
    with serve(database_url, folders[0], 1) as one, serve(database_url, folders[1], 1) as other:
        chair = Visitor(one.port, world.staff["chair"])
        chair.look("/chair/")
        assert chair.send(f"/chair/resolutions/{world.resolutions['1']}/open", {"minutes": "10"}).code == "ok"
        put_letters(world)
        close_soon(world)
        until(lambda: closings(world))
        until(lambda: not waiting_letters(world))
        member = Visitor(other.port, world.codes["1"])
        assert member.look("/assembly").code == "ok"
    sent = Counter(
        file.read_text().split("Message-ID: ", 1)[1].split("\n", 1)[0]
        for folder in folders
        for file in (folder / "mail").glob("*.eml")
    )
    assert len(sent) >= LETTERS
    assert set(sent.values()) == {1}
    assert closings(world) == 1
    with app.app_context():
        db.engine.dispose()


def put_letters(world: World) -> None:
    """Letters that both machines find at the same moment."""
    with world.app.app_context(), writing(db.session()) as session:
        for number in range(1, LETTERS + 1):
            enqueue(session, Letter.PASSWORD_CHANGED, str(number), now=system_clock())


def waiting_letters(world: World) -> list[int]:
    with world.app.app_context():
        waiting = select(Mail.id).where(Mail.sent_at.is_(None), Mail.given_up_at.is_(None))
        return list(db.session.scalars(waiting))


def close_soon(world: World) -> None:
    """Let the closing time of the vote come in a moment, for both machines at once."""
    with world.app.app_context(), writing(db.session()) as session:
        soon = system_clock() + timedelta(seconds=1)
        session.execute(update(Resolution).where(Resolution.closes_at.is_not(None)).values(closes_at=soon))


def closings(world: World) -> int:
    """How often the log says that the vote was closed."""
    with world.app.app_context():
        closed = select(func.count()).where(AuditEntry.action == "resolution.closed")
        return db.session.scalar(closed) or 0
