"""Behind PgBouncer, which gives each transaction a session of its own: everything works, and is durable.

The configuration is that of docs/operations/database.md, word by word.
"""

import os
import pwd
import re
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, make_url, text
from sqlalchemy.exc import DBAPIError

from tests.conftest import new_app
from tests.debian import program
from tests.gate.crowd import stored
from tests.gate.test_writer import online, rush
from tests.postgres import execute
from tests.test_postgresql import closed_port
from tests.waiting import until
from tests.world import MEETING, World, row
from voting.ballot.models import Ballot, Envelope, Participation
from voting.ballot.writer import Writer
from voting.database import connection_of_its_own, staging, writing
from voting.extensions import db
from voting.live import ticker
from voting.live.hub import Hub
from voting.postgresql import DirectAddressNeeded, connect_to_session
from voting.register.import_register import stage_import, write_import
from voting.register.planned_import import plan_import
from voting.register.registered import registered
from voting.rehearsal.browser import answer_of

PAGE = Path(__file__).parents[2] / "docs/operations/database.md"
pytestmark = [
    pytest.mark.full,
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
]


@contextmanager
def pooler_to(url: str, directory: str) -> Iterator[str]:
    """PgBouncer as the page has it, before the server at an address; the address that leads through it."""
    bouncer = program("pgbouncer", "pgbouncer")
    address, port = make_url(url), closed_port()
    host = address.query.get("host") or address.host
    (recipe,) = re.findall(r"```ini\n(\[databases\].*?)```", PAGE.read_text(), re.DOTALL)
    for name, value in {
        "voting = host=10.0.0.5 port=5432 dbname=voting": (
            f"{address.database} = host={host} port={address.port or 5432} dbname={address.database} "
            f"user={address.username or 'postgres'}"
        ),
        "listen_addr = 127.0.0.1": "listen_addr = 127.0.0.1\npidfile = pgbouncer.pid\nunix_socket_dir =",
        "listen_port = 6432": f"listen_port = {port}",
        "auth_type = scram-sha-256": "auth_type = any",
        "auth_file = /etc/pgbouncer/userlist.txt": "",
    }.items():
        assert name in recipe
        recipe = recipe.replace(name, value)
    Path(directory).chmod(0o777)
    (Path(directory) / "pgbouncer.ini").write_text(recipe)
    as_whom = ["-u", pwd.getpwuid(Path(str(host)).stat().st_uid).pw_name] if os.geteuid() == 0 else []
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(
            [bouncer, *as_whom, "pgbouncer.ini"], cwd=directory, stdout=log, stderr=log
        ) as process,
    ):
        through = address.set(host="127.0.0.1", port=port).difference_update_query(["host", "port"])
        try:
            until(lambda: process.poll() is not None or _answers(port))
            assert process.poll() is None, log.seek(0) or log.read()
            yield through.render_as_string(hide_password=False)
        finally:
            process.terminate()


def _answers(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def pooled(world: World, database_url: str, tmp_path: Path) -> Iterator[World]:
    """The world behind a pooler, before a server that would acknowledge before it is durable."""
    name = make_url(database_url).database
    execute(make_url(database_url), f"ALTER DATABASE {name} SET synchronous_commit = off")
    with world.app.app_context():
        db.engine.dispose()
    with tempfile.TemporaryDirectory() as directory, pooler_to(database_url, directory) as url:
        app = new_app(url, tmp_path / "pooled", world.clock)
        yield world.moved_to(app, world.clock)
        with app.app_context():
            db.engine.dispose()


def test_votes_check_ins_and_closing(pooled: World) -> None:
    one, chair = pooled.resolutions["1"], pooled.person("chair")
    assert answer_of(chair.send(f"/chair/resolutions/{one}/open", {})) == "ok"
    durable = set[str]()

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        if "INSERT INTO envelope" in statement:
            raw = connection.connection.dbapi_connection  # type: ignore[attr-defined]
            durable.add(raw.execute("SHOW synchronous_commit").fetchone()[0])

    with pooled.app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        writer = Writer(db.engine)
        for begin in range(1, 31, 3):
            assert rush(writer, online(one, *range(begin, begin + 3))) == ["ok"] * 3
        event.remove(db.engine, "before_cursor_execute", note)
        assert durable == {"on"}
        assert stored(Participation, one) == stored(Envelope, one) == 30
    steward = pooled.person("steward")
    for number in range(31, 39):
        fields = {"member": str(number), "nonce": f"nonce-{number:05}"}
        assert answer_of(steward.send("/desk/BRU/check-in", fields)) == "ok"
        assert pooled.member(number).look("/assembly").status_code == 200
    for step in ("close", "announce"):
        assert answer_of(chair.send(f"/chair/resolutions/{one}/{step}", {})) == "ok"
    with pooled.app.app_context():
        assert stored(Ballot, one) == 30


def test_an_import_leaves_nothing_behind_in_the_sessions_of_others(pooled: World) -> None:
    with pooled.app.app_context():
        for name in ("Anna", "Bea"):
            plan = plan_import(registered(db.session()), [row(number, name=name) for number in range(1, 41)])
            db.session.rollback()
            with connection_of_its_own(db.engine) as own:
                with staging(own):
                    staged = stage_import(own, plan, now=MEETING, actor="test")
                with writing(own):
                    write_import(own, staged)
        names = set(db.session.scalars(text("SELECT name FROM member WHERE number IN ('1', '40')")))
        left = db.session.scalar(text("SELECT count(*) FROM pg_class WHERE relname LIKE 'staged%'"))
    assert (names, left) == ({"Bea"}, 0)


def test_nothing_is_written_outside_a_writing_transaction_there_either(pooled: World) -> None:
    renamed = text("UPDATE member SET name = 'x' WHERE number = '1'")
    with pooled.app.app_context():
        for _ in range(3):
            with pytest.raises(DBAPIError, match="read-only"):
                db.session.execute(renamed)
            db.session.rollback()
            with writing(db.session()) as session:
                session.execute(renamed)
        names = ("default_transaction_read_only", "synchronous_commit")
        left = [db.session.scalar(text(f"SELECT current_setting('{name}')")) for name in names]
    assert left == ["off", "off"], "nothing is left in the session for whoever has it next"


def test_the_screens_go_past_it(pooled: World, database_url: str) -> None:
    with pytest.raises(DirectAddressNeeded):
        connect_to_session(pooled.app.config["SQLALCHEMY_DATABASE_URI"])
    hub, over = Hub(), [False]
    ticker.start_ticking(hub, database_url, True, lambda: not over[0])
    with hub.subscribe() as screen:
        until(lambda: screen.wait(1))
        step = f"/chair/resolutions/{pooled.resolutions['1']}/open"
        assert answer_of(pooled.person("chair").send(step, {})) == "ok"
        until(lambda: screen.wait(1))
    over[0] = True
