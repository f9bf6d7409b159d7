"""How a vote of a page is cast: by the writer of the process that serves it or, where nothing is served, at
once."""

from flask import Flask, current_app

from voting.ballot.cast import Vote, cast
from voting.ballot.writer import Writer
from voting.database import writing
from voting.extensions import db
from voting.installation import now

WRITER = "writer of votes"


def cast_vote(vote: Vote) -> None:
    """Cast a vote that arrives now; it is durably stored when this returns. Raises Refused as
    ``voting.ballot.cast.cast``, and busy where too many wait."""
    arrived_at = now()
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
