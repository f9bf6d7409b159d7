"""How the application is served where a test waits for no letter and no long work: without the processes for
them. What takes long is done by the worker itself."""

from typing import Any

from voting import gunicorn_conf

globals().update(vars(gunicorn_conf))


def on_starting(server: Any) -> None:
    """Whoever starts this knows that there is something to be served."""


def when_ready(server: Any) -> None:
    """No further process begins."""


def on_exit(server: Any) -> None:
    """None ends."""


def post_worker_init(worker: Any) -> None:
    """The worker expects nobody beside it."""
    gunicorn_conf.post_worker_init(worker)
    del worker.wsgi.extensions["expects_companions"]
