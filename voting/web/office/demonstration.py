"""In the demonstration: nothing real comes in unsaid, and how one begins an installation of one's own."""

from flask import render_template

from voting.demo.mark import is_demonstration
from voting.errors import Code, Refused
from voting.extensions import db
from voting.web.form import flag
from voting.web.office import blueprint

COMMAND = "INSTANCE=/srv/voting DATABASE_URL=… make serve"


@blueprint.get("/own-installation")
def own_installation() -> str:
    """How one begins an installation of one's own."""
    return render_template("office/own_installation.html", command=COMMAND)


def in_demonstration() -> bool:
    """Whether what is brought in would stand beside the demonstration."""
    return is_demonstration(db.session())


def require_invented() -> None:
    """Raise Refused(demonstration_untold) where this form brings something into the demonstration, and its
    box, that nothing of it is real, is not ticked."""
    if in_demonstration() and not flag("invented"):
        raise Refused(Code.DEMONSTRATION_UNTOLD)
