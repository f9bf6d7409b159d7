"""The attendance list in words: as a table of a document, and as rows for a spreadsheet."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext

from voting.assembly.models import Assembly
from voting.attendance.models import ONLINE
from voting.cooperative.models import Cooperative
from voting.report.attendance_list import Attendee, Stay
from voting.report.document import Block, Cell, Table, TableRow, Text, TextDocument
from voting.retention.rules import DataKind
from voting.spreadsheet import Value
from voting.wording.cooperative import letterhead
from voting.wording.forgotten import forgotten_sentence
from voting.wording.languages import clock_time, day, in_language, language, number

Venues = Mapping[str, Mapping[str, str]]
"""The names of venues by code, each in some languages."""


def attendance_document(
    assembly: Assembly,
    venues: Venues,
    attendees: Sequence[Attendee],
    members: int,
    proxies_forgotten: datetime | None,
    cooperative: Cooperative | None,
) -> TextDocument:
    """The attendance list as a document of its own; ``members`` is the number of those who took part."""
    return TextDocument(
        language(),
        gettext("Attendance list"),
        f"{in_language(assembly.title)} – {day(assembly.date)}",
        (
            Text(gettext("Members present or represented: %(number)s.", number=number(members))),
            *attendance_blocks(assembly, venues, attendees, None, proxies_forgotten, signed=True),
        ),
        tuple(letterhead(cooperative)),
    )


def attendance_blocks(
    assembly: Assembly,
    venues: Venues,
    attendees: Sequence[Attendee],
    presence_forgotten: datetime | None,
    proxies_forgotten: datetime | None,
    *,
    signed: bool = False,
) -> tuple[Block, ...]:
    """Everybody who was present or represented, and how; or, once names have been removed, since when.
    ``signed``: with a column in which those who were at a venue sign."""
    if presence_forgotten:
        return (Text(forgotten_sentence(DataKind.PRESENCE, presence_forgotten, assembly.timezone)),)
    table = _table(assembly, venues, attendees, signed)
    if proxies_forgotten:
        return Text(forgotten_sentence(DataKind.PROXIES, proxies_forgotten, assembly.timezone)), table
    return (table,)


def _table(assembly: Assembly, venues: Venues, attendees: Sequence[Attendee], signed: bool) -> Block:
    """Everybody who was present or represented, and how; or a sentence that nobody was."""
    if not attendees:
        return Text(gettext("Nobody was present or represented."))
    names = {attendee.number: attendee.full_name for attendee in attendees}
    header = [gettext("Number"), gettext("Name"), gettext("Category"), gettext("Took part")]
    return Table(
        (*header, gettext("Proxies of"), *([gettext("Signature")] if signed else ())),
        tuple(
            TableRow(
                attendee.number,
                (
                    Cell(attendee.full_name, number=False),
                    Cell(attendee.category, number=False),
                    Cell(_took_part(attendee, assembly.timezone, venues), number=False),
                    Cell("; ".join(f"{one} {names[one]}" for one in attendee.represents), number=False),
                    *([Cell("" if _was_at_a_venue(attendee) else "–", number=False)] if signed else ()),
                ),
            )
            for attendee in attendees
        ),
        signed=signed,
    )


def _was_at_a_venue(attendee: Attendee) -> bool:
    return any(stay.place != ONLINE for stay in attendee.stays)


def attendance_rows(
    assembly: Assembly, venues: Venues, attendees: Sequence[Attendee]
) -> tuple[list[str], list[list[Value]]]:
    """The attendance list for a spreadsheet: the names of the columns, and a row for each stay."""
    header = [
        *(gettext("Number"), gettext("Name"), gettext("First name"), gettext("Representative")),
        *(gettext("Category"), gettext("Place"), gettext("From"), gettext("Until")),
        *(
            gettext("Voted in advance"),
            gettext("Represented by"),
            gettext("Proxies of"),
            gettext("Signature"),
        ),
    ]
    rows: list[list[Value]] = []
    for attendee in attendees:
        for stay in attendee.stays or (None,):
            rows.append(
                [
                    *(attendee.number, attendee.name, attendee.first_name, attendee.representative),
                    attendee.category,
                    *_stay_cells(stay, assembly.timezone, venues),
                    gettext("yes") if attendee.in_advance else "",
                    attendee.holder or attendee.stand_in,
                    ", ".join(attendee.represents),
                    "",
                ]
            )
    return header, rows


def place_name(place: str, venues: Venues) -> str:
    """The name of a venue by its code, or the word for taking part online."""
    return gettext("online") if place == ONLINE else in_language(venues.get(place, {"": place}))


def _took_part(attendee: Attendee, timezone: str, venues: Venues) -> str:
    ways = [_stay(stay, timezone, venues) for stay in attendee.stays]
    if attendee.in_advance:
        ways.append(gettext("voted in advance"))
    if attendee.stand_in:
        ways.append(gettext("through %(name)s, who is no member", name=attendee.stand_in))
    if attendee.holder:
        ways.append(gettext("represented by %(number)s", number=attendee.holder))
    return "; ".join(ways)


def _stay(stay: Stay, timezone: str, venues: Venues) -> str:
    place, since = place_name(stay.place, venues), clock_time(stay.since, timezone)
    if stay.until is None:
        return str(gettext("%(place)s, from %(since)s", place=place, since=since))
    until = clock_time(stay.until, timezone)
    return str(gettext("%(place)s, from %(since)s to %(until)s", place=place, since=since, until=until))


def _stay_cells(stay: Stay | None, timezone: str, venues: Venues) -> tuple[str, str, str]:
    if stay is None:
        return "", "", ""
    until = clock_time(stay.until, timezone) if stay.until else ""
    return place_name(stay.place, venues), clock_time(stay.since, timezone), until
