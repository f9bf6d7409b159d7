"""The assembly that somebody is signed in to, and what is found in it."""

from sqlalchemy.orm import Session

from voting.accounts.models import Role
from voting.accounts.rules import Grant
from voting.assembly.models import Assembly, Venue
from voting.assembly.venues import venues_of
from voting.ballot.agenda import resolutions_of
from voting.ballot.models import Resolution
from voting.errors import Code, Refused
from voting.extensions import db
from voting.web.form import each
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


def points_chosen() -> frozenset[str]:
    """The numbers of the resolutions that were ticked. Raises Refused(bad_request) for what is not on this
    assembly's agenda."""
    ticked = frozenset(each("point"))
    known = {item.number for item in resolutions_of(db.session(), person().assembly_id)}
    if not ticked <= known:
        raise Refused(Code.BAD_REQUEST)
    return ticked


def venue_here(code: str) -> Venue:
    """A venue of the assembly that the person is signed in to. Raises Refused(not_found)."""
    venue = db.session.get(Venue, (person().assembly_id, code))
    if venue is None:
        raise Refused(Code.NOT_FOUND)
    return venue


def venue_for(session: Session, assembly_id: int, grants: frozenset[Grant], role: Role) -> str:
    """The code of the venue at which somebody holds a role; the first venue, where they hold it at all of
    them."""
    codes = {grant.venue for grant in grants if grant.role is role}
    named = sorted(code for code in codes if code is not None)
    if named:
        return named[0]
    venues = venues_of(session, assembly_id)
    if not venues:
        raise Refused(Code.NOT_FOUND)
    return venues[0].code
