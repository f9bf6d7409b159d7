"""How the application is served where a test waits for no letter: without the process that sends them."""

from typing import Any

from voting import gunicorn_conf

globals().update(vars(gunicorn_conf))


def when_ready(server: Any) -> None:
    """No further process begins."""


def on_exit(server: Any) -> None:
    """None ends."""
