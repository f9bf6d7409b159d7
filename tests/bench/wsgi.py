"""The application that the bench serves: the real one, and beside it the empty view.

The empty view verifies the signed session as every page does and answers a few bytes: what a request costs
before anything is done for it. Another address tells how many statements this process has sent.
"""

from typing import Any

from flask import Flask, session
from sqlalchemy import event

from tests.bench.wsgi_paths import EMPTY, STATEMENTS
from voting.extensions import db
from voting.web.routes import ANYBODY, ROUTES
from voting.wsgi import app


def empty() -> str:
    """A few bytes for whoever is signed in, as far as their session says so."""
    return "ok" if "_user_id" in session else "nobody"


def _count_statements(application: Flask) -> None:
    counted = [0]

    def count(*_: Any) -> None:
        counted[0] += 1

    with application.app_context():
        event.listen(db.engine, "before_cursor_execute", count)
    application.add_url_rule(STATEMENTS, "bench.statements", lambda: str(counted[0]))


ROUTES["bench.empty"] = ROUTES["bench.statements"] = ANYBODY
app.add_url_rule(EMPTY, "bench.empty", empty)
_count_statements(app)
