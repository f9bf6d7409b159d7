"""Entries about a resolution in the audit log."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.audit.chain import canonical, record
from voting.audit.models import AuditEntry
from voting.ballot.models import Resolution


def log_resolution(
    session: Session, resolution: Resolution, action: str, *, now: datetime, actor: str, **details: object
) -> None:
    """Append an entry that names the resolution (its assembly, number and round) and has the details, within
    the transaction of the change that it is about."""
    record(
        session,
        now=now,
        actor=actor,
        action=action,
        assembly=resolution.assembly_id,
        resolution=resolution.number,
        round=resolution.round,
        **details,
    )


@dataclass(frozen=True, slots=True)
class LoggedStep:
    """What was logged about a resolution: the ``action`` as the log names it, who did it (``actor`` as in
    the log) and when."""

    action: str
    actor: str
    at: datetime


def last_step(session: Session, resolution: Resolution) -> LoggedStep | None:
    """What was logged last about a resolution, in its present round; None where nothing was."""
    entries = session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.action.startswith("resolution."),
            AuditEntry.details.contains(canonical({"resolution": resolution.number})[1:-1], autoescape=True),
        )
        .order_by(AuditEntry.seq.desc())
    )
    about = {"assembly": resolution.assembly_id, "resolution": resolution.number, "round": resolution.round}
    for entry in entries:
        if about.items() <= json.loads(entry.details).items():
            return LoggedStep(entry.action, entry.actor, entry.at)
    return None
