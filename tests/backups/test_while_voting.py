"""Backups in earnest: under votes, and killed in the middle of being made."""

import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from tests.backups.places import Backups, empty_place
from tests.conftest import new_app
from tests.gate.served import serve
from tests.gate.test_closing_race import definition_with
from tests.gate.test_kill import MEMBERS, Load
from tests.waiting import PATIENCE
from tests.world import world_of_today
from voting.ballot.models import Participation
from voting.database import writing
from voting.extensions import db

pytestmark = pytest.mark.full


def test_every_vote_acknowledged_before_a_backup_began_is_in_it(
    app: Flask, database_url: str, tmp_path: Path
) -> None:
    world = world_of_today(app, definition_with(1), MEMBERS)
    installation = Backups(database_url, tmp_path / "served")
    installation.prepare()
    with serve(database_url, tmp_path / "served", 1, letters=False) as served:
        load, before = Load(world, served), set[int]()

        def strike() -> None:
            before.update(load.acknowledged())
            made = installation.run("backup", installation.folder, "--to", installation.public)
            assert made.returncode == 0, made.stderr

        load.vote_and(strike, after=MEMBERS // 3)
        assert load.acknowledged() == set(range(1, MEMBERS + 1)), "nobody was held up or refused"
    assert len(before) >= MEMBERS // 3
    path = installation.the_backup()
    checked = installation.check(path)
    assert checked.exit_code == 0, checked.output
    with empty_place(database_url, tmp_path) as url:
        assert installation.restore(path, url=url).exit_code == 0
        restored = new_app(url, tmp_path / "instance")
        with restored.app_context():
            assert before <= {int(number) for number in db.session.scalars(select(Participation.member))}
            db.engine.dispose()


def filled(app: Flask) -> None:
    """Put so much into the database that copying it takes a while."""
    much = {
        "sqlite": "randomblob(1000000)",
        "postgresql": "convert_to(repeat(md5(random()::text), 30000), 'UTF8')",
    }
    with app.app_context(), writing(db.session()) as session:
        session.execute(text("CREATE TABLE much (content bytea)"))
        for _ in range(60):
            session.execute(text(f"INSERT INTO much VALUES ({much[db.engine.dialect.name]})"))


@pytest.mark.parametrize("left", ["backup-being-made", "backups/.*.part"])
def test_one_that_is_killed_leaves_no_file_that_looks_whole(
    app: Flask, database_url: str, tmp_path: Path, left: str
) -> None:
    filled(app)
    installation = Backups(database_url, tmp_path / "installation")
    installation.prepare()
    command = [
        sys.executable,
        "-m",
        "voting.cli",
        "backup",
        str(installation.folder),
        "--to",
        installation.public,
    ]
    process = subprocess.Popen(command, env=installation.environment)
    deadline = time.monotonic() + PATIENCE
    while not list(installation.instance.glob(left)):
        assert process.poll() is None
        assert time.monotonic() < deadline
    process.send_signal(signal.SIGKILL)
    process.wait(PATIENCE)
    assert list(installation.folder.glob("voting-*.age")) == []
    assert not (installation.instance / "last-backup.json").exists()
    assert installation.back_up().exit_code == 0
    assert [path.name for path in installation.folder.iterdir()] == [installation.the_backup().name]
    assert not (installation.instance / "backup-being-made").exists()


@pytest.mark.parametrize("room", [100_000, 20_000_000])
def test_a_disk_without_room_is_told_with_a_sentence(
    app: Flask, database_url: str, tmp_path: Path, room: int
) -> None:
    """Neither the copy nor the backup may be larger than there is room for."""
    filled(app)
    installation = Backups(database_url, tmp_path / "installation")
    installation.prepare()

    def small() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    command = [
        sys.executable,
        "-m",
        "voting.cli",
        "backup",
        str(installation.folder),
        "--to",
        installation.public,
    ]
    done = subprocess.run(
        command, env=installation.environment, preexec_fn=small, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2, done.stderr
    assert "No backup was made." in done.stderr
    assert "Traceback" not in done.stderr
    assert list(installation.folder.iterdir()) == []
