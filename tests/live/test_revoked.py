"""Who is signed in is kept by each process that serves; what one of them ends is over in the other."""

import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import new_app
from tests.gate.served import Visitor, serve
from tests.waiting import until
from tests.world import world_of_today
from voting.accounts.credentials import revoke_credentials
from voting.accounts.models import Account
from voting.clock import system_clock
from voting.database import writing
from voting.extensions import db
from voting.live.kept import LONGEST


def is_out(visitor: Visitor) -> bool:
    return visitor.look("/assembly").code == "sign_in_needed"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_is_ended_on_one_process_is_dead_on_the_other(
    app: Flask, database_url: str, tmp_path: Path
) -> None:
    world = world_of_today(app)
    with (
        serve(database_url, tmp_path / "one", 1, letters=False) as one,
        serve(database_url, tmp_path / "other", 1, letters=False) as other,
    ):
        here, there = (Visitor(served.port, world.codes["1"]) for served in (one, other))
        bystander = Visitor(other.port, world.codes["2"])
        assert not is_out(there)
        assert here.look("/account/").code == "ok"
        assert here.send("/account/sign-out-everywhere", {}).code == "ok"
        ended = time.monotonic()
        assert is_out(here), "at once where it was done"
        until(lambda: is_out(there))
        assert time.monotonic() - ended < LONGEST / 2, "because it was told, not because it grew old"
        assert not is_out(bystander)


def test_what_a_command_ends_is_dead_at_the_server(app: Flask, database_url: str, tmp_path: Path) -> None:
    world = world_of_today(app)
    with serve(database_url, tmp_path / "served", 1, letters=False) as served:
        signed_in, member = Visitor(served.port, world.codes["1"]), Visitor(served.port, world.codes["2"])
        assert not is_out(signed_in)
        command = new_app(database_url, tmp_path / "command")
        with command.app_context():
            with writing(db.session()) as session:
                account = session.scalars(select(Account.id).where(Account.member == "1")).one()
                revoke_credentials(session, world.assembly_id, [account], now=system_clock())
            db.engine.dispose()
        ended = time.monotonic()
        until(lambda: is_out(signed_in))
        assert time.monotonic() - ended < LONGEST / 2, "because it was told, not because it grew old"
        assert not is_out(member)
