"""The notice on personal data, which everybody can read without signing in."""

from flask import Blueprint, render_template

from voting.cooperative.stored import the_cooperative
from voting.extensions import db
from voting.retention.periods import periods
from voting.wording import privacy as wording

blueprint = Blueprint("privacy", __name__)


@blueprint.get("/privacy")
def notice() -> str:
    """Who keeps which personal data of members, what for and how long, and what they can ask."""
    cooperative = the_cooperative(db.session())
    return render_template(
        "privacy.html",
        cooperative=cooperative,
        contact=wording.contact(cooperative),
        processors=wording.processors(cooperative),
        authority=wording.authority(cooperative),
        kept=wording.kept_for(periods(db.session())),
        purposes=wording.PURPOSES,
        categories=wording.CATEGORIES,
        rights=wording.RIGHTS,
        on_the_phone=wording.ON_THE_PHONE,
    )
