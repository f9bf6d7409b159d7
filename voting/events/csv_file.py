"""Reading a list of events: all of them, or every fault with its line and column. Pure.

Semicolons or commas, headings and kinds in four languages, dates dd/mm/yyyy, UTF-8 with or without BOM: as
the register.
"""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from voting.errors import Fault, InvalidFile
from voting.events.models import EventKind
from voting.files import MEGABYTE, decode, require_at_most, unpack
from voting.folding import letters
from voting.typed import day_in, number_in

KIND, TITLE, ON, CITY, OTHERS = "Soort", "Titel", "Datum", "Gemeente", "Deelnemers"
HEADINGS = (KIND, TITLE, ON, CITY, OTHERS)
HEADINGS_IN = {
    "nl": HEADINGS,
    "fr": ("Type", "Titre", "Date", "Commune", "Participants"),
    "de": ("Art", "Titel", "Datum", "Gemeinde", "Teilnehmende"),
    "en": ("Kind", "Title", "Date", "City", "Participants"),
}
"""By language, the headings of a file in the order of ``HEADINGS``."""
KINDS_IN = {
    "nl": ("voorbereidende vergadering", "workshop", "opleiding", "infosessie", "andere bijeenkomst"),
    "fr": ("réunion préparatoire", "atelier", "formation", "séance d’information", "autre rencontre"),
    "de": (
        "Vorbereitungsversammlung",
        "Workshop",
        "Schulung",
        "Informationsveranstaltung",
        "anderes Treffen",
    ),
    "en": ("preparatory meeting", "workshop", "training", "information session", "other meeting"),
}
"""By language, the kinds of event in a file, in the order of ``EventKind``."""
_MEANT = {
    letters(written): heading
    for row in HEADINGS_IN.values()
    for written, heading in zip(row, HEADINGS, strict=True)
}
_KINDS = {
    letters(written): kind for row in KINDS_IN.values() for written, kind in zip(row, EventKind, strict=True)
} | {kind.value: kind for kind in EventKind}
_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
LARGEST = 4 * MEGABYTE
"""The most bytes of a file: 50,000 events."""
MOST_FAULTS = 1_000
"""With more faults the rest of the file is not read."""
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
    """All events of a file. Raises InvalidFile with every fault, or the first ``MOST_FAULTS``."""
    plain = unpack(content)
    require_at_most(len(plain), LARGEST)
    text = decode(plain)
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    faults: list[Fault] = []
    shown: dict[str, str] = {}
    rows: list[EventRow] = []
    seen: dict[tuple[EventKind, dt.date, str, str], int] = {}
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        written = [heading.strip() for heading in reader.fieldnames or ()]
        headings = [_MEANT.get(letters(heading), heading) for heading in written]
        language = _language_of(written)
        reader.fieldnames = headings
        shown = dict(zip(HEADINGS, HEADINGS_IN[language], strict=True)) | dict(
            zip(headings, written, strict=True)
        )
        faults.extend(Fault(1, name, "heading_missing") for name in HEADINGS if name not in headings)
        faults.extend(Fault(1, name, "heading_twice") for name in HEADINGS if headings.count(name) > 1)
        if faults:
            raise InvalidFile(_under_their_headings(faults, shown))
        for fields in reader:
            if len(faults) > MOST_FAULTS:
                break
            if None in fields or None in fields.values():
                found = sum(value is not None for value in fields.values()) + len(fields.get(None, ()))
                faults.append(
                    Fault(reader.line_num, "", "fields_count", {"found": found, "expected": len(headings)})
                )
                continue
            row = read_event(fields, reader.line_num, faults, language)
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
        raise InvalidFile(_under_their_headings(faults, shown))
    return rows


def _language_of(headings: Iterable[str]) -> str:
    """The language of which most headings are."""
    folded = {letters(heading) for heading in headings}
    return max(HEADINGS_IN, key=lambda language: len(folded & set(map(letters, HEADINGS_IN[language]))))


def _under_their_headings(faults: Iterable[Fault], shown: Mapping[str, str]) -> list[Fault]:
    """The faults with the headings as they stand in the file."""
    return [replace(fault, column=shown.get(fault.column, fault.column)) for fault in faults]


def read_event(
    fields: dict[str, str], line: int, faults: list[Fault], language: str = "nl"
) -> EventRow | None:
    """The event that the texts of a line or form (by heading of ``HEADINGS``) describe, or None where
    something is wrong, which is added to ``faults``; the kinds are listed in the ``language``."""
    before = len(faults)
    value = {name: fields.get(name, "").replace("\0", "").strip() for name in HEADINGS}
    kind = _KINDS.get(letters(value[KIND]))
    if kind is None:
        known = ", ".join(KINDS_IN[language])
        faults.append(Fault(line, KIND, "not_one_of", {"value": value[KIND], "known": known}))
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
