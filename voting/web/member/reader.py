"""Whoever reads a member's page, as it shows them."""

from voting.ballot.reader import PageReader, page_reader
from voting.extensions import db
from voting.web.person import member_number, person


def reader_here(resolution_id: int | None = None) -> PageReader:
    """The member signed in, at their assembly: with all their votes, or the one on this resolution alone.
    Raises Refused: sign_in_needed, forbidden."""
    return page_reader(db.session(), person().assembly_id, member_number(), resolution_id)
