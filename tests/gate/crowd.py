"""Many voters at once, in several processes, each process with an application of its own."""

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select, text

from tests.conftest import new_app
from tests.waiting import PATIENCE
from voting.ballot.envelopes import cipher_of
from voting.ballot.models import Ballot, Envelope, Resolution
from voting.ballot.sealing import out_of_envelope
from voting.database import writing
from voting.errors import InvalidFile, Refused
from voting.extensions import db

FORK = multiprocessing.get_context("forkserver")
FORK.set_forkserver_preload(["tests.gate.loaded"])
"""Processes of their own, from one in which everything has been loaded and nothing has been opened."""
Work = Callable[[Flask, Any], Any]


def run_together(
    url: str, instance: Path | str, work: Work, shares: Sequence[Any], threads: int = 1
) -> list[Any]:
    """Run ``work(app, share)`` for each share, all starting at the same moment.

    Each ``threads`` shares have a process of their own. ``work`` must be a function at the top of a
    module. Returns what each returned, in order.
    """
    barrier = FORK.Barrier(len(shares))
    groups = [shares[start : start + threads] for start in range(0, len(shares), threads)]
    with FORK.Pool(len(groups), _prepare, (barrier, url, str(instance))) as pool:
        answers = pool.starmap(_start_group, [(work, group) for group in groups], chunksize=1)
    return [answer for group in answers for answer in group]


def attempt(action: Callable[..., Any], *arguments: Any, **keywords: Any) -> str:
    """Do something in a writing transaction of its own; returns ``ok`` or the code of the refusal."""
    try:
        with writing(db.session()) as session:
            action(session, *arguments, **keywords)
    except Refused as refused:
        return refused.code.value
    except InvalidFile as invalid:
        return invalid.code
    return "ok"


def stored(table: Any, resolution_id: int) -> int:
    """How many rows of a table belong to a resolution."""
    query = select(func.count()).select_from(table).where(table.resolution_id == resolution_id)
    number = db.session.execute(query).scalar_one()
    db.session.rollback()
    return number


def choices_of(resolution_id: int) -> list[tuple[str, str | None]]:
    """The choices on a resolution and the categories beside them, in envelopes or on ballots."""
    session = db.session()
    row = session.get_one(Resolution, resolution_id)
    found = [
        tuple(each)
        for each in session.execute(
            select(Ballot.choice, Ballot.category).where(Ballot.resolution_id == resolution_id)
        )
    ]
    waiting = session.execute(select(Envelope.key, Envelope.content).where(Envelope.resolution_id == row.id))
    if row.envelope_key is not None:
        cipher = cipher_of(session, row.envelope_key)
        found += [out_of_envelope(cipher, key, content) for key, content in waiting]
    session.rollback()
    return found


_here: dict[str, Any] = {}


def _prepare(barrier: Barrier, url: str, instance: str) -> None:
    _here["app"] = new_app(url, Path(instance))
    _here["barrier"] = barrier


def _start_group(work: Work, group: Sequence[Any]) -> list[Any]:
    with ThreadPoolExecutor(len(group)) as threads:
        return list(threads.map(lambda share: _start(work, share), group))


def _start(work: Work, share: Any) -> Any:
    with _here["app"].app_context():
        db.session.execute(text("SELECT 1"))  # connected before the start
        db.session.rollback()
        _here["barrier"].wait(PATIENCE)
        return work(_here["app"], share)


def refuse_member(table: str, member: str) -> None:
    """Let the database refuse each row about a member in a table."""
    refusals = {
        "sqlite": f"CREATE TRIGGER broken BEFORE INSERT ON {table} WHEN NEW.member = '{member}' "
        "BEGIN SELECT RAISE(ABORT, 'broken'); END",
        "postgresql": f"ALTER TABLE {table} ADD CONSTRAINT broken CHECK (member <> '{member}')",
    }
    with writing(db.session()) as session:
        session.execute(text(refusals[db.engine.dialect.name]))
