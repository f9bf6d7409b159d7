"""``voting doctor`` as a terminal runs it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command_line import Terminal

TRUE_OF_ANY = {
    *("no_backup", "heads_kept_here", "no_mail_server"),
    *("not_served", "log_key_beside_database"),
}
"""What the doctor says of an installation that nobody has set up further: to be looked at, and not wrong."""


@pytest.fixture
def terminal(make_database: Callable[[str], str], tmp_path: Path) -> Terminal:
    tmp_path.chmod(0o700)
    return Terminal(make_database("sqlite"), tmp_path)


def test_it_says_what_is_to_be_looked_at_and_does(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADDRESS", "http://127.0.0.1:1")
    looked_at = terminal.run_here("doctor")
    assert looked_at.exit_code == 1, looked_at.output
    assert "look   backups: No backup of this installation has been seen.\n       -> Let" in looked_at.stdout
    assert "ok     keys:" in looked_at.stdout
    told = json.loads(terminal.run_here("doctor", "--json").stdout)
    assert told["status"] == "look"
    assert {one["code"] for one in told["findings"] if one["grade"] != "ok"} <= TRUE_OF_ANY
    for one in told["findings"]:
        assert one.keys() == {"subject", "code", "grade", "sentence", "remedy"}
        assert (one["grade"] == "ok") == (one["code"] == "ok")
        assert bool(one["remedy"]) == (one["grade"] != "ok")


def test_it_says_what_is_wrong_and_no_secret(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = {"SECRET_KEY": "hunter2hunter2", "MAIL_URL": "smtp://me:pa55word@127.0.0.1:1"}
    for name, value in {**secrets, "SECOND_FACTOR": "off", "WORKERS": "2", "ADDRESS": "https://h"}.items():
        monkeypatch.setenv(name, value)
    found = terminal.run_here("doctor", "--json")
    assert found.exit_code == 2
    wrong = {one["code"] for one in json.loads(found.stdout)["findings"] if one["grade"] == "wrong"}
    expected = {
        "key_weak",
        "second_factor_off",
        "workers_on_sqlite",
        "https_inconsistent",
        "mail_unreachable",
    }
    assert wrong == expected | {"no_sender"}
    assert not any(secret in found.output for secret in ("hunter2", "pa55word"))


def test_a_setting_that_is_none_is_a_finding(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROXIES", "the proxy")
    found = terminal.run_here("doctor")
    assert found.exit_code == 2
    assert "WRONG  settings: PROXIES must be addresses or networks" in found.stdout


def test_a_database_that_is_away_is_a_finding(terminal: Terminal) -> None:
    found = Terminal("postgresql://me:pa55word@127.0.0.1:1/none", terminal.instance).run_here("doctor")
    assert found.exit_code == 2
    assert "WRONG  database: The database cannot be used" in found.stdout
    assert "pa55word" not in found.output
