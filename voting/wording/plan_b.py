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
    yield NewPage()
    yield Heading(gettext("If a hall loses its link"))
    yield Items(tuple(_without_link()))
    yield _envelopes()
    for line in plan.lines:
        yield from _point(line, plan.venues)


def _without_link() -> Iterator[str]:
    """What to do, in order. Who has voted already is known again only when the numbers are entered, so that
    until then no ballot may lie among others: an envelope keeps it apart, and the gate decides."""
    yield gettext(
        "The doors go on: the phones there keep who has come and send it by themselves, once the link is "
        "back. Do not close their page."
    )
    yield gettext(
        "Phone the chair. The chair leaves the vote open or puts off its end, and notes the incident with "
        "the hall and the time."
    )
    yield gettext("Collect the tablets: a vote on them cannot be sent now.")
    yield gettext(
        "Whoever wants to vote in the hall gets a paper ballot. It goes into an envelope on which nothing "
        "is written, and this into another with the member number; the member signs the list."
    )
    yield gettext(
        "When the link is back, or on a phone that has one of its own: first let the phones at the doors "
        "send, then enter each number of the list on the page of paper ballots, before the vote is "
        "closed."
    )
    yield gettext(
        "Where that is accepted, the inner envelope goes into the ballot box. Where it is refused, the "
        "member has voted already, or may not: the envelope stays closed and is kept apart."
    )
    yield gettext("The chair notes when the incident was over. Then the paper is counted as always.")


def _envelopes() -> Table:
    """The list of those who have put a ballot into an envelope, to be filled in and signed by hand."""
    header = ("", gettext("Member number"), gettext("Name"), gettext("Signature"))
    return Table(header, tuple(TableRow(str(row), (Cell(""),) * 3) for row in range(1, 13)), signed=True)


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
