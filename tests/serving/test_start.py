"""A server that cannot serve says why in one sentence, and never listens."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.gate.warm import ROOT
from tests.waiting import PATIENCE
from voting.cli import main
from voting.given import BadSettingError
from voting.starting import UnreachableError, look_before_start


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sets settings for the test."""

    def give(**given: object) -> None:
        for name, value in given.items():
            monkeypatch.setenv(name, str(value))

    return give


def test_an_installation_that_can_be_served_is_not_refused(
    database_url: str, tmp_path: Path, settings: Callable[..., None]
) -> None:
    settings(DATABASE_URL=database_url)
    look_before_start(tmp_path / "instance")


@pytest.mark.parametrize(
    "given",
    [
        {"HTTPS": "true"},
        {"ADDRESS": "vote.example.org"},
        {"DATABASE_URL": "mysql://h/d"},
        {"DATABASE_URL": "postgresql://h:port/d"},
        {"DATABASE_URL": "sqlite:////nowhere/voting.sqlite3"},
        {"DIRECT_DATABASE_URL": "h"},
        {"MAIL_URL": "mail.example.org"},
        {"MAIL_FROM": "assembly"},
        {"MAIL_PER_MINUTE": "many"},
        {"SILENCE_MINUTES": "-1"},
        {"SECOND_FACTOR": "no"},
        {"OIDC_ISSUER": "example.org"},
        {"SEALED_PAGE": "http://example.org/sealed.html"},
        {"TIMESTAMP_URL": "http://example.org"},
        {"TIMESTAMP_ROOTS": "/nowhere/roots.pem"},
        {"APPLE_PASS": "/nowhere/pass.pem"},
        {"GOOGLE_PASS": "/nowhere/pass.json"},
    ],
    ids=lambda given: "-".join(given),
)
def test_a_setting_that_cannot_be_used_is_named(
    given: dict[str, str], tmp_path: Path, settings: Callable[..., None]
) -> None:
    settings(**given)
    with pytest.raises(BadSettingError, match=f"^{next(iter(given))}"):
        look_before_start(tmp_path)


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadSettingError, match="INSTANCE"):
        look_before_start(tmp_path / "file")
    with pytest.raises(BadSettingError, match="INSTANCE"):
        look_before_start(Path("/proc/nowhere"))


def test_a_database_that_does_not_answer_is_told(tmp_path: Path, settings: Callable[..., None]) -> None:
    with socket.socket() as bound:  # and does not listen
        bound.bind(("127.0.0.1", 0))
        settings(DATABASE_URL=f"postgresql://user:hunter2@127.0.0.1:{bound.getsockname()[1]}/voting")
        with pytest.raises(UnreachableError, match="DATABASE_URL") as told:
            look_before_start(tmp_path)
    assert "\n" not in str(told.value)
    assert "hunter2" not in str(told.value)
    (tmp_path / "voting.sqlite3").write_text("no database " * 100)
    settings(DATABASE_URL=f"sqlite:///{tmp_path / 'voting.sqlite3'}")
    with pytest.raises(UnreachableError, match="not a database"):
        look_before_start(tmp_path)


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"WORKERS": "2"}, os.EX_CONFIG),
        ({"MAIL_URL": "mail.example.org"}, os.EX_CONFIG),
        pytest.param(
            {"DATABASE_URL": "postgresql://127.0.0.1:1/voting"}, os.EX_TEMPFAIL, marks=pytest.mark.full
        ),
    ],
    ids=lambda given: "-".join(given) if isinstance(given, dict) else None,
)
def test_the_server_ends_with_the_sentence_before_it_listens(
    given: dict[str, str], status: int, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "gunicorn", "--config", "python:voting.gunicorn_conf", "voting.wsgi:app"]
    with socket.socket() as taken:  # by somebody: whoever tries to listen here says so
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = {"INSTANCE": str(tmp_path), "PORT": str(taken.getsockname()[1])} | given
        ended = subprocess.run(
            command,
            cwd=ROOT,
            env=os.environ | settings,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    assert ended.returncode == status
    lines = [line for line in ended.stderr.splitlines() if not line.startswith("{")]
    assert len(lines) == 1
    assert lines[0].startswith(next(iter(given)))
    assert "in use" not in ended.stderr


def test_a_command_says_the_same(tmp_path: Path) -> None:
    ended = CliRunner(env={"INSTANCE": str(tmp_path), "HTTPS": "true"}).invoke(main, ["migrate"])
    assert (ended.exit_code, ended.output) == (2, "HTTPS must be 1 or 0: it is “true”.\n")
