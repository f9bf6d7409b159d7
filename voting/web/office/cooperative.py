"""The cooperative itself, entered once: names, seat, number, contact, logo, and the articles that decide."""

from collections.abc import Sequence

from flask import render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.aside import aside
from voting.ballot.pictures import LARGEST, small_picture
from voting.cooperative.rules import Matter, Particulars, enterprise_number_in, faults_of
from voting.cooperative.stored import change_cooperative, cooperative_stamp, details_of, the_cooperative
from voting.database import writing
from voting.errors import Code, Fault, InvalidForm, Refused
from voting.extensions import db
from voting.installation import now
from voting.web.form import flag, refused_form, text, was
from voting.web.office import blueprint
from voting.web.office.assembly.draft_form import languages
from voting.web.person import person
from voting.wording.cooperative import FIELDS, MATTERS, labels
from voting.wording.form_faults import LinkedFault, linked_faults
from voting.wording.privacy import what_the_notice_lacks
from voting.wording.refusals import refusal_sentence


@blueprint.get("/cooperative")
def cooperative() -> str:
    """What is told of the cooperative, to be read or changed."""
    return _page(details_of(the_cooperative(db.session())))


@blueprint.post("/cooperative")
def change_the_cooperative() -> Response:
    """Tell something else of it; or the form once more, as it was filled in, with every fault."""
    details = _details()
    try:
        logo = _logo(details)
        with writing(db.session()) as session:
            change_cooperative(session, details, logo, was(), now=now(), actor=person().actor)
    except InvalidForm as invalid:
        return refused_form(_page(details, linked_faults(invalid.faults, labels())))
    except Refused as refused:
        if refused.code is not Code.CHANGED_MEANWHILE:
            raise
        return refused_form(_page(details, [refusal_sentence(refused)]), refused.code)
    return redirect(url_for("office.cooperative", kept="yes"), 303)


def _page(details: Particulars, faults: Sequence[LinkedFault | str] = ()) -> str:
    stored = the_cooperative(db.session())
    return render_template(
        "office/cooperative.html",
        details=details,
        labels=FIELDS,
        matters=MATTERS,
        faults=faults,
        was=was() or cooperative_stamp(stored),
        stored=stored,
        lacks=what_the_notice_lacks(stored),
    )


def _details() -> Particulars:
    articles = {matter.value: text(f"articles.{matter}") for matter in Matter}
    return Particulars(
        name=languages("name"),
        legal_form=languages("legal_form"),
        enterprise_number=enterprise_number_in(text("enterprise_number")),
        office=languages("office"),
        court=languages("court"),
        address=text("address"),
        email=text("email"),
        phone=text("phone"),
        website=text("website"),
        articles={matter: number for matter, number in articles.items() if number},
        terms_at_most=text("terms_at_most"),
        privacy_contact=text("privacy_contact"),
        processors=languages("processors"),
        authority=languages("authority"),
    )


def _logo(details: Particulars) -> bytes | None:
    """The logo that was sent, made small; b"" where it is to go, None where it stays. Raises InvalidForm."""
    file = request.files.get("logo")
    content = file.read(LARGEST + 1) if file and file.filename else b""
    if not content:
        return b"" if flag("no_logo") else None
    small = aside(small_picture, content)
    if small is None:
        values: dict[str, str | int] = {"value": str(file and file.filename), "megabytes": LARGEST // 1024**2}
        raise InvalidForm([*faults_of(details), Fault(0, "logo", "not_picture", values)])
    return small
