"""My admission pass: as a page for the phone, as a picture, and as a PDF to print or to keep."""

from flask import Response, render_template
from flask_babel import gettext

from voting.aside import aside
from voting.assembly.roll import is_entitled
from voting.assembly.venues import venues_of
from voting.attendance.passes import current_token
from voting.cooperative.stored import the_cooperative
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import installation_key
from voting.qr import qr_svg
from voting.report.typeset import typeset
from voting.web.meeting import this_assembly
from voting.web.member import blueprint
from voting.web.person import member_number, person
from voting.wording.cooperative import cooperative_name
from voting.wording.languages import day, in_language, language


@blueprint.get("/assembly/pass")
def pass_page() -> str:
    """The page with my pass, to be held before the scanner."""
    my_token()
    assembly = this_assembly()
    return render_template("member/pass.html", assembly=assembly, venues=venues_of(db.session(), assembly.id))


@blueprint.get("/assembly/pass.svg")
def admission_pass() -> Response:
    """My admission pass as a QR code."""
    return Response(qr_svg(my_token()), mimetype="image/svg+xml")


@blueprint.get("/assembly/pass.pdf")
def pass_pdf() -> Response:
    """My pass as a PDF, to print or to keep on a phone without network."""
    token, assembly = my_token(), this_assembly()
    venues = venues_of(db.session(), assembly.id)
    pdf = aside(
        typeset,
        "admission_pass",
        {
            "language": language(),
            "title": gettext("Admission pass"),
            "cooperative": cooperative_name(the_cooperative(db.session())),
            "assembly": in_language(assembly.title),
            "name": person().name,
            "number": gettext("Member number") + " " + member_number(),
            "date": day(assembly.date),
            "venues": [", ".join(filter(None, (in_language(venue.name), venue.address))) for venue in venues],
            "hint": gettext("Show it at the desk of the hall. It is yours alone."),
            "alt": gettext("QR code of my admission pass"),
            "qr": qr_svg(token).decode(),
        },
    )
    response = Response(pdf, mimetype="application/pdf")
    response.headers["Content-Disposition"] = "attachment; filename=admission-pass.pdf"
    return response


def my_token() -> str:
    """The text of my pass, as its QR code has it. Raises Refused(not_entitled) for who is not on the roll."""
    number = member_number()
    if not is_entitled(db.session(), person().assembly_id, number):
        raise Refused(Code.NOT_ENTITLED)
    return current_token(db.session(), installation_key(), person().assembly_id, number)
