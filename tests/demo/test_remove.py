"""The demonstration comes into nothing that is not empty, and goes again where nothing was added to it."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from tests.command_line import Terminal
from tests.conftest import new_app
from tests.doctor.test_command import TRUE_OF_ANY
from tests.register.files import file, line
from voting.accounts.code_sign_in import sign_in
from voting.accounts.models import Account
from voting.audit.chain import record, verify
from voting.clock import system_clock
from voting.database import writing
from voting.demo.mark import all_past, require_untouched
from voting.errors import Refused
from voting.extensions import db
from voting.models import metadata
from voting.register.looks import note_look
from voting.register.models import Member
from voting.schema import Schema, missing_columns, schema_of

ADDITIONS: list[Callable[[Session], object]] = [
    lambda session: record(session, now=system_clock(), actor="account 1", action="changed"),
    lambda session: session.add(Account(own_name="Ann", own_language="nl")),
]
"""Something that the log tells, and something that it does not."""


@pytest.fixture(params=["sqlite", "postgresql"])
def terminal(request: pytest.FixtureRequest, make_database: Callable[[str], str], tmp_path: Path) -> Terminal:
    return Terminal(make_database(request.param), tmp_path)


def within(terminal: Terminal) -> Flask:
    app = new_app(terminal.url, terminal.instance)
    app.config["SECRET_KEY"] = (terminal.instance / "secret-key").read_text().strip()
    return app


def test_it_is_looked_at_removed_and_loaded_again(terminal: Terminal) -> None:
    first = terminal.run_here("demo")
    assert first.exit_code == 0, first.output
    for arguments in (
        ("new-assembly", "2030-06-01", "--secretary", "Ann"),
        ("import-register", register(terminal)),
    ):
        refused = terminal.run_here(*arguments)
        assert refused.exit_code == 2
        assert "voting demo --remove" in refused.stderr
    if terminal.url.startswith("sqlite"):
        terminal.instance.chmod(0o700)
        examined = terminal.run_here("doctor", "--json")
        told = {one["code"] for one in json.loads(examined.stdout)["findings"]}
        assert examined.exit_code == 1, "nothing is wrong with it"
        assert told - {"ok"} <= TRUE_OF_ANY
    app = within(terminal)
    [secretary] = [row.split()[-1] for row in first.stdout.splitlines() if row.startswith("secretary")]
    with app.app_context():
        with writing(db.session()) as session:
            sign_in(session, app.config["SECRET_KEY"].encode(), secretary, now=system_clock())
            note_look(session, 1, "search", "Maes", 3, now=system_clock())
        assert not all_past(db.session(), system_clock().date())
        assert all_past(db.session(), system_clock().date() + dt.timedelta(days=365))
        for add in ADDITIONS:
            with pytest.raises(Refused, match="demonstration_used"):
                add_and_look(add)
        db.engine.dispose()
    removed = terminal.run_here("demo", "--remove")
    assert removed.exit_code == 0, removed.output
    assert not (terminal.instance / "demo-codes.json").exists()
    with app.app_context():
        with db.engine.connect() as connection:
            assert schema_of(connection) is Schema.CURRENT
            assert missing_columns(connection) == []
            assert set(inspect(connection).get_table_names()) == {*metadata.tables, "alembic_version"}
        filled = {
            table.name: db.session.scalar(select(func.count()).select_from(table))
            for table in metadata.sorted_tables
        }
        assert {name for name, rows in filled.items() if rows} == {"audit_head", "retention"}
        assert verify(db.session()) == (0, [])
        db.session.rollback()
        db.engine.dispose()
    again = terminal.run_here("demo", "--remove")
    assert (again.exit_code, "no demonstration" in again.stderr) == (2, True)
    assert "begin your assembly there with the word" in terminal.run_here("first-page").stdout
    own = terminal.run_here("new-assembly", "2030-06-01", "--secretary", "Ann", "--cooperative", "Molen")
    assert own.exit_code == 0, own.output
    for _ in range(2):
        said = terminal.run_here("demo")
        assert "sign in with your code" in said.stdout
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Member)) == 0
        db.session.rollback()
        db.engine.dispose()


def add_and_look(add: Callable[[Session], object]) -> None:
    with writing(db.session()) as session:
        add(session)
        session.flush()
        require_untouched(session)


def register(terminal: Terminal) -> Path:
    path = terminal.instance / "register.csv"
    path.write_bytes(file(line(1)))
    return path
