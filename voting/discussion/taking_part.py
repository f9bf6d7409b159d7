"""Who may speak and ask: all who take part, in a hall or at a distance (WVV/CSA art. 6:75)."""

from sqlalchemy.orm import Session

from voting.attendance.presence import entitled_and_place
from voting.errors import Code, Refused


def place_in_discussion(session: Session, assembly_id: int, member: str) -> str:
    """The place from which a member speaks or asks: the code of a venue, or ``ONLINE``.

    Raises Refused: not_entitled; not_taking_part where they are present nowhere.
    """
    entitled, place = entitled_and_place(session, assembly_id, member)
    if not entitled:
        raise Refused(Code.NOT_ENTITLED)
    if place is None:
        raise Refused(Code.NOT_TAKING_PART)
    return place
