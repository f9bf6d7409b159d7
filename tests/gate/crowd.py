"""Many processes at once, each with an application of its own on the same database."""

import multiprocessing
from collections.abc import Callable, Sequence
from multiprocessing.synchronize import Barrier
from typing import Any

from flask import Flask

from tests.conftest import new_app
from voting.database import writing
from voting.errors import Refused
from voting.extensions import db

SPAWN = multiprocessing.get_context("spawn")
Work = Callable[[Flask, Any], Any]


def run_together(url: str, instance: str, work: Work, shares: Sequence[Any]) -> list[Any]:
    """Run ``work(app, share)`` for each share in a process of its own, all starting at the same moment.

    ``work`` must be a function at the top of a module. Returns what each returned, in order.
    """
    barrier = SPAWN.Barrier(len(shares))
    with SPAWN.Pool(len(shares), _prepare, (barrier, url, instance)) as pool:
        return pool.starmap(_start, [(work, share) for share in shares], chunksize=1)


def attempt(action: Callable[..., Any], *arguments: Any, **keywords: Any) -> str:
    """Do something in a writing transaction of its own; returns ``ok`` or the code of the refusal."""
    try:
        with writing(db.session()) as session:
            action(session, *arguments, **keywords)
    except Refused as refused:
        return refused.code.value
    return "ok"


_here: dict[str, Any] = {}


def _prepare(barrier: Barrier, url: str, instance: str) -> None:
    from pathlib import Path

    _here["app"] = new_app(url, Path(instance))
    _here["barrier"] = barrier


def _start(work: Work, share: Any) -> Any:
    _here["barrier"].wait(60)
    with _here["app"].app_context():
        return work(_here["app"], share)
