"""What an assembly's definition file says of the assembly itself: date, windows, venues, limits."""

import datetime as dt
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from voting.assembly.models import AssemblyKind
from voting.definition import Table

CODE_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
RESERVED_CODES = frozenset({"online"})


@dataclass(frozen=True, slots=True)
class VenueDefinition:
    """A hall: its code and its name in some languages."""

    code: str
    name: dict[str, str]


@dataclass(frozen=True, slots=True)
class AssemblyDefinition:
    """An assembly as its file defines it; moments are in UTC."""

    kind: str
    date: dt.date
    record_date: dt.date
    timezone: str
    title: dict[str, str]
    advance_opens: datetime | None
    advance_closes: datetime | None
    proxies_per_holder: int
    proxies_close: datetime | None
    venues: tuple[VenueDefinition, ...]

    def moved(self, by: timedelta) -> "AssemblyDefinition":
        """The same assembly with all its dates moved: what a demonstration needs."""
        return replace(
            self,
            date=self.date + by,
            record_date=self.record_date + by,
            advance_opens=self.advance_opens and self.advance_opens + by,
            advance_closes=self.advance_closes and self.advance_closes + by,
            proxies_close=self.proxies_close and self.proxies_close + by,
        )


def read_assembly(table: Table) -> AssemblyDefinition:
    """The assembly that a file's root table defines; faults go into the table's list."""
    timezone = table.text("timezone", "Europe/Brussels")
    if timezone not in available_timezones():
        if timezone:
            table.fault("timezone", "timezone_unknown", value=timezone)
        timezone = "UTC"
    day, record_date = table.day("date"), table.day("record_date")
    if record_date > day > dt.date.min:
        table.fault("record_date", "record_date_late")
    opens, closes = _read_window(table, ZoneInfo(timezone))
    return AssemblyDefinition(
        kind=table.choice("kind", list(AssemblyKind), AssemblyKind.ORDINARY.value),
        date=day,
        record_date=record_date,
        timezone=timezone,
        title=table.languages("title"),
        advance_opens=opens,
        advance_closes=closes,
        proxies_per_holder=table.integer("proxies_per_holder", 0, 1000, 1),
        proxies_close=_read_deadline(table, day, ZoneInfo(timezone)),
        venues=_read_venues(table),
    )


def _read_deadline(table: Table, day: dt.date, timezone: ZoneInfo) -> datetime | None:
    """Until when proxies can be given; without it, for as long as they are of use."""
    if not table.has("proxies_close"):
        return None
    moment = table.local_moment("proxies_close")
    if moment.date() > day > dt.date.min:
        table.fault("proxies_close", "after_assembly")
    return None if moment == datetime.min else moment.replace(tzinfo=timezone).astimezone(UTC)  # noqa: DTZ901


def _read_window(table: Table, timezone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    window = table.table("advance_voting")
    if window is None:
        return None, None
    opens, closes = window.local_moment("opens"), window.local_moment("closes")
    window.finish()
    if datetime.min in (opens, closes):  # noqa: DTZ901 - the stand-in for a value that is a fault
        return None, None
    if closes <= opens:
        window.fault("closes", "closes_before_opens")
    return opens.replace(tzinfo=timezone).astimezone(UTC), closes.replace(tzinfo=timezone).astimezone(UTC)


def _read_venues(table: Table) -> tuple[VenueDefinition, ...]:
    venues: list[VenueDefinition] = []
    for venue in table.tables("venues"):
        code = venue.text("code")
        if code and (not set(code) <= CODE_CHARACTERS or len(code) > 20 or code.lower() in RESERVED_CODES):
            venue.fault("code", "code_invalid", value=code)
        if code and code in [earlier.code for earlier in venues]:
            venue.fault("code", "code_twice", value=code)
        venues.append(VenueDefinition(code, venue.languages("name")))
        venue.finish()
    return tuple(venues)
