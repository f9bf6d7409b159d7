"""Whether the server works by the keys by which the installation has worked until now."""

import structlog
from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from voting.accounts.known_keys import LOG, SECRET, Keys, changed_keys, note_keys
from voting.audit.heads import public_key_of
from voting.extensions import db
from voting.installation import installation_key, log_key, now
from voting.web.upgrading import is_of_this_version

log = structlog.get_logger(__name__)

CODES = {SECRET: "secret_key_changed", LOG: "log_key_changed"}
"""By the name of a key the code of the fault that it is another."""
KEYS = "the keys of this installation"


def look_at_keys(app: Flask) -> None:
    """As the server starts: know its keys, keep fingerprints of those of which there is none, and write down
    which are others than before."""
    with app.app_context():
        app.extensions[KEYS] = keys_here()
        try:
            changed = note_keys(db.session(), app.extensions[KEYS], now=now()) if is_of_this_version() else []
        except SQLAlchemyError as error:
            log.error("whether the keys are right is not known", exc_info=error)
            return
        finally:
            db.session.rollback()
        for name in changed:
            log.error("a key is another than before", code=CODES[name])


def keys_here() -> Keys:
    """The keys of the running installation; that of the log is left out where it cannot be read."""
    try:
        public = public_key_of(log_key())
    except (OSError, ValueError) as error:
        log.error("the key of the log cannot be read", exc_info=error)
        public = ""
    return Keys(installation_key(), public)


def faults_of_keys(session: Session) -> list[str]:
    """The codes of what is wrong with the keys, of a server that has looked at them as it started."""
    keys: Keys | None = current_app.extensions.get(KEYS)
    return [CODES[name] for name in changed_keys(session, keys)] if keys else []


def codes_are_void() -> bool:
    """Whether no code can be right, since the key that they were made with is another."""
    return CODES[SECRET] in faults_of_keys(db.session())
