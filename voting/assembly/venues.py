"""The venues of an assembly."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.assembly.models import Venue


def venues_of(session: Session, assembly_id: int) -> list[Venue]:
    """The venues of an assembly in order."""
    return list(
        session.scalars(select(Venue).where(Venue.assembly_id == assembly_id).order_by(Venue.position))
    )


def venue_names(session: Session, assembly_id: int) -> dict[str, dict[str, str]]:
    """The names of an assembly's venues, by code, each in some languages."""
    return {venue.code: venue.name for venue in venues_of(session, assembly_id)}
