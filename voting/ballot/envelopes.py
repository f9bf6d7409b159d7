"""Choices wait in envelopes until the vote is over, and are then written as ballots.

As long as votes come, a row tells by its place, its transaction and its neighbours in the log of writes with
which participation it came. So what lies there is encrypted (``voting.ballot.sealing``), and only the
transaction that ends the vote writes ballots: all at once, under new random keys, in their order. The same
transaction drops the key of the envelopes. From then on nothing has to be cleared: what the database still
holds of envelopes, in rows, pages, logs and copies, cannot be opened from it any more.
"""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Row, and_, delete, exists, func, select
from sqlalchemy.orm import Session

from voting.aside import aside, rows_in_turns
from voting.ballot.models import Ballot, Envelope, Resolution, State
from voting.ballot.sealed_ballots import ballot_hash, hash_of_all
from voting.ballot.sealing import (
    WrongKey,
    decrypted_with,
    envelope_cipher,
    new_envelope_key,
    out_of_envelope,
)
from voting.ballot.staged_ballots import stage_ballots, write_staged
from voting.box.models import SealedVote
from voting.bulk import insert_rows
from voting.database import writing
from voting.errors import Code, Refused
from voting.sealed.tree import leaf_hash
from voting.sealed.wire import tag_of

BALLOT_KEY = "ballot_key"
"""The execution option of an engine that has the ballot key of its installation."""
OVER = (State.CLOSED, State.ANNOUNCED, State.ANNULLED)
"""The states of a vote in which no vote is taken any more."""
REMOVED = 2_000
"""At most so many envelopes are removed at once."""


def prepare_envelopes(session: Session, resolution: Resolution) -> None:
    """Give a resolution whose rules are being frozen a key for its envelopes."""
    resolution.envelope_key = new_envelope_key(ballot_key_of(session))


def cipher_of(session: Session, envelope_key: bytes | None) -> AESGCM:
    """What closes and opens the envelopes of a resolution. Raises Refused(ballot_key_wrong)."""
    try:
        return envelope_cipher(ballot_key_of(session), envelope_key or b"")
    except WrongKey as error:
        raise Refused(Code.BALLOT_KEY_WRONG) from error


def closed_to_us(session: Session) -> list[str]:
    """The numbers of the resolutions on which votes are taken, or will be, into envelopes that the ballot key
    of this installation does not close or open."""
    wrong = list[str]()
    still = Resolution.state.not_in([state.value for state in OVER])
    rows = session.execute(
        select(Resolution.number, Resolution.envelope_key)
        .where(still, Resolution.envelope_key.is_not(None))
        .order_by(Resolution.id)
    )
    for number, envelope_key in rows:
        try:
            cipher_of(session, envelope_key)
        except Refused:
            wrong.append(number)
    return wrong


class InEnvelope(NamedTuple):
    """What was in an envelope, and the ballot that it will be: the columns of that, and its hash; of a sealed
    ballot its leaf."""

    envelope: bytes
    ballot: dict[str, Any]
    hashed: str


class Opened(NamedTuple):
    """What was in envelopes, by their keys, in the order of the new random keys of the ballots (of those that
    are ``sealed``: of the leaves); how many envelopes are damaged; the hash of the ballots; and whether these
    are put aside already."""

    waiting: Mapping[bytes, InEnvelope]
    damaged: int
    hashed: str
    staged: bool = False
    sealed: bool = False

    @property
    def table(self) -> type[Ballot] | type[SealedVote]:
        """Where they are written."""
        return SealedVote if self.sealed else Ballot


NOTHING = Opened({}, 0, hash_of_all([]))


def open_ahead(session: Session, resolution_id: int) -> Opened:
    """What waits in the envelopes of a resolution now, read before the vote is ended and nothing locked: the
    transaction that ends it opens only what has come since. Nothing of it is written. Raises
    Refused(ballot_key_wrong)."""
    resolution = session.get_one(Resolution, resolution_id)
    if resolution.envelope_key is None:
        return NOTHING
    return _opened_of(session, resolution, NOTHING)


def open_envelopes(session: Session, resolution: Resolution, ahead: Opened = NOTHING) -> str | None:
    """Write the choices that wait as ballots, within the transaction that ends the vote, and drop the key;
    returns the hash of the ballots. ``ahead`` was opened before: envelopes are only ever added, so where
    there are as many, they are the same. Of a vote that was over before there are none: None.

    Where an envelope is damaged the key stays, and counting finds a ballot missing. Raises
    Refused(ballot_key_wrong).
    """
    if resolution.envelope_key is None:
        return None
    opened = _opened_of(session, resolution, ahead)
    if ahead.staged:
        write_staged(session, ahead.table, _besides(opened, ahead), _besides(ahead, opened))
    else:
        insert_rows(session, opened.table, (each.ballot for each in opened.waiting.values()))
    if not opened.damaged:
        resolution.envelope_key = None
    return opened.hashed


def put_aside(session: Session, opened: Opened) -> Opened:
    """Put the ballots of what was opened ahead where the transaction that ends the vote finds them: on
    SQLite, in a session with a connection of its own. On PostgreSQL others do not wait for their writing."""
    if session.get_bind().dialect.name == "postgresql":
        return opened
    stage_ballots(session, opened.table, (each.ballot for each in opened.waiting.values()))
    return opened._replace(staged=True)


def _besides(opened: Opened, known: Opened) -> list[dict[str, Any]]:
    """The ballots that are in the one and not in the other."""
    if opened is known:
        return []
    return [each.ballot for key, each in opened.waiting.items() if known.waiting.get(key) is not each]


def remove_opened(session: Session) -> None:
    """Remove some envelopes of votes whose key is dropped: they hold nothing any more. Called again and
    again, it removes all, and nobody who writes waits for long."""
    is_opened = and_(
        Resolution.envelope_key.is_(None),
        Resolution.state.in_([state.value for state in OVER]),
        exists().where(Envelope.resolution_id == Resolution.id),
    )
    opened = session.scalars(select(Resolution.id).where(is_opened)).all()
    session.rollback()
    for resolution_id in opened:
        some = select(Envelope.key).where(Envelope.resolution_id == resolution_id).limit(REMOVED)
        with writing(session):
            session.execute(
                delete(Envelope).where(Envelope.resolution_id == resolution_id, Envelope.key.in_(some))
            )


def choices_in_envelopes(session: Session, resolution: Resolution) -> Counter[str]:
    """How often each choice waits in an envelope that can be opened. Raises Refused(ballot_key_wrong)."""
    cipher = cipher_of(session, resolution.envelope_key)
    read = aside(_read, cipher, _envelopes(session, resolution.id))
    return Counter(content[0] for content in read if content)


def _opened_of(session: Session, resolution: Resolution, ahead: Opened) -> Opened:
    cipher, resolution_id = cipher_of(session, resolution.envelope_key), resolution.id
    held = select(func.count()).select_from(Envelope).where(Envelope.resolution_id == resolution_id)
    if ahead.waiting and session.scalar(held) == len(ahead.waiting):
        return ahead
    envelopes = _envelopes(session, resolution_id)
    return aside(_opened, resolution_id, cipher, envelopes, ahead, resolution.sealed)


def _envelopes(session: Session, resolution_id: int) -> Sequence[Row[bytes, bytes]]:
    query = select(Envelope.key, Envelope.content).where(Envelope.resolution_id == resolution_id)
    return list(rows_in_turns(session.execute(query)))


def _opened(
    resolution_id: int,
    cipher: AESGCM,
    envelopes: Sequence[Row[bytes, bytes]],
    ahead: Opened,
    sealed: bool,
) -> Opened:
    known = ahead.waiting
    new = [row for row in envelopes if row.key not in known or known[row.key].envelope != row.content]
    still = known.keys() & {row.key for row in envelopes} - {row.key for row in new}
    waiting = [item for item in known.items() if item[0] in still]
    if sealed:
        return _opened_sealed(resolution_id, cipher, new, waiting)
    read = _read(cipher, new)
    for (key, envelope), content in zip(new, read, strict=True):
        if content:
            waiting.append((key, _waiting(resolution_id, envelope, *content)))
    waiting.sort(key=lambda item: item[1].ballot["key"])
    hashed = hash_of_all(each.hashed for _, each in waiting)
    return Opened(dict(waiting), read.count(None), hashed)


def _opened_sealed(
    resolution_id: int,
    cipher: AESGCM,
    envelopes: Sequence[Row[bytes, bytes]],
    waiting: list[tuple[bytes, InEnvelope]],
) -> Opened:
    damaged = 0
    for key, envelope in envelopes:
        try:
            ballot = decrypted_with(cipher, envelope, bytes(key))
        except WrongKey:
            damaged += 1
            continue
        leaf = leaf_hash(ballot)
        row = {"leaf": leaf, "tag": tag_of(ballot), "by": ballot[3], "ballot": ballot}
        waiting.append((key, InEnvelope(envelope, {"resolution_id": resolution_id} | row, leaf.hex())))
    waiting.sort(key=lambda item: item[1].hashed)
    return Opened(dict(waiting), damaged, hash_of_all(each.hashed for _, each in waiting), sealed=True)


def _read(cipher: AESGCM, envelopes: Sequence[Row[bytes, bytes]]) -> list[tuple[str, str | None] | None]:
    """The choice and the category in each envelope; None in one that is damaged."""
    read = list[tuple[str, str | None] | None]()
    for key, content in envelopes:
        try:
            read.append(out_of_envelope(cipher, key, content))
        except WrongKey:
            read.append(None)
    return read


def _waiting(resolution_id: int, envelope: bytes, choice: str, category: str | None) -> InEnvelope:
    key = secrets.token_bytes(16)
    ballot = {"resolution_id": resolution_id, "key": key, "choice": choice, "category": category}
    return InEnvelope(envelope, ballot, ballot_hash(key, choice, category))


def ballot_key_of(session: Session) -> bytes:
    """The ballot key of the installation whose database this is."""
    key: bytes = session.get_bind().get_execution_options()[BALLOT_KEY]
    return key
