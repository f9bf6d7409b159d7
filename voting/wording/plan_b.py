"""The chair's paper for when the network is gone, in the language of the moment."""

from collections.abc import Iterator
from datetime import datetime

from flask_babel import gettext

from voting.assembly.models import Venue
from voting.attendance.models import ONLINE
from voting.ballot.models import Resolution, State
from voting.report.document import (
    Block,
    Cell,
    Heading,
    Items,
    NewPage,
    Signatures,
    Table,
    TableRow,
    Text,
    TextDocument,
)
from voting.report.plan_b import AgendaLine, PlanB
from voting.wording.languages import clock_time, day, in_language, labelled, language, number
from voting.wording.rules import rule_sentences
from voting.wording.words import POSITIONS

TO_COUNT = (State.DRAFT, State.OPEN)


def plan_b_document(plan: PlanB, now: datetime) -> TextDocument:
    """The document: how things stand, whom to phone, then each point with lines to count on by hand."""
    assembly = plan.assembly
    return TextDocument(
        language=language(),
        title=gettext("If the network is gone"),
        subtitle=" · ".join(
            (in_language(assembly.title), day(assembly.date), clock_time(now, assembly.timezone))
        ),
        blocks=tuple(_blocks(plan)),
    )


def _blocks(plan: PlanB) -> Iterator[Block]:
    yield Heading(gettext("How things stand"))
    yield Items(tuple(_standing(plan)))
    helping = in_language(plan.assembly.help) if plan.assembly.help else ""
    yield Heading(gettext("Whom to phone"))
    yield Text(helping or gettext("Name and number: %(line)s", line="_" * 30))
    for line in plan.lines:
        yield from _point(line, plan.venues)


def _standing(plan: PlanB) -> Iterator[str]:
    yield gettext("Entitled: %(number)s", number=number(plan.assembly.entitled or 0))
    for venue in plan.venues:
        yield labelled(in_language(venue.name), number(plan.present.get(venue.code, 0)))
    yield labelled(gettext("online"), number(plan.present.get(ONLINE, 0)))
    yield gettext("Proxies: %(number)s", number=number(plan.proxies))


def _point(line: AgendaLine, venues: list[Venue]) -> Iterator[Block]:
    item = line.item
    title = f"{item.number} · {in_language(item.title)}"
    if not isinstance(item, Resolution):
        yield Heading(title)
        if item.text:
            yield Text(in_language(item.text))
        return
    counted = State(item.state) in TO_COUNT
    if counted:
        yield NewPage()
    yield Heading(title)
    if item.text:
        yield Text(in_language(item.text))
    yield Items(tuple(_facts(line, item)))
    if counted:
        yield _tally(item, venues)
        yield Signatures(tuple(_tellers(venues)))


def _facts(line: AgendaLine, item: Resolution) -> Iterator[str]:
    yield from rule_sentences(item)
    if line.quorum:
        yield gettext(
            "Quorum: %(present)s present, %(needed)s needed.",
            present=number(line.quorum.present),
            needed=number(line.quorum.needed),
        )
    yield gettext("Votes: %(number)s", number=number(line.votes))


def _tally(item: Resolution, venues: list[Venue]) -> Table:
    """Empty cells to write counts in: a row for each position or candidate, a column for each hall."""
    rows = [option["name"] for option in item.options]
    names = (
        [*rows, str(POSITIONS["blank"])]
        if rows
        else [str(POSITIONS[mark]) for mark in ("for", "against", "abstain")]
    )
    empty = tuple(Cell("") for _ in range(len(venues) + 1))
    halls = (*(in_language(venue.name) for venue in venues), gettext("Total"))
    return Table((gettext("Counted by hand"), *halls), tuple(TableRow(name, empty) for name in names))


def _tellers(venues: list[Venue]) -> Iterator[str]:
    for venue in venues:
        for which in ("1", "2"):
            yield f"{in_language(venue.name)} – {gettext('Teller')} {which}:"
