"""How large the demonstration's roll is when a phone fetches it, and how long forty phones wait for it.

``python -m tests.bench.roll``: beside last year's assembly too, whose passes phones then know. Prints its
figures; decides nothing.
"""

import gzip
import json
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from tests.conftest import new_app
from tests.gate.served import Visitor, serve
from tests.world import ACTOR, KEY
from voting.ballot.convene import convene
from voting.ballot.import_assembly import import_assembly
from voting.clock import system_clock
from voting.database import writing
from voting.demo import load
from voting.demo.content import assembly_on
from voting.extensions import db

PHONES = 40
YEAR = timedelta(days=364)


def main() -> None:
    """Load the demonstration, serve it, and fetch its roll."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        url = f"sqlite:///{directory}/bench.sqlite3"
        app = new_app(url, directory)
        with app.app_context():
            upgrade()
            steward = load.load_demo(db.session(), KEY.encode(), directory)["desk steward"]
            db.engine.dispose()
        _measure(url, directory, steward, "no other assembly")
        _convene_last_years(app)
        _measure(url, directory, steward, "last year's assembly beside it")


def _measure(url: str, directory: Path, steward: str, note: str) -> None:
    with serve(url, directory / "served", workers=1) as served:
        _fetch(Visitor(served.port, steward), note)


def _fetch(phone: Visitor, note: str) -> None:
    phone.look("/desk/BRU/")
    begun = time.perf_counter()
    packed = phone.fetch("/desk/BRU/roll")
    first = time.perf_counter() - begun
    begun = time.perf_counter()
    with ThreadPoolExecutor(PHONES) as phones:
        list(phones.map(phone.fetch, ["/desk/BRU/roll"] * PHONES))
    others = time.perf_counter() - begun
    members = len(json.loads(gzip.decompress(packed))["numbers"])
    print(
        f"roll of {members:,} members, {note}: {len(packed) / 1_000_000:.2f} MB on the wire; "
        f"{first:.2f} s for the first phone, {others:.2f} s for {PHONES} more at once"
    )


def _convene_last_years(app: Flask) -> None:
    now = system_clock()
    content = assembly_on(now.date() + load.DAYS_AHEAD - YEAR)
    with app.app_context(), writing(db.session()) as session:
        assembly = import_assembly(
            session, content.assembly, content.resolutions, content.pictures, now=now, actor=ACTOR
        )
        convene(session, KEY.encode(), assembly.id, now=now, actor=ACTOR)
    with app.app_context():
        db.engine.dispose()


if __name__ == "__main__":
    main()
