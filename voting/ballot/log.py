"""Entries about a resolution in the audit log."""

from datetime import datetime

from sqlalchemy.orm import Session

from voting.audit.chain import record
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
