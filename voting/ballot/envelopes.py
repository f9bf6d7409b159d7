"""Choices wait in envelopes until the vote is over, and are then written as ballots.

As long as votes come, a row tells by its place, its transaction and its neighbours in the log of writes with
which participation it came. So what lies there is encrypted (``voting.ballot.sealing``), and only the
transaction that ends the vote writes ballots: all at once, under new random keys, in their order. The same
transaction drops the key of the envelopes. From then on nothing has to be cleared: what the database still
holds of envelopes, in rows, pages, logs and copies, cannot be opened from it any more.
"""

import secrets
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple, TypeVar

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Row, and_, delete, exists, func, select
from sqlalchemy.orm import Session

from voting.aside import AT_ONCE, aside, in_turns
from voting.ballot.models import Ballot, Envelope, Resolution, State
from voting.ballot.sealed_ballots import ballot_hash, hash_of_all
from voting.ballot.sealing import (
    WrongKey,
    decrypted_with,
    envelope_cipher,
    new_envelope_key,
    out_of_envelope,
)
from voting.ballot.staged_ballots import BallotTable, staging_of_ballots, write_staged
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
Content = TypeVar("Content")
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
    """The ballot that what was in an envelope will be: its key (of a sealed one its leaf), its columns, and
    its hash."""

    key: bytes
    ballot: dict[str, Any]
    hashed: str


class Opened(NamedTuple):
    """What was in envelopes, by their keys, in the order of the new random keys of the ballots (of sealed
    ones: of the leaves); the hash of the ballots; how many envelopes are damaged; whether the ballots are put
    aside already, and have gone from here; and the table that they are written to."""

    waiting: Mapping[bytes, InEnvelope]
    hashed: str
    damaged: int = 0
    staged: bool = False
    table: BallotTable = Ballot


NOTHING = Opened({}, hash_of_all([]))


def open_ahead(session: Session, resolution_id: int, *, put_aside: bool = False) -> Opened:
    """What waits in the envelopes of a resolution now, read before the vote is ended and nothing locked: the
    transaction that ends it opens only what has come since. Nothing of it is written. Raises
    Refused(ballot_key_wrong).

    ``put_aside``, in a session with a connection of its own: on SQLite the ballots are put where the
    transaction that ends the vote finds them, and not kept here. On PostgreSQL others do not wait for their
    writing.
    """
    resolution = session.get_one(Resolution, resolution_id)
    if resolution.envelope_key is None:
        return NOTHING
    if not put_aside or session.get_bind().dialect.name == "postgresql":
        return _opened_of(session, resolution, NOTHING)
    with staging_of_ballots(session, _table_of(resolution)) as stage:
        return _opened_of(session, resolution, NOTHING, stage)._replace(staged=True)


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
        more, gone = _besides(opened, ahead), _besides(ahead, opened)
        write_staged(session, ahead.table, (each.ballot for each in more), [each.key for each in gone])
    else:
        insert_rows(session, opened.table, (each.ballot for each in opened.waiting.values()))
    if not opened.damaged:
        resolution.envelope_key = None
    return opened.hashed


def _besides(opened: Opened, known: Opened) -> list[InEnvelope]:
    """The ballots that are in the one and not in the other."""
    if opened is known:
        return []
    return [each for key, each in opened.waiting.items() if known.waiting.get(key) is not each]


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
    found = Counter[str]()
    for some in _envelopes(session, resolution.id):
        found.update(choice for _, choice in aside(_opened, _choice_in, resolution.id, cipher, some))
    return found


def opened_ballots(
    session: Session, resolution_id: int, of_these: Collection[bytes] | None = None
) -> Iterator[bytes]:
    """The sealed ballots that wait in envelopes, or in those with these keys, as bytes. Raises
    Refused(ballot_key_wrong)."""
    key = select(Resolution.envelope_key).where(Resolution.id == resolution_id)
    cipher = cipher_of(session, session.scalar(key))
    for some in _envelopes(session, resolution_id, of_these):
        for _, ballot in aside(_opened, _sealed_content_in, resolution_id, cipher, some):
            yield ballot


def _opened_of(
    session: Session,
    resolution: Resolution,
    ahead: Opened,
    stage: Callable[[Iterable[Mapping[str, Any]]], None] | None = None,
) -> Opened:
    """What waits in envelopes now; what was opened ``ahead`` is not opened again. What is opened goes to the
    ``stage`` where there is one, and its columns are not kept here."""
    cipher, known, identity = cipher_of(session, resolution.envelope_key), ahead.waiting, resolution.id
    held = select(func.count()).select_from(Envelope).where(Envelope.resolution_id == identity)
    if known and session.scalar(held) == len(known):
        return ahead
    still = set(session.scalars(select(Envelope.key).where(Envelope.resolution_id == identity)))
    waiting = [item for item in known.items() if item[0] in still]
    damaged, ballot_in = 0, _sealed_ballot_in if resolution.sealed else _ballot_in
    for some in _envelopes(session, identity, still - known.keys() if known else None):
        read = aside(_opened, ballot_in, identity, cipher, some)
        damaged += len(some) - len(read)
        waiting += read
        if stage:
            stage([dict(each.ballot) for _, each in read])
            for _, each in read:
                each.ballot.clear()
    return Opened(*aside(_in_order, waiting), damaged, table=_table_of(resolution))


def _table_of(resolution: Resolution) -> BallotTable:
    return SealedVote if resolution.sealed else Ballot


def _envelopes(
    session: Session, resolution_id: int, of_these: Collection[bytes] | None = None
) -> Iterator[Sequence[Row[bytes, bytes]]]:
    """The envelopes of a resolution, or those with these keys alone: some at a time, while other requests go
    on."""
    query = select(Envelope.key, Envelope.content).where(Envelope.resolution_id == resolution_id)
    if of_these is None:
        yield from in_turns(session.execute(query).yield_per(AT_ONCE).partitions())
    else:
        keys = list(of_these)
        for some in in_turns(keys[at : at + AT_ONCE] for at in range(0, len(keys), AT_ONCE)):
            yield session.execute(query.where(Envelope.key.in_(some))).all()


def _opened(
    content_in: Callable[[int, AESGCM, bytes, bytes], Content],
    resolution_id: int,
    cipher: AESGCM,
    envelopes: Iterable[Row[bytes, bytes]],
) -> list[tuple[bytes, Content]]:
    """What is in each envelope that is not damaged, by its key."""
    found = list[tuple[bytes, Content]]()
    for key, envelope in envelopes:
        with suppress(WrongKey):
            found.append((key, content_in(resolution_id, cipher, key, envelope)))
    return found


def _choice_in(_: int, cipher: AESGCM, of_envelope: bytes, envelope: bytes) -> str:
    choice, _category = out_of_envelope(cipher, of_envelope, envelope)
    return choice


def _ballot_in(resolution_id: int, cipher: AESGCM, of_envelope: bytes, envelope: bytes) -> InEnvelope:
    choice, category = out_of_envelope(cipher, of_envelope, envelope)
    key = secrets.token_bytes(16)
    ballot = {"resolution_id": resolution_id, "key": key, "choice": choice, "category": category}
    return InEnvelope(key, ballot, ballot_hash(key, choice, category))


def _sealed_content_in(_: int, cipher: AESGCM, of_envelope: bytes, envelope: bytes) -> bytes:
    return decrypted_with(cipher, envelope, of_envelope)


def _sealed_ballot_in(resolution_id: int, cipher: AESGCM, of_envelope: bytes, envelope: bytes) -> InEnvelope:
    ballot = decrypted_with(cipher, envelope, of_envelope)
    leaf = leaf_hash(ballot)
    row = {"leaf": leaf, "tag": tag_of(ballot), "by": ballot[3], "ballot": ballot}
    return InEnvelope(leaf, {"resolution_id": resolution_id} | row, leaf.hex())


def _in_order(waiting: list[tuple[bytes, InEnvelope]]) -> tuple[dict[bytes, InEnvelope], str]:
    """In the order of the keys of the ballots, and the hash of these."""
    waiting.sort(key=lambda item: item[1].key)
    return dict(waiting), hash_of_all(each.hashed for _, each in waiting)


def ballot_key_of(session: Session) -> bytes:
    """The ballot key of the installation whose database this is."""
    key: bytes = session.get_bind().get_execution_options()[BALLOT_KEY]
    return key
