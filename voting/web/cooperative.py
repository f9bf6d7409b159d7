"""The cooperative on every page that names it: its name, its lines, and its logo."""

import structlog
from flask import Blueprint, Response
from sqlalchemy.exc import SQLAlchemyError

from voting.cooperative.models import Cooperative
from voting.cooperative.stored import the_cooperative
from voting.errors import Code, Refused
from voting.extensions import db
from voting.web.person import somebody
from voting.web.shared import shown_cooperative
from voting.wording import cooperative as wording

blueprint = Blueprint("cooperative", __name__, url_prefix="/cooperative")
log = structlog.get_logger(__name__)


@blueprint.app_template_global()
def the_cooperative_here() -> Cooperative | None:
    """Whose pages these are, for those who are signed in; None where it has not been entered, and where the
    database does not answer, so that a page about an error can be made."""
    try:
        return shown_cooperative() if somebody() else None
    except SQLAlchemyError as error:
        log.warning("whose pages these are is not known", exc_info=error)
        return None


blueprint.add_app_template_global(lambda: the_cooperative(db.session()), "the_cooperative")
blueprint.add_app_template_filter(wording.cooperative_name, "cooperative_name")
blueprint.add_app_template_filter(wording.letterhead, "letterhead")
blueprint.add_app_template_filter(wording.written_number, "written_number")
blueprint.add_app_template_global(wording.article_of, "article_of")


@blueprint.get("/logo/<name>.jpg")
def logo(name: str) -> Response:
    """The logo, which browsers may keep for a year, since its name is its hash. Raises Refused(not_found)."""
    cooperative = the_cooperative(db.session())
    if cooperative is None or cooperative.logo is None or cooperative.logo_hash != name:
        raise Refused(Code.NOT_FOUND)
    response = Response(cooperative.logo, mimetype="image/jpeg")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
