"""The halls of an assembly that is postponed: those that it has, or others in their places."""

from typing import Any

from sqlalchemy.orm import Session

from voting.assembly.venues import venues_of
from voting.web.form import sent, text
from voting.web.office.assembly.draft_form import languages


def halls_as_typed(session: Session, assembly_id: int) -> list[dict[str, Any]]:
    """Each hall as a table of a definition: as the form says, or as it is where the form does not say."""
    return [
        {"code": venue.code, "name": languages(f"{field}.name"), "address": text(f"{field}.address")}
        if sent(f"{field}.address")
        else {"code": venue.code, "name": dict(venue.name), "address": venue.address}
        for field, venue in (
            (f"venue.{place}", venue) for place, venue in enumerate(venues_of(session, assembly_id), 1)
        )
    ]
