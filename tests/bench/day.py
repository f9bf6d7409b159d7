"""How long the whole day of 2025 takes, played through the routes on each database, and how long the special
report of its year takes then: ``make bench``."""

import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from sqlalchemy import select

from tests.bench.pages import TIMES, TOO_LONG
from tests.conftest import new_app
from tests.postgres import execute, server
from tests.rehearsal.day_files import OPTIONS
from tests.world import ACTOR, KEY
from voting.accounts.credentials import issue_to_staff
from voting.accounts.models import Role
from voting.assembly.models import Assembly
from voting.database import writing
from voting.extensions import db
from voting.rehearsal.browser import Browser

AFTERWARDS = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
REPORT = ("", "/texts?in=nl", "/file.pdf?in=nl", "/file.html?in=nl", "/file.docx?in=nl", "/file.json")


def rehearse(database: str) -> int:
    """Play the day on an empty database, print what it came to and how long it took; 0 where all is equal."""
    command = [sys.executable, "-m", "voting.cli", "rehearse", *OPTIONS, "--database", database]
    return subprocess.run(command, check=False).returncode


def time_report(database: str, directory: str) -> int:
    """Print how long the report of the year takes, as page and as files; 1 where one takes too long."""
    app = new_app(database, Path(directory), lambda: AFTERWARDS)
    with app.app_context(), writing(db.session()) as session:
        assembly = session.scalars(select(Assembly.id)).one()
        secretary = [(Role.SECRETARY, None)]
        code = issue_to_staff(
            session, KEY.encode(), assembly, "bench", "nl", secretary, now=AFTERWARDS, actor=ACTOR
        )
    browser = Browser(app, code)
    return max([_time(browser, f"/office/report/2025{what}") for what in REPORT])


def _time(browser: Browser, address: str) -> int:
    took = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        assert browser.look(address).status_code == 200, address
        took.append(1_000 * (time.perf_counter() - begun))
    print(f"{median(took):8.0f} ms  {address}")
    return int(median(took) >= TOO_LONG)


def main() -> None:
    """On SQLite, then on PostgreSQL."""
    with tempfile.TemporaryDirectory() as directory:
        url = f"sqlite:///{directory}/day.sqlite3"
        failed = rehearse(url) or time_report(url, directory)
        with server() as address:
            execute(address, "CREATE DATABASE day")
            url = address.set(database="day").render_as_string(hide_password=False)
            failed += rehearse(url) or time_report(url, directory)
    sys.exit(failed)


if __name__ == "__main__":
    main()
