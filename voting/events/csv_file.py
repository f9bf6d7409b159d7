"""Reading a list of events: all of them, or every fault with its line and column. Pure.

Semicolons or commas, Dutch headings, dates dd/mm/yyyy, UTF-8 with or without BOM: as the register.
"""

import csv
import datetime as dt
import io
import re
from dataclasses import dataclass

from voting.errors import Fault, InvalidFile
from voting.events.models import EventKind
from voting.files import decode, unpack
from voting.typed import day_in, number_in

KIND, TITLE, ON, CITY, OTHERS = "Soort", "Titel", "Datum", "Gemeente", "Deelnemers"
HEADINGS = (KIND, TITLE, ON, CITY, OTHERS)
KINDS = {
    "voorbereidende vergadering": EventKind.PREPARATORY,
    "workshop": EventKind.WORKSHOP,
    "opleiding": EventKind.TRAINING,
}
"""The kinds of event by their names in the file; the values that the form sends are understood as well."""
_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
LONGEST_TITLE, LONGEST_CITY, MOST = 200, 100, 100_000


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event as a form or a line of a file describes it; ``others`` is how many people came without being
    checked in."""

    kind: EventKind
    title: str
    on: dt.date
    city: str
    others: int


def read_events(content: bytes) -> list[EventRow]:
    """All events of a file. Raises InvalidFile with every fault."""
    text = decode(unpack(content))
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    faults: list[Fault] = []
    rows: list[EventRow] = []
    seen: dict[tuple[EventKind, dt.date, str, str], int] = {}
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        headings = [heading.strip() for heading in reader.fieldnames or ()]
        reader.fieldnames = headings
        faults.extend(Fault(1, name, "heading_missing") for name in HEADINGS if name not in headings)
        if faults:
            raise InvalidFile(faults)
        for fields in reader:
            if None in fields or None in fields.values():
                found = sum(value is not None for value in fields.values()) + len(fields.get(None, ()))
                faults.append(
                    Fault(reader.line_num, "", "fields_count", {"found": found, "expected": len(headings)})
                )
                continue
            row = read_event(fields, reader.line_num, faults)
            if row is None:
                continue
            key = (row.kind, row.on, row.city, row.title)
            if key in seen:
                faults.append(
                    Fault(reader.line_num, TITLE, "event_twice", {"value": row.title, "first": seen[key]})
                )
            seen.setdefault(key, reader.line_num)
            rows.append(row)
    except csv.Error as error:
        faults.append(Fault(reader.line_num, "", "not_csv", {"reason": str(error)}))
    if faults:
        raise InvalidFile(faults)
    return rows


def read_event(fields: dict[str, str], line: int, faults: list[Fault]) -> EventRow | None:
    """The event that the texts of a line or form (by heading) describe, or None where something is wrong,
    which is added to ``faults``."""
    before = len(faults)
    value = {name: fields.get(name, "").replace("\0", "").strip() for name in HEADINGS}
    kind = (KINDS | {kind.value: kind for kind in EventKind}).get(value[KIND].lower())
    if kind is None:
        faults.append(Fault(line, KIND, "not_one_of", {"value": value[KIND], "known": ", ".join(KINDS)}))
    for name, longest in ((TITLE, LONGEST_TITLE), (CITY, LONGEST_CITY)):
        if not value[name]:
            faults.append(Fault(line, name, "value_missing"))
        elif len(value[name]) > longest:
            faults.append(Fault(line, name, "too_long", {"longest": longest}))
    on = _read_date(value[ON])
    if on is None:
        faults.append(Fault(line, ON, "date_unreadable", {"value": value[ON]}))
    others = number_in(value[OTHERS] or "0")
    if others is None or others > MOST:
        bounds: dict[str, str | int] = {"value": value[OTHERS], "minimum": 0, "maximum": MOST}
        faults.append(Fault(line, OTHERS, "out_of_bounds", bounds))
    if len(faults) > before or kind is None or on is None or others is None:
        return None
    return EventRow(kind, value[TITLE], on, value[CITY], others)


def _read_date(text: str) -> dt.date | None:
    """The day that dd/mm/yyyy names, or yyyy-mm-dd as a form sends it; None where there is no such day."""
    if day := _DAY.fullmatch(text):
        return day_in(f"{day[3]}-{day[2]:0>2}-{day[1]:0>2}")
    return day_in(text)
