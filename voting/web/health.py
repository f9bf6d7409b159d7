"""Whether the application can work, for whatever watches over it.

A look at it is bounded: it has a connection of its own to the database, waits no longer than ``PATIENCE``,
and is the only one of its process at a time, whose result is that of whoever has asked meanwhile.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Generic, TypeVar

import gevent
import structlog
from flask import Blueprint, Flask, Response, current_app, has_request_context, jsonify
from gevent.event import AsyncResult
from sqlalchemy import Engine, NullPool, create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from voting.aside import aside
from voting.audit.heads import unsigned_step
from voting.audit.stamps import unstamped_head
from voting.ballot.envelopes import BALLOT_KEY, closed_to_us
from voting.database import prepare_engine
from voting.disk import DiskRoom, room_in
from voting.extensions import db
from voting.installation import log_stamper, now
from voting.jobs.process import jobs_process
from voting.live.beats import Task
from voting.mail.process import letters_process
from voting.mail.standing import untried_since
from voting.schema import Schema, missing_columns, schema_of
from voting.timekeeping.machines import doubts
from voting.web.live import live
from voting.web.own_keys import faults_of_keys
from voting.web.request_log import leave_to_watcher, note_fault
from voting.writable import why_not_writable

log = structlog.get_logger(__name__)
blueprint = Blueprint("health", __name__)

FAULTS = {
    "database_unusable": "The database does not answer, or cannot be read.",
    "database_read_only": "The database takes no writing: it is a standby, or its file may not be written.",
    "database_locked": "Some other program holds the lock of the database's file, so that nothing can be "
    "written: end it (fuser -v on the file says which).",
    "migrations_pending": "The database is not of this version: run voting migrate.",
    "schema_newer": "The database is newer than this version, which serves nothing: install the one that it "
    "was migrated by, or restore the backup from before.",
    "columns_missing": "The database lacks what this version needs: %s.",
    "ballot_key_wrong": "The ballot key is another than when the rules were frozen, so no vote is taken on "
    "resolution %s: set BALLOT_KEY, or SECRET_KEY from which it is made, to what it was.",
    "secret_key_changed": "SECRET_KEY is another than before, so no code, pass or link works: put back the "
    "one that it was (voting restore-keys), or accept the new one (voting accept-keys) and give new codes.",
    "log_key_changed": "LOG_KEY is another than before: put back the one that it was (voting restore-keys), "
    "or accept the new one (voting accept-keys).",
    "disk_full": "There is no room left, or nothing can be written, on the disk of %s: make room.",
    "disk_low": "There is little room left on the disk of %s: make some.",
    "log_not_signed": "The head of the log at entry %s is not signed: look for why in the server's own log.",
    "log_not_stamped": "The signed head of entry %s has no time stamp: look at what is at TIMESTAMP_URL.",
    "clock_jumped": "The clock of %s ahead of the time by which it goes on (behind where negative). Votes go "
    "on, none closes by itself: set the clock right, or say with voting clock which is right.",
    "screens_behind": "For %s seconds this process has not heard what others have written: its screens may "
    "stand still.",
    "closing_behind": "For %s seconds this process has not done what is due each second, such as closing a "
    "vote at its time.",
    "letters_stopped": "The process that sends letters is not running; the server starts it again.",
    "letters_late": "A letter has waited since %s: look at the mail server at MAIL_URL.",
    "jobs_stopped": "The process that does long work is not running; the server starts it again.",
}
"""By stable code, what can be wrong, in the words of who looks after the machine."""

VOTES_GO_ON = frozenset(
    {
        *("log_not_signed", "log_not_stamped", "log_key_changed", "disk_low"),
        *("screens_behind", "closing_behind", "letters_late"),
        "clock_jumped",
    }
)
"""Faults with which everything works that members need: nobody is to take the site away for them."""
STAMPED_WITHIN = timedelta(minutes=10)
"""So long after a head was signed it is stamped, where nothing is wrong."""
LETTERS_WITHIN = timedelta(minutes=10)
"""So long after it is due a letter to one person is sent, where nothing is wrong."""
COLUMNS_HOLD = timedelta(minutes=1)
"""How long the columns of the database, once found complete, are not checked again."""
PATIENCE = 3.0
"""Seconds after which a database that has not answered all that is asked of it does not answer."""
BEHIND = {Task.SCREENS: ("screens_behind", 5.0), Task.VOTES: ("closing_behind", 8.0)}
"""By what a process does by itself, the code of its fault, and after how many seconds without it that is
one."""

OF_POOLS = ("pool", "max_overflow")
"""How the options of an engine begin that are about its pool."""

Seen = TypeVar("Seen")
Faults = dict[str, str]
"""By code, what the message is about."""


@blueprint.get("/healthz")
def healthz() -> Response:
    """Every fault there is, each with its code and a message: 200 with ``status`` ok where there is none, or
    ``look`` where votes go on all the same; else 503."""
    return _told(find_faults())


@blueprint.get("/healthz/ready")
def ready() -> Response:
    """The same: whether this process is to be given requests."""
    return _told(find_faults())


@blueprint.get("/healthz/live")
def live_at_all() -> Response:
    """That this process answers, whatever becomes of the database: where it does not, start it again."""
    return jsonify(status="ok", faults=[])


def _told(faults: Faults) -> Response:
    if has_companions():
        leave_to_watcher()
    told = [{"code": code, "message": message_of(code, about)} for code, about in faults.items()]
    status = status_of(faults)
    response = jsonify(status=status, faults=told)
    if status == "unavailable":
        response.status_code = 503
        response.headers["Refusal"] = next(code for code in faults if code not in VOTES_GO_ON)
    return response


def message_of(code: str, about: str) -> str:
    """What is wrong and about what, in one sentence for whoever looks after the machine."""
    return FAULTS[code].replace("%s", about)


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


def find_faults() -> Faults:
    """Every fault there is now, as far as this process sees; found within seconds, whatever is the
    matter."""
    look: Probe[Faults] | None = current_app.extensions.get("look")
    if look is None:
        look = current_app.extensions["look"] = Probe(lambda: {"database_unusable": ""})
    faults = look.take(_faults_of_database)
    if has_companions():
        return faults | _faults_of_disks() | _faults_of_companions() | faults_of_this_process()
    return faults


def faults_of_this_process() -> Faults:
    """What it does by itself and has not done lately."""
    ages, found = live().hub.beats.ages(), Faults()
    for task, (code, most) in BEHIND.items():
        if (age := ages.get(task, 0.0)) > most:
            found[code] = f"{age:.0f}"
    return found


class Probe(Generic[Seen]):
    """A look at the database: one at a time. ``silent`` makes what is seen where that does not answer."""

    def __init__(self, silent: Callable[[], Seen]) -> None:
        self._engine = _engine_of_its_own()
        self._silent = silent
        self._going: AsyncResult | None = None

    def take(self, ask: Callable[[Engine], Seen]) -> Seen:
        """What ``ask`` sees, or that the database does not answer; the same for all who ask meanwhile, who
        must not change it."""
        if self._going is not None:
            found: Seen = self._going.get()
            return found
        self._going = going = AsyncResult()
        seen = self._silent()
        try:
            with gevent.Timeout(PATIENCE, False):
                seen = ask(self._engine)
        except SQLAlchemyError as error:
            if has_request_context():
                note_fault(error)
        finally:
            self._going = None
            going.set(seen)
        return seen


def _engine_of_its_own() -> Engine:
    """Connections of no pool, for which nobody waits in a rush."""
    options = current_app.config["SQLALCHEMY_ENGINE_OPTIONS"]
    unpooled = {name: value for name, value in options.items() if not name.startswith(OF_POOLS)}
    engine = create_engine(db.engine.url, poolclass=NullPool, **unpooled)
    prepare_engine(engine)
    return engine


def _faults_of_database(engine: Engine) -> Faults:
    key = db.engine.get_execution_options()[BALLOT_KEY]
    with Session(engine.execution_options(**{BALLOT_KEY: key})) as session:
        connection = session.connection()
        if (schema := schema_of(connection)) is not Schema.CURRENT:
            return {schema.value: ""}
        if _columns_are_to_be_seen() and (missing := missing_columns(connection)):
            return {"columns_missing": ", ".join(missing)}
        current_app.extensions.setdefault("columns_seen", now())
        found = _faults_of_what_is_stored(session)
    if (code := why_not_writable(engine)) is not None:
        found[code] = "the database"
    return found


def _faults_of_what_is_stored(session: Session) -> Faults:
    found: Faults = {}
    if wrong := closed_to_us(session):
        found["ballot_key_wrong"] = ", ".join(wrong)
    found |= dict.fromkeys(faults_of_keys(session), "")
    if jumped := [f"{one.name} is {one.ahead:.0f} s" for one in doubts(session)]:
        found["clock_jumped"] = ", ".join(jumped)
    if not has_companions():
        return found
    if late := unsigned_step(session, now=now()):
        found["log_not_signed"] = str(late)
    if log_stamper() is not None and (bare := unstamped_head(session, before=now() - STAMPED_WITHIN)):
        found["log_not_stamped"] = str(bare)
    oldest = untried_since(session)
    if oldest is not None and oldest < now() - LETTERS_WITHIN:
        found["letters_late"] = f"{oldest:%H:%M} (UTC)"
    return found


def _faults_of_disks() -> Faults:
    """Those of the disks on which this process keeps something: its own folder's, and SQLite's."""
    folders = {"the instance folder": Path(current_app.instance_path)}
    if db.engine.dialect.name == "sqlite":
        folders["the database"] = Path(db.engine.url.database or "").parent
    with gevent.Timeout(PATIENCE, False):
        rooms = {what: aside(room_in, folder) for what, folder in folders.items()}
        return {room.value: what for what, room in rooms.items() if room is not DiskRoom.ENOUGH}
    return {DiskRoom.FULL.value: " or ".join(folders)}  # a disk that does not answer takes nothing


def _faults_of_companions() -> Faults:
    instance = Path(current_app.instance_path)
    beside = {"letters_stopped": letters_process(instance), "jobs_stopped": jobs_process(instance)}
    return {code: "" for code, process in beside.items() if not process.is_alive()}


def _columns_are_to_be_seen() -> bool:
    seen: datetime | None = current_app.extensions.get("columns_seen")
    if seen is not None and now() - seen < COLUMNS_HOLD:
        return False
    current_app.extensions.pop("columns_seen", None)
    return True
