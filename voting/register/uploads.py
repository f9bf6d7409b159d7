"""A register file on its way into the register: kept, looked at, and then applied whole or put aside."""

import gzip
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from voting.audit.chain import record
from voting.errors import Code, Refused
from voting.register.compare import ImportSummary, Key, compare, fingerprint
from voting.register.csv_file import Choices, Row
from voting.register.delivery import Delivery
from voting.register.findings import Preview, choices_as_text, findings_of
from voting.register.headings import field_of
from voting.register.import_register import import_register
from voting.register.models import KnownHeading, Upload, UploadStage
from voting.register.names import full_name


def known_headings(session: Session) -> dict[str, str]:
    """By folded heading, the field that somebody has said it fills, or "" where it is passed over."""
    return {known.heading: known.field for known in session.scalars(select(KnownHeading))}


def keep_upload(
    session: Session, name: str, delivery: Delivery, choices: Choices, *, now: datetime, actor: str
) -> Upload:
    """Keep a register file, read as was chosen, until somebody applies it or puts it aside. One with faults
    is kept for these to be read: the log has only what can be applied."""
    upload = Upload(
        name=name[:100],
        sha256=delivery.sha256,
        rows=len(delivery.recognised.lines),
        content=delivery.packed,
        uploaded_at=now,
        uploaded_by=actor,
    )
    _look(session, upload, delivery, choices)
    session.add(upload)
    session.flush()
    if delivery.stage is not UploadStage.FAULTY:
        seen = {"upload": upload.id, "sha256": upload.sha256}
        record(session, now=now, actor=actor, action="register.uploaded", **seen)
    return upload


def choose_columns(
    session: Session,
    upload_id: int,
    said: Mapping[str, str],
    delivery: Delivery,
    choices: Choices,
    *,
    now: datetime,
    actor: str,
) -> Upload:
    """Keep a file as it is read after somebody has chosen. What they have ``said`` of headings is remembered
    for the next file. Raises Refused: not_found, wrong_state."""
    upload = waiting_upload(session, upload_id)
    _look(session, upload, delivery, choices)
    for heading, name in said.items():
        if name and name == field_of(heading, {}):
            session.execute(delete(KnownHeading).where(KnownHeading.heading == heading))
        else:
            session.merge(KnownHeading(heading=heading, field=name))
    record(
        session, now=now, actor=actor, action="register.columns_chosen", upload=upload_id, stage=upload.stage
    )
    return upload


def look_again(session: Session, upload_id: int, delivery: Delivery, choices: Choices) -> Upload:
    """Compare a file anew, where the register has changed since it was looked at. Raises Refused: not_found,
    wrong_state."""
    upload = waiting_upload(session, upload_id)
    _look(session, upload, delivery, choices)
    return upload


def uploaded_content(upload: Upload) -> bytes:
    """A file that is kept, as it was delivered. Raises Refused(wrong_state) where it has been applied or put
    aside."""
    if upload.content is None:
        raise Refused(Code.WRONG_STATE)
    return gzip.decompress(upload.content)


def apply_upload(
    session: Session,
    upload_id: int,
    rows: list[Row],
    take: Collection[Key],
    previewed: str,
    *,
    now: datetime,
    actor: str,
) -> ImportSummary:
    """Apply the rows of a file whole, if the register is still as it was when somebody looked at what would
    change (its fingerprint ``previewed``).

    ``take`` are the conflicts in which the file is followed. Raises Refused: not_found, wrong_state,
    register_changed.
    """
    upload = waiting_upload(session, upload_id)
    if upload.stage != UploadStage.READY:
        raise Refused(Code.WRONG_STATE)
    summary = import_register(session, rows, now=now, actor=actor, take=take, previewed=previewed)
    upload.applied_at, upload.content, upload.findings = now, None, None
    record(session, now=now, actor=actor, action="register.upload_applied", upload=upload_id)
    return summary


def discard_upload(session: Session, upload_id: int, *, now: datetime, actor: str) -> None:
    """Put a file aside: nothing of it is applied. Raises Refused: not_found, wrong_state."""
    upload = waiting_upload(session, upload_id)
    upload.discarded_at, upload.content, upload.findings = now, None, None
    record(session, now=now, actor=actor, action="register.upload_discarded", upload=upload_id)


def last_uploads(session: Session, limit: int) -> Sequence[Upload]:
    """The files brought in, the last one first."""
    return session.scalars(select(Upload).order_by(Upload.id.desc()).limit(limit)).all()


def waiting_upload(session: Session, upload_id: int) -> Upload:
    """A file that waits, locked until the transaction ends. Raises Refused: not_found, wrong_state."""
    query = select(Upload).where(Upload.id == upload_id).with_for_update()
    upload = session.scalars(query).one_or_none()
    if upload is None:
        raise Refused(Code.NOT_FOUND)
    if upload.content is None:
        raise Refused(Code.WRONG_STATE)
    return upload


def _look(session: Session, upload: Upload, delivery: Delivery, choices: Choices) -> None:
    """Note how far a file has come, and what was seen in it."""
    preview = None
    if delivery.stage is UploadStage.READY:
        summary = compare(session, delivery.rows)
        added = set(summary.added)
        names = {
            row.number: full_name(row.first_name, row.name) for row in delivery.rows if row.number in added
        }
        preview = Preview(fingerprint(session), summary, names)
    upload.stage = delivery.stage.value
    upload.choices = choices_as_text(choices)
    upload.findings = findings_of(delivery, preview)
