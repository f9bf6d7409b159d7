"""What everybody at an assembly sees, kept by each process until it changes: the assembly, its agenda, venues
and documents, the cooperative.

They are copies of rows that belong to no session and to everybody: to look at, never to change.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import inspect

from voting.assembly.documents import documents_of
from voting.assembly.models import AgendaPoint, Assembly, Document, Venue
from voting.assembly.venues import venues_of
from voting.ballot.agenda import points_of, resolutions_of
from voting.ballot.amending import AsPut, as_put
from voting.ballot.models import Resolution, State
from voting.ballot.results import shown_result
from voting.cooperative.models import Cooperative
from voting.cooperative.stored import the_cooperative
from voting.database import Base
from voting.errors import Code, Refused
from voting.extensions import db
from voting.live.topics import Topic
from voting.web.kept import kept_value
from voting.web.person import person

WHILE = (Topic.AGENDA,)
Row = TypeVar("Row", bound=Base)


def shown_cooperative() -> Cooperative | None:
    """The cooperative whose installation this is; None where it has not been entered."""

    def read() -> Cooperative | None:
        found = the_cooperative(db.session())
        return _copy(found) if found else None

    return kept_value("cooperative", WHILE, read)


def shown_assembly() -> Assembly:
    """The assembly that the person is signed in to."""
    assembly_id = person().assembly_id
    return kept_value(
        ("assembly", assembly_id), WHILE, lambda: _copy(db.session.get_one(Assembly, assembly_id))
    )


def shown_resolutions() -> list[Resolution]:
    """Its resolutions, in the order of the agenda."""
    assembly_id = person().assembly_id
    return kept_value(
        ("resolutions", assembly_id), WHILE, lambda: _copies(resolutions_of(db.session(), assembly_id))
    )


def shown_resolution(resolution_id: int) -> Resolution:
    """One of them. Raises Refused(not_found)."""

    def read() -> Resolution | None:
        found = db.session.get(Resolution, resolution_id)
        return _copy(found) if found else None

    resolution = kept_value(("resolution", resolution_id), WHILE, read)
    if resolution is None or resolution.assembly_id != person().assembly_id:
        raise Refused(Code.NOT_FOUND)
    return resolution


def shown_points() -> list[AgendaPoint]:
    """Its points without a vote, in the order of the agenda."""
    assembly_id = person().assembly_id
    return kept_value(("points", assembly_id), WHILE, lambda: _copies(points_of(db.session(), assembly_id)))


def shown_agenda() -> list[AgendaPoint | Resolution]:
    """Its whole agenda in order."""
    return sorted([*shown_points(), *shown_resolutions()], key=lambda item: item.position)


def shown_venues() -> list[Venue]:
    """Its venues in order."""
    assembly_id = person().assembly_id
    return kept_value(("venues", assembly_id), WHILE, lambda: _copies(venues_of(db.session(), assembly_id)))


def shown_venue_names() -> dict[str, dict[str, str]]:
    """Their names, by code, each in some languages."""
    return {venue.code: venue.name for venue in shown_venues()}


def shown_documents() -> list[list[Document]]:
    """Its documents in order, each as a list of its files."""
    assembly_id = person().assembly_id

    def read() -> list[list[Document]]:
        return [_copies(files) for files in documents_of(db.session(), assembly_id)]

    return kept_value(("documents", assembly_id), WHILE, read)


def announced(resolution: Resolution) -> dict[str, Any] | None:
    """The result of a resolution once it is announced; else None."""
    if State(resolution.state) is not State.ANNOUNCED:
        return None
    return kept_value(
        ("result", resolution.id),
        WHILE,
        lambda: shown_result(db.session(), resolution, counts_votes=False),
    )


def text_as_put(resolution: Resolution) -> AsPut:
    """The text of a resolution as it is put to the vote."""
    return kept_value(("as put", resolution.id), WHILE, lambda: as_put(db.session(), resolution))


def _copies(rows: Iterable[Row]) -> list[Row]:
    return [_copy(row) for row in rows]


def _copy(row: Row) -> Row:
    columns = inspect(type(row)).column_attrs
    return type(row)(**{item.key: getattr(row, item.key) for item in columns if not item.deferred})
