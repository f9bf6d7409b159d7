"""A connection that the server has ended is not given to anybody."""

import pytest
from sqlalchemy import make_url, text

from tests.postgres import execute
from tests.world import World
from voting.extensions import db


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
