"""Pure: ``session``, ``keys`` and ``context``, each written once as JSON and hashed as those bytes.

The text is canonical as in the audit log (``voting/audit/chain.py``): keys sorted, no spaces, UTF-8. What is
read is refused whole where it is not exactly that, or has a part too many, missing or of another kind.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, TypeVar

from voting.sealed.wire import FORMAT, SealedShape, sealed_hash, sealed_shape, why_unsealable

KEYHOLDERS, THRESHOLD, QUORUM = 5, 3, 4
"""How many keyholders there are, how many open, and how many must have signed what is opened."""
_HEX = frozenset("0123456789abcdef")


class SealedDocument(StrEnum):
    """The documents."""

    SESSION = "session"
    KEYS = "keys"
    CONTEXT = "context"


class BrokenDocument(ValueError):
    """A document that is not written as it must be, or says what it may not say."""

    def __init__(self, which: SealedDocument) -> None:
        super().__init__(which.value)
        self.which = which


@dataclass(frozen=True, slots=True)
class CeremonySession:
    """Whose ceremony it is: ``attempt`` is 16 random bytes in hexadecimal, of which each has its own."""

    assembly: int
    attempt: str
    keyholders: tuple[str, ...]

    def written(self) -> bytes:
        """The bytes of ``session``."""
        return document_bytes(
            {**asdict(self), "format": FORMAT, "n": KEYHOLDERS, "quorum": QUORUM, "t": THRESHOLD}
        )


@dataclass(frozen=True, slots=True)
class SealedContext:
    """What all that is sealed in one round of a resolution is bound to. Hashes and keys: hexadecimal."""

    assembly: int
    box_key: str
    candidates: tuple[str, ...]
    keys: str
    method: str
    number: str
    round: int
    rules_hash: str
    seats: int

    @property
    def shape(self) -> SealedShape:
        """What its ballots consist of."""
        return sealed_shape(self.method, len(self.candidates), self.seats)

    def written(self) -> bytes:
        """The bytes of ``context``."""
        return document_bytes({**asdict(self), "format": FORMAT})


@dataclass(frozen=True, slots=True)
class WrittenKeys:
    """What a ceremony leaves, as bytes: the session, a hello and a signature that it is ready of each."""

    session: bytes
    hellos: tuple[bytes, ...]
    ready: tuple[bytes, ...]

    def written(self) -> bytes:
        """The bytes of ``keys``."""
        lists = {name: [each.hex() for each in getattr(self, name)] for name in ("hellos", "ready")}
        return document_bytes({**lists, "format": FORMAT, "session": self.session.hex()})


_Document = TypeVar("_Document", CeremonySession, WrittenKeys, SealedContext)


def document_bytes(value: Any) -> bytes:
    """A JSON value as its one text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def session_id(session: bytes) -> bytes:
    """sid: what everything in a ceremony is bound to; 32 bytes."""
    return sealed_hash("session", session)[:32]


def context_hash(context: bytes) -> bytes:
    """ctx; 32 bytes."""
    return hashlib.sha256(context).digest()


def read_session(data: bytes) -> CeremonySession:
    """The session that these bytes are. Raises BrokenDocument."""
    told = _told(data, SealedDocument.SESSION)
    assembly: Any = told.get("assembly")
    attempt: Any = told.get("attempt")
    names = tuple(_texts(told.get("keyholders")) or ())
    named = len(names) == len(set(names)) == KEYHOLDERS and all(names)
    if not named or not _is_number(assembly) or not _is_hex(attempt, 16):
        raise BrokenDocument(SealedDocument.SESSION)
    return _as_written(CeremonySession(assembly, attempt, names), data, SealedDocument.SESSION)


def read_keys(data: bytes) -> WrittenKeys:
    """The keys that these bytes are; whether they are any is for ``voting/sealed/keys.py``. Raises
    BrokenDocument."""
    told = _told(data, SealedDocument.KEYS)
    hellos, ready = _texts(told.get("hellos")) or [], _texts(told.get("ready")) or []
    texts: list[Any] = [told.get("session"), *hellos, *ready]
    if not all(map(_is_hex, texts)) or not len(hellos) == len(ready) == KEYHOLDERS:
        raise BrokenDocument(SealedDocument.KEYS)
    session, *rest = map(bytes.fromhex, texts)
    keys = WrittenKeys(session, tuple(rest[:KEYHOLDERS]), tuple(rest[KEYHOLDERS:]))
    return _as_written(keys, data, SealedDocument.KEYS)


def read_context(data: bytes) -> SealedContext:
    """The context that these bytes are, of a resolution that can be sealed. Raises BrokenDocument."""
    told = _told(data, SealedDocument.CONTEXT)
    told.pop("format", None)
    candidates = _texts(told.get("candidates"))
    if told.keys() != SealedContext.__dataclass_fields__.keys() or candidates is None:
        raise BrokenDocument(SealedDocument.CONTEXT)
    context = SealedContext(**{**told, "candidates": tuple(candidates)})
    if not (
        all(map(_is_number, (context.assembly, context.round, context.seats)))
        and all(_is_hex(each, 32) for each in (context.box_key, context.keys, context.rules_hash))
        and all(type(each) is str and each for each in (context.method, context.number, *candidates))
        and len(set(candidates)) == len(candidates)
        and why_unsealable(context.method, len(candidates), context.seats) is None
        and (context.method != "for_against_abstain" or not candidates)
    ):
        raise BrokenDocument(SealedDocument.CONTEXT)
    return _as_written(context, data, SealedDocument.CONTEXT)


def _told(data: bytes, which: SealedDocument) -> dict[str, Any]:
    try:
        told = json.loads(data.decode())
    except (ValueError, RecursionError):
        raise BrokenDocument(which) from None
    if not isinstance(told, dict):
        raise BrokenDocument(which)
    return told


def _as_written(document: _Document, data: bytes, which: SealedDocument) -> _Document:
    """The document, if these bytes are the one way in which it is written."""
    try:
        written = document.written()
    except UnicodeEncodeError:
        raise BrokenDocument(which) from None
    if written != data:
        raise BrokenDocument(which)
    return document


def _texts(value: Any) -> list[str] | None:
    return value if isinstance(value, list) and all(type(each) is str for each in value) else None


def _is_number(value: Any) -> bool:
    return type(value) is int and 0 <= value < 1 << 31


def _is_hex(value: Any, size: int | None = None) -> bool:
    """Whether it is a text of bytes in small hexadecimal digits, so many where it is said."""
    if type(value) is not str or not set(value) <= _HEX or len(value) % 2:
        return False
    return size is None or len(value) == 2 * size
