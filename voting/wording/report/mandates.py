"""The directors of a year as a table of the yearly report."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext

from voting.report.document import Block, Cell, Table, TableRow
from voting.wording.languages import labelled
from voting.wording.mandates import ENDED_BY
from voting.wording.report.notation import report_day

_ = lazy_gettext

ORIGINS = {"elected": _("elected"), "earlier": _("elected"), "coopted": _("co-opted")}
"""How a director came to be one. Those who were entered were elected by an assembly held elsewhere."""
STATES = {
    "coming": _("yet to begin"),
    "running": _("in office"),
    "to_confirm": _("in office, to be confirmed"),
    "ended": _("ended"),
}
"""The state of a mandate on 31 December."""


def mandates_table(content: Mapping[str, Any]) -> Iterator[Block]:
    """The directors of the year of a report, and the trainings they followed; nothing where its content knows
    of none."""
    directors = content.get("mandates", [])
    if directors:
        header = (gettext("Director"), gettext("Origin"), gettext("Term"), gettext("On 31 December"))
        rows = tuple(_row(director["name"], *_mandate(director)) for director in directors)
        yield Table(header, rows, gettext("Directors and their terms"))
    trainings = [
        _row(director["name"], report_day(training["on"]), training["what"])
        for director in directors
        for training in director["trained"]
    ]
    if trainings:
        followed = (gettext("Director"), gettext("Date"), gettext("Training"))
        yield Table(followed, tuple(trainings), gettext("Trainings that directors followed"))


def _mandate(director: Mapping[str, Any]) -> tuple[str, str, str]:
    """The origin of a mandate, its first and last day, and its state on 31 December."""
    origin, state = str(ORIGINS[director["origin"]]), str(STATES[director["state"]])
    if director["renewed"]:
        origin = f"{origin} ({gettext('renewed')})"
    if director["ended_by"]:
        state = labelled(state, ENDED_BY[director["ended_by"]])
    return origin, f"{report_day(director['begins'])} – {report_day(director['ends'])}", state


def _row(name: str, *texts: str) -> TableRow:
    return TableRow(name, tuple(Cell(text, number=False) for text in texts))
