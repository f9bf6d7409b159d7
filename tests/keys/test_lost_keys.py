"""A lost key is told for what it is, and there is a way out: put it back, or give new codes."""

import csv
import re
import stat
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.command_line import Terminal
from tests.conftest import new_app
from tests.world import KEY, Clock, World
from voting.accounts.known_keys import Keys, changed_keys, note_keys
from voting.backups.key_lines import key_lines
from voting.config import OFF
from voting.extensions import db
from voting.rehearsal.browser import Browser, answer_of
from voting.web.own_keys import look_at_keys


def served(app: Flask, key: str = KEY) -> Flask:
    """The application as it is after a start with this key."""
    app.config["SECRET_KEY"] = key
    look_at_keys(app)
    return app


def sign_in(app: Flask, code: str, language: str) -> TestResponse:
    """What somebody is answered who comes with a code."""
    client, headers = app.test_client(), {"Accept-Language": language}
    page = client.get("/", headers=headers).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    return client.post("/sign-in", data={"csrf_token": token[1], "code": code}, headers=headers)


def faults(app: Flask) -> list[str]:
    """The codes that whoever watches is told."""
    answer = app.test_client().get("/healthz").json
    assert answer is not None
    return [fault["code"] for fault in answer["faults"]]


@pytest.fixture
def other(app: Flask, world: World, database_url: str, tmp_path: Path, clock: Clock) -> Flask:
    """The same installation after its secret was lost: started once with it, and then with another."""
    served(app)
    with app.app_context():
        db.engine.dispose()
    return served(new_app(database_url, tmp_path / "instance", clock), "another key")


def test_a_lost_secret_is_told_as_such(app: Flask, other: Flask, world: World) -> None:
    assert faults(app) == []
    assert faults(other) == ["secret_key_changed"]
    for language, sentence in (
        ("en", "No code works at the moment"),
        ("nl", "werkt geen enkele code"),
        ("fr", "Aucun code ne fonctionne"),
        ("de", "funktioniert kein Code"),
    ):
        answer = sign_in(other, world.codes["1"], language)
        assert (answer.status_code, answer_of(answer)) == (503, "secret_key_changed")
        assert sentence in answer.text
    served(other)
    assert faults(other) == [], "it was put back"
    assert answer_of(Browser(other, world.codes["1"]).look("/assembly")) == "ok"


def test_before_any_fingerprint_the_codes_themselves_tell(app: Flask, world: World) -> None:
    with app.app_context():
        assert changed_keys(db.session(), Keys(KEY.encode())) == []
        assert changed_keys(db.session(), Keys(b"another")) == ["secret"]
        assert note_keys(db.session(), Keys(b"another"), now=world.clock()) == ["secret"]
        assert note_keys(db.session(), Keys(KEY.encode(), "ab"), now=world.clock()) == []
        assert changed_keys(db.session(), Keys(KEY.encode(), "cd")) == ["log"]


def test_new_codes_for_all_are_the_way_out(
    other: Flask, world: World, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal, out = Terminal(database_url, tmp_path / "instance"), tmp_path / "codes.csv"
    monkeypatch.setenv("SECRET_KEY", "another key")
    unsure = terminal.run_here("accept-keys")
    assert (unsure.exit_code, "Put the old key back" in unsure.stderr) == (2, True)
    assert faults(other) == ["secret_key_changed"]
    accepted = terminal.run_here("accept-keys", "--yes")
    assert (accepted.exit_code, "issue-credentials" in accepted.stdout) == (0, True), accepted.output
    assert faults(other) == []
    again = terminal.run_here("accept-keys", "--yes")
    assert "Nothing has been changed" in again.stdout
    issued = terminal.run_here("issue-credentials", 1, "--out", out, "--staff")
    assert issued.exit_code == 0, issued.output
    codes = {row["number"]: row["code"] for row in csv.DictReader(out.open(), delimiter=";")}
    assert answer_of(Browser(other, codes["1"]).look("/assembly")) == "ok"
    assert answer_of(Browser(other, codes["chair"]).look("/chair/")) == "ok"


def test_keys_come_back_from_their_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = Terminal("", tmp_path / "first"), Terminal("", tmp_path / "second")
    settings = {"SECOND_FACTOR": OFF, "BALLOT_KEY": "one of its own"}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    first.instance.mkdir()
    sheet, typed = tmp_path / "keys.pdf", tmp_path / "typed.txt"
    printed = first.run_here("key-sheet", sheet)
    assert (printed.exit_code, "3 pages" in printed.stdout) == (0, True), printed.output
    assert stat.S_IMODE(sheet.stat().st_mode) == 0o600
    assert sheet.read_bytes().startswith(b"%PDF")
    assert first.run_here("key-sheet", sheet).exit_code == 2, "it is not written over"
    secret = (first.instance / "secret-key").read_bytes()
    lines = [*key_lines("SECRET_KEY", secret), *key_lines("BALLOT_KEY", b"one of its own")]
    typed.write_text("\n".join(lines))
    back = second.run_here("restore-keys", typed)
    assert back.exit_code == 0, back.output
    assert (second.instance / "secret-key").read_bytes() == secret
    assert (second.instance / "ballot-key").read_bytes() == b"one of its own"
    assert second.run_here("restore-keys", typed).exit_code == 0
    (second.instance / "secret-key").write_text("yet another")
    refused = second.run_here("restore-keys", typed)
    assert (refused.exit_code, "has another key" in refused.stderr) == (2, True)
