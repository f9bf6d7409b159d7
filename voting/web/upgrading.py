"""Nothing is served on a database of another version: while it is upgraded, every request is told so."""

import sys

import structlog
from flask import Flask, current_app, request
from sqlalchemy.exc import SQLAlchemyError

from voting.errors import Code, Refused
from voting.extensions import db
from voting.schema import Schema, SchemaRefused, schema_of

log = structlog.get_logger(__name__)

OTHER = "the database is of another version"
STAYS_ENDED = 3
"""The status with which a worker ends that must not be started again: the server ends with it."""


def init_app(app: Flask) -> None:
    """Have it refused, before anything else is asked, for as long as ``is_of_this_version`` says no. Whoever
    watches is answered all the same."""
    app.before_request(_refuse_meanwhile)


def is_of_this_version() -> bool:
    """Whether the database is one that this version may serve, and do by itself what is due; to be asked once
    a second, since it may be migrated under a server that runs."""
    found = schema_of(db.session.connection())
    db.session.rollback()
    before, other = current_app.extensions.get(OTHER), None if found is Schema.CURRENT else found
    if other is not before:
        current_app.extensions[OTHER] = other
        if other is None:
            log.warning("the database is of this version now: it is served")
        else:
            log.error("nothing is served", code=other.value)
    return other is None


def refuse_newer(app: Flask) -> None:
    """As the server starts: end it, with a line in the log, where the database is newer. On an older one it
    waits for the migrations; one that does not answer may do so later."""
    with app.app_context():
        try:
            is_of_this_version()
        except SQLAlchemyError as error:
            log.error("whether the database is of this version is not known", exc_info=error)
        if app.extensions.get(OTHER) is Schema.NEWER:
            log.critical(
                "the server ends", code=Schema.NEWER.value, why=str(SchemaRefused(Schema.NEWER.value))
            )
            sys.exit(STAYS_ENDED)


def _refuse_meanwhile() -> None:
    if current_app.extensions.get(OTHER) and request.blueprint != "health" and request.endpoint != "static":
        raise Refused(Code.UPGRADING)
