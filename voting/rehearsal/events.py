"""Reading the events of a day: who did what when, and what each must be answered."""

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from voting.errors import Fault, InvalidFile
from voting.files import decode
from voting.local_time import Unclear, at_place

COLUMNS = ("at", "event", "member", "holder", "venue", "channel", "resolution", "choice", "expect")
NEEDED = {
    "grant_proxy": ("member", "holder"),
    "check_in": ("member", "venue"),
    "join_online": ("member",),
    "open": ("resolution",),
    "vote": ("member", "resolution", "channel"),
    "close": ("resolution",),
    "announce": ("resolution",),
}
"""By kind of event, the columns that may not be empty."""

NEEDED_BY_CHANNEL = {"paper": ("venue",), "proxy": ("holder",)}
"""By channel of a vote, further columns that may not be empty."""

OK = "ok"


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """One thing that somebody did: a line of the file. What does not apply is an empty text; ``at`` is in
    UTC; ``expect`` is the code of the answer that it must get."""

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


def read_recorded_events(
    content: bytes, timezone: str, venues: Collection[str], resolutions: Collection[str]
) -> list[RecordedEvent]:
    """The events of a CSV file, whose times are local ones in ``timezone``, where they have no offset.

    Raises InvalidFile with every fault; a venue or resolution that is not of the assembly is one.
    """
    rows = csv.reader(io.StringIO(decode(content), newline=""), strict=True)
    try:
        lines = [(rows.line_num, fields) for fields in rows]
    except csv.Error as error:
        raise InvalidFile([Fault(rows.line_num, "", "not_csv", {"reason": str(error)})]) from error
    headings = lines[0][1] if lines else []
    faults = [Fault(1, column, "heading_missing") for column in COLUMNS if column not in headings]
    if faults:
        raise InvalidFile(faults)
    events: list[RecordedEvent] = []
    for line, fields in lines[1:]:
        if not fields:
            continue
        if len(fields) != len(headings):
            found = {"found": len(fields), "expected": len(headings)}
            faults.append(Fault(line, "", "fields_count", found))
            continue
        values = dict(zip(headings, fields, strict=True))
        at = _read_moment(values["at"], ZoneInfo(timezone))
        if isinstance(at, Unclear):
            faults.append(Fault(line, "at", at.code, at.details))
        else:
            rest = {column: values[column] for column in COLUMNS if column != "at"}
            events.append(RecordedEvent(line=line, at=at, **rest))
        allowed = {"event": tuple(NEEDED), "venue": ("", *venues), "resolution": ("", *resolutions)}
        faults.extend(
            Fault(line, column, "not_one_of", {"value": values[column], "known": ", ".join(known)})
            for column, known in allowed.items()
            if values[column] not in known
        )
        needed = (*NEEDED.get(values["event"], ()), *NEEDED_BY_CHANNEL.get(values["channel"], ()))
        faults.extend(Fault(line, column, "value_missing") for column in needed if not values[column])
    if faults:
        raise InvalidFile(faults)
    return events


def _read_moment(text: str, timezone: ZoneInfo) -> datetime | Unclear:
    try:
        written = datetime.fromisoformat(text)
        found = written if written.tzinfo else at_place(written, timezone)
        return found if isinstance(found, Unclear) else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return Unclear("date_unreadable", {"value": text})
