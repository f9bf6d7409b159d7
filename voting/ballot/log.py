"""What the audit log says about a resolution, whoever did something with it."""

from datetime import datetime

from sqlalchemy.orm import Session

from voting.audit.chain import record
from voting.ballot.models import Resolution


def log_resolution(
    session: Session, resolution: Resolution, action: str, *, now: datetime, actor: str, **details: object
) -> None:
    """Append an entry that names the resolution by its assembly, number and round, beside the details, within
    the transaction of the change it speaks of."""
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
