"""How long the whole day of 2025 takes, played through the routes on each database: ``make bench``."""

import subprocess
import sys
import tempfile

from tests.postgres import execute, server
from tests.rehearsal.day_files import OPTIONS


def rehearse(database: str) -> int:
    """Play the day on an empty database, print what it came to and how long it took; 0 where all is equal."""
    command = [sys.executable, "-m", "voting.cli", "rehearse", *OPTIONS, "--database", database]
    return subprocess.run(command, check=False).returncode


def main() -> None:
    """On SQLite, then on PostgreSQL."""
    with tempfile.TemporaryDirectory() as directory:
        failed = rehearse(f"sqlite:///{directory}/day.sqlite3")
    with server() as address:
        execute(address, "CREATE DATABASE day")
        failed += rehearse(address.set(database="day").render_as_string(hide_password=False))
    sys.exit(failed)


if __name__ == "__main__":
    main()
