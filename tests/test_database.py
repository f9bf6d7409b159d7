"""A connection that the server has ended is not given to anybody, and nothing is written by the way."""

import pytest
from sqlalchemy import func, make_url, select, text, update
from sqlalchemy.exc import DBAPIError

from tests.postgres import execute
from tests.world import World
from voting.database import writing
from voting.extensions import db
from voting.register.models import Member


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_restarted_server_costs_nobody_a_request(world: World, database_url: str) -> None:
    browser = world.member(1)
    url = make_url(database_url)
    with world.app.app_context():
        (kept,) = db.session.execute(text("SELECT pg_backend_pid()")).one()
        db.session.remove()
        assert db.session.execute(text("SELECT pg_backend_pid()")).scalar() == kept
        db.session.remove()

    execute(
        url.set(database="postgres"),
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
        f"WHERE datname = '{url.database}' AND pid <> pg_backend_pid()",
    )

    assert browser.look("/assembly").status_code == 200


def test_nothing_is_written_outside_a_writing_transaction(world: World) -> None:
    renamed = update(Member).where(Member.number == "1").values(name="Somebody Else")
    how_many = select(func.count()).select_from(Member).where(Member.name == "Somebody Else")
    with world.app.app_context():
        with pytest.raises(DBAPIError, match=r"read.?only"):
            db.session.execute(renamed)
        db.session.rollback()
        with writing(db.session()) as session:
            session.execute(renamed)
        assert db.session.scalar(how_many) == 1
        with pytest.raises(DBAPIError, match=r"read.?only"):
            db.session.execute(renamed.values(name="Nobody"))
        db.session.rollback()
        assert db.session.scalar(how_many) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_nothing_is_locked_outside_a_writing_transaction(world: World) -> None:
    """A lock that ends with its own statement guards nothing."""
    with world.app.app_context():
        with pytest.raises(DBAPIError, match="read-only"):
            db.session.execute(select(Member.number).with_for_update())
        db.session.rollback()
