"""Name labels at the door, where the assembly has them: one for a member, or for everybody present here."""

from dataclasses import dataclass
from typing import Any

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from voting.aside import aside
from voting.assembly.models import RollEntry
from voting.attendance.models import Presence
from voting.errors import Code, Refused
from voting.extensions import db
from voting.progress import each_told
from voting.register.models import Member
from voting.register.names import full_name
from voting.report.typeset import typeset, typeset_in_pieces
from voting.web.desk import blueprint
from voting.web.form import in_address
from voting.web.jobs.asking import long_work
from voting.web.looking import keep_look
from voting.web.meeting import this_assembly, venue_here
from voting.web.person import person
from voting.wording.languages import LANGUAGE_NAMES, in_language, language


@dataclass(frozen=True, slots=True)
class LabelSheet:
    """A sheet of labels, all in millimetres: of the page, of one label, how many there are across and down,
    the margins at the left and above, and the gap between two columns."""

    page: tuple[float, float]
    label: tuple[float, float]
    grid: tuple[int, int]
    margin: tuple[float, float] = (0, 0)
    gap: float = 0


A4 = (210.0, 297.0)
SHEETS = {
    "roll": LabelSheet((62, 29), (62, 29), (1, 1)),
    "a4-21": LabelSheet(A4, (63.5, 38.1), (3, 7), (7.2, 15.1), 2.5),
    "a4-24": LabelSheet(A4, (70, 37), (3, 8), (0, 0.5)),
}
"""The common ones: a roll of labels of 62 by 29, and the sheets of 21 and of 24 labels."""


TOGETHER = 504
"""Labels that are set at once: so many that every sheet of them is full."""


@blueprint.get("/labels")
def labels(venue: str) -> str:
    """The page on which the labels of everybody present here are asked for."""
    require_labels()
    return render_template("desk/labels.html", venue=venue_here(venue), sheets=SHEETS)


@blueprint.get("/labels.pdf")
def labels_pdf(venue: str) -> ResponseReturnValue:
    """The labels as a PDF: that of one ``member``, else of everybody who is present here, by name."""
    return _printed(venue) if in_address("member") else _all_printed(venue)


@long_work
def _all_printed(venue: str) -> Response:
    return _printed(venue)


def _printed(venue: str) -> Response:
    require_labels()
    here, number = venue_here(venue), in_address("member")
    sheet = SHEETS.get(in_address("sheet") or "roll")
    if sheet is None:
        raise Refused(Code.BAD_REQUEST)
    printed = _labels(venue, number)
    if number and not printed:
        raise Refused(Code.NOT_FOUND)
    keep_look("labels", "", len(printed), member=number or None)
    values: dict[str, Any] = {
        "title": in_language(here.name),
        "language": language(),
        "page": sheet.page,
        "label": sheet.label,
        "grid": sheet.grid,
        "margin": sheet.margin,
        "gap": sheet.gap,
    }
    parts = [printed[start : start + TOGETHER] for start in range(0, len(printed), TOGETHER)]
    if len(parts) <= 1:
        pdf = aside(typeset, "labels", values | {"labels": printed})
        return Response(pdf, mimetype="application/pdf")
    pieces = (values | {"labels": part} for part in each_told(parts, len(parts)))
    return Response(typeset_in_pieces("labels", pieces), mimetype="application/pdf")


def require_labels() -> None:
    """Raise Refused(not_found) where the assembly has no labels."""
    if not this_assembly().labels:
        raise Refused(Code.NOT_FOUND)


def _labels(venue: str, number: str) -> list[dict[str, str]]:
    assembly_id = person().assembly_id
    query = (
        select(Member.first_name, Member.name, Member.language, RollEntry.category)
        .join(RollEntry, (RollEntry.member == Member.number) & (RollEntry.assembly_id == assembly_id))
        .order_by(Member.search_text, Member.number)
    )
    if number:
        query = query.where(Member.number == number)
    else:
        query = query.join(Presence, Presence.member == Member.number).where(
            Presence.assembly_id == assembly_id, Presence.place == venue, Presence.until.is_(None)
        )
    return [
        {
            "name": full_name(row.first_name, row.name),
            "category": row.category,
            "language": LANGUAGE_NAMES.get(row.language, row.language),
        }
        for row in db.session.execute(query)
    ]
