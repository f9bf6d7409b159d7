"""The annex of the yearly report: charts and tables of who voted."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from flask_babel import gettext

from voting.ballot.rules import MINIMUM_GROUP
from voting.report.document import Block, Cell, Chart, Heading, Table, TableRow, Text
from voting.report.small_groups import fewest
from voting.report.turnout import HISTORY, WAYS_OF_VOTING, Division
from voting.wording.reasoning import percentage
from voting.wording.report.figures import DIVISIONS, GROUPS, group_name
from voting.wording.report.notation import report_day, report_number
from voting.wording.report.writing import HIDDEN, Writing, share


def turnout_annex(writing: Writing) -> Iterator[Block]:
    """The divisions that were chosen for the annex. A content that was signed before they could be chosen has
    all of them."""
    content = writing.content
    chosen = content.get("annex", (HISTORY, *Division))
    if HISTORY in chosen:
        yield from _history(writing)
    voters = {assembly["date"]: assembly["voters"] for assembly in content["assemblies"]}
    for day, tables in content["turnout"].items():
        if voters.get(day):
            yield from _divisions(writing, day, tables["by"], chosen, voters[day])


def _history(writing: Writing) -> Iterator[Block]:
    """The turnout over the years."""
    history = writing.content["history"]
    if not history:
        return
    yield Heading(gettext("Turnout over the years"), 2)
    lines = [
        (_assembly(item), item["voters"], item["entitled"], f"history/{item['date']}") for item in history
    ]
    yield _chart(
        gettext("Turnout over the years"),
        [(name, voters, entitled, 0) for name, voters, entitled, _place in lines],
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


def _assembly(item: Mapping[str, Any]) -> str:
    """The day of an assembly; of one that was not held with this system, that it was entered."""
    day = report_day(item["date"])
    return str(gettext("%(date)s (entered)", date=day)) if item.get("elsewhere") else day


def _divisions(
    writing: Writing, day: str, tables: Mapping[str, Any], chosen: Collection[str], voters: int
) -> Iterator[Block]:
    """Tables of who voted at the assembly of a day, one for each way in which its voters are divided."""
    shown = {
        division: tables[division] for division in Division if division in chosen and tables.get(division)
    }
    if not shown:
        return
    yield Heading(gettext("Who voted on %(date)s", date=report_day(day)), 2)
    yield Text(
        gettext(
            "Where a dash stands, the group is small, or another small group could be computed from it. "
            "“At least” tells what follows from the total of all groups in any case. "
            "The way of voting is that of somebody’s first vote at this assembly."
        )
    )
    for division, groups in shown.items():
        yield from _division(writing, f"turnout/{day}/by/{division.value}", division, groups, voters)


def _division(
    writing: Writing,
    place: str,
    division: Division,
    groups: Mapping[str, Mapping[str, int | None]],
    voters: int,
) -> Iterator[Block]:
    names = {group: group_name(division, group, writing.content["venues"]) for group in groups}
    title = str(DIVISIONS[division])
    bounds = {} if division in WAYS_OF_VOTING else _bounds(groups, voters)
    if not any(bounds.get(group) or row["voters"] is not None for group, row in groups.items()):
        yield Text(
            gettext("%(division)s: the groups are too small for a number to be shown.", division=title)
        )
        return
    yield _chart(
        title,
        [
            (names[group], row["voters"], row.get("entitled"), bounds.get(group, 0))
            for group, row in groups.items()
        ],
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
                    _voters(writing.cell(f"{place}/{group}/voters", row["voters"]), bounds.get(group)),
                    Cell(_share(row["voters"], row["entitled"], bounds.get(group))),
                ),
            )
            for group, row in groups.items()
        ),
        title,
    )


def _bounds(groups: Mapping[str, Mapping[str, int | None]], voters: int) -> dict[str, int]:
    """Of hidden groups, how many voted at least, where that follows from what is shown."""
    hidden = {group: row["entitled"] or 0 for group, row in groups.items() if row["voters"] is None}
    left = voters - sum(row["voters"] or 0 for row in groups.values())
    return {
        group: bound
        for group, bound in zip(hidden, fewest(left, list(hidden.values())), strict=True)
        if bound >= MINIMUM_GROUP
    }


def _voters(cell: Cell, bound: int | None) -> Cell:
    """The cell of a number of voters; where that is hidden, with the number from which on it is."""
    return replace(cell, text=_at_least(report_number(bound))) if bound else cell


def _share(voters: int | None, entitled: int | None, bound: int | None) -> str:
    return _at_least(percentage(bound, entitled)) if bound and entitled else share(voters, entitled)


def _at_least(number: str) -> str:
    return str(gettext("at least %(number)s", number=number))


def _chart(title: str, lines: list[tuple[str, int | None, int | None, int]]) -> Chart:
    """A chart of turnout where there are numbers of members entitled; else one of the numbers of voters."""
    bars: list[tuple[str, float | None, str]] = []
    for name, voters, entitled, bound in lines:
        if voters is None and entitled and bound:
            bars.append((name, bound / entitled, _share(None, entitled, bound)))
        elif voters is None:
            bars.append((name, None, HIDDEN))
        elif entitled is None:
            bars.append((name, float(voters), report_number(voters)))
        else:
            bars.append((name, voters / entitled if entitled else 0.0, share(voters, entitled)))
    described = "; ".join(f"{name}: {written}" for name, _value, written in bars)
    return Chart(title, tuple(bars), f"{title}. {described}.")
