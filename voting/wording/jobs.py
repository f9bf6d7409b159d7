"""What somebody has asked for, in words."""

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from voting.errors import Code, Fault, Refused
from voting.wording.faults import fault_sentence
from voting.wording.form_faults import form_faults
from voting.wording.refusals import refusal_sentence

WORKS: Mapping[str, LazyString] = {
    "office.attendance_file": _("Attendance list"),
    "office.minutes_file": _("Minutes"),
    "office.extract_file": _("Extract"),
    "office.results_file": _("Results"),
    "office.report": _("Special report"),
    "office.report_file": _("Special report"),
    "office.sign": _("Signing the special report"),
    "office.figure_file": _("List behind a figure"),
    "office.figures": _("Figures of the register"),
    "office.register": _("Register"),
    "office.roll": _("Roll"),
    "office.export_register": _("Register as a file"),
    "office.upload_register": _("Register file: reading and comparing"),
    "office.choose_import_columns": _("Register file: reading and comparing"),
    "office.preview_import": _("Register file: reading and comparing"),
    "office.apply_import": _("Register file: applying"),
    "office.audit": _("Audit log"),
    "desk.labels_pdf": _("Name labels"),
}
"""By the route that it is asked for at, what long work is about."""
SHOWN = 20
"""How many faults of a file are told of at the most."""
_NAME = re.compile(r'filename="?([^";]+)')


def file_name(answer: Mapping[str, Any] | None) -> str:
    """The name of the file that an answer is; "" where it is a page, or there is none yet."""
    found = _NAME.search(dict(answer["headers"]).get("Content-Disposition", "")) if answer else None
    return found[1] if found else ""


def job_fault_in_words(fault: Mapping[str, Any] | None) -> str:
    """Why there is no answer."""
    if fault is None:
        return refusal_sentence(Refused(Code.JOB_STOPPED))
    if "faults" in fault:
        faults = [Fault(**one) for one in fault["faults"][:SHOWN]]
        return " ".join(form_faults(faults) if fault["form"] else map(fault_sentence, faults))
    return refusal_sentence(Refused(Code(fault["code"]), **fault["values"]))
