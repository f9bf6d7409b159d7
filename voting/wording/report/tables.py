"""The tables of the yearly report by the codes that schemes have for them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from flask_babel import gettext

from voting.report.document import Block, Cell, Table, TableRow, Text
from voting.report.scheme import TableOf
from voting.wording.languages import in_language
from voting.wording.report.figures import EVENT_COLUMNS, EVENT_KINDS
from voting.wording.report.mandates import mandates_table
from voting.wording.report.notation import report_day, report_number
from voting.wording.report.turnout import turnout_annex
from voting.wording.report.words import MOVEMENTS
from voting.wording.report.writing import Writing
from voting.wording.words import OUTCOMES


def table_blocks(writing: Writing, table: TableOf) -> Iterator[Block]:
    """The blocks of a table; none where there is nothing in it."""
    return TABLE_MAKERS[table.code](writing, table)


def _members(writing: Writing, _table: TableOf) -> Iterator[Block]:
    members = writing.content["members"]
    movements = (kind for kind in MOVEMENTS if kind in members)
    rows = [
        writing.row(f"members/{key}", members[key], total=key == "closing")
        for key in ("opening", *movements, "closing")
    ]
    rows += [
        writing.row(f"members/categories/{category}", number)
        for category, number in members["categories"].items()
    ]
    yield Table((gettext("Members"), gettext("Figure")), tuple(rows))
    if writing.content["consistent"]:
        parts = " + ".join(report_number(number) for number in members["categories"].values())
        yield Text(f"{report_number(members['closing'])} = {parts} ({' + '.join(members['categories'])}).")


def _events(writing: Writing, table: TableOf) -> Iterator[Block]:
    """How many events of some kinds there were."""
    events = writing.content["events"]
    held = {kind: events[kind] for kind in table.kinds if kind in events and events[kind]["events"]}
    if not held:
        return
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


def _decisions(writing: Writing, _table: TableOf) -> Iterator[Block]:
    by_assembly: dict[tuple[str, bool], list[Mapping[str, Any]]] = {}
    for decision in writing.content["decisions"]:
        of_assembly = (decision["assembly"], decision.get("extraordinary", False))
        by_assembly.setdefault(of_assembly, []).append(decision)
    for (day, extraordinary), decisions in by_assembly.items():
        yield _decided(decisions, _caption(day, extraordinary, alone=len(by_assembly) == 1))


def _caption(day: str, extraordinary: bool, *, alone: bool) -> str:
    """What a table of decisions is called: by its assembly, where that is not the only ordinary one."""
    if extraordinary:
        return str(
            gettext("Decisions of the extraordinary general assembly of %(date)s", date=report_day(day))
        )
    if alone:
        return str(gettext("Decisions of the general assembly"))
    return str(gettext("Decisions of the ordinary general assembly of %(date)s", date=report_day(day)))


def _decided(decisions: Iterable[Mapping[str, Any]], caption: str) -> Table:
    return Table(
        (gettext("Resolution"), gettext("Outcome"), gettext("Ballots")),
        tuple(
            TableRow(
                f"{decision['number']}. {in_language(decision['title'])}",
                (
                    Cell(str(OUTCOMES[decision["outcome"]]), number=False),
                    Cell(report_number(decision["ballots"])),
                ),
            )
            for decision in decisions
        ),
        caption,
    )


def _turnout(writing: Writing, _table: TableOf) -> Iterator[Block]:
    return turnout_annex(writing)


TABLE_MAKERS: dict[str, Callable[[Writing, TableOf], Iterator[Block]]] = {
    "members": _members,
    "events": _events,
    "mandates": lambda writing, _table: mandates_table(writing.content),
    "decisions": _decisions,
    "turnout": _turnout,
}
