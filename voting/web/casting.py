"""How a vote of a page is cast: by the writer of the process that serves it or, where nothing is served, at
once."""

from datetime import datetime

from flask import Flask, current_app

from voting.ballot.cast import Vote, cast
from voting.ballot.writer import Writer
from voting.database import writing
from voting.errors import Refused
from voting.extensions import db
from voting.installation import now
from voting.meters import Meters
from voting.web.request_log import METERS

WRITER = "writer of votes"


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
        app.extensions[WRITER] = Writer(db.engine)
