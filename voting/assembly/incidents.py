"""What went wrong technically during the assembly, for the minutes (WVV/CSA art. 6:75)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly, Incident, IncidentEnd
from voting.audit.chain import record
from voting.audit.sealed_rows import row_hash
from voting.errors import Code, Refused

LONGEST = 2000
"""The most characters that the account of an incident may have."""


def note_incident(
    session: Session,
    assembly: Assembly,
    happened_at: datetime,
    venue: str | None,
    text: str,
    *,
    now: datetime,
    account_id: int,
) -> int:
    """Note an incident: when it happened, at which venue if at one, and what it was; returns its id.

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
        row=incident_hash(incident),
    )
    return incident.id


def incident_hash(incident: Incident) -> str:
    """The hash by which the log knows what was noted."""
    told = (incident.happened_at, incident.venue, incident.text, incident.noted_at)
    return row_hash("", told)


def end_hash(end: IncidentEnd) -> str:
    """The hash by which the log knows since when an incident is over."""
    return row_hash("", (end.ended_at, end.noted_at))


def end_incident(
    session: Session,
    assembly_id: int,
    incident_id: int,
    ended_at: datetime,
    *,
    now: datetime,
    account_id: int,
) -> None:
    """Note that what an incident was about is over, and since when.

    Raises Refused: not_found; incident_ended where that has been noted; incident_later for an end that is
    to come or before the beginning.
    """
    incident = session.get(Incident, incident_id)
    if incident is None or incident.assembly_id != assembly_id:
        raise Refused(Code.NOT_FOUND)
    if session.get(IncidentEnd, incident_id) is not None:
        raise Refused(Code.INCIDENT_ENDED)
    if not incident.happened_at <= ended_at <= now:
        raise Refused(Code.INCIDENT_LATER)
    end = IncidentEnd(incident_id=incident_id, ended_at=ended_at, noted_at=now, account_id=account_id)
    session.add(end)
    session.flush()
    record(
        session,
        now=now,
        actor=f"account {account_id}",
        action="incident.ended",
        assembly=assembly_id,
        incident=incident_id,
        row=end_hash(end),
    )


def ends_of(session: Session, assembly_id: int) -> dict[int, datetime]:
    """By the id of an incident, the moment since when it is over. Those that are not over are left out."""
    rows = session.execute(
        select(IncidentEnd.incident_id, IncidentEnd.ended_at)
        .join(Incident, Incident.id == IncidentEnd.incident_id)
        .where(Incident.assembly_id == assembly_id)
    )
    return {row.incident_id: row.ended_at for row in rows}


def incidents_of(session: Session, assembly_id: int) -> list[Incident]:
    """The incidents of an assembly in the order in which they happened."""
    return list(
        session.scalars(
            select(Incident)
            .where(Incident.assembly_id == assembly_id)
            .order_by(Incident.happened_at, Incident.id)
        )
    )
