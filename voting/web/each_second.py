"""What the server does by itself about once a second: it compares the clocks, closes votes whose time has
come, moves live counts on, removes envelopes that have been opened, keeps present whose pages are open, signs
the heads of the log, and has them stamped."""

from datetime import timedelta

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from voting.attendance.pages import end_silent_stay, note_pages, silent_stays
from voting.ballot.closing_time import close_overdue, take_away_closing_times
from voting.ballot.envelopes import remove_opened
from voting.clock import SteadyClock
from voting.database import in_chunks, writing
from voting.extensions import db
from voting.halls.live_counts import advance_live_counts
from voting.installation import log_signer, log_stamper, now
from voting.live.pages import Pages
from voting.timekeeping.machines import doubts, is_news, note_clocks


def each_second() -> None:
    """Do what is due. Every process calls it; one of them does it. While clocks are in doubt no vote is
    closed."""
    if not watch_clock():
        close_overdue(db.session(), now())
    advance_live_counts(db.session())
    remove_opened(db.session())


def watch_clock() -> bool:
    """Compare the clocks, and let no vote close by itself once they disagree; whether they do, on this
    machine or another. A clock that was handed over is compared with none."""
    clock, session = current_app.extensions["clock"], db.session()
    if isinstance(clock, SteadyClock) and is_news(session, clock):
        with writing(session):
            if note_clocks(session, clock) is not None:
                take_away_closing_times(session, now=clock())
    in_doubt = bool(doubts(session))
    session.rollback()
    return in_doubt


def keep_pages(pages: Pages) -> None:
    """Write down which pages are open, and end the stays of those that have been silent for longer than the
    installation allows. Who was silent while this process did not listen yet is given as long again."""
    moment, session = now(), db.session()
    since, began = (
        moment - timedelta(minutes=current_app.config["SILENCE_MINUTES"]),
        pages.listens_since(moment),
    )
    if not pages.is_due(moment):
        return
    for some in in_chunks([{"stay": stay, "at": at} for stay, at in pages.take().items()]):
        heard = {each["stay"]: each["at"] for each in some}
        try:
            with writing(session):
                pages.forget(note_pages(session, heard))
        except SQLAlchemyError:
            pages.give_back(heard)
            raise
    silent = silent_stays(session, since) if began <= since else []
    for stay in silent:
        with writing(session):
            end_silent_stay(session, stay, since, now=moment)
    pages.forget(silent)


def sign_log() -> None:
    """Sign the head of the log for each step that has been taken since. Where the log does not continue what
    was signed before it raises, and signs nothing."""
    log_signer().sign_steps(db.session(), now=now())


def stamp_log() -> None:
    """Have the signed heads stamped, where a service for it is set. Raises NoStampError where it refuses."""
    stamper = log_stamper()
    if stamper is not None:
        stamper.stamp_heads(db.session(), now=now())
