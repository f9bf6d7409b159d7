"""The one gate: every vote of every channel is cast here, and nothing else writes votes.

One transaction takes its turn in the resolution's queue and a share lock on its row, reads what the decision
needs in one statement, decides by the pure rule, and writes participation, deposit and ballot together.
Closing takes both locks alone, so a vote is either before the count and in it, or refused. ``FOR SHARE`` is
needed: ``FOR KEY SHARE`` would let a closing pass that only updates the state. The queue
(``voting.ballot.locks``) lets a closing through that waits while votes go on. On SQLite the transaction
began with BEGIN IMMEDIATE, which is stronger. The primary key (resolution, member) refuses a second vote,
whatever this code believes.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, String, and_, bindparam, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly, Proxy, RollEntry
from voting.assembly.proxy_scope import is_for
from voting.assembly.roll import on_roll
from voting.attendance.models import ONLINE, Presence
from voting.ballot.adoption import is_in_each_class
from voting.ballot.contest import contest_from
from voting.ballot.locks import queue_votes
from voting.ballot.methods import ChoiceFault, Contest, InvalidChoice, parse_choice
from voting.ballot.models import (
    Ballot,
    Channel,
    Deposit,
    OpenVote,
    Participation,
    Resolution,
    State,
    is_by_name,
)
from voting.ballot.rules import VoteFacts, Window, admit_vote
from voting.database import Base
from voting.database_errors import is_duplicate
from voting.errors import Code, Refused

INSERT_PARTICIPATION, INSERT_DEPOSIT, INSERT_BALLOT, INSERT_OPEN_VOTE = (
    insert(Base.metadata.tables[table.__tablename__]) for table in (Participation, Deposit, Ballot, OpenVote)
)


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote that is to be cast.

    ``member`` is the number of the member whose vote it is; ``holder`` of the proxy holder who casts it
    (channel proxy only); ``venue`` the code of the venue at which it is cast, as the page says; ``choice``
    what was marked, as ``voting.ballot.methods.parse_choice`` reads it (None on paper, but for a vote by
    name, where the desk enters what is on it, and None is what is not valid); ``attempt`` is made
    by the page, and the same for a form that is sent twice.
    """

    resolution_id: int
    member: str
    channel: Channel
    venue: str | None = None
    holder: str | None = None
    choice: str | None = None
    attempt: str | None = None


def cast(session: Session, vote: Vote, *, now: datetime) -> None:
    """Cast a vote, within the writing transaction that the caller commits.

    Raises Refused: not_found, not_entitled, no_proxy, already_voted, not_open, not_present,
    invalid_choice. The same attempt of the same member again raises nothing and writes nothing.
    """
    queue_votes(session, [vote.resolution_id])
    row = session.execute(
        _facts_query(),
        {"resolution": vote.resolution_id, "member": vote.member, "voter": vote.holder or vote.member},
    ).one_or_none()
    if row is None:
        raise Refused(Code.NOT_FOUND)
    if row.attempt is not None and row.attempt == vote.attempt:
        return
    facts = _facts(row, vote)
    if facts.holds_proxy and not _keep_proxy(session, row.assembly_id, row.number, vote):
        raise Refused(Code.NO_PROXY)
    contest = contest_from(row.method, row.options, row.seats)
    by_name = is_by_name(row.kind, secret=row.secret)
    choice, fault = (None, None) if _is_counted_later(vote, by_name) else _read_choice(contest, vote)
    refusal = admit_vote(vote.channel, vote.venue, fault, facts, now)
    if refusal is Code.INVALID_CHOICE:
        raise Refused(refusal, fault=fault or "", seats=max(contest.seats, 1))
    if refusal is not None:
        raise Refused(refusal)
    category = row.category if is_in_each_class(row.majority) else None
    _write(session, vote, choice, category, facts.place, now)
    if by_name and choice is not None:
        named = {"resolution_id": vote.resolution_id, "member": vote.member, "choice": choice}
        session.connection().execute(INSERT_OPEN_VOTE, named)


def _keep_proxy(session: Session, assembly_id: int, number: str, vote: Vote) -> bool:
    """Lock the proxy that is voted with until the vote is written, so that it cannot be withdrawn meanwhile.

    False where it was withdrawn after the facts were read.
    """
    kept = session.scalar(
        select(Proxy.id)
        .where(
            Proxy.assembly_id == assembly_id,
            Proxy.grantor == vote.member,
            Proxy.holder == vote.holder,
            Proxy.accepted_at.is_not(None),
            Proxy.withdrawn_at.is_(None),
            is_for(number),
        )
        .with_for_update(read=True)
    )
    return kept is not None


def _is_counted_later(vote: Vote, by_name: bool) -> bool:
    """Whether the choice is only on a paper that two tellers will count; by name, on one that is not
    valid."""
    return vote.channel is Channel.PAPER and (not by_name or vote.choice is None)


def _read_choice(contest: Contest, vote: Vote) -> tuple[str | None, ChoiceFault | None]:
    """The choice as it is kept, or what is wrong with it: one of the two is None."""
    try:
        return parse_choice(contest, vote.choice or ""), None
    except InvalidChoice as invalid:
        return None, invalid.fault


def _write(
    session: Session,
    vote: Vote,
    choice: str | None,
    category: str | None,
    place: str | None,
    now: datetime,
) -> None:
    connection, venue = session.connection(), _venue_of(vote, place)
    try:
        connection.execute(
            INSERT_PARTICIPATION,
            {
                "resolution_id": vote.resolution_id,
                "member": vote.member,
                "channel": vote.channel.value,
                "venue": venue,
                "holder": vote.holder,
                "attempt": vote.attempt,
                "cast_at": now,
            },
        )
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
        raise Refused(Code.ALREADY_VOTED) from error
    if choice is None:
        return
    connection.execute(
        INSERT_DEPOSIT,
        {
            "resolution_id": vote.resolution_id,
            "key": secrets.token_bytes(16),
            "channel": vote.channel.value,
            "venue": venue,
        },
    )
    connection.execute(
        INSERT_BALLOT,
        {
            "resolution_id": vote.resolution_id,
            "key": secrets.token_bytes(16),
            "choice": choice,
            "category": category,
        },
    )


def _venue_of(vote: Vote, place: str | None) -> str | None:
    """The venue that a vote is counted at: the hall in which it is cast; None for advance and
    online votes."""
    if vote.channel in (Channel.ADVANCE, Channel.ONLINE) or place == ONLINE:
        return None
    return place


def _facts(row: Row[Any], vote: Vote) -> VoteFacts:
    window = Window(row.advance_opens, row.advance_closes) if row.advance_opens else None
    return VoteFacts(
        frozen=row.frozen_at is not None,
        state=State(row.state),
        takes_advance_votes=row.advance,
        window=window,
        entitled=row.entitled,
        voted=row.voted is not None,
        holds_proxy=row.proxied_to is not None and row.proxied_to == vote.holder,
        place=row.place,
        closes_at=row.closes_at,
        by_hands=row.by_hands,
    )


@cache
def _facts_query() -> Select[Any]:
    """The query for all that ``admit_vote`` needs to know about one vote: one statement, which takes the
    share lock."""
    member = bindparam("member", type_=String)
    voter = bindparam("voter", type_=String)
    place = select(Presence.place).where(
        Presence.assembly_id == Resolution.assembly_id, Presence.member == voter, Presence.until.is_(None)
    )
    proxied_to = select(Proxy.holder).where(
        Proxy.assembly_id == Resolution.assembly_id,
        Proxy.grantor == member,
        Proxy.accepted_at.is_not(None),
        Proxy.withdrawn_at.is_(None),
        is_for(Resolution.number),
    )
    entitled = on_roll(Resolution.assembly_id, member)
    category = select(RollEntry.category).where(
        RollEntry.assembly_id == Resolution.assembly_id, RollEntry.member == member
    )
    return (
        select(
            Resolution.assembly_id,
            Resolution.number,
            Resolution.state,
            Resolution.kind,
            Resolution.secret,
            Resolution.by_hands,
            Resolution.advance,
            Resolution.method,
            Resolution.options,
            Resolution.seats,
            Resolution.majority,
            Resolution.closes_at,
            Assembly.frozen_at,
            Assembly.advance_opens,
            Assembly.advance_closes,
            entitled.label("entitled"),
            category.scalar_subquery().label("category"),
            place.scalar_subquery().label("place"),
            proxied_to.scalar_subquery().label("proxied_to"),
            Participation.member.label("voted"),
            Participation.attempt,
        )
        .join(Assembly, Assembly.id == Resolution.assembly_id)
        .outerjoin(
            Participation,
            and_(Participation.resolution_id == Resolution.id, Participation.member == member),
        )
        .where(Resolution.id == bindparam("resolution"))
        .with_for_update(read=True, of=Resolution)
    )
