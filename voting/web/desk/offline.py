"""What the phone at a door needs to work without network: the roll, who is where, and the page itself."""

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

from flask import Response, current_app, jsonify, request, url_for
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf

from voting.assembly.ending import ends_at
from voting.assembly.models import Assembly
from voting.assembly.venues import venue_names
from voting.attendance.door_roll import door_roll, roll_version
from voting.attendance.door_states import DoorStates
from voting.attendance.packed_rolls import PackedRolls
from voting.audit.chain import record
from voting.database import writing
from voting.errors import Code
from voting.extensions import db
from voting.installation import installation_key, now
from voting.live.topics import Topic
from voting.typed import number_in
from voting.web.desk import blueprint
from voting.web.desk.answers import require_venue
from voting.web.form import in_address
from voting.web.kept import kept_value
from voting.web.meeting import this_assembly, venue_here
from voting.web.person import person
from voting.wording.languages import in_language
from voting.wording.refusals import REFUSALS

SHELL = (
    *("style.css", "desk.css", "icon.svg", "vendor/idiomorph-0.8.0/idiomorph.min.js"),
    *("announce.js", "away.js", "morph.js", "refresh.js", "pocket/owner.js", "pocket/store.js"),
    *(f"desk/{name}.js" for name in ("door", "camera", "card", "folding", "judgement", "offline", "page")),
    *(f"desk/{name}.js" for name in ("passes", "queue", "recent", "roll", "rules", "search", "sending")),
    *(f"desk/{name}.js" for name in ("settings", "sightings", "signal", "store", "training")),
    *(f"vendor/barcode-detector-3.2.2/{name}.js" for name in ("ponyfill", "zxing-exported")),
    "vendor/zxing-wasm-3.1.3/zxing_reader.wasm",
    *(
        f"vendor/source-{name}-5.3.1/latin{part}.woff2"
        for name in ("sans-3", "serif-4")
        for part in ("", "-ext")
    ),
    *(f"desk/icon-{size}.png" for size in (192, 512)),
)
"""The static files of the page at the door, which the service worker keeps."""
WORTH_COMPRESSING = 400
"""Characters."""


@blueprint.get("/roll")
def roll(venue: str) -> Response:
    """The roll for a phone, as gzipped JSON; that it was fetched is recorded."""
    venue_here(venue)
    assembly, session = this_assembly(), db.session()
    assembly_id, version, end, members = (
        assembly.id,
        roll_version(session, assembly),
        until(assembly),
        assembly.entitled,
    )
    session.rollback()  # no connection is held while the roll is being made for another phone
    packed = _rolls().get(
        assembly_id,
        f"{version} {end}",
        lambda: door_roll(session, installation_key(), assembly_id) | {"version": version, "until": end},
    )
    with writing(session):  # only now: others write while it is being made
        record(
            session,
            now=now(),
            actor=person().actor,
            action="roll.fetched",
            assembly=assembly_id,
            members=members,
        )
    response = Response(packed, mimetype="application/json")
    response.headers["Content-Encoding"] = "gzip"
    return response


@blueprint.get("/states")
def states(venue: str) -> Response:
    """Where members are now, and whom to mind, as JSON: all of it, or what has changed ``since`` the phone
    asked last; with a fresh CSRF token for what it sends next."""
    require_venue(venue)
    assembly, session = this_assembly(), db.session()
    kept: DoorStates = current_app.extensions.setdefault("door_states", DoorStates())
    told = kept.since(session, installation_key(), assembly.id, number_in(in_address("since")))
    own = json.dumps(
        {
            "now": round(now().timestamp() * 1000),
            "csrf": generate_csrf(),
            "roll_version": _roll_version(assembly),
            "until": until(assembly),
        }
    )
    return _compressed(f"{own[:-1]},{told[1:]}")


def _compressed(text: str) -> Response:
    """JSON as an answer, compressed where that is worth while and understood."""
    response = Response(text, mimetype="application/json")
    response.vary.add("Accept-Encoding")
    if len(text) > WORTH_COMPRESSING and request.accept_encodings.quality("gzip"):
        response.set_data(gzip.compress(text.encode(), 1))
        response.headers["Content-Encoding"] = "gzip"
    return response


def _roll_version(assembly: Assembly) -> str:
    session, topics = db.session(), (Topic.AGENDA, Topic.DISCUSSION)  # the roll's, and the members'
    return kept_value(("roll version", assembly.id), topics, lambda: roll_version(session, assembly))


@blueprint.get("/worker.js")
def worker(venue: str) -> Response:
    """The service worker of this venue's desk, with the list of files it keeps and their version."""
    venue_here(venue)
    static = Path(current_app.static_folder or "")
    version = hashlib.sha256(b"".join((static / name).read_bytes() for name in SHELL)).hexdigest()[:16]
    files = [url_for("static", filename=name, v=None) for name in SHELL]
    pages = [url_for(f"desk.{name}", venue=venue) for name in ("door", "training")]
    given = {"version": version, "files": files, "page": url_for("desk.door", venue=venue), "pages": pages}
    script = f"const GIVEN = {json.dumps(given)};\n{(static / 'desk' / 'worker.js').read_text()}"
    return Response(script, mimetype="text/javascript")


@blueprint.get("/manifest.webmanifest")
def manifest(venue: str) -> Response:
    """The web app manifest, with which a phone installs the page."""
    here = venue_here(venue)
    start = url_for("desk.door", venue=venue)
    icons = [
        {
            "src": url_for("static", filename=f"desk/icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
        }
        for size in (192, 512)
    ]
    name = f"{gettext('Check-in')} – {in_language(here.name)}"
    response = jsonify(
        id=start,
        name=name,
        short_name=in_language(here.name),
        start_url=start,
        scope=start,
        display="standalone",
        background_color="#faf7f0",
        theme_color="#1d5c4d",
        icons=icons,
    )
    response.mimetype = "application/manifest+json"
    return response


def scanner_settings(venue: str) -> dict[str, Any]:
    """The settings of the scanner's script: addresses, the version of the roll, names of
    venues, some words."""
    assembly = this_assembly()
    names = venue_names(db.session(), assembly.id)
    acts = {"in": "check_in_here", "out": "check_out_here"}
    acts |= {name: name for name in ("undo", "move", "ask_move", "roll", "states", "worker")} | {
        "scope": "door"
    }
    return {
        "venue": venue,
        "assembly": assembly.id,
        "heard": round(now().timestamp() * 1000),
        "csrf": generate_csrf(),
        "roll_version": _roll_version(assembly),
        "until": until(assembly),
        "urls": {name: url_for(f"desk.{endpoint}", venue=venue) for name, endpoint in acts.items()},
        "venue_names": {code: in_language(texts) for code, texts in names.items()}
        | {"online": gettext("online")},
        "words": {
            "here": gettext("already here"),
            "elsewhere": gettext("already in {venue}"),
            "check_in": gettext("Check in"),
            "other_assembly": REFUSALS[Code.OTHER_ASSEMBLY] % {"day": "{day}"},
            "born": gettext("born in %(year)s", year="{year}"),
            "nobody": gettext("Nobody found on the roll. Type at least three characters, or fewer words."),
        },
    }


def _rolls() -> PackedRolls:
    kept: PackedRolls = current_app.extensions.setdefault("packed_rolls", PackedRolls())
    return kept


def until(assembly: Assembly) -> int:
    """Until when a phone may keep the roll, in milliseconds since 1970."""
    return int(ends_at(assembly.date, assembly.timezone, now()).timestamp() * 1000)
