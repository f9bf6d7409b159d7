"""Whether the application can work, as it tells whatever watches over it."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from tests.log_lines import log_lines
from tests.world import Clock, World
from voting.ballot.envelopes import BALLOT_KEY
from voting.database import writing
from voting.extensions import db
from voting.rehearsal.browser import answer_of
from voting.web.each_second import sign_log
from voting.web.health import expect_companions, status_of, tell_of_ballot_key


def health(app: Flask) -> tuple[int, list[str], str]:
    """The status, the codes of what is wrong, and all that is said about it."""
    answer = app.test_client().get("/healthz")
    assert answer.json is not None
    codes = [fault["code"] for fault in answer.json["faults"]]
    assert answer.json["status"] == status_of(codes)
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
    [line] = logged.lines
    assert (line["status"], line["code"], line["endpoint"]) == (503, "columns_missing", "health.healthz")
    change(app, "ALTER TABLE resolution RENAME COLUMN gone TO method")
    assert health(app)[0] == 200


def test_letters_are_asked_about_only_where_the_server_sends_them(app: Flask) -> None:
    assert health(app)[0] == 200
    expect_companions(app)
    assert health(app)[:2] == (503, ["letters_stopped", "jobs_stopped"])
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


def test_nobody_takes_the_site_away_for_a_signature_or_a_stamp_that_is_late() -> None:
    assert status_of([]) == "ok"
    assert status_of(["log_not_signed", "log_not_stamped"]) == "look"
    assert status_of(["log_not_stamped", "database_unusable"]) == "unavailable"
