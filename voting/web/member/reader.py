"""Whoever reads a member's page, as it shows them."""

from collections.abc import Sequence

from flask import Flask, current_app

from voting.ballot.reader import PageReader, ReaderAsked, page_reader, page_readers
from voting.extensions import db
from voting.together import Together
from voting.web.person import member_number, person

READERS = "readers of pages"


def reader_here(resolution_id: int | None = None) -> PageReader:
    """The member signed in, at their assembly: with all their votes, or the one on this resolution alone.
    Raises Refused: sign_in_needed, forbidden, busy.

    Mostly it is all that a page asks of the database: no session is opened for it, and where many ask at once
    one statement reads all of theirs.
    """
    asked = ReaderAsked(person().assembly_id, member_number(), resolution_id)
    if db.session.registry.has() and db.session().in_transaction():
        return page_reader(db.session.connection(), asked)  # one who waits for a second keeps both
    together: Together[ReaderAsked, PageReader] | None = current_app.extensions.get(READERS)
    if together is not None:
        return together.ask(asked)
    with db.engine.connect() as connection:
        return page_reader(connection, asked)


def know_readers_together(app: Flask) -> None:
    """Let those who ask this process at once be read together from now on. SQLite has answered one before
    another could ask."""
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        return

    def read(asked: Sequence[ReaderAsked]) -> list[PageReader]:
        with engine.connect() as connection:
            return page_readers(connection, asked)

    app.extensions[READERS] = Together(read)
