"""How a vote of a page is cast: by the writer of the process that serves it or, where nothing is served, at
once."""

from datetime import datetime

from flask import Flask, current_app

from voting.ballot.cast import Vote, cast, look_before
from voting.ballot.writer import Looker, Writer
from voting.database import writing
from voting.errors import Refused
from voting.extensions import db
from voting.installation import now
from voting.meters import Meters
from voting.web.request_log import METERS

WRITER, LOOKER = "writer of votes", "looker at votes"


def cast_vote(vote: Vote) -> None:
    """Cast a vote that arrives now; it is durably stored when this returns. Raises Refused as
    ``voting.ballot.cast.cast``, and busy where too many wait."""
    meters: Meters = current_app.extensions[METERS]
    try:
        _cast_now(vote, now())
    except Refused as refused:
        meters.votes[refused.code.value] += 1
        raise
    meters.votes["ok"] += 1


def is_counted(vote: Vote) -> bool:
    """Whether the same vote that arrives now has been counted already. Raises Refused as
    ``voting.ballot.cast.look_before``, and busy where too many wait."""
    looker: Looker | None = current_app.extensions.get(LOOKER)
    if looker is None:
        return look_before(db.session(), vote, now=now())
    db.session.rollback()
    return looker.look(vote, now=now())


def _cast_now(vote: Vote, arrived_at: datetime) -> None:
    writer: Writer | None = current_app.extensions.get(WRITER)
    if writer is None:
        with writing(db.session()) as session:
            cast(session, vote, now=arrived_at)
    else:
        db.session.rollback()  # who waits does not keep a connection from the others
        writer.cast(vote, now=arrived_at)


def start_casting(app: Flask) -> None:
    """Let the votes that arrive at this process be cast together from now on."""
    with app.app_context():
        app.extensions[WRITER], app.extensions[LOOKER] = Writer(db.engine), Looker(db.engine)
