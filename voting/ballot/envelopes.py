"""Choices wait in envelopes until the vote is over, and are then written as ballots.

As long as votes come, a row tells by its place, its transaction and its neighbours in the log of writes with
which participation it came. So what lies there is encrypted (``voting.ballot.sealing``), and only the
transaction that ends the vote writes ballots: all at once, under new random keys, in their order. The same
transaction drops the key of the envelopes. From then on nothing has to be cleared: what the database still
holds of envelopes, in rows, pages, logs and copies, cannot be opened from it any more.
"""

import secrets
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Row, and_, delete, exists, select
from sqlalchemy.orm import Session

from voting.aside import aside
from voting.ballot.models import Ballot, Envelope, Resolution, State
from voting.ballot.sealing import WrongKey, envelope_cipher, new_envelope_key, out_of_envelope
from voting.bulk import insert_rows
from voting.database import writing
from voting.errors import Code, Refused

BALLOT_KEY = "ballot_key"
"""The execution option of an engine that has the ballot key of its installation."""
OVER = (State.CLOSED, State.ANNOUNCED, State.ANNULLED)
"""The states of a vote in which no vote is taken any more."""
REMOVED = 2_000
"""At most so many envelopes are removed at once."""


def prepare_envelopes(session: Session, resolution: Resolution) -> None:
    """Give a resolution whose rules are being frozen a key for its envelopes."""
    resolution.envelope_key = new_envelope_key(_ballot_key(session))


def cipher_of(session: Session, envelope_key: bytes | None) -> AESGCM:
    """What closes and opens the envelopes of a resolution. Raises Refused(ballot_key_wrong)."""
    try:
        return envelope_cipher(_ballot_key(session), envelope_key or b"")
    except WrongKey as error:
        raise Refused(Code.BALLOT_KEY_WRONG) from error


def open_envelopes(session: Session, resolution: Resolution) -> None:
    """Write the choices that wait as ballots, within the transaction that ends the vote, and drop the key. Of
    a vote that was over before there are none.

    Where an envelope is damaged the key stays, and counting finds a ballot missing. Raises
    Refused(ballot_key_wrong).
    """
    if resolution.envelope_key is None:
        return
    opened = _opened_of(session, resolution)
    insert_rows(session, Ballot, aside(_ballots, opened.choices, resolution.id))
    if not opened.damaged:
        resolution.envelope_key = None


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
    return Counter(choice for choice, _ in _opened_of(session, resolution).choices)


class _Opened(NamedTuple):
    """The choices and categories that were in envelopes, and how many are damaged."""

    choices: list[tuple[str, str | None]]
    damaged: int


def _opened_of(session: Session, resolution: Resolution) -> _Opened:
    cipher = cipher_of(session, resolution.envelope_key)
    query = select(Envelope.key, Envelope.content).where(Envelope.resolution_id == resolution.id)
    return aside(_opened, cipher, session.execute(query).all())


def _opened(cipher: AESGCM, waiting: Sequence[Row[bytes, bytes]]) -> _Opened:
    choices, damaged = list[tuple[str, str | None]](), 0
    for key, content in waiting:
        try:
            choices.append(out_of_envelope(cipher, key, content))
        except WrongKey:
            damaged += 1
    return _Opened(choices, damaged)


def _ballots(choices: Sequence[tuple[str, str | None]], resolution_id: int) -> list[dict[str, Any]]:
    """Ballots with these choices, in the order of their new random keys."""
    return [
        {"resolution_id": resolution_id, "key": key, "choice": choice, "category": category}
        for key, (choice, category) in sorted(
            ((secrets.token_bytes(16), each) for each in choices), key=lambda pair: pair[0]
        )
    ]


def _ballot_key(session: Session) -> bytes:
    key: bytes = session.get_bind().get_execution_options()[BALLOT_KEY]
    return key
