"""The application that the bench serves: the real one, and beside it the empty view.

The empty view verifies the signed session as every page does and answers a few bytes: what a request costs
before anything is done for it. Other addresses tell how many statements this process has sent, and what
memory it holds; one keeps something for ever each time it is asked, so that it is seen that this is found.
"""

import gc
import time
from typing import Any

import psutil
from flask import Flask, session
from sqlalchemy import Connection, event

from tests.bench.wsgi_paths import EMPTY, LEAK, LONGEST, MEMORY, STATEMENTS
from voting.extensions import db
from voting.web.routes import ANYBODY, ROUTES
from voting.wsgi import app


def empty() -> str:
    """A few bytes for whoever is signed in, as far as their session says so."""
    return "ok" if "_user_id" in session else "nobody"


def memory() -> dict[str, int]:
    """Once what nobody holds is gone: how many objects there are, and the bytes of this process alone."""
    gc.collect()
    return {"objects": len(gc.get_objects()), "bytes": psutil.Process().memory_full_info().uss}


def leak() -> str:
    """Keep a page's worth, for ever."""
    _LEAKED.append([bytes(10_000), {}])
    return "kept"


_LEAKED = list[Any]()


def _count_statements(application: Flask) -> None:
    counted = [0]

    def count(*_: Any) -> None:
        counted[0] += 1

    with application.app_context():
        event.listen(db.engine, "before_cursor_execute", count)
    application.add_url_rule(STATEMENTS, "bench.statements", lambda: str(counted[0]))


def _time_writing(application: Flask) -> None:
    """Tell for how many seconds the longest transaction has gone on that was committed, and begin anew."""
    longest, begun = [0.0], dict[int, float]()

    def note_begin(connection: Connection) -> None:
        if not connection.get_execution_options().get("stages"):  # for which nobody waits
            begun[id(connection)] = time.monotonic()

    def note_end(connection: Connection) -> None:
        if since := begun.pop(id(connection), None):
            longest[0] = max(longest[0], time.monotonic() - since)

    def tell() -> str:
        told, longest[0] = longest[0], 0.0
        return str(told)

    with application.app_context():
        event.listen(db.engine, "begin", note_begin)
        event.listen(db.engine, "commit", note_end)
    application.add_url_rule(LONGEST, "bench.longest", tell)


ROUTES |= dict.fromkeys(
    ("bench.empty", "bench.statements", "bench.longest", "bench.memory", "bench.leak"), ANYBODY
)
app.add_url_rule(EMPTY, "bench.empty", empty)
app.add_url_rule(MEMORY, "bench.memory", memory)
app.add_url_rule(LEAK, "bench.leak", leak)
_count_statements(app)
_time_writing(app)
