"""Storing an assembly that a file defines: all of it, as a draft that can still be changed."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.assembly.definition import AssemblyDefinition
from voting.assembly.models import Assembly, Venue
from voting.audit.chain import digest, record
from voting.ballot.definition import ResolutionDefinition
from voting.ballot.models import Resolution, State
from voting.errors import Code, Refused


def import_assembly(
    session: Session,
    definition: AssemblyDefinition,
    resolutions: list[ResolutionDefinition],
    *,
    now: datetime,
    actor: str,
) -> Assembly:
    """Store the assembly with its venues and resolutions, within the caller's transaction.

    Raises Refused(already_imported) where there is one of the same kind on the same date.
    """
    earlier = select(Assembly.id).where(Assembly.kind == definition.kind, Assembly.date == definition.date)
    if session.scalar(earlier) is not None:
        raise Refused(Code.ALREADY_IMPORTED)
    assembly = Assembly(
        kind=definition.kind,
        date=definition.date,
        record_date=definition.record_date,
        timezone=definition.timezone,
        title=definition.title,
        advance_opens=definition.advance_opens,
        advance_closes=definition.advance_closes,
        proxies_per_holder=definition.proxies_per_holder,
        proxies_close=definition.proxies_close,
        notice_days=definition.notice_days,
        programme=[{"at": entry.at.isoformat(), "text": entry.text} for entry in definition.programme],
    )
    session.add(assembly)
    session.flush()
    for position, venue in enumerate(definition.venues, 1):
        session.add(
            Venue(
                assembly_id=assembly.id,
                code=venue.code,
                position=position,
                name=venue.name,
                address=venue.address,
            )
        )
    for position, item in enumerate(resolutions, 1):
        session.add(
            Resolution(
                assembly_id=assembly.id,
                number=item.number,
                round=1,
                position=position,
                kind=item.kind,
                title=item.title,
                text=item.text,
                secret=item.secret,
                advance=item.advance and definition.advance_opens is not None,
                method=item.method,
                options=list(item.options),
                seats=item.seats,
                term_years=item.term_years,
                majority=item.majority,
                quorum=item.quorum,
                tie_rule=item.tie_rule,
                reserved=list(item.reserved),
                live_choices=item.live_choices,
                state=State.DRAFT.value,
            )
        )
    session.flush()
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
