"""How long a request waits for the database."""

from flask import Flask, request

from voting.patience import REQUEST, RUNNING, wait_at_most

RUN_FROM = ("chair", "office")
"""Where those who run the assembly do what may take long; what takes longer still is no request's work
(``voting.web.jobs``)."""


def _begin() -> None:
    runs = request.blueprint in RUN_FROM and request.method == "POST"
    wait_at_most(RUNNING if runs else REQUEST)


def _end(_error: BaseException | None) -> None:
    wait_at_most(None)


def init_app(app: Flask) -> None:
    """Let each request of an application wait only so long, from its beginning."""
    app.before_request_funcs.setdefault(None, []).insert(0, _begin)
    app.teardown_request(_end)
