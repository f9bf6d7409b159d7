"""Whether everything is well, for the chair and the office: the same faults as the lights of the machine
(``voting.web.health``), in their words."""

from flask import Blueprint, render_template

from voting.installation import now
from voting.web.health import VOTES_GO_ON, find_faults
from voting.web.meeting import this_assembly
from voting.wording.well import fault_told, how_all_stands

blueprint = Blueprint("well", __name__)
blueprint.add_app_template_global(fault_told, "fault_told")


@blueprint.get("/well")
def page() -> str:
    """Each subject with a sentence; it looks again by itself."""
    return render_template("well/page.html", **_values())


@blueprint.get("/well/now")
def part() -> str:
    """The part of the page that moves."""
    return render_template("well/now.html", **_values())


def _values() -> dict[str, object]:
    faults = find_faults()
    return {
        "stands": how_all_stands(faults),
        "faults": faults,
        "votes_stop": bool(faults.keys() - VOTES_GO_ON),
        "looked_at": now(),
        "timezone": this_assembly().timezone,
    }
