"""Which proxies stand: given to a member or, on paper, to somebody who is none, and not withdrawn since."""

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import InstrumentedAttribute

from voting.assembly.models import Proxy, StandIn


def still_given(
    given: type[Proxy] | type[StandIn], assembly_id: int | ColumnElement[int] | InstrumentedAttribute[int]
) -> ColumnElement[bool]:
    """The condition that what was given for an assembly has not been withdrawn."""
    return and_(given.assembly_id == assembly_id, given.withdrawn_at.is_(None))
