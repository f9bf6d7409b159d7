"""The one gate: every vote of every channel is cast here, and nothing else writes votes.

Votes that arrive together are cast together, in one transaction (``voting.ballot.writer``); one alone is a
batch of one. The transaction takes its turn in the resolutions' queues and a share lock on their rows, reads
in one statement what the decisions need, decides each vote by the pure rule, and writes participations,
deposits, and choices in envelopes. Closing takes both locks alone, so a vote is either before the count and
in it, or refused. ``FOR SHARE`` is needed: ``FOR KEY SHARE`` would let a closing pass that only updates the
state. The queue (``voting.ballot.locks``) lets a closing through that waits while votes go on. On SQLite the
transaction began with BEGIN IMMEDIATE, which is stronger. The primary key (resolution, member) refuses a
second vote, whatever this code believes.
"""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Result, Row, Select, bindparam, func, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly, Proxy, RollEntry
from voting.assembly.proxy_scope import is_for
from voting.assembly.roll import not_removed
from voting.attendance.models import ONLINE, Presence
from voting.attendance.online import Online, Voter, hold_online, take_part, why_not_online
from voting.ballot.adoption import is_in_each_class
from voting.ballot.contest import contests_by_rules
from voting.ballot.envelopes import cipher_of
from voting.ballot.locks import queue_votes
from voting.ballot.methods import ChoiceFault, Contest, InvalidChoice, parse_choice
from voting.ballot.models import (
    Channel,
    Deposit,
    Envelope,
    OpenVote,
    Participation,
    Resolution,
    State,
    is_by_name,
)
from voting.ballot.rules import VoteFacts, Window, admit_vote
from voting.ballot.sealed_gate import Seals, read_seals
from voting.ballot.sealed_votes import Marks, SoundBallot
from voting.ballot.sealing import encrypted_with, into_envelope
from voting.bulk import each_asked, insert_some
from voting.database import Base
from voting.database_errors import is_duplicate
from voting.errors import Code, Refused

PARTICIPATIONS, DEPOSITS, ENVELOPES, OPEN_VOTES = (
    Base.metadata.tables[table.__tablename__] for table in (Participation, Deposit, Envelope, OpenVote)
)
Fact = TypeVar("Fact")


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote that is to be cast.

    ``member`` is the number of the member whose vote it is; ``holder`` of the proxy holder who casts it
    (channel proxy only); ``venue`` the code of the venue at which it is cast, as the page says; ``choice``
    what was marked, as ``voting.ballot.methods.parse_choice`` reads it (None on paper, but for a vote by
    name, where the desk enters what is on it, and None is what is not valid); ``attempt`` is made
    by the page, and the same for a form that is sent twice. ``takes_part_in`` is the assembly in which
    whoever casts it from a page takes part by doing so: at a distance, unless they are present already.
    ``sealed`` is in the place of a choice where the resolution is sealed.
    """

    resolution_id: int
    member: str
    channel: Channel
    venue: str | None = None
    holder: str | None = None
    choice: str | None = None
    attempt: str | None = None
    takes_part_in: int | None = None
    sealed: SoundBallot | None = None

    @property
    def voter(self) -> str:
        """The number of the member who casts it."""
        return self.holder or self.member


class Arrived(NamedTuple):
    """A vote, and the moment at which it arrived."""

    vote: Vote
    now: datetime


class _Admitted(NamedTuple):
    """A vote that is to be written: its choice (None: on paper) or the marks of a sealed ballot, the category
    of its member where ballots have one, the venue that it is counted at, whether it is by name, and who
    casts it."""

    arrived: Arrived
    choice: str | None
    marks: Marks | None
    category: str | None
    venue: str | None
    by_name: bool
    voter: Voter


def cast(session: Session, vote: Vote, *, now: datetime) -> None:
    """Cast a vote, within the writing transaction that the caller commits.

    Raises Refused: not_found, not_entitled, no_proxy, already_voted, not_open, not_present,
    invalid_choice, show_of_hands, ballot_key_wrong; sealed_needed, not_sealed, seal_wrong, seal_copied; where
    it takes part, as ``why_not_online``. The same attempt of the same member again raises nothing and writes
    nothing.
    """
    try:
        (refusal,) = cast_together(session, [Arrived(vote, now)])
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
        raise Refused(Code.SEAL_COPIED if _is_of_envelope(error) else Code.ALREADY_VOTED) from error
    if refusal is not None:
        raise refusal


def cast_together(session: Session, arrived: Sequence[Arrived]) -> list[Refused | None]:
    """Cast votes within the writing transaction that the caller commits: as if each were cast by itself, in
    their order. Returns for each why it is refused, or None.

    Raises IntegrityError where another process was faster with one of them, and Refused(ballot_key_wrong):
    nothing of the transaction can be kept then.
    """
    wanted = {vote.resolution_id for vote, _ in arrived}
    queue_votes(session, wanted)
    online = _hold_online(session, arrived)
    resolutions = _lock_resolutions(session, wanted)
    contests = contests_by_rules(session, {row.id: row.rules_hash for row in resolutions.values()})
    seals = read_seals(session, resolutions, [vote.sealed for vote, _ in arrived if vote.sealed])
    proxies = _keep_proxies(session, [vote for vote, _ in arrived])
    of_voters = _read_voters(session, resolutions, arrived)
    counted = {
        (vote.resolution_id, vote.member): row.attempt
        for (vote, _), row in zip(arrived, of_voters, strict=True)
        if row is not None and row.attempt is not None
    }
    admitted, answers = list[_Admitted](), list[Refused | None]()
    for each, row in zip(arrived, of_voters, strict=True):
        vote, key = each.vote, (each.vote.resolution_id, each.vote.member)
        if row is None:
            answers.append(Refused(Code.NOT_FOUND))
        elif counted.get(key) and counted[key] == vote.attempt:
            answers.append(None)
        else:
            facts = _facts(resolutions[vote.resolution_id], row, vote, proxies, voted=key in counted)
            resolution, contest = resolutions[vote.resolution_id], contests[vote.resolution_id]
            decided = _decide(each, resolution, contest, facts, row, online, seals)
            if isinstance(decided, _Admitted):
                seals.taken.update(decided.marks or ())
                counted[key] = vote.attempt or ""
                admitted.append(decided)
            answers.append(decided if isinstance(decided, Refused) else None)
    if admitted:
        _write(session, admitted, resolutions, contests)
    return answers


def look_before(session: Session, vote: Vote, *, now: datetime) -> bool:
    """Whether the same attempt of the same member has been counted already. It reads what the gate will read,
    and locks nothing: so that nobody has proofs checked for a vote that could not be cast. Raises Refused as
    ``cast``, but for what is wrong with the choice or the seal."""
    (found,) = look_before_together(session, [Arrived(vote, now)])
    if isinstance(found, Refused):
        raise found
    return found


def look_before_together(session: Session, arrived: Sequence[Arrived]) -> list[bool | Refused]:
    """The same of votes that have arrived together: for each whether it has been counted, or why it would be
    refused."""
    ids = sorted({vote.resolution_id for vote, _ in arrived})
    found: Result[Any] = session.connection().execute(_RESOLUTIONS_READ, {"ids": ids})
    resolutions: dict[int, Row[Any]] = {each.id: each for each in found}
    proxies = set[tuple[int, str, str]]()
    if wanted := {(vote.resolution_id, vote.member, vote.holder) for vote, _ in arrived if vote.holder}:
        rows = session.execute(_PROXIES_READ, {"wanted": sorted(wanted)})
        proxies = {(each.id, each.grantor, each.holder) for each in rows}
    of_voters = _read_voters(session, resolutions, arrived)
    return [
        _looked(vote, now, row, resolutions, proxies)
        for (vote, now), row in zip(arrived, of_voters, strict=True)
    ]


def _looked(
    vote: Vote,
    now: datetime,
    row: Row[Any] | None,
    resolutions: dict[int, Row[Any]],
    proxies: set[tuple[int, str, str]],
) -> bool | Refused:
    if row is None:
        return Refused(Code.NOT_FOUND)
    if row.attempt and row.attempt == vote.attempt:
        return True
    facts = _facts(resolutions[vote.resolution_id], row, vote, proxies, voted=row.attempt is not None)
    refusal = admit_vote(vote.channel, vote.venue, None, facts, now)
    return False if refusal is None else Refused(refusal)


def _decide(
    arrived: Arrived,
    resolution: Row[Any],
    contest: Contest,
    facts: VoteFacts,
    row: Row[Any],
    online: dict[int, Online],
    seals: Seals,
) -> _Admitted | Refused:
    """What becomes of a vote."""
    vote, now = arrived
    by_name = is_by_name(resolution.kind, secret=resolution.secret)
    without_choice = _is_counted_later(vote, by_name) or resolution.sealed or vote.sealed is not None
    choice, fault = (None, None) if without_choice else _read_choice(contest, vote)
    refusal = admit_vote(vote.channel, vote.venue, fault, facts, now)
    if refusal is Code.INVALID_CHOICE:
        return Refused(refusal, fault=fault or "", seats=max(contest.seats, 1))
    if refusal is not None:
        return Refused(refusal)
    why_unfit = seals.why_unfit(vote.sealed, resolution, on_paper=vote.channel is Channel.PAPER)
    if why_unfit is not None:
        return Refused(why_unfit)
    if vote.takes_part_in is not None and facts.place is None:
        why_not = why_not_online(online[vote.takes_part_in], vote.voter, now)
        if why_not is not None:
            return why_not
    category = row.category if is_in_each_class(resolution.majority) else None
    voter = Voter(now, row.stay, row.place)
    marks = seals.marks[vote.sealed] if vote.sealed else None
    return _Admitted(arrived, choice, marks, category, _venue_of(vote, facts.place), by_name, voter)


def _is_of_envelope(error: IntegrityError) -> bool:
    """Whether what is there twice is an envelope: only a sealed ballot that was copied is."""
    return ENVELOPES.name in str(error.orig)


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


def _venue_of(vote: Vote, place: str | None) -> str | None:
    """The venue that a vote is counted at: the hall in which it is cast; None for advance and
    online votes."""
    if vote.channel in (Channel.ADVANCE, Channel.ONLINE) or place == ONLINE:
        return None
    return place


def _write(
    session: Session,
    admitted: Sequence[_Admitted],
    resolutions: Mapping[int, Row[Any]],
    contests: Mapping[int, Contest],
) -> None:
    """Write votes: one statement for each table, its rows in the order of their keys. Those of deposits and
    envelopes are random, so that their order is not that in which the votes came, nor that of the members."""
    participations, deposits, envelopes, open_votes = (list[dict[str, Any]]() for _ in range(4))
    ciphers = {
        number: cipher_of(session, resolutions[number].envelope_key)
        for number in {each.arrived.vote.resolution_id for each in admitted if each.choice or each.marks}
    }
    for (vote, now), choice, marks, category, venue, by_name, _ in admitted:
        of_member = {"resolution_id": vote.resolution_id, "member": vote.member}
        box = {"channel": vote.channel.value, "venue": venue}
        signed = {"holder": vote.holder, "attempt": vote.attempt, "cast_at": now}
        participations.append(of_member | box | signed)
        if choice is not None or marks is not None:
            deposits.append({"resolution_id": vote.resolution_id, "key": _random_key()} | box)
            cipher, contest = ciphers[vote.resolution_id], contests[vote.resolution_id]
            key, tag_mark = marks or (_random_key(), None)
            if vote.sealed is not None:
                content = encrypted_with(cipher, vote.sealed.ballot, key)
            else:
                content = into_envelope(cipher, contest, key, choice or "", category)
            of_envelope = {"key": key, "content": content, "tag_mark": tag_mark}
            envelopes.append({"resolution_id": vote.resolution_id} | of_envelope)
            if by_name:
                open_votes.append(of_member | {"choice": choice})
    for table, rows, column in (
        (PARTICIPATIONS, participations, "member"),
        (DEPOSITS, deposits, "key"),
        (ENVELOPES, envelopes, "key"),
        (OPEN_VOTES, open_votes, "member"),
    ):
        if rows:
            insert_some(session, table, sorted(rows, key=lambda row: (row["resolution_id"], row[column])))
    for assembly_id, voters in _taking_part((each.arrived.vote, each.voter) for each in admitted).items():
        take_part(session, assembly_id, voters)


def _random_key() -> bytes:
    return secrets.token_bytes(16)


def _taking_part(voters: Iterable[tuple[Vote, Fact]]) -> dict[int, dict[str, Fact]]:
    """By assembly, who takes part in it by voting, and what is known of the first vote of each: in the order
    of the assemblies."""
    found = dict[int, dict[str, Fact]]()
    for vote, fact in voters:
        if vote.takes_part_in is not None:
            found.setdefault(vote.takes_part_in, {}).setdefault(vote.voter, fact)
    return dict(sorted(found.items()))


def _hold_online(session: Session, arrived: Sequence[Arrived]) -> dict[int, Online]:
    return {
        assembly_id: hold_online(session, assembly_id, voters.keys())
        for assembly_id, voters in _taking_part(arrived).items()
    }


def _lock_resolutions(session: Session, ids: Collection[int]) -> dict[int, Row[Any]]:
    """What decides about all votes on these resolutions, by id; they are share-locked, in the order of their
    ids. One that is not there is left out."""
    rows: Result[Any] = session.connection().execute(_RESOLUTIONS, {"ids": sorted(ids)})
    return {row.id: row for row in rows}


_RESOLUTIONS_READ = (
    select(
        *(Resolution.id, Resolution.assembly_id, Resolution.number, Resolution.state, Resolution.kind),
        *(Resolution.secret, Resolution.by_hands, Resolution.advance, Resolution.majority),
        Resolution.sealed,
        *(Resolution.closes_at, Resolution.rules_hash, Resolution.envelope_key),
        *(Assembly.frozen_at, Assembly.advance_opens, Assembly.advance_closes),
    )
    .join(Assembly, Assembly.id == Resolution.assembly_id)
    .where(Resolution.id.in_(bindparam("ids", expanding=True)))
    .order_by(Resolution.id)
)
_RESOLUTIONS = _RESOLUTIONS_READ.with_for_update(read=True, of=Resolution)


def _keep_proxies(session: Session, votes: Sequence[Vote]) -> set[tuple[int, str, str]]:
    """The proxies that are voted with, as (resolution, grantor, holder). Each stays locked until its vote is
    written, so that it cannot be withdrawn meanwhile."""
    wanted = {(vote.resolution_id, vote.member, vote.holder) for vote in votes if vote.holder}
    if not wanted:
        return set()
    found = session.connection().execute(_PROXIES, {"wanted": sorted(wanted)})
    return {(row.id, row.grantor, row.holder) for row in found}


_PROXIES_READ = (
    select(Resolution.id, Proxy.grantor, Proxy.holder)
    .join(Proxy, Proxy.assembly_id == Resolution.assembly_id)
    .where(
        tuple_(Resolution.id, Proxy.grantor, Proxy.holder).in_(bindparam("wanted", expanding=True)),
        Proxy.accepted_at.is_not(None),
        Proxy.withdrawn_at.is_(None),
        is_for(Resolution.number),
    )
    .order_by(Proxy.id)
)
_PROXIES = _PROXIES_READ.with_for_update(read=True, of=Proxy)


def _read_voters(
    session: Session, resolutions: dict[int, Row[Any]], arrived: Sequence[Arrived]
) -> list[Row[Any] | None]:
    """What decides about the voter of each vote, read by one statement: the ``category`` of its member on the
    roll and whether they are still on it, their ``attempt`` where they have voted ("" without one), and the
    ``stay`` and ``place`` of whoever casts it. None for a vote on a resolution that is not there."""
    asked = [
        [position, resolutions[vote.resolution_id].assembly_id, vote.resolution_id, vote.member, vote.voter]
        for position, (vote, _) in enumerate(arrived)
        if vote.resolution_id in resolutions
    ]
    rows = session.connection().execute(_voters_query(session.get_bind().dialect.name), {"asked": asked})
    found: dict[int, Row[Any]] = {row.position: row for row in rows}
    return [found.get(position) for position in range(len(arrived))]


@cache
def _voters_query(dialect: str) -> Select[Any]:
    """The query of ``_read_voters``. All of it is found by keys, each by itself: a plan that was made while a
    table was empty is as good for a full one."""
    asked = each_asked(dialect)
    position, assembly_id, resolution_id = (asked.c.value[place].as_integer() for place in range(3))
    member, voter = (asked.c.value[place].as_string() for place in (3, 4))
    category = select(RollEntry.category).where(
        RollEntry.assembly_id == assembly_id, RollEntry.member == member
    )
    attempt = select(func.coalesce(Participation.attempt, "")).where(
        Participation.resolution_id == resolution_id, Participation.member == member
    )
    stay, place = (
        select(found).where(
            Presence.assembly_id == assembly_id, Presence.member == voter, Presence.until.is_(None)
        )
        for found in (Presence.id, Presence.place)
    )
    return select(
        position.label("position"),
        category.scalar_subquery().label("category"),
        not_removed(assembly_id, member).label("kept_on_roll"),
        attempt.scalar_subquery().label("attempt"),
        stay.scalar_subquery().label("stay"),
        place.scalar_subquery().label("place"),
    ).select_from(asked)


def _facts(
    resolution: Row[Any], row: Row[Any], vote: Vote, proxies: set[tuple[int, str, str]], *, voted: bool
) -> VoteFacts:
    opens, closes = resolution.advance_opens, resolution.advance_closes
    return VoteFacts(
        frozen=resolution.frozen_at is not None,
        state=State(resolution.state),
        takes_advance_votes=resolution.advance,
        window=Window(opens, closes) if opens else None,
        entitled=row.category is not None and bool(row.kept_on_roll),
        voted=voted,
        holds_proxy=(vote.resolution_id, vote.member, vote.holder) in proxies,
        place=row.place,
        closes_at=resolution.closes_at,
        by_hands=resolution.by_hands,
    )
