"""Which halls do not answer, of those whose devices are in use."""

from sqlalchemy.orm import Session

from voting.assembly.venues import venues_of
from voting.halls.displays import hall_accounts
from voting.live.answering import DeviceKind, DeviceSource, Silence
from voting.tablets.enrolment import venues_with_tablets
from voting.web.live import live


def silences_of(session: Session, assembly_id: int) -> dict[str, dict[DeviceKind, Silence]]:
    """By venue and kind, the devices that have fallen silent; venues without any are left out."""
    in_use = [
        *(
            DeviceSource(assembly_id, venue, DeviceKind.DISPLAY, account)
            for account, venue in hall_accounts(session, assembly_id)
        ),
        *(
            DeviceSource(assembly_id, venue, DeviceKind.TABLET)
            for venue in venues_with_tablets(session, assembly_id)
        ),
        *(
            DeviceSource(assembly_id, venue.code, DeviceKind.DESK)
            for venue in venues_of(session, assembly_id)
        ),
    ]
    found: dict[str, dict[DeviceKind, Silence]] = {}
    for silence in live().answering.silences(in_use):
        found.setdefault(silence.venue, {})[silence.kind] = silence
    return found
