"""How members follow from a distance: the players' addresses and the line that says how to get help."""

from typing import Any

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.assembly.set_following import set_following
from voting.database import writing
from voting.errors import InvalidFile
from voting.extensions import db
from voting.installation import now
from voting.stamp import stamp
from voting.web.form import refused_form, was
from voting.web.meeting import this_assembly
from voting.web.office import blueprint
from voting.web.office.assembly.draft_faults import PlacedFault, placed
from voting.web.office.assembly.draft_form import languages
from voting.web.person import person


@blueprint.get("/preparation/following")
def following_form() -> str:
    """The form of what is said of it."""
    assembly = this_assembly()
    return _page({"stream": assembly.stream, "help": assembly.help})


@blueprint.post("/preparation/following")
def change_following() -> Response:
    """Change it, also once the assembly has been convened."""
    values = {name: given for name in ("stream", "help") if (given := languages(name))}
    try:
        with writing(db.session()) as session:
            set_following(session, person().assembly_id, values, was(), now=now(), actor=person().actor)
    except InvalidFile as invalid:
        page = _page(values, placed(invalid.faults, ("main", 0, 0)))
        return refused_form(page, InvalidFile.code)
    return redirect(url_for("office.preparation", _anchor="following", kept="yes"), 303)


def _page(values: dict[str, Any], faults: list[PlacedFault] | None = None) -> str:
    assembly = this_assembly()
    return render_template(
        "office/assembly/draft_following.html",
        assembly=assembly,
        values=values,
        faults=faults or [],
        was=stamp([assembly.stream, assembly.help]),
    )
