"""The ceremony in which five keyholders make the keys of an assembly (docs/sealed.md, Keys).

The server hands on what they say, and holds each word against the steps: no hello before all commitments, no
share before all hellos, no signature before all shares. It learns no secret. Whatever goes wrong is answered
by a new attempt, in which everything is said anew: the latest is the one that counts.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from itertools import permutations
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.assembly.locks import lock_assembly
from voting.assembly.models import Assembly
from voting.audit.chain import record
from voting.box.models import CeremonyWord, Keyholder, KeyholderWord, Keyset, MadeKeys
from voting.box.naming import keyholder_faults
from voting.errors import Code, Refused
from voting.sealed.documents import KEYHOLDERS, CeremonySession, WrittenKeys, session_id
from voting.sealed.keys import BrokenKeys, SealedKeys, hello_commitment, keys_of_hellos, read_hello

ALL = 0
"""The receiver of what is said to all."""
NUMBERS = range(1, KEYHOLDERS + 1)
COMMITMENT_BYTES = CHANNEL_BYTES = 32
_ORDERED_PAIRS = frozenset(permutations(NUMBERS, 2))


class KnownKeyholder(NamedTuple):
    """Who speaks by a token: keyholder ``number``, 1 to 5, of an attempt."""

    keyset_id: int
    number: int

    @property
    def actor(self) -> str:
        """As the log names them."""
        return f"keyholder {self.number}"


Words = dict[tuple[int, int], bytes]
"""What was said, by speaker and receiver."""


def begin_ceremony(
    session: Session,
    assembly_id: int,
    names: Sequence[str],
    *,
    tokens: Sequence[str] | None = None,
    now: datetime,
    actor: str,
) -> list[str]:
    """Begin an attempt with five keyholders of these names; returns a token for each, in their order, which
    is stored nowhere: those that are given, else new ones. Earlier attempts count no more.

    Raises Refused: not_found; already_frozen once the assembly is convened; keyholders_invalid where there
    are not five different names.
    """
    assembly = lock_assembly(session, assembly_id, frozen=False)
    named = tuple(name.strip() for name in names)
    if len(named) != KEYHOLDERS or keyholder_faults(named):
        raise Refused(Code.KEYHOLDERS_INVALID)
    document = CeremonySession(assembly.id, secrets.token_hex(16), named).written()
    keyset = Keyset(assembly_id=assembly.id, session=document, sid=session_id(document), begun_at=now)
    session.add(keyset)
    session.flush()
    given = list(tokens) if tokens else [secrets.token_urlsafe(32) for _ in NUMBERS]
    session.add_all(
        Keyholder(keyset_id=keyset.id, number=number, token_hash=_hashed(token))
        for number, token in zip(NUMBERS, given, strict=True)
    )
    _log(session, keyset, "ceremony.begun", now=now, actor=actor)
    return given


def keyholder_of(session: Session, token: str) -> KnownKeyholder:
    """Who speaks by this token. Raises Refused(keyholder_unknown)."""
    found = session.execute(
        select(Keyholder.keyset_id, Keyholder.number).where(Keyholder.token_hash == _hashed(token))
    ).one_or_none()
    if found is None:
        raise Refused(Code.KEYHOLDER_UNKNOWN)
    return KnownKeyholder(*found)


def say_commitment(session: Session, who: KnownKeyholder, commitment: bytes, *, now: datetime) -> None:
    """Take the commitment to a hello. Raises Refused as ``_say``, and keys_unsound."""
    keyset = _hold(session, who)
    if len(commitment) != COMMITMENT_BYTES:
        raise Refused(Code.KEYS_UNSOUND)
    _say(session, keyset, who, CeremonyWord.COMMITMENT, ALL, commitment, now=now)


def say_hello(session: Session, who: KnownKeyholder, hello: bytes, *, now: datetime) -> None:
    """Take a hello, once all commitments are in. Raises Refused as ``_say``; keys_early before; keys_unsound
    where it is not what was committed to, or proves nothing."""
    keyset = _hold(session, who)
    commitments = ceremony_words(session, keyset.id, CeremonyWord.COMMITMENT)
    if len(commitments) < KEYHOLDERS:
        raise Refused(Code.KEYS_EARLY)
    if hello_commitment(keyset.sid, who.number, hello) != commitments[who.number, ALL]:
        raise Refused(Code.KEYS_UNSOUND)
    try:
        read_hello(keyset.sid, who.number, hello)
    except BrokenKeys:
        raise Refused(Code.KEYS_UNSOUND) from None
    _say(session, keyset, who, CeremonyWord.HELLO, ALL, hello, now=now)


def say_on_channel(
    session: Session, who: KnownKeyholder, receiver: int, message: bytes, *, now: datetime
) -> None:
    """Hand on what one keyholder has for another, once all hellos are in. Raises Refused as ``_say``;
    keys_early before; keys_unsound."""
    keyset = _hold(session, who)
    _require_keys(session, keyset)
    if receiver not in NUMBERS or receiver == who.number or len(message) != CHANNEL_BYTES:
        raise Refused(Code.KEYS_UNSOUND)
    _say(session, keyset, who, CeremonyWord.CHANNEL, receiver, message, now=now)


def say_ready(session: Session, who: KnownKeyholder, signature: bytes, *, now: datetime) -> None:
    """Take the signature of a keyholder who is ready, once all shares have been handed on; with the last the
    bytes of ``keys`` are written. Raises Refused as ``_say``; keys_early before; keys_unsound."""
    keyset = _hold(session, who)
    keys, hellos = _require_keys(session, keyset)
    if ceremony_words(session, keyset.id, CeremonyWord.CHANNEL).keys() != _ORDERED_PAIRS:
        raise Refused(Code.KEYS_EARLY)
    if who.number not in keys.signers(keys.ready_message, {who.number: signature}):
        raise Refused(Code.KEYS_UNSOUND)
    _say(session, keyset, who, CeremonyWord.READY, ALL, signature, now=now)
    ready = ceremony_words(session, keyset.id, CeremonyWord.READY)
    if len(ready) == KEYHOLDERS and session.get(MadeKeys, keyset.id) is None:
        written = WrittenKeys(keyset.session, hellos, tuple(_in_order(ready))).written()
        sha256 = hashlib.sha256(written).hexdigest()
        session.add(MadeKeys(keyset_id=keyset.id, content=written, sha256=sha256, made_at=now))
        _log(session, keyset, "ceremony.made", now=now, actor=who.actor, keys=sha256, digits=keys.digits)


def ceremony_words(session: Session, keyset_id: int, kind: CeremonyWord) -> Words:
    """What has been said of one kind in an attempt."""
    rows = session.execute(
        select(KeyholderWord.keyholder, KeyholderWord.receiver, KeyholderWord.content).where(
            KeyholderWord.keyset_id == keyset_id, KeyholderWord.kind == kind.value
        )
    )
    return {(speaker, receiver): bytes(content) for speaker, receiver, content in rows}


def latest_keyset(session: Session, assembly_id: int) -> Keyset | None:
    """The attempt that counts; None where there was none."""
    of_assembly = select(Keyset).where(Keyset.assembly_id == assembly_id)
    return session.scalars(of_assembly.order_by(Keyset.id.desc()).limit(1)).one_or_none()


def keys_made(session: Session, assembly_id: int) -> MadeKeys | None:
    """The keys of an assembly: those of the latest attempt, once all five are ready."""
    keyset = latest_keyset(session, assembly_id)
    return None if keyset is None else session.get(MadeKeys, keyset.id)


def _hold(session: Session, who: KnownKeyholder) -> Keyset:
    """The attempt of a keyholder, in which nobody else speaks until the transaction ends. Raises Refused:
    keys_replaced where there is a later one; already_frozen once the assembly is convened."""
    keyset = session.scalars(select(Keyset).where(Keyset.id == who.keyset_id).with_for_update()).one()
    latest = latest_keyset(session, keyset.assembly_id)
    if latest is not keyset:
        raise Refused(Code.KEYS_REPLACED)
    if session.get_one(Assembly, keyset.assembly_id).frozen_at is not None:
        raise Refused(Code.ALREADY_FROZEN)
    return keyset


def _say(
    session: Session,
    keyset: Keyset,
    who: KnownKeyholder,
    kind: CeremonyWord,
    receiver: int,
    content: bytes,
    *,
    now: datetime,
) -> None:
    """Store a word. The same again changes nothing; Raises Refused(said_otherwise) for another."""
    key = keyset.id, kind.value, who.number, receiver
    said = session.get(KeyholderWord, key)
    if said is not None and bytes(said.content) != content:
        raise Refused(Code.SAID_OTHERWISE)
    if said is None:
        columns = dict(zip(("keyset_id", "kind", "keyholder", "receiver"), key, strict=True))
        session.add(KeyholderWord(**columns, content=content, said_at=now))
        hashed = hashlib.sha256(content).hexdigest()
        _log(session, keyset, f"ceremony.{kind}", now=now, actor=who.actor, to=receiver, content=hashed)


def _require_keys(session: Session, keyset: Keyset) -> tuple[SealedKeys, tuple[bytes, ...]]:
    """What all hellos make together, and these. Raises Refused: keys_early, keys_unsound."""
    hellos = ceremony_words(session, keyset.id, CeremonyWord.HELLO)
    if len(hellos) < KEYHOLDERS:
        raise Refused(Code.KEYS_EARLY)
    listed = tuple(_in_order(hellos))
    try:
        return keys_of_hellos(keyset.sid, listed), listed
    except BrokenKeys:
        raise Refused(Code.KEYS_UNSOUND) from None


def _in_order(words: Words) -> list[bytes]:
    return [words[number, ALL] for number in NUMBERS]


def _log(
    session: Session, keyset: Keyset, action: str, *, now: datetime, actor: str, **details: str | int
) -> None:
    details |= {"assembly": keyset.assembly_id, "sid": keyset.sid.hex()}
    record(session, now=now, actor=actor, action=action, **details)


def _hashed(token: str) -> str:
    """A token is 256 random bits: a plain hash hides it."""
    return hashlib.sha256(token.encode()).hexdigest()
