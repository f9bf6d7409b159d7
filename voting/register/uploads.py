"""A register file on its way into the register: kept, looked at, and then applied whole or put aside."""

import gzip
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from voting.aside import aside
from voting.audit.chain import record
from voting.errors import Code, Refused
from voting.register.compare import ImportSummary
from voting.register.csv_file import Choices
from voting.register.delivery import Delivery
from voting.register.findings import choices_as_text, findings_of
from voting.register.headings import field_of
from voting.register.import_register import StagedImport, write_import
from voting.register.models import KnownHeading, Member, Upload, UploadStage
from voting.register.registered import registered


def known_headings(session: Session) -> dict[str, str]:
    """By folded heading, the field that somebody has said it fills, or "" where it is passed over."""
    return {known.heading: known.field for known in session.scalars(select(KnownHeading))}


def points_known(session: Session) -> bool | None:
    """Whether points belong to member numbers, as those of the register show: True where one has any, else
    None."""
    pointed = select(Member.number).where(Member.number.like("%.___")).limit(1)
    return True if session.scalar(pointed) is not None else None


def look_at(session: Session, delivery: Delivery) -> bytes:
    """What is seen in a file, packed: if it can be applied, also what it would change of the register as it
    is now. To be called outside a writing transaction: it takes its time, while other requests go on."""
    register = registered(session) if delivery.stage is UploadStage.READY else None
    return aside(findings_of, delivery, register)


def keep_upload(
    session: Session,
    name: str,
    delivery: Delivery,
    choices: Choices,
    findings: bytes,
    *,
    now: datetime,
    actor: str,
) -> Upload:
    """Keep a register file, read as was chosen, until somebody applies it or puts it aside; ``findings`` is
    what ``look_at`` saw. One with faults is kept for these to be read: the log has only what can be
    applied."""
    upload = Upload(
        name=name[:100],
        sha256=delivery.sha256,
        rows=len(delivery.recognised.lines),
        content=delivery.packed,
        uploaded_at=now,
        uploaded_by=actor,
    )
    _note(upload, delivery, choices, findings)
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
    findings: bytes,
    *,
    now: datetime,
    actor: str,
) -> Upload:
    """Keep a file as it is read, and what ``look_at`` saw, after somebody has chosen. What they have ``said``
    of headings is remembered for the next file. Raises Refused: not_found, wrong_state."""
    upload = waiting_upload(session, upload_id)
    _note(upload, delivery, choices, findings)
    for heading, name in said.items():
        if name and name == field_of(heading, {}):
            session.execute(delete(KnownHeading).where(KnownHeading.heading == heading))
        else:
            session.merge(KnownHeading(heading=heading, field=name))
    record(
        session, now=now, actor=actor, action="register.columns_chosen", upload=upload_id, stage=upload.stage
    )
    return upload


def look_again(
    session: Session, upload_id: int, delivery: Delivery, choices: Choices, findings: bytes
) -> Upload:
    """Keep what ``look_at`` has seen in a file now, where the register has changed since. Raises Refused:
    not_found, wrong_state."""
    upload = waiting_upload(session, upload_id)
    _note(upload, delivery, choices, findings)
    return upload


def uploaded_content(upload: Upload) -> bytes:
    """A file that is kept, as it was delivered. Raises Refused(wrong_state) where it has been applied or put
    aside."""
    if upload.content is None:
        raise Refused(Code.WRONG_STATE)
    return gzip.decompress(upload.content)


def apply_upload(session: Session, upload_id: int, staged: StagedImport, previewed: str) -> ImportSummary:
    """Apply a file whole, as was staged, if the register is still as it was when somebody looked at what
    would change (its fingerprint ``previewed``). Raises Refused: not_found, wrong_state, register_changed."""
    upload = waiting_upload(session, upload_id)
    if upload.stage != UploadStage.READY:
        raise Refused(Code.WRONG_STATE)
    if previewed != staged.plan.fingerprint:
        raise Refused(Code.REGISTER_CHANGED)
    summary = write_import(session, staged)
    upload.applied_at, upload.content, upload.findings = staged.now, None, None
    record(
        session,
        now=staged.now,
        actor=staged.actor,
        action="register.upload_applied",
        upload=upload_id,
    )
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


def _note(upload: Upload, delivery: Delivery, choices: Choices, findings: bytes) -> None:
    """Note how far a file has come, and what was seen in it."""
    upload.stage = delivery.stage.value
    upload.choices = choices_as_text(choices)
    upload.findings = findings
