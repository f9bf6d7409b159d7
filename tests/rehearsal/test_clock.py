"""Nobody can set the time of a served application: not by what is sent, nor by the environment."""

import ast
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.command_line import Terminal
from tests.conftest import new_app
from tests.world import Clock, world_of_today
from voting.attendance.models import Presence
from voting.clock import SteadyClock
from voting.extensions import db
from voting.rehearsal.browser import Browser

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "voting").rglob("*.py"))

SETTINGS = {
    *("DATABASE_URL", "SECRET_KEY", "BALLOT_KEY", "HTTPS", "INSTANCE", "HOST", "PORT", "WORKERS"),
    *("ADDRESS", "MAIL_URL", "MAIL_FROM", "MAIL_PER_MINUTE", "DIRECT_DATABASE_URL", "SILENCE_MINUTES"),
    *("MAIL_CONNECTIONS", "PROXIES", "SEALED_PAGE"),
    *("APPLE_PASS", "GOOGLE_PASS", "GOOGLE_ISSUER", "LOG_KEY", "SECOND_FACTOR"),
    *("METRICS_TOKEN", "AUDITORS", "BACKUP_TO", "TIMESTAMP_URL", "TIMESTAMP_ROOTS"),
    *("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME", "OIDC_MEMBER_CLAIM"),
    *("OIDC_STAFF_CLAIM", "OIDC_SCOPE", "OIDC_SECOND_FACTOR"),
}
"""Everything that the application reads from its environment."""

READS_THE_TIME = {
    "voting/clock.py": "the system's clock itself",
    "voting/rehearsal/command.py": "how long a rehearsal took, and when one without events is",
    "voting/live/hub.py": "versions, and their pace: no rule of an assembly looks at them",
    "voting/live/ticker.py": "when a process says again that it is there",
    "voting/live/stream.py": "for how long one stream is kept open",
    "voting/mail/transport.py": "the pace of letters, and how long a connection was idle",
    "voting/doctor/examination.py": "how long a subject may take",
    "voting/doctor/disk.py": "how long a write takes",
    "voting/doctor/databases.py": "how long a file may be looked through",
    "voting/doctor/proxies.py": "how long a stream's first event takes",
    "voting/doctor/clock.py": "how far the machine's clock is from others",
    "voting/cli/mail.py": "for how long the process of letters waits at its end",
    "voting/companion.py": "when a process beside the server is started again",
    "voting/jobs/running.py": "how often it is noted how far a job is",
    "voting/patience.py": "how long a request may still wait for the database",
    "voting/database.py": "the same",
    "voting/postgresql.py": "how long a server of a pair is tried, and then left alone",
    "voting/logs.py": "when a fault that goes on is told again",
    "voting/web/watcher.py": "when what is wrong is told again",
    "voting/workers.py": "whether a process still writes its numbers down",
    "voting/worker.py": "the pace at which a body comes",
}
HANDS_OVER_A_CLOCK = {"voting/rehearsal/command.py"}


def calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield node


def name_of(call: ast.Call) -> str:
    return ast.unparse(call.func)


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_only_the_clock_reads_the_time() -> None:
    ends = (".now", ".utcnow", ".today", "time.time", "time.monotonic", "localtime", "gmtime")
    found = {
        relative(path)
        for path in MODULES
        for call in calls(path)
        if name_of(call).endswith(ends) and not name_of(call).startswith("self.")
    }
    assert found <= READS_THE_TIME.keys()


def test_only_a_rehearsal_hands_over_a_clock() -> None:
    found = {
        relative(path)
        for path in MODULES
        for call in calls(path)
        if name_of(call) == "create_app" and any(item.arg in ("clock", None) for item in call.keywords)
    }
    assert found == HANDS_OVER_A_CLOCK


def test_the_application_reads_nothing_of_the_time_from_its_environment() -> None:
    named: set[str] = set()
    for path in MODULES:
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
                named.add(ast.literal_eval(node.slice))
            if isinstance(node, ast.Call) and name_of(node) in ("os.environ.get", "os.getenv"):
                named.add(ast.literal_eval(node.args[0]))
            if isinstance(node, ast.Call) and name_of(node) in ("given", "_number") and len(node.args) > 1:
                named |= {each.value for each in node.args[1:2] if isinstance(each, ast.Constant)}
        uses = path.read_text().count("os.environ") + path.read_text().count("getenv")
        understood = path.read_text().count("os.environ[") + path.read_text().count("os.environ.get(")
        understood += path.read_text().count('(os.environ, "')  # by voting/given.py
        understood += path.read_text().count("(os.environ)")  # as a whole, to what reads it there
        understood += path.read_text().count("os.environ | {")  # handed on to a process of our own
        assert uses == understood, f"{relative(path)} reads its environment in another way"
        assert "import environ" not in path.read_text()
        assert "from_prefixed_env" not in path.read_text()
        assert "from_envvar" not in path.read_text()
    assert named <= SETTINGS


def test_a_request_cannot_set_the_time(make_database: Callable[[str], str], tmp_path: Path) -> None:
    url = make_database("sqlite")
    rehearsed = new_app(url, tmp_path / "instance", Clock())
    world = world_of_today(rehearsed)
    served = new_app(url, tmp_path / "instance")
    assert isinstance(served.extensions["clock"], SteadyClock)
    long_ago = "2025-06-17T10:00:00"
    before = datetime.now(UTC)
    for number, (headers, suffix) in enumerate(
        [
            ({}, f"?now={long_ago}&time={long_ago}&clock={long_ago}&at={long_ago}&date={long_ago}"),
            ({"Date": "Tue, 17 Jun 2025 08:00:00 GMT", "X-Time": long_ago, "X-Now": long_ago}, ""),
            ({"X-Clock": long_ago, "X-Rehearsal": "1", "X-Request-Start": "t=1750147200"}, ""),
            ({"Cookie-Time": long_ago, "X-Fake-Time": long_ago, "Clock": long_ago}, ""),
        ],
        start=1,
    ):
        browser = Browser(served, world.codes[str(number)])
        client = browser._client
        for cookie in ("now", "time", "clock", "rehearsal"):
            client.set_cookie(cookie, long_ago)
        fields = {
            "csrf_token": browser.field("csrf_token", ""),
            "now": long_ago,
            "at": long_ago,
            "since": long_ago,
        }
        answer = client.post(f"/assembly/join{suffix}", data=fields, headers=headers)
        assert answer.status_code == 303
    after = datetime.now(UTC)
    with served.app_context():
        moments = db.session.scalars(select(Presence.since)).all()
        db.engine.dispose()
    assert len(moments) == 4
    assert all(before <= moment <= after for moment in moments)


@pytest.mark.parametrize("value", ["2025-06-17T10:00:00", "1750147200", "1"])
def test_the_environment_cannot_set_the_time(terminal: Terminal, value: str) -> None:
    names = ("NOW", "TIME", "CLOCK", "DATE", "REHEARSAL", "FAKE_TIME", "CLOCK_OVERRIDE", "TESTING", "TZ")
    prefixes = ("", "VOTING_", "FLASK_", "APP_")
    environment = {f"{prefix}{name}": value for prefix in prefixes for name in names}
    program = (
        "from voting import create_app; app = create_app();"
        "print(app.extensions['clock']().timestamp(), app.extensions['clock'].__module__)"
    )
    process = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | terminal.settings | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, module = process.stdout.split()
    told = datetime.fromtimestamp(float(seconds), UTC)
    assert abs(datetime.now(UTC) - told) < timedelta(minutes=1)
    assert module == "voting.clock"


@pytest.fixture
def terminal(make_database: Callable[[str], str], tmp_path: Path) -> Terminal:
    return Terminal(make_database("sqlite"), tmp_path)
