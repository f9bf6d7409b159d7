"""The demonstration, on either database, served as it really is: for benches of its pages.

Beside its assembly the next one is in preparation, with a code for its secretary; and some members more than
the demonstration's own have a code.
"""

import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select

from tests.conftest import new_app
from tests.gate.served import Served, serve
from tests.postgres import execute, server
from tests.world import ACTOR, KEY
from voting.accounts.credentials import issue_to_members, issue_to_staff
from voting.accounts.models import Role
from voting.assembly.models import Assembly, RollEntry
from voting.ballot.import_assembly import import_assembly
from voting.clock import system_clock
from voting.database import writing
from voting.demo import load
from voting.demo.content import assembly_on
from voting.extensions import db
from voting.register.export import register_csv
from voting.register.search import Query

VOTERS = 400
YEAR = timedelta(days=364)


@dataclass(frozen=True, slots=True)
class ServedDemo:
    """A demonstration that is served: the code of each person in it, those of the ``voters`` by number, and
    the one of the secretary who is ``preparing`` the next assembly; the ``register`` as a file of what it
    says."""

    app: Flask
    served: Served
    assembly_id: int
    day: date
    codes: dict[str, str]
    voters: dict[str, str]
    preparing: str
    register: bytes


@contextmanager
def served_demo(database: str) -> Iterator[ServedDemo]:
    """Load the demonstration into a new database, ``sqlite`` or ``postgresql``, and serve it."""
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{directory}/bench.sqlite3"
        if database == "postgresql":
            address = stack.enter_context(server())
            execute(address, "CREATE DATABASE bench")
            url = address.set(database="bench").render_as_string(hide_password=False)
        app, now = new_app(url, directory), system_clock()
        with app.app_context():
            upgrade()
            codes = load.load_demo(db.session(), KEY.encode(), directory)
            _, register = register_csv(db.session(), Query(now.date()))
            with writing(db.session()) as session:
                assembly_id, day = session.execute(select(Assembly.id, Assembly.date)).one()
                roll = select(RollEntry.member).where(RollEntry.assembly_id == assembly_id)
                numbers = session.scalars(roll.order_by(RollEntry.member.desc()).limit(VOTERS)).all()
                key = KEY.encode()
                voters = issue_to_members(session, key, assembly_id, numbers, now=now, actor=ACTOR)
                content = assembly_on(now.date() + load.DAYS_AHEAD + YEAR)
                coming = import_assembly(
                    session, content.assembly, content.resolutions, content.pictures, now=now, actor=ACTOR
                )
                who = [(Role.SECRETARY, None)]
                preparing = issue_to_staff(
                    session, key, coming.id, "secretary", "nl", who, now=now, actor=ACTOR
                )
            db.engine.dispose()
        served = stack.enter_context(serve(url, directory / "served", workers=1))
        yield ServedDemo(app, served, assembly_id, day, codes, voters, preparing, register)


def asked_database(about: str | None) -> str:
    """The database that is asked for on the command line."""
    arguments = ArgumentParser(description=about)
    arguments.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    database: str = arguments.parse_args().database
    return database
