"""A register file on its way into the register: kept, looked at, and then applied whole or put aside."""

import gzip
import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.audit.chain import record
from voting.errors import Code, Refused
from voting.files import unpack
from voting.register.compare import ImportSummary, Key
from voting.register.csv_file import Row, read_register
from voting.register.import_register import import_register
from voting.register.models import Upload


def keep_upload(session: Session, name: str, content: bytes, *, now: datetime, actor: str) -> Upload:
    """Keep a register file until somebody applies it or puts it aside. Raises InvalidFile with every fault in
    it."""
    rows = read_register(content)
    plain = unpack(content)
    upload = Upload(
        name=name[:100],
        sha256=hashlib.sha256(plain).hexdigest(),
        rows=len(rows),
        content=gzip.compress(plain, 6),
        uploaded_at=now,
        uploaded_by=actor,
    )
    session.add(upload)
    session.flush()
    record(session, now=now, actor=actor, action="register.uploaded", upload=upload.id, sha256=upload.sha256)
    return upload


def uploaded_rows(upload: Upload) -> list[Row]:
    """The rows of a file that is kept. Raises Refused(wrong_state) where it has been applied or put aside."""
    if upload.content is None:
        raise Refused(Code.WRONG_STATE)
    return read_register(upload.content)


def apply_upload(
    session: Session, upload_id: int, take: Collection[Key], previewed: str, *, now: datetime, actor: str
) -> ImportSummary:
    """Apply a file whole, if the register is still as it was when somebody looked at what would change (its
    fingerprint ``previewed``).

    ``take`` are the conflicts in which the file is followed. Raises Refused: not_found, wrong_state,
    register_changed.
    """
    upload = _waiting(session, upload_id)
    summary = import_register(
        session, uploaded_rows(upload), now=now, actor=actor, take=take, previewed=previewed
    )
    upload.applied_at, upload.content = now, None
    record(session, now=now, actor=actor, action="register.upload_applied", upload=upload_id)
    return summary


def discard_upload(session: Session, upload_id: int, *, now: datetime, actor: str) -> None:
    """Put a file aside: nothing of it is applied. Raises Refused: not_found, wrong_state."""
    upload = _waiting(session, upload_id)
    upload.discarded_at, upload.content = now, None
    record(session, now=now, actor=actor, action="register.upload_discarded", upload=upload_id)


def last_uploads(session: Session, limit: int) -> Sequence[Upload]:
    """The files brought in, the last one first."""
    return session.scalars(select(Upload).order_by(Upload.id.desc()).limit(limit)).all()


def _waiting(session: Session, upload_id: int) -> Upload:
    query = select(Upload).where(Upload.id == upload_id).with_for_update()
    upload = session.scalars(query).one_or_none()
    if upload is None:
        raise Refused(Code.NOT_FOUND)
    if upload.content is None:
        raise Refused(Code.WRONG_STATE)
    return upload
