"""The links of the displays, of halls and of the stream: made, shown once, and revoked."""

from flask import render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.assembly.venues import venue_names, venues_of
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.halls.displays import (
    LANGUAGES_SHOWN,
    LONGEST_DELAY,
    Settings,
    displays_of,
    make_display,
    revoke_display,
)
from voting.installation import installation_key, now
from voting.letters.compose import address_of
from voting.typed import number_in
from voting.web.form import text
from voting.web.meeting import this_assembly, venue_here
from voting.web.office import blueprint
from voting.web.person import person


@blueprint.get("/displays")
def displays() -> str:
    """The displays that there are, and the form to make another."""
    return _page()


@blueprint.post("/displays")
def make_link() -> str:
    """Make the link of a display, and show it; it cannot be shown again."""
    venue = text("venue") or None
    if venue is not None:
        venue_here(venue)
    settings = Settings(
        venue=venue,
        languages=tuple(language for language in request.form.getlist("language") if language),
        delay=_seconds(),
        wifi_name=text("wifi_name"),
        wifi_password=text("wifi_password"),
    )
    with writing(db.session()) as session:
        code = make_display(
            session, installation_key(), person().assembly_id, settings, now=now(), actor=person().actor
        )
    return _page(address_of("display.screen", code=code))


@blueprint.post("/displays/<int:account_id>/revoke")
def revoke_link(account_id: int) -> Response:
    """Make the link of a display void."""
    with writing(db.session()) as session:
        revoke_display(session, person().assembly_id, account_id, now=now(), actor=person().actor)
    return redirect(url_for("office.displays"), 303)


def _page(link: str | None = None) -> str:
    assembly = this_assembly()
    return render_template(
        "office/day/displays.html",
        assembly=assembly,
        displays=displays_of(db.session(), assembly.id),
        venues=venues_of(db.session(), assembly.id),
        venue_names=venue_names(db.session(), assembly.id),
        languages_shown=LANGUAGES_SHOWN,
        link=link,
    )


def _seconds() -> int:
    """A delay as it was typed. Raises Refused(display_invalid)."""
    seconds = number_in(text("delay") or "0")
    if seconds is None:
        raise Refused(Code.DISPLAY_INVALID, longest=LONGEST_DELAY)
    return seconds
