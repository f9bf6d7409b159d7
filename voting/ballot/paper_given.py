"""Handing out a paper ballot: the member's participation, a letter to them and an entry in the log."""

from datetime import datetime

from sqlalchemy.orm import Session

from voting.attendance.seen import require_seen
from voting.ballot.cast import Vote, cast
from voting.ballot.log import log_resolution
from voting.ballot.models import Resolution
from voting.mail.in_your_name import tell_of
from voting.mail.models import Letter


def give_paper(session: Session, vote: Vote, *, account_id: int, shown: bool, now: datetime) -> None:
    """Cast the vote of a member on paper at a desk, tell them and the log of it; once, also where the form is
    sent twice. ``shown``: their pass was read at the desk.

    Raises Refused as :func:`voting.ballot.cast.cast`, and second_person as
    :func:`voting.attendance.seen.require_seen`.
    """
    cast(session, vote, now=now)
    resolution, venue = session.get_one(Resolution, vote.resolution_id), vote.venue or ""
    here = (resolution.assembly_id, venue, vote.member)
    seen = require_seen(session, *here, account_id=account_id, shown=shown)
    is_first = tell_of(
        session,
        Letter.PAPER_GIVEN,
        vote.member,
        resolution.id,
        assembly_id=resolution.assembly_id,
        venue=venue,
        by=account_id,
        now=now,
    )
    if is_first:
        actor = f"account {account_id}"
        log_resolution(session, resolution, "paper.given", now=now, actor=actor, venue=venue, **seen)
