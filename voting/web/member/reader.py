"""Whoever reads a member's page, as it shows them."""

from voting.ballot.reader import PageReader, page_reader
from voting.extensions import db
from voting.web.person import member_number, person


def reader_here(resolution_id: int | None = None) -> PageReader:
    """The member signed in, at their assembly: with all their votes, or the one on this resolution alone.
    Raises Refused: sign_in_needed, forbidden.

    Mostly it is all that a page asks of the database: no session is opened for it.
    """
    asked = person().assembly_id, member_number(), resolution_id
    if db.session.registry.has() and db.session().in_transaction():
        return page_reader(db.session.connection(), *asked)  # one who waits for a second keeps both
    with db.engine.connect() as connection:
        return page_reader(connection, *asked)
