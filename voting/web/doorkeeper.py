"""What is noted of whoever is let in or turned away: a line in the log of the process; and of the staff,
where they ask for what their role does not open, an entry in the audit log as well.

Refusals are bounded, whatever somebody sends: so many lines in a minute, and one entry in a minute for each
account. Members leave no entry: thousands come at once, and each entry waits for the one before.
"""

from datetime import datetime, timedelta

import structlog
from flask import current_app, request
from sqlalchemy.exc import SQLAlchemyError

from voting.audit.chain import record
from voting.database import writing
from voting.errors import Code
from voting.extensions import db
from voting.installation import now
from voting.logs import Bounded
from voting.web.person import Person, somebody

log = structlog.get_logger(__name__)

TOLD = frozenset(
    {
        *(Code.SIGN_IN_FAILED, Code.PASSWORD_WRONG, Code.TOO_MANY_ATTEMPTS, Code.FORBIDDEN),
        *(Code.SECOND_FACTOR_NEEDED, Code.SECOND_FACTOR_WRONG, Code.PASSKEY_WRONG, Code.CONFIRM_AGAIN),
    }
)
"""The refusals that say that somebody is not let in, or not to where they want."""
EVERY = timedelta(minutes=1)
LINES = "lines of who was turned away"
NOTED = "refused accesses that were noted"
MOST_ACCOUNTS = 1_000


def note_let_in(admitted: Person) -> None:
    """Note that somebody has signed in; of the staff also who."""
    log.info("let in", account=admitted.account_id if admitted.member is None else None)


def note_turned_away(code: Code) -> None:
    """Note a refusal, if it is one of these."""
    if code not in TOLD:
        return
    who = somebody()
    staff = who if who is not None and who.member is None else None
    lines: Bounded = current_app.extensions.setdefault(LINES, Bounded("turned away"))
    lines.tell(code=code.value, account=staff.account_id if staff else None)
    if staff is not None and code is Code.FORBIDDEN:
        _note_access(staff)


def _note_access(staff: Person) -> None:
    noted: dict[int, datetime] = current_app.extensions.setdefault(NOTED, {})
    last = noted.get(staff.account_id)
    if last is not None and abs(now() - last) < EVERY:
        return
    if len(noted) >= MOST_ACCOUNTS:
        noted.clear()
    noted[staff.account_id] = now()
    told = {"account": staff.account_id, "endpoint": request.endpoint}
    try:
        with writing(db.session()) as session:
            record(session, now=now(), actor=staff.actor, action="access.refused", **told)
    except SQLAlchemyError as error:
        log.warning("a refused access was not noted", exc_info=error)
