"""The directors of a year as a table of the yearly report."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext

from voting.report.document import Block, Cell, Table, TableRow
from voting.wording.languages import labelled
from voting.wording.mandates import ENDED_BY, ORIGINS, STANDINGS
from voting.wording.report.notation import report_day


def mandates_table(content: Mapping[str, Any]) -> Iterator[Block]:
    """The directors of the year of a report; nothing where its content knows of none."""
    directors = content.get("mandates", [])
    if not directors:
        return
    header = (
        *(gettext("Director"), gettext("Origin"), gettext("Start of the term"), gettext("End of the term")),
        *(gettext("On 31 December"), gettext("Trainings followed")),
    )
    yield Table(header, tuple(_row(director) for director in directors), gettext("Directors and their terms"))


def _row(director: Mapping[str, Any]) -> TableRow:
    ends, origin = report_day(director["ends"]), str(ORIGINS[director["origin"]])
    if director["ended_by"]:
        ends = f"{ends} ({ENDED_BY[director['ended_by']]})"
    if director["renewed"]:
        origin = f"{origin} ({gettext('renewed')})"
    trainings = "; ".join(labelled(report_day(one["on"]), one["what"]) for one in director["trained"])
    texts = (origin, report_day(director["begins"]), ends, str(STANDINGS[director["state"]]), trainings)
    return TableRow(director["name"], tuple(Cell(text, number=False) for text in texts))
