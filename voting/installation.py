"""The keys of the running installation, and the present moment by its clock."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import current_app
from sqlalchemy.orm import Session

from voting.audit.heads import Head
from voting.audit.keys import read_log_key
from voting.audit.signer import HeadSigner
from voting.audit.stamps import Stamper
from voting.clock import Clock
from voting.config import OFF
from voting.mail.models import Letter
from voting.mail.outbox import enqueue


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
        "log_signer", HeadSigner(lambda: read_log_key(path), Path(f"{path}.last"), _tell_auditors)
    )
    return signer


def log_stamper() -> Stamper | None:
    """What has the signed heads stamped by a service outside; None where no service is set."""
    url, roots = current_app.config["TIMESTAMP_URL"], Path(current_app.config["TIMESTAMP_ROOTS"])
    if not url:
        return None
    stamper: Stamper = current_app.extensions.setdefault("log_stamper", Stamper(url, roots))
    return stamper


def _tell_auditors(session: Session, heads: Sequence[Head], now: datetime) -> None:
    """Put a letter with signed heads into the outbox for each auditor whom the settings name."""
    for address in current_app.config["AUDITORS"]:
        enqueue(session, Letter.HEADS, "", now=now, to=address, heads=[head.seq for head in heads])


def second_factor_required() -> bool:
    """Whether the staff must show a second factor: unless that is off by a setting."""
    return str(current_app.config["SECOND_FACTOR"]) != OFF


def now() -> datetime:
    """The present moment, in UTC: the system's, in a rehearsal that of the recorded day."""
    clock: Clock = current_app.extensions["clock"]
    return clock()
