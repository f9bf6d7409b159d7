"""How long the whole day of 2025 takes, played through the routes on each database: ``make bench``."""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.postgres import execute, server

DEMO = Path(__file__).parents[2] / "voting" / "demo"
FILES = {
    "register": "register-2025.csv.gz",
    "assembly": "assembly-2025.toml.gz",
    "events": "events-2025.csv.gz",
    "expected": "expected-2025.json.gz",
}


def rehearse(database: str) -> int:
    """Play the day on an empty database, print what it came to and how long it took; 0 where all is equal."""
    files = [part for name, file in FILES.items() for part in (f"--{name}", str(DEMO / file))]
    command = [sys.executable, "-m", "voting.cli", "rehearse", *files, "--database", database]
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
