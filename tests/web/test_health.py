"""Whether the application can work, as it tells whatever watches over it."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import gevent
import pytest
from flask import Flask
from sqlalchemy import Engine, event, text

from tests.log_lines import log_lines
from tests.world import Clock, World
from voting import disk
from voting.ballot.envelopes import BALLOT_KEY
from voting.database import writing
from voting.disk import DiskRoom, free_bytes, room_in
from voting.extensions import db
from voting.live.beats import Beats, Task
from voting.mail.models import Letter
from voting.mail.outbox import enqueue
from voting.rehearsal.browser import answer_of
from voting.web import health as web_health
from voting.web.each_second import sign_log
from voting.web.health import (
    Faults,
    Probe,
    expect_companions,
    faults_of_this_process,
    status_of,
    tell_of_ballot_key,
)
from voting.web.watcher import LOOKS_EVERY, Telling
from voting.writable import why_not_writable


def health(app: Flask) -> tuple[int, list[str], str]:
    """The status, the codes of what is wrong, and all that is said about it."""
    answer = app.test_client().get("/healthz")
    assert answer.json is not None
    codes = [fault["code"] for fault in answer.json["faults"]]
    assert answer.json["status"] == status_of(codes)
    again = app.test_client().get("/healthz/ready")
    assert (again.status_code, again.json) == (answer.status_code, answer.json)
    assert answer.status_code == (503 if status_of(codes) == "unavailable" else 200)
    return answer.status_code, codes, answer.text


def change(app: Flask, statement: str) -> None:
    """Change the database behind the application's back."""
    with app.app_context(), writing(db.session()) as session:
        session.execute(text(statement))


def test_all_is_well(app: Flask) -> None:
    assert health(app)[:2] == (200, [])


@pytest.mark.parametrize(
    "version", ["UPDATE alembic_version SET version_num = '{}'", "DELETE FROM alembic_version"]
)
def test_a_database_of_another_version_is_told_at_once(app: Flask, version: str) -> None:
    assert health(app)[0] == 200
    with app.app_context():
        now = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    for other in ("2026_11_23_first", "of the next version"):
        change(app, version.format(other))
        status, codes, said = health(app)
        newer = "UPDATE" in version and other == "of the next version"
        assert (status, codes) == (503, ["schema_newer" if newer else "migrations_pending"])
        assert ("voting migrate" in said) is not newer
        change(app, "DELETE FROM alembic_version")
        change(app, f"INSERT INTO alembic_version VALUES ('{now}')")
        assert health(app)[0] == 200


def test_an_empty_database_waits_for_its_migrations(app: Flask) -> None:
    change(app, "DROP TABLE alembic_version")
    assert health(app)[:2] == (503, ["migrations_pending"])


def test_a_renamed_column_is_found_within_a_minute(app: Flask, clock: Clock) -> None:
    assert health(app)[0] == 200
    change(app, "ALTER TABLE resolution RENAME COLUMN method TO gone")
    clock.moment += timedelta(seconds=61)
    with log_lines() as logged:
        status, codes, said = health(app)
    assert (status, codes) == (503, ["columns_missing"])
    assert "resolution.method" in said
    line = logged.lines[0]
    assert (line["status"], line["code"], line["endpoint"]) == (503, "columns_missing", "health.healthz")
    change(app, "ALTER TABLE resolution RENAME COLUMN gone TO method")
    assert health(app)[0] == 200


def test_letters_are_asked_about_only_where_the_server_sends_them(app: Flask) -> None:
    assert health(app)[0] == 200
    expect_companions(app)
    assert set(health(app)[1]) - {"disk_low"} == {"letters_stopped", "jobs_stopped"}
    (Path(app.instance_path) / "letters.lock").touch()  # what one that has died leaves behind
    assert health(app)[:2] == (503, ["letters_stopped", "jobs_stopped"])


def test_a_wrong_ballot_key_is_told_before_the_first_vote(world: World) -> None:
    app = world.app
    assert health(app)[0] == 200
    with app.app_context():
        right = db.engine.get_execution_options()[BALLOT_KEY]
        db.engine.update_execution_options(**{BALLOT_KEY: b"x" * 32})
    with log_lines() as logged:
        tell_of_ballot_key(app)
        status, codes, said = health(app)
    assert (status, codes) == (503, ["ballot_key_wrong"])
    assert "resolution 1, 2, 3, 4:" in said
    assert next(line["level"] for line in logged.lines if line.get("code") == "ballot_key_wrong") == "error"
    with app.app_context():
        db.engine.update_execution_options(**{BALLOT_KEY: right})
    with log_lines() as logged:
        tell_of_ballot_key(app)
    assert (health(app)[0], logged.lines) == (200, [])


def test_a_step_that_nobody_signs_is_told_where_the_server_signs(world: World) -> None:
    app, clock = world.app, world.clock
    with app.app_context():
        sign_log()
    assert (
        answer_of(world.person("chair").send(f"/chair/resolutions/{world.resolutions['1']}/open", {})) == "ok"
    )
    assert "log_not_signed" not in health(app)[1]
    expect_companions(app)
    assert "log_not_signed" not in health(app)[1], "it has a minute for it"
    clock.moment += timedelta(seconds=61)
    assert "log_not_signed" in health(app)[1]
    with app.app_context():
        sign_log()
    assert "log_not_signed" not in health(app)[1]


def test_that_it_answers_at_all_needs_no_database(app: Flask) -> None:
    change(app, "DROP TABLE alembic_version")
    asked = list[str]()
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    answer = app.test_client().get("/healthz/live")
    assert (answer.status_code, answer.json) == (200, {"status": "ok", "faults": []})
    assert asked == []


def test_a_database_that_can_be_written_to_is_left_as_it_was(world: World) -> None:
    with world.app.app_context():
        before = db.session.execute(text("SELECT count(*) FROM audit_entry")).scalar_one()
        db.session.rollback()
        assert why_not_writable(db.engine) is None
        assert db.session.execute(text("SELECT count(*) FROM audit_entry")).scalar_one() == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_database_that_somebody_else_writes_to_can_be_written_to(app: Flask) -> None:
    with app.app_context(), closing(sqlite3.connect(db.engine.url.database or "")) as other:
        other.execute("BEGIN IMMEDIATE")
        ended = gevent.spawn(other.rollback)  # which has its turn where the lock is waited for
        assert why_not_writable(db.engine) is None
        assert ended.successful()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_lock_that_somebody_keeps_is_told(app: Flask) -> None:
    with app.app_context(), closing(sqlite3.connect(db.engine.url.database or "")) as other:
        other.execute("BEGIN IMMEDIATE")
        assert health(app)[:2] == (503, ["database_locked"])
        other.rollback()
    assert health(app)[:2] == (200, [])


def test_a_disk_is_full_where_nothing_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert room_in(tmp_path / "none") is DiskRoom.FULL
    free = free_bytes(tmp_path)
    monkeypatch.setattr(disk, "FLOOR", free * 2)
    assert room_in(tmp_path) is DiskRoom.FULL
    monkeypatch.setattr(disk, "FLOOR", 0)
    monkeypatch.setattr(disk, "LOW", free * 2)
    assert room_in(tmp_path) is DiskRoom.LOW
    monkeypatch.setattr(disk, "LOW", 0)
    assert room_in(tmp_path) is DiskRoom.ENOUGH
    assert list(tmp_path.iterdir()) == []


def test_what_is_done_each_second_is_missed(app: Flask) -> None:
    seconds, hub = [0.0], app.extensions["live"].hub
    hub.beats = Beats(lambda: seconds[0])
    with app.app_context():
        assert faults_of_this_process() == {}, "where nothing ticks nothing is missed"
        hub.beats.beat(Task.SCREENS)
        hub.beats.beat(Task.VOTES)
        seconds[0] = 6
        assert faults_of_this_process() == {"screens_behind": "6"}
        seconds[0] = 9
        assert set(faults_of_this_process()) == {"screens_behind", "closing_behind"}


def test_a_letter_to_one_person_that_nobody_tries_is_told_where_the_server_sends_them(world: World) -> None:
    with world.app.app_context(), writing(db.session()) as session:
        enqueue(session, Letter.CODE_REISSUED, "1", now=world.clock.moment)
    expect_companions(world.app)
    world.clock.moment += timedelta(minutes=9)
    assert "letters_late" not in health(world.app)[1]
    world.clock.moment += timedelta(minutes=2)
    assert "letters_late" in health(world.app)[1]


def test_who_asks_while_a_look_is_going_on_gets_what_it_finds(app: Flask) -> None:
    with app.app_context():
        look, looks = Probe[Faults](dict), list[int]()

        def ask(_engine: Engine) -> Faults:
            looks.append(1)
            gevent.sleep(0)
            return {"disk_full": "it"}

        asked = [gevent.spawn(look.take, ask) for _ in range(5)]
        gevent.joinall(asked)
        assert [each.value for each in asked] == [{"disk_full": "it"}] * 5
        assert len(looks) == 1


def test_a_database_that_is_silent_is_given_up(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_health, "PATIENCE", 0.01)
    with app.app_context():
        look = Probe[Faults](lambda: {"database_unusable": ""})
        assert look.take(lambda _engine: gevent.sleep(60) or {}) == {"database_unusable": ""}


def test_whatever_is_wrong_is_told_within_ten_seconds() -> None:
    of_database_and_disk = 2 * web_health.PATIENCE
    assert LOOKS_EVERY + of_database_and_disk < 10
    assert max(most for _code, most in web_health.BEHIND.values()) < 10


def test_a_fault_has_a_line_when_it_begins_each_minute_and_when_it_is_over() -> None:
    seconds = [0.0]
    telling, stopped, low = Telling(lambda: seconds[0]), {"letters_stopped": ""}, {"disk_low": "it"}
    with log_lines() as logged:
        for moment, faults in (
            *((0, stopped), (3, stopped | low), (59, stopped | low)),
            *((60, stopped | low), (61, low), (62, stopped | low)),
        ):
            seconds[0] = moment
            telling.tell(faults)
    assert [(line["level"], line["event"], line["code"]) for line in logged.lines] == [
        ("error", "something is wrong", "letters_stopped"),
        ("warning", "something is wrong", "disk_low"),
        ("error", "something is wrong", "letters_stopped"),
        ("info", "it is well again", "letters_stopped"),
        ("error", "something is wrong", "letters_stopped"),
    ]


def test_nobody_takes_the_site_away_for_a_signature_or_a_stamp_that_is_late() -> None:
    assert status_of([]) == "ok"
    assert status_of(["log_not_signed", "log_not_stamped"]) == "look"
    assert status_of(["log_not_stamped", "database_unusable"]) == "unavailable"
