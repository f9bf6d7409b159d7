"""What a member can keep on their phone: an application to install, a page that opens without network."""

import hashlib
import hmac
import json
from datetime import datetime
from pathlib import Path

from flask import Response, current_app, jsonify, render_template, url_for
from flask import session as cookie
from flask_babel import gettext

from voting.assembly.ending import ends_at
from voting.assembly.models import AgendaPoint
from voting.assembly.roll import is_entitled
from voting.assembly.venues import venues_of
from voting.ballot.agenda import agenda_of
from voting.cooperative.icon import square_icon
from voting.cooperative.stored import the_cooperative
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import installation_key, now
from voting.qr import qr_address
from voting.web.meeting import this_assembly
from voting.web.member import blueprint
from voting.web.member.admission_pass import my_token
from voting.web.person import member_number, somebody
from voting.wording.languages import in_language, language

FONTS = "vendor/source-sans-3-5.3.1", "vendor/source-serif-4-5.3.1"
SHELL = ("style.css", "icon.svg", "pocket/kept.js", "pocket/owner.js", "pocket/store.js")
"""The files of the page that is kept, beside the fonts."""
IMPORTED = "pocket/store.js"
ICON_SIDES = (192, 512)


@blueprint.app_template_global()
def pocket_owner() -> str:
    """A number of whoever is signed in and of their assembly, by which their phone knows whose is what it
    keeps; "" for who is no member, or where nobody is signed in."""
    who = somebody()
    if who is None or who.member is None:
        return ""
    whose = f"pocket {who.assembly_id} {who.member}"
    return str(int.from_bytes(hmac.digest(installation_key(), whose.encode(), "sha256")[:8], "big"))


@blueprint.app_template_global()
def pocket_scopes() -> tuple[str, str]:
    """The addresses below which the kept page opens where there is no network: those of the assembly, and of
    its ballots."""
    return url_for("member.agenda"), url_for("member.ballot", resolution_id=0).removesuffix("/0")


@blueprint.app_template_global()
def forget_here() -> bool:
    """Whether somebody has signed out on this device, or was signed out from elsewhere: what it keeps goes. A
    sign-in that has lapsed alone takes no pass away."""
    return "left" in cookie or ("_user_id" in cookie and somebody() is None)


@blueprint.get("/assembly/kept")
def kept() -> str:
    """The page that a phone keeps: pass, agenda and programme, and of when they are. Nothing in it can be
    voted on, and nothing in it is about proxies, votes or other people."""
    assembly = this_assembly()
    entitled = is_entitled(db.session(), assembly.id, member_number())
    return render_template(
        "member/kept.html",
        assembly=assembly,
        venues=venues_of(db.session(), assembly.id),
        agenda=[
            item
            for item in agenda_of(db.session(), assembly.id)
            if isinstance(item, AgendaPoint) or item.as_convened
        ],
        programme=[
            {"at": datetime.fromisoformat(entry["at"]), "text": entry["text"]} for entry in assembly.programme
        ],
        qr=qr_address(my_token()) if entitled else None,
        kept_at=now(),
    )


@blueprint.get("/assembly/worker.js")
def worker() -> Response:
    """The service worker of a member's phone: whose it is, what it keeps, and until when."""
    assembly = this_assembly()
    static = Path(current_app.static_folder or "")
    fonts = [f"{font}/{part}.woff2" for font in FONTS for part in ("latin", "latin-ext")]
    names = (*SHELL, *fonts)
    version = hashlib.sha256(b"".join((static / name).read_bytes() for name in names)).hexdigest()[:16]
    ends = ends_at(assembly.date, assembly.timezone, now())
    given = {
        "owner": pocket_owner(),
        "version": version,
        "files": [_address(name) for name in names],
        "page": url_for("member.kept"),
        "until": int(ends.timestamp() * 1000),
    }
    script = f"const GIVEN = {json.dumps(given)};\n{(static / 'pocket' / 'worker.js').read_text()}"
    response = Response(script, mimetype="text/javascript")
    response.headers["Service-Worker-Allowed"] = url_for("entrance.welcome")
    return response


@blueprint.get("/assembly/manifest.webmanifest")
def manifest() -> Response:
    """The web app manifest: the cooperative's name and icon."""
    cooperative = the_cooperative(db.session())
    name = in_language(cooperative.name) if cooperative else gettext("General assembly")
    start = url_for("member.agenda")
    response = jsonify(
        id=start,
        name=name,
        short_name=name if len(name) <= 12 else gettext("Assembly"),
        lang=language(),
        start_url=start,
        scope=url_for("entrance.welcome"),
        display="standalone",
        background_color="#faf7f0",
        theme_color="#1d5c4d",
        icons=[
            {
                "src": url_for("member.icon", side=side),
                "sizes": f"{side}x{side}",
                "type": "image/png",
                "purpose": "any maskable",
            }
            for side in ICON_SIDES
        ],
    )
    response.mimetype = "application/manifest+json"
    return response


@blueprint.get("/assembly/icon-<int:side>.png")
def icon(side: int) -> Response:
    """The icon of the application: the cooperative's logo, or the house's. Raises Refused(not_found)."""
    if side not in ICON_SIDES:
        raise Refused(Code.NOT_FOUND)
    cooperative = the_cooperative(db.session())
    return Response(square_icon(cooperative.logo if cooperative else None, side), mimetype="image/png")


def _address(name: str) -> str:
    """The address at which the page asks for a file: another script asks for ``store.js`` without its
    version."""
    return url_for("static", filename=name, v=None) if name == IMPORTED else url_for("static", filename=name)
