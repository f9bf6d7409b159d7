"""Saying that one cannot hear, see or vote, and what has become of it."""

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.attendance.presence import place_of
from voting.database import writing
from voting.discussion.models import Trouble
from voting.discussion.troubles import LONGEST, report_trouble, reported_by
from voting.extensions import db
from voting.installation import now
from voting.web.form import choice, text
from voting.web.meeting import this_assembly
from voting.web.member import blueprint
from voting.web.person import member_number, person
from voting.wording.troubles import KINDS

blueprint.add_app_template_global(lambda: KINDS, "trouble_kinds")
blueprint.add_app_template_global(lambda: LONGEST, "longest_trouble")


@blueprint.get("/assembly/trouble")
def trouble() -> str:
    """The page with the few things that can be reported, and what I have reported."""
    assembly, number = this_assembly(), member_number()
    return render_template(
        "member/trouble.html",
        assembly=assembly,
        place=place_of(db.session(), assembly.id, number),
        reported=reported_by(db.session(), assembly.id, number),
    )


@blueprint.post("/assembly/trouble")
def report() -> Response:
    """Report one of them."""
    kind, said = choice("kind", Trouble), text("text")
    with writing(db.session()) as session:
        report_trouble(session, person().assembly_id, member_number(), kind, said, now=now())
    return redirect(url_for("member.trouble"), 303)
