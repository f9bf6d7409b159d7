"""The pictures that the texts of yearly reports show: added, listed and shown."""

from collections.abc import Sequence
from typing import Any

from flask import Response, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Answer

from voting.aside import aside
from voting.ballot.pictures import LARGEST, small_picture
from voting.database import writing
from voting.errors import Code, Fault, Refused
from voting.extensions import db
from voting.installation import now
from voting.report.document import Picture
from voting.report.models import ReportPicture
from voting.report.pictures import for_print, keep_report_picture, kept_pictures
from voting.web.form import in_address, refused_form
from voting.web.office import blueprint
from voting.web.person import person
from voting.web.pictures import lasting
from voting.wording.form_faults import linked_faults
from voting.wording.languages import decimal

LABELS = {"picture": lazy_gettext("Picture from your computer (JPEG, PNG or WebP)")}


@blueprint.get("/report/<year:year>/pictures")
def report_pictures(year: int) -> str:
    """All pictures, with a form to add another."""
    return _page(year)


@blueprint.post("/report/<year:year>/pictures")
def add_report_picture(year: int) -> Answer:
    """Keep a picture as it will be printed."""
    file = request.files.get("picture")
    name = str(file.filename or "") if file else ""
    content = file.read(LARGEST + 1) if file and name else b""
    fit = aside(for_print, content) if content else None
    if fit is None:
        details: dict[str, str | int] = {"value": name, "megabytes": LARGEST // 1024**2}
        missing = Fault(0, "picture", "value_missing")
        fault = Fault(0, "picture", "not_picture", details) if name else missing
        return refused_form(_page(year, [fault]))
    with writing(db.session()) as session:
        number = keep_report_picture(session, name, fit, now=now(), account_id=person().account_id)
    return redirect(url_for("office.report_pictures", year=year, _anchor=f"picture-{number}"), 303)


@blueprint.get("/report/picture-<int:number>")
def report_picture(number: int) -> Response:
    """A picture as it is kept, or made small (``?small=1``)."""
    kept = db.session.get(ReportPicture, number)
    if kept is None:
        raise Refused(Code.NOT_FOUND)
    small = aside(small_picture, kept.content) if in_address("small") else None
    return lasting(small or kept.content)


def picture_address(number: int) -> str:
    """The address at which pages find a picture."""
    return url_for("office.report_picture", number=number)


def listed_pictures() -> list[dict[str, Any]]:
    """All pictures as pages list them, the latest first, each with its size on paper."""
    return [
        {
            "id": one.id,
            "name": one.name,
            "width": one.width,
            "height": one.height,
            "on_paper": _on_paper(Picture(one.id, "", one.width, one.height)),
        }
        for one in kept_pictures(db.session())
    ]


def _on_paper(picture: Picture) -> str:
    width, height = (decimal(f"{side:.1f}") for side in picture.centimetres)
    return str(gettext("On paper: %(width)s × %(height)s cm", width=width, height=height))


def _page(year: int, faults: Sequence[Fault] = ()) -> str:
    return render_template(
        "office/report/report_pictures.html",
        year=year,
        pictures=listed_pictures(),
        faults=linked_faults(faults, LABELS),
    )
