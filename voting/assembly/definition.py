"""What an assembly's definition file says of the assembly itself: date, windows, venues, limits."""

import datetime as dt
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from voting.assembly.following import read_following
from voting.assembly.models import AssemblyKind
from voting.definition import DefinitionTable
from voting.errors import Fault, require_sound
from voting.languages import LANGUAGES

CODE_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
FILE_NAME = re.compile(r"[\w-][\w .-]{0,99}")
"""The name of a file that lies beside the definition: without any path."""
NOTICE_DAYS = 15
"""How many days before the assembly its invitations leave at the latest: check it against your statutes."""
RESERVED_CODES = frozenset({"online"})


@dataclass(frozen=True, slots=True)
class VenueDefinition:
    """A hall: its code, its name in some languages, and its address ("" where none is given)."""

    code: str
    name: dict[str, str]
    address: str


@dataclass(frozen=True, slots=True)
class DocumentDefinition:
    """A document: its title by language, and by language the name of its PDF file."""

    title: dict[str, str]
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class ProgrammeEntry:
    """A line of the programme: a moment, and by language what happens then."""

    at: datetime
    text: dict[str, str]


@dataclass(frozen=True, slots=True)
class PointDefinition:
    """A point of the agenda without a vote; ``position`` is its place on the agenda, from 1."""

    position: int
    number: str
    title: dict[str, str]
    text: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class AssemblyDefinition:
    """An assembly as its file defines it; moments are in UTC."""

    kind: str
    date: dt.date
    record_date: dt.date
    timezone: str
    title: dict[str, str]
    opens_at: datetime | None
    advance_opens: datetime | None
    advance_closes: datetime | None
    proxies_per_holder: int
    proxies_close: datetime | None
    questions_close: datetime | None
    chosen_proxies: bool
    stand_ins: bool
    labels: bool
    notice_days: int
    second_call: bool
    stream: dict[str, str]
    help: dict[str, str]
    venues: tuple[VenueDefinition, ...]
    programme: tuple[ProgrammeEntry, ...]
    documents: tuple[DocumentDefinition, ...]
    points: tuple[PointDefinition, ...] = ()


def read_assembly(table: DefinitionTable) -> AssemblyDefinition:
    """The assembly that the root table of a definition file describes. Faults are added to the table's list;
    nothing may be used while there are any."""
    timezone = table.text("timezone", "Europe/Brussels")
    if timezone not in available_timezones():
        if timezone:
            table.fault("timezone", "timezone_unknown", value=timezone)
        timezone = "UTC"
    day, record_date = table.day("date"), table.day("record_date")
    if record_date > day > dt.date.min:
        table.fault("record_date", "record_date_late")
    if not table.boolean("online_discussion", True):
        table.fault("online_discussion", "online_silent")
    opens, closes = _read_window(table, ZoneInfo(timezone))
    following = read_following(table)
    return AssemblyDefinition(
        kind=table.choice("kind", list(AssemblyKind), AssemblyKind.ORDINARY.value),
        date=day,
        record_date=record_date,
        timezone=timezone,
        title=table.languages("title"),
        opens_at=_read_opening(table, day, ZoneInfo(timezone)),
        advance_opens=opens,
        advance_closes=closes,
        proxies_per_holder=table.integer("proxies_per_holder", 0, 1000, 1),
        proxies_close=_read_deadline(table, "proxies_close", day, ZoneInfo(timezone)),
        questions_close=_read_deadline(table, "questions_close", day, ZoneInfo(timezone)),
        chosen_proxies=table.boolean("chosen_proxies", False),
        stand_ins=table.boolean("stand_ins", False),
        labels=table.boolean("labels", False),
        notice_days=table.integer("notice_days", 0, 365, NOTICE_DAYS),
        second_call=table.boolean("second_call", False),
        stream=following.stream,
        help=following.help,
        venues=_read_venues(table),
        programme=_read_programme(table, ZoneInfo(timezone)),
        documents=_read_documents(table),
    )


def read_venues(values: list[dict[str, Any]]) -> list[VenueDefinition]:
    """The halls that the tables of a file would describe. Raises InvalidForm with every fault, whose place is
    written ``venues[1].name``."""
    faults: list[Fault] = []
    venues = _read_venues(DefinitionTable({"venues": values}, "", faults))
    require_sound(faults)
    return list(venues)


def _read_opening(table: DefinitionTable, day: dt.date, timezone: ZoneInfo) -> datetime | None:
    """The hour that is set for the meeting, on its day; None: none is set."""
    moment = table.moment("opens", timezone) if table.has("opens") else None
    if moment is not None and moment.date() != day > dt.date.min:
        table.fault("opens", "on_another_day")
    return moment and moment.astimezone(UTC)


def _read_deadline(table: DefinitionTable, key: str, day: dt.date, timezone: ZoneInfo) -> datetime | None:
    """The moment until which proxies can be given, or questions asked; None: none is set."""
    moment = table.moment(key, timezone) if table.has(key) else None
    if moment is not None and moment.date() > day > dt.date.min:
        table.fault(key, "after_assembly")
    return moment and moment.astimezone(UTC)


def _read_window(table: DefinitionTable, timezone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    window = table.table("advance_voting")
    if window is None:
        return None, None
    opens, closes = window.moment("opens", timezone), window.moment("closes", timezone)
    window.finish()
    if opens is None or closes is None:
        return None, None
    opens, closes = opens.astimezone(UTC), closes.astimezone(UTC)
    if closes <= opens:
        window.fault("closes", "closes_before_opens")
    return opens, closes


def _read_venues(table: DefinitionTable) -> tuple[VenueDefinition, ...]:
    venues: list[VenueDefinition] = []
    for venue in table.tables("venues"):
        code = venue.text("code")
        if code and (not set(code) <= CODE_CHARACTERS or len(code) > 20 or code.lower() in RESERVED_CODES):
            venue.fault("code", "code_invalid", value=code)
        if code and code in [earlier.code for earlier in venues]:
            venue.fault("code", "code_twice", value=code)
        address = venue.text("address", "") if venue.has("address") else ""
        venues.append(VenueDefinition(code, venue.languages("name"), address))
        venue.finish()
    return tuple(venues)


def _read_programme(table: DefinitionTable, timezone: ZoneInfo) -> tuple[ProgrammeEntry, ...]:
    entries: list[ProgrammeEntry] = []
    for item in table.tables("programme"):
        at, text = item.moment("at", timezone), item.languages("text")
        item.finish()
        if at is not None:
            entries.append(ProgrammeEntry(at.astimezone(UTC), text))
    return tuple(sorted(entries, key=lambda entry: entry.at))


def _read_documents(table: DefinitionTable) -> tuple[DocumentDefinition, ...]:
    documents: list[DocumentDefinition] = []
    for item in table.tables("documents"):
        title, files = item.languages("title"), item.table("files")
        names: dict[str, str] = {}
        if files is None:
            item.fault("files", "value_missing")
        else:
            for language in LANGUAGES:
                if files.has(language):
                    names[language] = files.text(language)
                    if not FILE_NAME.fullmatch(names[language]):
                        files.fault(language, "file_name_invalid", value=names[language])
            files.finish()
            if not names:
                item.fault("files", "value_missing")
        documents.append(DocumentDefinition(title, names))
        item.finish()
    return tuple(documents)
