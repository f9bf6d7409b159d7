"""Words for mandates."""

from collections.abc import Mapping
from datetime import date

from flask_babel import lazy_gettext as _

from voting.report.board import Mandate, Training
from voting.report.board_history import BoardRecord, MandateChange
from voting.wording.languages import labelled
from voting.wording.report.notation import report_day

ORIGINS = {"elected": _("elected"), "earlier": _("entered"), "coopted": _("co-opted")}
STANDINGS = {
    "coming": _("yet to begin"),
    "running": _("running"),
    "to_confirm": _("to be confirmed by the next assembly"),
    "ended": _("ended"),
}
ENDED_BY = {
    "resigned": _("resigned as director"),
    "died": _("died"),
    "dismissed": _("dismissed by the assembly"),
    "not_confirmed": _("not confirmed by the assembly"),
}
CHANGES = {**ENDED_BY, "confirmed": _("confirmed by the assembly")}
CAUSES = {
    "term_ended": _("a term ended without renewal"),
    "left": _("a director left"),
    "election": _("election of directors"),
    "removed": _("dismissed or not confirmed by the assembly"),
    "begun": _("a director took office"),
}
"""Why the number of vacant seats changes."""
KINDS = {
    **CHANGES,
    "earlier": _("entered as an earlier director"),
    "coopted": _("co-opted"),
    "trained": _("followed a training"),
}
"""What an entry says of a director."""
FORM_FIELDS = {
    "name": _("Name"),
    "mandate": _("Director"),
    "on": _("Day"),
    "ends": _("End of the term"),
    "reason": _("Reason"),
}
"""By name of a field, what it is called beside a fault in it."""
COLUMNS = (
    *(_("Name"), _("Origin"), _("Start of the term"), _("End of the term"), _("Ended on")),
    *(_("Ended by"), _("Reason"), _("Confirmed on"), _("State")),
    _("Trainings followed"),
)


def training_in_words(training: Training) -> str:
    """The day of a training, and what it was."""
    return labelled(report_day(training.on), training.what)


def entries_in_words(board: BoardRecord) -> list[tuple[str, str]]:
    """The entries that stand, the latest day first: the key of each, and whom and what it is about."""
    names = {item.key: item.name for item in (*board.elected, *board.begun)}
    entries = sorted((_said(entry, names) for entry in board.entries), reverse=True)
    return [(key, f"{name}, {what}, {report_day(on)}") for on, name, what, key in entries]


def _said(entry: Mandate | MandateChange, names: Mapping[str, str]) -> tuple[date, str, str, str]:
    if isinstance(entry, Mandate):
        return entry.begins, entry.name, str(KINDS[entry.origin]), entry.key
    return entry.on, names.get(entry.mandate, "–"), str(KINDS[entry.kind]), entry.key
