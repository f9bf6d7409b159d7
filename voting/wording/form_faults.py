"""What is wrong with a form, each fault with the name of its field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from voting.errors import Fault
from voting.wording.faults import fault_in_words
from voting.wording.languages import labelled
from voting.wording.register import FIELDS

_ = lazy_gettext

LABELS: dict[str, LazyString] = FIELDS | {
    "delay": _("Later than the halls, in seconds (for a stream that arrives late)"),
    "wifi_name": _("Wi-Fi network of the hall, if people may use it"),
    "wifi_password": _("Its password, shown on the screen"),
    "cooperative": _("Name of the cooperative"),
    "secretary": _("Name of the secretary"),
    "word": _("The word on the server’s terminal"),
    "date": _("Day of the assembly"),
    "ended": _("Over at (leave empty: not over yet)"),
    "time": _("When (leave empty: now)"),
}
"""By name of a field, what its form calls it."""


def form_faults(faults: Iterable[Fault], labels: Mapping[str, object] = LABELS) -> list[str]:
    """A sentence for each fault of a form, with what the form calls its field."""
    return [_sentence(fault, labels) for fault in faults]


@dataclass(frozen=True, slots=True)
class LinkedFault:
    """A fault with what the form calls its field, and the address of that field on the page."""

    sentence: str
    field: str
    address: str


def linked_faults(faults: Iterable[Fault], labels: Mapping[str, object] = LABELS) -> list[LinkedFault]:
    """Each fault of a form with a link to its field, whose id is its name, with - for the point before a
    language."""
    return [
        LinkedFault(fault_in_words(fault), str(labels[fault.column]), f"#{fault.column.replace('.', '-')}")
        for fault in faults
    ]


def _sentence(fault: Fault, labels: Mapping[str, object]) -> str:
    said = fault_in_words(fault)
    return labelled(labels[fault.column], said) if fault.column in labels else said
