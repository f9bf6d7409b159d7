"""What went wrong technically during the assembly, for the minutes (WVV/CSA art. 6:75)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly, Incident
from voting.audit.chain import record
from voting.errors import Code, Refused

LONGEST = 2000
"""Characters that an account of an incident may have."""


def note_incident(
    session: Session,
    assembly: Assembly,
    happened_at: datetime,
    venue: str | None,
    text: str,
    *,
    now: datetime,
    account_id: int,
) -> None:
    """Note an incident: when it happened, at which venue if at one, and what it was.

    Nothing is edited: a correction is another entry. Raises Refused: incident_empty, incident_later.
    """
    if not text.strip() or len(text) > LONGEST:
        raise Refused(Code.INCIDENT_EMPTY, longest=LONGEST)
    if happened_at > now:
        raise Refused(Code.INCIDENT_LATER)
    incident = Incident(
        assembly_id=assembly.id,
        happened_at=happened_at,
        venue=venue,
        text=text.strip(),
        noted_at=now,
        account_id=account_id,
    )
    session.add(incident)
    session.flush()
    record(
        session,
        now=now,
        actor=f"account {account_id}",
        action="incident.noted",
        assembly=assembly.id,
        incident=incident.id,
        venue=venue,
    )


def incidents_of(session: Session, assembly_id: int) -> list[Incident]:
    """The incidents of an assembly in the order in which they happened."""
    return list(
        session.scalars(
            select(Incident)
            .where(Incident.assembly_id == assembly_id)
            .order_by(Incident.happened_at, Incident.id)
        )
    )
