"""What several rooms read of the assembly that somebody is signed in to."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.accounts.models import Role
from voting.accounts.rules import Grant
from voting.assembly.models import Assembly, Venue
from voting.ballot.contest import contest_from
from voting.ballot.methods import Contest
from voting.ballot.models import Resolution, State
from voting.ballot.rules import Window, in_advance
from voting.errors import Code, Refused
from voting.extensions import db
from voting.web.person import person


def this_assembly() -> Assembly:
    """The assembly that the person is signed in to."""
    return db.session.get_one(Assembly, person().assembly_id)


def resolution_here(resolution_id: int) -> Resolution:
    """A resolution of the assembly that the person is signed in to. Raises Refused(not_found)."""
    resolution = db.session.get(Resolution, resolution_id)
    if resolution is None or resolution.assembly_id != person().assembly_id:
        raise Refused(Code.NOT_FOUND)
    return resolution


def contest_here(resolution_id: int) -> Contest:
    """What is on the ballot of a resolution of this assembly: all that a vote's form needs of it.

    Raises Refused(not_found).
    """
    row = db.session.execute(
        select(Resolution.method, Resolution.options, Resolution.seats).where(
            Resolution.id == resolution_id, Resolution.assembly_id == person().assembly_id
        )
    ).one_or_none()
    if row is None:
        raise Refused(Code.NOT_FOUND)
    return contest_from(row.method, row.options, row.seats)


def resolutions_of(session: Session, assembly_id: int) -> list[Resolution]:
    """The resolutions of an assembly in the order of the agenda, rounds of one after each other."""
    return list(
        session.scalars(
            select(Resolution)
            .where(Resolution.assembly_id == assembly_id)
            .order_by(Resolution.position, Resolution.round)
        )
    )


def phase_of(assembly: Assembly, resolution: Resolution, now: datetime) -> str:
    """The state of a resolution as it is shown, advance voting included."""
    window = None
    if assembly.frozen_at and assembly.advance_opens and assembly.advance_closes:
        window = Window(assembly.advance_opens, assembly.advance_closes)
    if in_advance(State(resolution.state), resolution.advance, window, now):
        return "advance"
    return resolution.state


def venues_of(session: Session, assembly_id: int) -> list[Venue]:
    """The venues of an assembly in order."""
    return list(
        session.scalars(select(Venue).where(Venue.assembly_id == assembly_id).order_by(Venue.position))
    )


def venue_names(session: Session, assembly_id: int) -> dict[str, dict[str, str]]:
    """The names of an assembly's venues, by code, each in some languages."""
    return {venue.code: venue.name for venue in venues_of(session, assembly_id)}


def venue_here(code: str) -> Venue:
    """A venue of the assembly that the person is signed in to. Raises Refused(not_found)."""
    venue = db.session.get(Venue, (person().assembly_id, code))
    if venue is None:
        raise Refused(Code.NOT_FOUND)
    return venue


def venue_for(session: Session, assembly_id: int, grants: frozenset[Grant], role: Role) -> str:
    """The code of the venue at which a role is held; the first venue where it is held at all of them."""
    codes = {grant.venue for grant in grants if grant.role is role}
    named = sorted(code for code in codes if code is not None)
    if named:
        return named[0]
    venues = venues_of(session, assembly_id)
    if not venues:
        raise Refused(Code.NOT_FOUND)
    return venues[0].code
