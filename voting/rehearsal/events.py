"""Reading the events of a day: who did what when, and what each must be answered."""

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from voting.errors import Fault, InvalidFile

COLUMNS = ("at", "event", "member", "holder", "venue", "channel", "resolution", "choice", "expect")
KINDS = ("grant_proxy", "check_in", "join_online", "open", "vote", "close", "announce")
OK = "ok"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that somebody did. What does not apply is an empty text; ``at`` is in UTC."""

    line: int
    at: datetime
    event: str
    member: str
    holder: str
    venue: str
    channel: str
    resolution: str
    choice: str
    expect: str


def read_events(
    content: bytes, timezone: str, venues: Collection[str], resolutions: Collection[str]
) -> list[Event]:
    """The events of a CSV file, at local times in ``timezone``.

    Raises InvalidFile with every fault; a venue or resolution that the assembly does not have is one.
    """
    try:
        text = content.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InvalidFile([Fault(line, "", "not_utf8", {"byte": f"0x{content[error.start]:02X}"})]) from error
    rows = csv.reader(io.StringIO(text, newline=""))
    headings = next(rows, [])
    faults = [Fault(1, column, "heading_missing") for column in COLUMNS if column not in headings]
    if faults:
        raise InvalidFile(faults)
    events: list[Event] = []
    for fields in rows:
        line = rows.line_num
        if len(fields) != len(headings):
            found = {"found": len(fields), "expected": len(headings)}
            faults.append(Fault(line, "", "fields_count", found))
            continue
        values = dict(zip(headings, fields, strict=True))
        at = _read_moment(values["at"], ZoneInfo(timezone))
        if at is None:
            faults.append(Fault(line, "at", "date_unreadable", {"value": values["at"]}))
        allowed = {"event": KINDS, "venue": ("", *venues), "resolution": ("", *resolutions)}
        faults.extend(
            Fault(line, column, "not_one_of", {"value": values[column], "known": ", ".join(known)})
            for column, known in allowed.items()
            if values[column] not in known
        )
        if at is not None:
            rest = {column: values[column] for column in COLUMNS if column != "at"}
            events.append(Event(line=line, at=at, **rest))
    if faults:
        raise InvalidFile(faults)
    return events


def _read_moment(text: str, timezone: ZoneInfo) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=timezone).astimezone(UTC)
    except ValueError:
        return None
