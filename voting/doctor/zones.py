"""Time zones: whether those of the assemblies are known here, and by rules that are not years old."""

import zoneinfo
from datetime import datetime, timedelta
from importlib import resources
from zoneinfo import ZoneInfo

from sqlalchemy import select

from voting.assembly.models import Assembly
from voting.clock import system_clock
from voting.doctor.examination import Patient
from voting.doctor.finding import Finding, doubtful, ill, well

SUBJECT = "zones"
AHEAD = 400
"""Days that are compared."""


def check_zones(patient: Patient) -> list[Finding]:
    """Whether the zones of the assemblies are known, and mean the same as in the data that comes with this
    version."""
    with patient.engine.connect() as connection:
        keys = set(connection.scalars(select(Assembly.timezone).distinct())) or {"Europe/Brussels"}
    found = [finding for key in sorted(keys) if (finding := of_zone(key, system_clock()))]
    return found or [well(SUBJECT, f"{', '.join(sorted(keys))}: known, by rules that are up to date.")]


def of_zone(key: str, now: datetime) -> Finding | None:
    """What is wrong with a time zone here; None where nothing is."""
    try:
        here = ZoneInfo(key)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        remedy = "Install the time zones of the system (tzdata), or correct the zone of the assembly."
        return ill(SUBJECT, "zone_unknown", f"The time zone {key} of an assembly is not known here.", remedy)
    with resources.files("tzdata.zoneinfo").joinpath(key).open("rb") as file:
        ours = ZoneInfo.from_file(file, key)
    days = [now + timedelta(days=day) for day in range(AHEAD)]
    differs = next((day for day in days if here.utcoffset(day) != ours.utcoffset(day)), None)
    if differs is None:
        return None
    sentence = f"From {differs:%Y-%m-%d} this machine has another time in {key} than its rules of today."
    return doubtful(
        SUBJECT, "zone_outdated", sentence, "Bring the time zones of the system (tzdata) up to date."
    )
