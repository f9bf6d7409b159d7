"""The links of the displays, of halls and of the stream: made, shown once, and revoked."""

import secrets
from collections.abc import Sequence

from flask import render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.accounts.codes import derived_code
from voting.assembly.venues import venue_names, venues_of
from voting.database import writing
from voting.errors import Fault, InvalidForm
from voting.extensions import db
from voting.halls.displays import (
    LANGUAGES_SHOWN,
    LONGEST_DELAY,
    LONGEST_WIFI,
    Settings,
    displays_of,
    make_display,
    revoke_display,
)
from voting.installation import installation_key, now
from voting.letters.addresses import address_of
from voting.web.form import Typed, as_typed, each, refused_form, text
from voting.web.meeting import this_assembly, venue_here
from voting.web.office import blueprint
from voting.web.once import tell_once, told_once, was_shown
from voting.web.person import person
from voting.wording.form_faults import LABELS, form_faults


@blueprint.get("/displays")
def displays() -> str:
    """The displays that there are, and the form to make another; after it, once, the new link."""
    told = told_once()
    if told is None:
        return _page(was_shown=was_shown())
    code = derived_code(installation_key(), told["salt"])
    return _page(
        link=address_of("display.screen", code=code), overlay=address_of("display.overlay", code=code)
    )


@blueprint.post("/displays")
def make_link() -> Response:
    """Make the link of a display, which is shown once; or show again what was filled in, with every fault."""
    venue = text("venue") or None
    if venue is not None:
        venue_here(venue)
    typed, salt = Typed(), secrets.token_hex(16)
    settings = Settings(
        venue=venue,
        languages=tuple(filter(None, each("language"))),
        delay=typed.number("delay") or 0,
        wifi_name=text("wifi_name"),
        wifi_password=text("wifi_password"),
    )
    try:
        with writing(db.session()) as session:
            make_display(
                session,
                installation_key(),
                person().assembly_id,
                settings,
                now=now(),
                actor=person().actor,
                unread=typed.faults,
                code=derived_code(installation_key(), salt),
            )
    except InvalidForm as invalid:
        return refused_form(_page(invalid.faults))
    return tell_once("office.displays", {"salt": salt})


@blueprint.post("/displays/<int:account_id>/revoke")
def revoke_link(account_id: int) -> Response:
    """Make the link of a display void."""
    with writing(db.session()) as session:
        revoke_display(session, person().assembly_id, account_id, now=now(), actor=person().actor)
    return redirect(url_for("office.displays"), 303)


def _page(faults: Sequence[Fault] = (), **shown: object) -> str:
    assembly = this_assembly()
    return render_template(
        "office/day/displays.html",
        assembly=assembly,
        displays=displays_of(db.session(), assembly.id),
        venues=venues_of(db.session(), assembly.id),
        venue_names=venue_names(db.session(), assembly.id),
        longest_delay=LONGEST_DELAY,
        longest_wifi=LONGEST_WIFI,
        labels=LABELS,
        faults=form_faults(faults),
        wrong={fault.column for fault in faults},
        filled_in=as_typed() if faults else {},
        chosen=each("language") if faults else LANGUAGES_SHOWN,
        **shown,
    )
