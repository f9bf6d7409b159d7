"""The minutes: the meeting itself, and who was present or represented."""

from collections.abc import Iterator

from flask_babel import gettext

from voting.assembly.models import Assembly
from voting.report.document import Block, Cell, Heading, Items, Table, TableRow, Text
from voting.report.minutes import Minutes
from voting.wording.attendance import place_name
from voting.wording.languages import clock_time, day, in_language, number
from voting.wording.reasoning import percentage


def meeting(minutes: Minutes) -> Iterator[Block]:
    assembly = minutes.assembly
    yield Heading(gettext("The meeting"))
    yield Text(
        gettext(
            "This draft was made from what was recorded before and during the assembly. "
            "It becomes the minutes when the bureau has completed and signed it."
        )
    )
    places = [", ".join(filter(None, (in_language(venue.name), venue.address))) for venue in minutes.venues]
    lines = [gettext("Held at the same time in: %(places)s, and online.", places="; ".join(places))]
    if assembly.entitled is not None:
        lines.append(
            gettext(
                "On the record date, %(date)s, %(number)s members were entitled to vote.",
                date=day(assembly.record_date),
                number=number(assembly.entitled),
            )
        )
        lines.append(gettext("The hash of their list is %(hash)s.", hash=assembly.roll_hash))
    lines += _opened_and_closed(minutes.assembly)
    opened = [item.resolution.opened_at for item in minutes.items if item.resolution.opened_at]
    announced = [item.resolution.announced_at for item in minutes.items if item.resolution.announced_at]
    if opened and announced:
        lines.append(
            gettext(
                "The first vote was opened at %(opened)s; the last result was announced at %(announced)s.",
                opened=clock_time(min(opened), assembly.timezone),
                announced=clock_time(max(announced), assembly.timezone),
            )
        )
    yield Items(tuple(lines))


def presence(minutes: Minutes) -> Iterator[Block]:
    present = minutes.took_part.members
    entitled = minutes.assembly.entitled or 0
    yield Heading(gettext("Present and represented"))
    rows = [
        TableRow(place_name(code, minutes.venue_names), (Cell(number(members)),))
        for code, members in minutes.presence.venues.items()
    ]
    in_advance, represented = minutes.took_part.in_advance, minutes.took_part.represented
    yield Table(
        (gettext("Way of taking part"), gettext("Members")),
        (
            *rows,
            TableRow(gettext("online"), (Cell(number(minutes.presence.online)),)),
            TableRow(gettext("voted in advance"), (Cell(number(in_advance)),)),
            TableRow(gettext("represented by a proxy holder who was present"), (Cell(number(represented)),)),
            TableRow(
                gettext("Present or represented, each counted once"), (Cell(number(present)),), total=True
            ),
        ),
    )
    yield Text(
        gettext(
            "That is %(percentage)s of the %(entitled)s entitled members. The list is annexed.",
            percentage=percentage(present, entitled),
            entitled=number(entitled),
        )
    )


def _opened_and_closed(assembly: Assembly) -> Iterator[str]:
    if assembly.opened_at and assembly.closed_at:
        yield gettext(
            "The chair opened the meeting at %(opened)s and closed it at %(closed)s.",
            opened=clock_time(assembly.opened_at, assembly.timezone),
            closed=clock_time(assembly.closed_at, assembly.timezone),
        )
    elif assembly.opened_at:
        opened = clock_time(assembly.opened_at, assembly.timezone)
        yield gettext("The chair opened the meeting at %(opened)s.", opened=opened)
