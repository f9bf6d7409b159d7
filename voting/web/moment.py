"""The present moment, as the application's clock gives it."""

from datetime import datetime

from flask import current_app

from voting.clock import Clock


def now() -> datetime:
    """The present moment, in UTC."""
    clock: Clock = current_app.extensions["clock"]
    return clock()
