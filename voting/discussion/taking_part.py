"""Who may speak and ask: all who take part, and those online where the statutes let them
(WVV/CSA art. 6:75)."""

from sqlalchemy.orm import Session

from voting.assembly.models import Assembly
from voting.attendance.models import ONLINE
from voting.attendance.presence import entitled_and_place
from voting.errors import Code, Refused


def may_speak_from(assembly: Assembly, place: str) -> bool:
    """Whether those who take part from a place may speak and ask."""
    return place != ONLINE or assembly.online_discussion


def place_in_discussion(session: Session, assembly_id: int, member: str) -> str:
    """The place from which a member speaks or asks: the code of a venue, or ``ONLINE``.

    Raises Refused: not_entitled; not_taking_part where they are present nowhere; only_in_halls where they are
    online and that may not be.
    """
    entitled, place = entitled_and_place(session, assembly_id, member)
    if not entitled:
        raise Refused(Code.NOT_ENTITLED)
    if place is None:
        raise Refused(Code.NOT_TAKING_PART)
    if not may_speak_from(session.get_one(Assembly, assembly_id), place):
        raise Refused(Code.ONLY_IN_HALLS)
    return place
