"""The halls of an assembly that is postponed: those that it has, or others in their places."""

from typing import Any

from sqlalchemy.orm import Session

from voting.assembly.venues import venues_of
from voting.web.form import sent, text
from voting.web.office.assembly.draft_form import languages


def halls_as_typed(session: Session, assembly_id: int) -> list[dict[str, Any]]:
    """Each hall as a table of a definition: as the form says, or as it is where the form does not say."""
    halls = []
    for place, venue in enumerate(venues_of(session, assembly_id), 1):
        field = f"venue.{place}"
        said = sent(f"{field}.address")
        name = languages(f"{field}.name") if said else dict(venue.name)
        address = text(f"{field}.address") if said else venue.address
        halls.append({"code": venue.code, "name": name} | ({"address": address} if address else {}))
    return halls
