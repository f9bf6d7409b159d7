"""What the server does by itself about once a second: it closes votes whose time has come, and moves live
counts on."""

import structlog
from sqlalchemy.exc import SQLAlchemyError

from voting.ballot.closing_time import close_overdue
from voting.ballot.secrecy import clear_traces
from voting.extensions import db
from voting.halls.live_counts import advance_live_counts
from voting.installation import now

log = structlog.get_logger(__name__)


def each_second() -> None:
    """Do what is due. Every process calls it; one of them does it."""
    if close_overdue(db.session(), now()):
        free_traces()
    advance_live_counts(db.session())


def free_traces() -> None:
    """Free what the database still keeps of the order of ballots. Where it cannot do so now, it is tried
    again after the next change; a closing does not depend on it."""
    try:
        clear_traces(db.engine)
    except SQLAlchemyError as error:
        log.warning("the traces of the order of ballots are not cleared yet", exc_info=error)
