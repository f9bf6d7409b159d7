"""Which halls do not answer, of those whose devices are in use."""

from datetime import timedelta

from sqlalchemy.orm import Session

from voting.assembly.meeting import hours_of
from voting.assembly.models import Assembly
from voting.assembly.venues import venues_of
from voting.attendance.busy import is_missed
from voting.attendance.presence import last_arrival
from voting.halls.displays import hall_accounts
from voting.installation import now
from voting.live.answering import DeviceKind, DeviceSource, Silence
from voting.tablets.enrolment import venues_with_tablets
from voting.web.live import live


def silences_of(session: Session, assembly_id: int) -> dict[str, dict[DeviceKind, Silence]]:
    """By venue and kind, the devices that have fallen silent, of desks those that were busy; venues without
    any are left out."""
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
    hours = hours_of(session.get_one(Assembly, assembly_id))
    found: dict[str, dict[DeviceKind, Silence]] = {}
    for silence in live().answering.silences(in_use):
        fell_silent = now() - timedelta(seconds=silence.seconds)
        if silence.kind is DeviceKind.DESK and not is_missed(
            hours, last_arrival(session, assembly_id, silence.venue), fell_silent, now()
        ):
            continue
        found.setdefault(silence.venue, {})[silence.kind] = silence
    return found
