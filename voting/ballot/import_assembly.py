"""Storing an assembly that a file defines: all of it, as a draft that can still be changed."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.assembly.definition import AssemblyDefinition, PointDefinition, VenueDefinition
from voting.assembly.models import AgendaPoint, Assembly, Venue
from voting.audit.chain import digest, record
from voting.ballot.definition import ResolutionDefinition
from voting.ballot.models import Resolution, State
from voting.ballot.pictures import keep_picture
from voting.errors import Code, Refused

ASSEMBLY_COLUMNS = (
    *("kind", "date", "record_date", "timezone", "title", "opens_at", "advance_opens", "advance_closes"),
    *("proxies_per_holder", "proxies_close", "chosen_proxies", "stand_ins", "notice_days", "second_call"),
    *("questions_close", "stream", "help", "labels"),
)


def import_assembly(
    session: Session,
    definition: AssemblyDefinition,
    resolutions: list[ResolutionDefinition],
    pictures: Sequence[bytes] = (),
    *,
    now: datetime,
    actor: str,
) -> Assembly:
    """Store the assembly with its venues and resolutions, within the caller's transaction.

    Raises Refused(already_imported) where there is one of the same kind on the same date.
    """
    require_new(session, definition.kind, definition.date)
    assembly = Assembly()
    write_assembly(session, assembly, definition, resolutions)
    for picture in pictures:
        keep_picture(session, assembly.id, picture)
    record(
        session,
        now=now,
        actor=actor,
        action="assembly.imported",
        assembly=assembly.id,
        date=assembly.date.isoformat(),
        resolutions=digest([[item.number, item.title] for item in resolutions]),
    )
    return assembly


def require_new(session: Session, kind: str, day: date, *, besides: int | None = None) -> None:
    """Raise Refused(already_imported) where there is another assembly of the kind on the day."""
    earlier = select(Assembly.id).where(Assembly.kind == kind, Assembly.date == day)
    if session.scalar(earlier if besides is None else earlier.where(Assembly.id != besides)) is not None:
        raise Refused(Code.ALREADY_IMPORTED)


def write_assembly(
    session: Session,
    assembly: Assembly,
    definition: AssemblyDefinition,
    resolutions: list[ResolutionDefinition],
) -> None:
    """Set what an assembly's definition says of it, and add its venues, points and resolutions."""
    for name in ASSEMBLY_COLUMNS:
        setattr(assembly, name, getattr(definition, name))
    assembly.programme = [{"at": entry.at.isoformat(), "text": entry.text} for entry in definition.programme]
    session.add(assembly)
    session.flush()
    for position, venue in enumerate(definition.venues, 1):
        session.add(Venue(assembly_id=assembly.id, position=position, **_values(venue)))
    for point in definition.points:
        session.add(AgendaPoint(assembly_id=assembly.id, **_values(point)))
    taken = {point.position for point in definition.points}
    free = (position for position in count(1) if position not in taken)
    for position, item in zip(free, resolutions, strict=False):
        values = _values(item) | {"options": list(item.options), "reserved": list(item.reserved)}
        session.add(
            Resolution(assembly_id=assembly.id, round=1, position=position, state=State.DRAFT.value, **values)
        )
    session.flush()


def _values(definition: VenueDefinition | PointDefinition | ResolutionDefinition) -> dict[str, Any]:
    return {name: getattr(definition, name) for name in definition.__dataclass_fields__}
