"""Exchanging a spoiled paper ballot for another, which is logged and changes nothing about the member's one
vote."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voting.ballot.locks import hold_resolution, queue_votes
from voting.ballot.log import log_resolution
from voting.ballot.models import Channel, OpenVote, PaperReplacement, State
from voting.ballot.participation import participation_of
from voting.database_errors import is_duplicate
from voting.errors import Code, Refused


def paper_held(session: Session, resolution_id: int, venue: str, member: str) -> int:
    """The number of the paper that the member holds: 1 for the first that was handed out, 2 after an
    exchange.

    Raises Refused(no_paper) where none was handed out to them at this venue, or it was entered by name.
    """
    participation = participation_of(session, resolution_id, member)
    if participation is None or (participation.channel, participation.venue) != (Channel.PAPER, venue):
        raise Refused(Code.NO_PAPER)
    if session.get(OpenVote, (resolution_id, member)) is not None:
        raise Refused(Code.NO_PAPER)
    exchanged = session.scalar(
        select(func.count()).where(
            PaperReplacement.resolution_id == resolution_id, PaperReplacement.member == member
        )
    )
    return 1 + (exchanged or 0)


def replace_paper(
    session: Session,
    resolution_id: int,
    venue: str,
    member: str,
    paper: int,
    reason: str,
    *,
    account_id: int,
    now: datetime,
) -> None:
    """Exchange a member's spoiled paper, number ``paper`` of theirs, for another.

    Raises Refused: not_found; not_open; no_paper; already_replaced where this paper was exchanged before, by
    whomever; reason_missing.
    """
    queue_votes(session, [resolution_id])
    resolution = hold_resolution(session, resolution_id, shared=True)
    if State(resolution.state) is not State.OPEN:
        raise Refused(Code.NOT_OPEN)
    if paper != paper_held(session, resolution_id, venue, member):
        raise Refused(Code.ALREADY_REPLACED)
    if not reason.strip():
        raise Refused(Code.REASON_MISSING)
    session.add(
        PaperReplacement(
            resolution_id=resolution_id,
            member=member,
            paper=paper,
            venue=venue,
            reason=reason.strip(),
            account_id=account_id,
            replaced_at=now,
        )
    )
    try:
        session.flush()
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
        raise Refused(Code.ALREADY_REPLACED) from error
    log_resolution(
        session,
        resolution,
        "paper.replaced",
        now=now,
        actor=f"account {account_id}",
        venue=venue,
        member=member,
        paper=paper,
    )
