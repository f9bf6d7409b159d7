"""What is wrong with a form, each fault with the name of its field."""

from collections.abc import Iterable

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from voting.errors import Fault
from voting.wording.faults import fault_in_words
from voting.wording.register import FIELDS

_ = lazy_gettext

LABELS: dict[str, LazyString] = FIELDS | {
    "date": _("Day of the assembly"),
    "ended": _("Over since (leave empty: not over yet)"),
    "time": _("When (leave empty: now)"),
}
"""By name of a field, what its form calls it."""


def form_faults(faults: Iterable[Fault]) -> list[str]:
    """A sentence for each fault of a form, with the name of its field."""
    return [_sentence(fault) for fault in faults]


def _sentence(fault: Fault) -> str:
    said = fault_in_words(fault)
    return f"{LABELS[fault.column]}: {said}" if fault.column in LABELS else said
