"""``make dev``: the server follows what is changed in the project, and does all that a served one does."""

import http.client
import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from tests.checkout import ROOT, copy_checkout
from tests.conftest import new_app
from tests.live.following import Screen
from tests.waiting import PATIENCE, until
from tests.world import ACTOR, KEY, world_of_today
from voting.ballot.closing_time import set_closing_time
from voting.ballot.models import Resolution
from voting.clock import system_clock
from voting.database import writing
from voting.extensions import db
from voting.mail.models import Letter
from voting.mail.outbox import enqueue


@dataclass(frozen=True)
class Change:
    """A change of one file, and how the sign-in page tells that it is served."""

    file: str
    before: str
    after: str
    shows: Callable[[http.client.HTTPResponse, str], bool]


CHANGES = (
    Change(
        "voting/web/security.py",
        '"X-Content-Type-Options": "nosniff",',
        '"X-Content-Type-Options": "nosniff", "Changed": "yes",',
        lambda response, page: response.getheader("Changed") == "yes",
    ),
    Change(
        "voting/templates/base.html",
        "<main",
        "<p>Changed template</p><main",
        lambda response, page: "Changed template" in page,
    ),
    Change(
        "voting/translations/nl/LC_MESSAGES/messages.po",
        'msgid "Sign in"\nmsgstr "Aanmelden"',
        'msgid "Sign in"\nmsgstr "Veranderd woord"',
        lambda response, page: "Veranderd woord" in page,
    ),
)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the project with the environment of this one, its catalogues compiled."""
    copy = copy_checkout(tmp_path / "checkout")
    (copy / ".venv").symlink_to((ROOT / ".venv").resolve())
    subprocess.run(["make", "--silent", "catalogues"], cwd=copy, check=True)
    return copy


@contextmanager
def developed(checkout: Path, url: str, instance: Path) -> Iterator[int]:
    """Run what ``make dev`` runs in the end, on a database of the test's own; yields the port."""
    steps = subprocess.run(
        ["make", "--no-print-directory", "--dry-run", "dev"],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=True,
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    process = subprocess.Popen(
        ["sh", "-c", steps.stdout.splitlines()[-1]],
        cwd=checkout,
        env=os.environ
        | {"DATABASE_URL": url, "SECRET_KEY": KEY, "INSTANCE": str(instance), "WORKERS": "1"}
        | {"HOST": "127.0.0.1", "PORT": str(port), "PYTHONPATH": str(checkout)},
        start_new_session=True,
    )
    try:
        yield port
    finally:
        process.terminate()
        process.wait(PATIENCE)
        with pytest.raises(ProcessLookupError):  # nothing outlives it
            os.killpg(process.pid, signal.SIGKILL)


def shows(port: int, sign: Callable[[http.client.HTTPResponse, str], bool]) -> bool:
    """Whether the sign-in page is answered, and as it should be."""
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
            connection.request("GET", "/")
            response = connection.getresponse()
            return sign(response, response.read().decode())
    except (OSError, http.client.HTTPException):  # it is being started
        return False


@pytest.mark.slow
def test_screens_votes_and_letters_go_on_and_what_is_changed_is_served(
    checkout: Path, make_database: Callable[[str], str], tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """Changes one after the other, and a broken one, in the full form."""
    full = pytestconfig.getoption("full")
    url, instance = make_database("sqlite"), tmp_path / "instance"
    app: Flask = new_app(url, instance)
    world = world_of_today(app)
    one = world.resolutions["1"]
    world.person("chair").send(f"/chair/resolutions/{one}/open", {})
    stream = f"/display/{world.staff['display']}/stream"
    with developed(checkout, url, instance) as port:
        until(lambda: shows(port, answered))
        set_time(app, one)
        with Screen(port, stream) as screen:
            while state_of(app, one) == "open":
                screen.wait_for("agenda")
        for changes in [[change] for change in CHANGES] if full else [CHANGES]:
            with Screen(port, stream) as screen:
                for change in changes:
                    assert not shows(port, change.shows)
                for change in changes:
                    replace(checkout / change.file, change.before, change.after)
                with pytest.raises(EOFError):  # the old server does not wait for open screens
                    screen.wait_for("an end")
            for change in changes:
                until(lambda change=change: shows(port, change.shows))  # type: ignore[misc]
        if full:
            replace(checkout / "voting/config.py", "import os", "import (os")
            until(lambda: not shows(port, answered))
            replace(checkout / "voting/config.py", "import (os", "import os")
            until(lambda: shows(port, answered))
        with app.app_context(), writing(db.session()) as session:
            enqueue(session, Letter.PASSWORD_CHANGED, "1", now=system_clock())
        until(lambda: any((instance / "mail").glob("*.eml")))


def answered(response: http.client.HTTPResponse, page: str) -> bool:
    """Whether the page is there at all."""
    return response.status == 200


def replace(file: Path, before: str, after: str) -> None:
    """Change a text in a file, where it must be."""
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after))


def set_time(app: Flask, resolution: int) -> None:
    """Let an open vote close by itself in two seconds."""
    now = system_clock()
    with app.app_context(), writing(db.session()) as session:
        set_closing_time(session, resolution, now + timedelta(seconds=2), now=now, actor=ACTOR)


def state_of(app: Flask, resolution: int) -> str:
    """The state of a resolution as it is stored now."""
    with app.app_context():
        return db.session.get_one(Resolution, resolution).state
