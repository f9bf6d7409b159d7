"""How long a request waits for the database."""

from flask import Flask, request

from voting import patience

RUN_FROM = ("chair", "office")
"""Where those who run the assembly do what may take long; what takes longer still is no request's work
(``voting.web.jobs``)."""


def _begin() -> None:
    runs = request.blueprint in RUN_FROM and request.method == "POST"
    patience.wait_at_most(patience.RUNNING if runs else patience.REQUEST)


def _end(_error: BaseException | None) -> None:
    patience.wait_at_most(None)


def init_app(app: Flask) -> None:
    """Let each request of an application wait only so long, from its beginning."""
    app.before_request_funcs.setdefault(None, []).insert(0, _begin)
    app.teardown_request(_end)
