"""A backup is whole and opens with its key alone, or is refused with a sentence; restored, it is sound."""

import json
import shutil
import sqlite3
import stat
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import make_url, text

from tests.backups.places import Backups, empty_place
from tests.conftest import new_app
from tests.gate.crowd import attempt
from tests.world import MEETING, World
from voting.backups import BackupRefused
from voting.backups.copying import pg_program
from voting.backups.sealed import read_recipients, seal
from voting.ballot.cast import Vote, cast
from voting.ballot.life import close_resolution, open_resolution
from voting.ballot.models import Channel
from voting.database import writing
from voting.extensions import db

VOTES = 3


@pytest.fixture
def installation(app: Flask, world: World, database_url: str, tmp_path: Path) -> Backups:
    """One in which a vote is open, and some have voted."""
    with app.app_context():
        number = world.resolutions["1"]
        assert attempt(open_resolution, number, now=MEETING, actor="test") == "ok"
        for member in range(1, VOTES + 1):
            vote = Vote(number, str(member), Channel.ONLINE, choice="for")
            assert attempt(cast, vote, now=MEETING) == "ok"
    found = Backups(database_url, tmp_path / "installation")
    found.prepare()
    return found


def test_what_is_backed_up_is_restored_whole_and_sound(installation: Backups) -> None:
    made = installation.back_up()
    assert made.exit_code == 0, made.output
    path = installation.the_backup()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [left.name for left in installation.folder.iterdir()] == [path.name]
    assert not (installation.instance / "backup-being-made").exists()
    assert b"SQLite" not in path.read_bytes(), "nothing of it is in the clear"
    last = json.loads((installation.instance / "last-backup.json").read_text())
    assert (last["file"], last["bytes"]) == (str(path), path.stat().st_size)
    assert f"{last['head']['seq']} {last['head']['hash']}" in made.stdout

    checked = installation.check(path)
    assert checked.exit_code == 0, checked.output
    assert f"{VOTES} votes are in it, the last of 2025-06-17 08:00:00 UTC, on resolution 1." in checked.stdout
    assert checked.stdout.endswith("This backup is sound.\n")

    with empty_place(installation.url, installation.instance) as url:
        restored = installation.restore(path, url=url)
        assert restored.exit_code == 0, restored.output
        app = new_app(url, installation.instance)
        with app.app_context():
            assert db.session.scalar(text("SELECT count(*) FROM participation")) == VOTES
            with pytest.raises(Exception, match="append-only"), writing(db.session()) as session:
                session.execute(text("DELETE FROM participation"))
            db.engine.dispose()
        again = installation.restore(path, url=url)
        assert (again.exit_code, "Nothing was restored" in again.stderr) == (2, True), again.output


def test_what_is_damaged_or_locked_is_refused_with_a_sentence_each(installation: Backups) -> None:
    assert installation.back_up().exit_code == 0
    path, other = installation.the_backup(), installation.instance / "other-key.txt"
    content = path.read_bytes()
    assert installation.run_here("backup-key", other).exit_code == 0
    assert "another key" in installation.check(path, key=other).stderr
    assert "no key of age" in installation.check(path, key=path).stderr
    damaged = installation.instance / "damaged"
    for place in (len(content) // 2, len(content) - 1):
        flipped = bytearray(content)
        flipped[place] ^= 1
        for wrong in (bytes(flipped), content[:place]):
            damaged.write_bytes(wrong)
            refused = installation.check(damaged)
            assert (refused.exit_code, "damaged or cut off" in refused.stderr) == (2, True), refused.output
    damaged.write_bytes(b"a letter to my aunt")
    assert "is no backup" in installation.check(damaged).stderr


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_backup_of_something_else_is_refused(installation: Backups) -> None:
    key, other = read_recipients([installation.public]), installation.instance / "other.age"
    wrong = ({"manifest.json": b"{}", "database.sqlite3": b"x"}, {"letter": b"x"}, {"manifest.json": b"{}"})
    for parts in wrong:
        with other.open("wb") as out:
            seal(dict(parts), out, key)
        refused = installation.check(other)
        assert refused.exit_code == 2
        assert "no backup" in refused.stderr


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_disk_that_is_full_is_told_and_leaves_no_backup(installation: Backups) -> None:
    key = read_recipients([installation.public])
    with Path("/dev/full").open("wb", buffering=0) as full, pytest.raises(OSError, match="No space left"):
        seal({"database.sqlite3": b"x" * 1_000_000}, full, key)
    nowhere = installation.instance / "no" / "x.age"
    wrong = installation.run_here("backup", nowhere, "--to", "age1nothing")
    assert (wrong.exit_code, "is no public key of age" in wrong.stderr) == (2, True)
    nobody = installation.run_here("backup", installation.folder)
    assert (nobody.exit_code, "BACKUP_TO" in nobody.stderr) == (2, True)
    unwritten = installation.run_here("backup", nowhere, "--to", installation.public)
    assert (unwritten.exit_code, "cannot be written" in unwritten.stderr) == (2, True), unwritten.output
    assert not (installation.instance / "last-backup.json").exists()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_older_ones_go_once_the_new_one_is_whole(installation: Backups) -> None:
    for day in (1, 2, 3):
        (installation.folder / f"voting-2020-01-0{day}T000000Z.age").write_bytes(b"old")
    (installation.folder / ".voting-2020-01-04T000000Z.age.part").write_bytes(
        b"what one that was killed left"
    )
    assert installation.run_here("backup", installation.folder, "--keep", 2).exit_code == 2
    assert len(list(installation.folder.glob("voting-*.age"))) == 3
    made = installation.back_up("--keep", 2)
    assert made.stdout.count("removed: ") == 2
    newest, kept = sorted(installation.folder.iterdir(), reverse=True)
    assert (kept.name, newest.stat().st_size > 1000) == ("voting-2020-01-03T000000Z.age", True)


def test_the_head_that_was_kept_tells_of_a_backup_that_is_older(
    app: Flask, world: World, installation: Backups
) -> None:
    assert installation.back_up().exit_code == 0
    path, kept = installation.the_backup(), installation.instance / "heads"
    with app.app_context():
        assert attempt(close_resolution, world.resolutions["1"], now=MEETING, actor="test") == "ok"
    kept.write_text(installation.run_here("audit", "heads").stdout)
    older = installation.check(path, "--anchors", kept)
    assert older.exit_code == 1
    assert "the end of the log was cut off" in older.stderr
    assert "This backup is NOT sound." in older.stdout


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_file_that_was_copied_alone_is_not_called_sound(
    app: Flask, world: World, installation: Backups
) -> None:
    """What SQLite has not yet moved from its log of writes into the file is not in the copy."""
    database = Path(make_url(installation.url).database or "")
    alone, kept = installation.instance / "copied.sqlite3", installation.instance / "heads"
    with app.app_context():
        looking = sqlite3.connect(database)
        looking.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        looking.execute("BEGIN")
        looking.execute("SELECT count(*) FROM participation").fetchall()
        for member in range(10, 15):
            vote = Vote(world.resolutions["1"], str(member), Channel.ONLINE, choice="for")
            assert attempt(cast, vote, now=MEETING) == "ok"
        assert attempt(close_resolution, world.resolutions["1"], now=MEETING, actor="test") == "ok"
        shutil.copyfile(database, alone)
        looking.close()
    kept.write_text(installation.run_here("audit", "heads").stdout)
    checked = installation.check(alone)
    assert (checked.exit_code, "plain copy" in checked.stderr) == (1, True), checked.output
    held = installation.check(alone, "--anchors", kept)
    assert (held.exit_code, "the end of the log was cut off" in held.stderr) == (1, True), held.output
    assert installation.restore(alone, url=f"sqlite:///{installation.instance}/x.sqlite3").exit_code == 2
    verified = Backups(f"sqlite:///{alone}", installation.instance).run_here("audit", "verify")
    assert (verified.exit_code, "cut off" in verified.stderr) == (1, True), verified.output


def test_a_program_of_postgresql_that_is_missing_or_old_is_told() -> None:
    with pytest.raises(
        BackupRefused, match=r"pg_nothing is not installed here\. Install postgresql-client-18"
    ):
        pg_program("pg_nothing", 18)
    with pytest.raises(BackupRefused, match="too old for the server of version 99"):
        pg_program("pg_dump", 99)
