"""The keys of the running installation, and the present moment by its clock."""

from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import current_app

from voting.audit.keys import read_log_key
from voting.audit.signer import HeadSigner
from voting.clock import Clock
from voting.config import OFF


def installation_key() -> bytes:
    """The secret key of the installation, from which codes, passes and links are hashed."""
    return str(current_app.config["SECRET_KEY"]).encode()


def log_key() -> Ed25519PrivateKey:
    """The key by which heads of the log are signed; made the first time where it is to lie. Raises ValueError
    where the file has no such key."""
    return read_log_key(Path(current_app.config["LOG_KEY"]))


def log_signer() -> HeadSigner:
    """What signs the heads of the log with that key, and remembers beside it which was the last."""
    path = Path(current_app.config["LOG_KEY"])
    signer: HeadSigner = current_app.extensions.setdefault(
        "log_signer", HeadSigner(lambda: read_log_key(path), Path(f"{path}.last"))
    )
    return signer


def second_factor_required() -> bool:
    """Whether the staff must show a second factor: unless that is off by a setting."""
    return str(current_app.config["SECOND_FACTOR"]) != OFF


def now() -> datetime:
    """The present moment, in UTC: the system's, in a rehearsal that of the recorded day."""
    clock: Clock = current_app.extensions["clock"]
    return clock()
