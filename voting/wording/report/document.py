"""The yearly special report as a document, made from its content as it is now, or as it was signed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext

from voting.cooperative.rules import Particulars
from voting.report.document import Block, Cell, Chart, Heading, Picture, Table, TableRow, Text, TextDocument
from voting.report.facts import Unit
from voting.report.markdown import blocks_of
from voting.report.named import named_figures, names_in
from voting.report.turnout import WAYS_OF_VOTING, Division
from voting.wording.cooperative import letterhead
from voting.wording.languages import in_language, language
from voting.wording.reasoning import percentage
from voting.wording.report.figures import (
    DIVISIONS,
    EVENT_COLUMNS,
    EVENT_KINDS,
    GROUPS,
    figure_name,
    group_name,
)
from voting.wording.report.named import figures_filled_in, pictures_put_in
from voting.wording.report.notation import report_day, report_figure, report_number
from voting.wording.report.words import MOVEMENTS, SECTION_NAMES
from voting.wording.words import OUTCOMES

HIDDEN = "–"


@dataclass(frozen=True, slots=True)
class Writing:
    """A report's content that is to be written, and by place the signed value of each figure that has changed
    since.

    ``address`` gives for a figure's place the address of the page that lists what was counted, or "";
    ``pictures`` those that its texts show, by number.
    """

    content: Mapping[str, Any]
    changed: Mapping[str, int | str | None] = field(default_factory=dict)
    address: Callable[[str], str] = lambda place: ""
    pictures: Mapping[int, Picture] = field(default_factory=dict)

    def cell(self, place: str, value: int | str | None, unit: Unit = Unit.NUMBER) -> Cell:
        """The cell of a figure in its unit; where another value was signed, that is noted beside it."""
        note = ""
        if place in self.changed:
            signed = self.changed[place]
            written = HIDDEN if signed is None else report_figure(signed, unit)
            note = gettext("changed; signed was %(number)s", number=written)
        if value is None:
            return Cell(HIDDEN, note=note)
        return Cell(report_figure(value, unit), note=note, address=self.address(place))

    def named(self) -> dict[str, Cell]:
        """By name, what texts can name: the year and its figures, the day and turnout of its last
        assembly."""
        year, assemblies = self.content["year"], self.content["assemblies"]
        cells = {
            name: self.cell(one.place, one.number, one.unit)
            for name, one in named_figures(self.content).items()
        }
        cells |= {"year": Cell(str(year)), "last_year": Cell(str(year - 1))}
        if assemblies:
            last = assemblies[-1]
            cells["assembly"] = Cell(report_day(last["date"]))
            cells["turnout"] = Cell(_share(last["voters"], last["entitled"]))
        return cells

    def row(self, place: str, value: int | None, *, total: bool = False) -> TableRow:
        """A row with the name of a figure, and its cell."""
        name = figure_name(self.content["year"], place, self.content.get("facts"))
        return TableRow(name, (self.cell(place, value),), total=total)


def report_document(writing: Writing, approval: Iterable[Block] = ()) -> TextDocument:
    """The report as a document, in the language of the moment; ``approval`` is its last page."""
    content = writing.content
    return TextDocument(
        language(),
        gettext("Special report %(year)s", year=content["year"]),
        gettext("For the National Council for Cooperation"),
        (
            *_text(writing, "introduction"),
            *_members(writing),
            *_democracy(writing),
            *(block for number in (3, 4) for block in _principle(writing, number)),
            *_education(writing),
            *_cooperation(writing),
            *_principle(writing, 7),
            *approval,
        ),
        tuple(letterhead(Particulars(**content.get("cooperative", {})))),
    )


def _text(writing: Writing, section: str) -> Iterator[Block]:
    yield from text_blocks(writing, writing.content["texts"].get(section, {}).get(language(), ""))


def text_blocks(writing: Writing, text: str) -> Iterator[Block]:
    """What somebody has written, with the figures and pictures that it names; a figure that its year has not
    is marked."""
    if text:
        note = gettext("not entered yet for %(year)s", year=writing.content["year"])
        missing = {name: Cell(f"{{{name}}}", note=note) for name in names_in(text)}
        blocks = pictures_put_in(blocks_of(text), writing.pictures)
        yield from figures_filled_in(blocks, missing | writing.named())


def _principle(writing: Writing, number: int) -> Iterator[Block]:
    texts = list(_text(writing, f"principle_{number}"))
    if texts:
        yield Heading(str(SECTION_NAMES[f"principle_{number}"]))
        yield from texts


def _members(writing: Writing) -> Iterator[Block]:
    members = writing.content["members"]
    yield Heading(str(SECTION_NAMES["principle_1"]))
    yield from _text(writing, "principle_1")
    order = [key for key in ("opening", *MOVEMENTS, "closing") if key in members]
    rows = [writing.row(f"members/{key}", members[key], total=key == "closing") for key in order]
    rows += [
        writing.row(f"members/categories/{category}", number)
        for category, number in members["categories"].items()
    ]
    yield Table((gettext("Members"), gettext("Figure")), tuple(rows))
    if writing.content["consistent"]:
        parts = " + ".join(report_number(number) for number in members["categories"].values())
        yield Text(f"{report_number(members['closing'])} = {parts} ({' + '.join(members['categories'])}).")


def _democracy(writing: Writing) -> Iterator[Block]:
    content = writing.content
    board = content["board"]
    yield Heading(str(SECTION_NAMES["principle_2"]))
    yield from _text(writing, "principle_2")
    rows = [
        writing.row(f"assemblies/{assembly['date']}/voters", assembly["voters"])
        for assembly in content["assemblies"]
    ]
    rows += [writing.row(f"board/{key}", board[key]) for key in ("new", "renewed", "vacant")]
    if not content["assemblies"]:
        yield Text(gettext("No ordinary general assembly was held in this year."))
    yield Table((gettext("Assembly and board"), gettext("Figure")), tuple(rows))
    yield from _history(writing)
    yield from _decisions(content)
    yield from _events(
        writing, ("preparatory", "workshop", "meeting"), gettext("Meetings and workshops with the members")
    )
    held = {assembly["date"] for assembly in content["assemblies"] if assembly["voters"]}
    for day, tables in content["turnout"].items():
        if day in held:
            yield from _divisions(writing, day, tables["by"])


def _history(writing: Writing) -> Iterator[Block]:
    """The turnout over the years."""
    history = writing.content["history"]
    if not history:
        return
    yield Heading(gettext("Turnout over the years"), 2)
    lines = [
        (report_day(item["date"]), item["voters"], item["entitled"], f"history/{item['date']}")
        for item in history
    ]
    yield _chart(
        gettext("Turnout over the years"),
        [(name, voters, entitled) for name, voters, entitled, _place in lines],
    )
    yield Table(
        (gettext("Assembly"), gettext("Entitled"), gettext("Voters"), gettext("Turnout")),
        tuple(
            TableRow(
                name,
                (
                    writing.cell(f"{place}/entitled", entitled),
                    writing.cell(f"{place}/voters", voters),
                    Cell(percentage(voters, entitled)),
                ),
            )
            for name, voters, entitled, place in lines
        ),
    )


def _decisions(content: Mapping[str, Any]) -> Iterator[Block]:
    if not content["decisions"]:
        return
    yield Heading(gettext("Decisions"), 2)
    yield Table(
        (gettext("Resolution"), gettext("Outcome"), gettext("Ballots")),
        tuple(
            TableRow(
                f"{decision['number']}. {in_language(decision['title'])}",
                (
                    Cell(str(OUTCOMES[decision["outcome"]]), number=False),
                    Cell(report_number(decision["ballots"])),
                ),
            )
            for decision in content["decisions"]
        ),
    )


def _events(writing: Writing, kinds: tuple[str, ...], title: str) -> Iterator[Block]:
    """How many events of these kinds there were; nothing where there were none."""
    content = writing.content["events"]
    held = {kind: content[kind] for kind in kinds if kind in content and content[kind]["events"]}
    if not held:
        return
    yield Heading(title, 2)
    yield Table(
        (gettext("Events"), *(str(name) for name in EVENT_COLUMNS.values())),
        tuple(
            TableRow(
                str(EVENT_KINDS[kind]),
                tuple(writing.cell(f"events/{kind}/{column}", figures[column]) for column in EVENT_COLUMNS),
            )
            for kind, figures in held.items()
        ),
    )


def _education(writing: Writing) -> Iterator[Block]:
    blocks = [
        *_text(writing, "principle_5"),
        *_events(writing, ("training", "information"), gettext("Trainings and information sessions")),
    ]
    if blocks:
        yield Heading(str(SECTION_NAMES["principle_5"]))
        yield from blocks


def _cooperation(writing: Writing) -> Iterator[Block]:
    yield Heading(str(SECTION_NAMES["principle_6"]))
    yield from _text(writing, "principle_6")
    legal = writing.content["legal_persons"]
    yield Table(
        (gettext("Members"), gettext("Figure")),
        (writing.row("legal_persons", legal),),
    )


def _divisions(writing: Writing, day: str, tables: Mapping[str, Any]) -> Iterator[Block]:
    """Tables of who voted at the assembly of a day, one for each way in which its voters are divided."""
    yield Heading(gettext("Who voted on %(date)s", date=report_day(day)), 2)
    yield Text(
        gettext(
            "Where a dash stands, the group is small, or another small group could be computed from it. "
            "The way of voting is that of somebody’s first vote at this assembly."
        )
    )
    for division in Division:
        groups = tables.get(division.value, {})
        if groups:
            yield from _division(writing, f"turnout/{day}/by/{division.value}", division, groups)


def _division(
    writing: Writing, place: str, division: Division, groups: Mapping[str, Mapping[str, int | None]]
) -> Iterator[Block]:
    names = {group: group_name(division, group, writing.content["venues"]) for group in groups}
    title = str(DIVISIONS[division])
    yield _chart(
        title,
        [(names[group], row["voters"], row.get("entitled")) for group, row in groups.items()],
    )
    if division in WAYS_OF_VOTING:
        yield Table(
            (str(GROUPS[division]), gettext("Voters")),
            tuple(
                TableRow(names[group], (writing.cell(f"{place}/{group}/voters", row["voters"]),))
                for group, row in groups.items()
            ),
            title,
        )
        return
    yield Table(
        (str(GROUPS[division]), gettext("Entitled"), gettext("Voters"), gettext("Turnout")),
        tuple(
            TableRow(
                names[group],
                (
                    writing.cell(f"{place}/{group}/entitled", row["entitled"]),
                    writing.cell(f"{place}/{group}/voters", row["voters"]),
                    Cell(_share(row["voters"], row["entitled"])),
                ),
            )
            for group, row in groups.items()
        ),
        title,
    )


def _share(voters: int | None, entitled: int | None) -> str:
    return HIDDEN if voters is None or not entitled else percentage(voters, entitled)


def _chart(title: str, lines: list[tuple[str, int | None, int | None]]) -> Chart:
    """A chart of turnout where there are numbers of members entitled; else one of the numbers of voters."""
    bars: list[tuple[str, float | None, str]] = []
    for name, voters, entitled in lines:
        if voters is None:
            bars.append((name, None, HIDDEN))
        elif entitled is None:
            bars.append((name, float(voters), report_number(voters)))
        else:
            bars.append((name, voters / entitled if entitled else 0.0, _share(voters, entitled)))
    described = "; ".join(f"{name}: {written}" for name, _value, written in bars)
    return Chart(title, tuple(bars), f"{title}. {described}.")
