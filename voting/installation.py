"""The key of the running installation, and the present moment by its clock."""

from datetime import datetime

from flask import current_app

from voting.clock import Clock


def installation_key() -> bytes:
    """The secret key of the installation, from which codes, passes and links are hashed."""
    return str(current_app.config["SECRET_KEY"]).encode()


def now() -> datetime:
    """The present moment, in UTC: the system's, in a rehearsal that of the recorded day."""
    clock: Clock = current_app.extensions["clock"]
    return clock()
