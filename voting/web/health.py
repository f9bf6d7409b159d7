"""Whether the application can work, for whatever watches over it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from flask import Blueprint, Flask, Response, current_app, jsonify
from sqlalchemy.exc import SQLAlchemyError

from voting.audit.heads import unsigned_step
from voting.audit.stamps import unstamped_head
from voting.ballot.envelopes import closed_to_us
from voting.extensions import db
from voting.installation import log_stamper, now
from voting.jobs.process import jobs_process
from voting.mail.process import letters_process
from voting.schema import Schema, missing_columns, schema_of
from voting.web.request_log import note_fault

log = structlog.get_logger(__name__)
blueprint = Blueprint("health", __name__)

FAULTS = {
    "database_unusable": "The database does not answer, or cannot be read.",
    "migrations_pending": "The database is not of this version: run voting migrate.",
    "schema_newer": "The database is newer than this version, which serves nothing: install the one that it "
    "was migrated by, or restore the backup from before.",
    "columns_missing": "The database lacks what this version needs: %s.",
    "ballot_key_wrong": "The ballot key is another than when the rules were frozen, so no vote is taken on "
    "resolution %s: set BALLOT_KEY, or SECRET_KEY from which it is made, to what it was.",
    "log_not_signed": "The head of the log at entry %s is not signed: look for why in the server's own log.",
    "log_not_stamped": "The signed head of entry %s has no time stamp: look at what is at TIMESTAMP_URL.",
    "letters_stopped": "The process that sends letters is not running; the server starts it again.",
    "jobs_stopped": "The process that does long work is not running; the server starts it again.",
}
"""By stable code, what can be wrong, in the words of who looks after the machine."""

VOTES_GO_ON = frozenset({"log_not_signed", "log_not_stamped"})
"""Faults with which everything works that members need: nobody is to take the site away for them."""
STAMPED_WITHIN = timedelta(minutes=10)
"""So long after a head was signed it is stamped, where nothing is wrong."""
COLUMNS_HOLD = timedelta(minutes=1)
"""How long the columns of the database, once found complete, are not checked again."""


@blueprint.get("/healthz")
def healthz() -> Response:
    """Every fault there is, each with its code and a message: 200 with ``status`` ok where there is none, or
    ``look`` where votes go on all the same; else 503."""
    faults = dict(_faults())
    told = [{"code": code, "message": FAULTS[code].replace("%s", about)} for code, about in faults.items()]
    status = status_of(faults)
    response = jsonify(status=status, faults=told)
    if status == "unavailable":
        response.status_code = 503
        response.headers["Refusal"] = next(iter(faults))
    return response


def status_of(codes: Iterable[str]) -> str:
    """What faults with these codes come to: ``ok``, ``look`` or ``unavailable``."""
    found = set(codes)
    if not found:
        return "ok"
    return "look" if found <= VOTES_GO_ON else "unavailable"


def expect_companions(app: Flask) -> None:
    """From now on take the processes beside the server for such as must be alive, and leave long work to the
    one that does it."""
    app.extensions["expects_companions"] = True


def tell_of_ballot_key(app: Flask) -> None:
    """Write down, as the server starts, where no vote could be taken because of the ballot key: before the
    first member finds out."""
    with app.app_context():
        try:
            wrong = closed_to_us(db.session()) if schema_of(db.session.connection()) is Schema.CURRENT else []
        except SQLAlchemyError as error:
            log.error("whether the ballot key is right is not known", exc_info=error)
            return
        finally:
            db.session.rollback()
    if wrong:
        log.error("the ballot key is wrong", code="ballot_key_wrong", resolutions=wrong)


def has_companions() -> bool:
    """Whether this application is served, with processes beside it."""
    return bool(current_app.extensions.get("expects_companions"))


def is_unsigned() -> bool:
    """Whether the server, which signs the log at each step, has not done so for the last one."""
    return has_companions() and unsigned_step(db.session(), now=now()) is not None


def _faults() -> list[tuple[str, str]]:
    """The codes of what is wrong, each with what its message is about."""
    found: list[tuple[str, str]] = []
    try:
        connection = db.session.connection()
        if (schema := schema_of(connection)) is not Schema.CURRENT:
            found.append((schema.value, ""))
        elif _columns_are_to_be_seen() and (missing := missing_columns(connection)):
            found.append(("columns_missing", ", ".join(missing)))
        else:
            current_app.extensions.setdefault("columns_seen", now())
            found += [("ballot_key_wrong", ", ".join(wrong))] if (wrong := closed_to_us(db.session())) else []
            if has_companions() and (late := unsigned_step(db.session(), now=now())):
                found.append(("log_not_signed", str(late)))
            if has_companions() and log_stamper() is not None:
                bare = unstamped_head(db.session(), before=now() - STAMPED_WITHIN)
                found += [("log_not_stamped", str(bare))] if bare else []
    except SQLAlchemyError as error:
        note_fault(error)
        db.session.rollback()
        found.append(("database_unusable", ""))
    if has_companions():
        instance = Path(current_app.instance_path)
        beside = {"letters_stopped": letters_process(instance), "jobs_stopped": jobs_process(instance)}
        found += [(code, "") for code, process in beside.items() if not process.is_alive()]
    return found


def _columns_are_to_be_seen() -> bool:
    seen: datetime | None = current_app.extensions.get("columns_seen")
    if seen is not None and now() - seen < COLUMNS_HOLD:
        return False
    current_app.extensions.pop("columns_seen", None)
    return True
