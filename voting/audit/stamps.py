"""Time stamps (RFC 3161) under the signed heads of the log: a service outside, which has not seen the log,
says when each head was there. So not even who holds the key of the installation can sign another log later.

It is asked after a head was signed, by the server beside all else, and again until it has answered; nothing
waits for it. What it answers is kept whole, as ``openssl ts`` reads it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.request import Request, urlopen

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from voting.audit.heads import head_text
from voting.audit.models import AuditHead, HeadStamp, SignedHead
from voting.database import writing

if TYPE_CHECKING:
    from rfc3161_client import TimeStampResponse

AGAIN_AFTER = timedelta(minutes=1)
"""So long a service is left alone that did not give a stamp."""
AT_ONCE = 20
PATIENCE = 10
"""Seconds that the service may take for an answer."""
LONGEST = 64 * 1024
"""Bytes of the longest answer that is read."""


class NoStampError(Exception):
    """The service gave no stamp, or one that is not valid."""


class _Unstamped(NamedTuple):
    seq: int
    hash: str
    signed_at: datetime


class Stamper:
    """Has heads stamped by the service at ``url``, whose certificates lead to those in the PEM file
    ``roots``."""

    def __init__(self, url: str, roots: Path) -> None:
        self._url, self._roots = url, roots
        self._not_before: datetime | None = None

    def stamp_heads(self, session: Session, *, now: datetime) -> int:
        """Have some of the signed heads stamped that are not yet, in their order; returns how many. Raises
        NoStampError where the service gives none, and leaves it alone for a while then."""
        if self._not_before is not None and now < self._not_before:
            return 0
        heads = [_Unstamped(*row) for row in session.execute(_unstamped().limit(AT_ONCE))]
        session.rollback()
        for head in heads:
            try:
                answer, at = self._ask(head)
            except Exception as error:
                self._not_before = now + AGAIN_AFTER
                raise NoStampError(f"the head of entry {head.seq} was not stamped: {error}") from error
            with writing(session):
                session.execute(select(AuditHead.seq).with_for_update())
                if session.get(HeadStamp, head.seq) is None:
                    session.add(HeadStamp(seq=head.seq, at=at, answer=answer))
        return len(heads)

    def _ask(self, head: _Unstamped) -> tuple[bytes, datetime]:
        from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

        text = head_text(*head)
        asked = TimestampRequestBuilder().data(text).hash_algorithm(HashAlgorithm.SHA256).build()
        http = Request(  # noqa: S310 - of the settings, and begins with http
            self._url, asked.as_bytes(), {"Content-Type": "application/timestamp-query"}
        )
        with urlopen(http, timeout=PATIENCE) as response:  # noqa: S310 - the same
            answer: bytes = response.read(LONGEST)
        return answer, checked_stamp(answer, text, self._roots, asked.nonce)


def checked_stamp(answer: bytes, text: bytes, roots: Path, nonce: int | None = None) -> datetime:
    """The moment in the answer of a service, which is a valid stamp of a text by a certificate that leads to
    one of those in a PEM file, and to this request where its ``nonce`` is given. Raises ValueError,
    rfc3161_client.VerificationError, and OSError where there is no such file."""
    from cryptography.x509 import load_pem_x509_certificates
    from rfc3161_client import VerifierBuilder

    given = _read(answer)
    known = load_pem_x509_certificates(roots.read_bytes())
    VerifierBuilder(roots=known, nonce=nonce).build().verify_message(given, text)
    moment: datetime = given.tst_info.gen_time
    return moment


def stamps(session: Session) -> dict[int, HeadStamp]:
    """By entry of the log, the stamp of its head."""
    return {stamp.seq: stamp for stamp in session.scalars(select(HeadStamp).order_by(HeadStamp.seq))}


def unstamped_head(session: Session, *, before: datetime) -> int | None:
    """The number of the first head signed before a moment that is not stamped; None where all are."""
    first = select(func.min(SignedHead.seq)).outerjoin(HeadStamp, HeadStamp.seq == SignedHead.seq)
    return session.scalar(first.where(HeadStamp.seq.is_(None), SignedHead.signed_at < before))


def stamp_faults(session: Session, roots: Path) -> Iterator[str]:
    """A sentence for each stamp that is not one of its head, by the certificates in a PEM file; and for each
    head without one among those that have. Raises OSError where there is no such file."""
    heads = {head.seq: head for head in session.scalars(select(SignedHead).order_by(SignedHead.seq))}
    stamped = stamps(session)
    for seq, stamp in stamped.items():
        head = heads.get(seq)
        try:
            at = head and checked_stamp(stamp.answer, head_text(seq, head.hash, head.signed_at), roots)
        except OSError:
            raise
        except Exception as error:
            yield f"the time stamp of the head of entry {seq} is not valid: {error}"
        else:
            if at != stamp.at:
                yield f"the time stamp of the head of entry {seq} is of another moment, or of no head"
    for seq in heads.keys() - stamped.keys():
        if stamped and min(stamped) < seq < max(stamped):
            yield f"the head of entry {seq} has no time stamp, and one after it has: it is gone"


def _unstamped() -> Select[int, str, datetime]:
    return (
        select(SignedHead.seq, SignedHead.hash, SignedHead.signed_at)
        .outerjoin(HeadStamp, HeadStamp.seq == SignedHead.seq)
        .where(HeadStamp.seq.is_(None))
        .order_by(SignedHead.seq)
    )


def _read(answer: bytes) -> "TimeStampResponse":
    from rfc3161_client import decode_timestamp_response

    return decode_timestamp_response(answer)
