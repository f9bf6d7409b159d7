"""My admission pass in my phone's wallet: Apple's and Google's, where the installation has their keys."""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from flask import Response, current_app
from flask_babel import gettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Redirect

from voting.apple_pass import MEDIA_TYPE, apple_pass, signer_from
from voting.assembly.hours import day_begins
from voting.assembly.meeting import hours_of
from voting.assembly.models import Assembly
from voting.assembly.venues import venues_of
from voting.cooperative.icon import square_icon
from voting.cooperative.models import Cooperative
from voting.cooperative.stored import the_cooperative
from voting.errors import Code, Refused
from voting.extensions import db
from voting.google_pass import google_pass, service_account_from
from voting.installation import now
from voting.letters.addresses import address_of
from voting.register.models import Member
from voting.web.meeting import this_assembly
from voting.web.member import blueprint
from voting.web.member.admission_pass import my_token
from voting.web.person import member_number, person
from voting.wording.cooperative import cooperative_name
from voting.wording.languages import day, in_language, language

GREEN = "#1d5c4d"


@blueprint.app_template_global()
def wallets() -> list[str]:
    """The wallets for which this installation has keys: ``apple``, ``google``."""
    config = current_app.config
    offered = {"apple": config["APPLE_PASS"], "google": config["GOOGLE_PASS"] and config["GOOGLE_ISSUER"]}
    return [wallet for wallet, key in offered.items() if key]


@blueprint.get("/assembly/pass.pkpass")
def apple_wallet() -> Response:
    """My pass for Apple's Wallet; one that is saved later takes its place there."""
    _require("apple")
    assembly, cooperative = this_assembly(), the_cooperative(db.session())
    fields = _fields(assembly)
    content = {
        "serialNumber": f"{assembly.id}-{member_number()}",
        "organizationName": _organisation(cooperative),
        "description": gettext("Admission pass"),
        "logoText": _organisation(cooperative),
        "relevantDate": day_begins(hours_of(assembly)).isoformat(timespec="seconds"),
        "expirationDate": (day_begins(hours_of(assembly)) + timedelta(days=2)).isoformat(timespec="seconds"),
        "backgroundColor": "rgb(29, 92, 77)",
        "foregroundColor": "rgb(255, 255, 255)",
        "labelColor": "rgb(226, 239, 233)",
        "sharingProhibited": True,
        "barcodes": [{"format": "PKBarcodeFormatQR", "message": my_token(), "messageEncoding": "iso-8859-1"}],
        "eventTicket": {
            "primaryFields": [_field("assembly", "", in_language(assembly.title))],
            "secondaryFields": [_field(*field) for field in fields[:2]],
            "auxiliaryFields": [_field(*field) for field in fields[2:]],
            "backFields": [
                _field("halls", gettext("Halls"), _halls(assembly)),
                _field("hint", "", gettext("Show it at the desk of the hall. It is yours alone.")),
            ],
        },
    }
    logo = cooperative.logo if cooperative else None
    pictures = {
        **{
            f"icon{scale}.png": square_icon(logo, side)
            for scale, side in (("", 29), ("@2x", 58), ("@3x", 87))
        },
        **{f"logo{scale}.png": square_icon(logo, side) for scale, side in (("", 50), ("@2x", 100))},
    }
    signed = apple_pass(signer_from(Path(current_app.config["APPLE_PASS"])), content, pictures)
    response = Response(signed, mimetype=MEDIA_TYPE)
    response.headers["Content-Disposition"] = "attachment; filename=admission-pass.pkpass"
    return response


@blueprint.get("/assembly/pass/google")
def google_wallet() -> Redirect:
    """Go to where Google saves my pass, with the pass in the address. A pass that replaces another is another
    one there, too."""
    _require("google")
    config, assembly, cooperative = current_app.config, this_assembly(), the_cooperative(db.session())
    token = my_token()
    content: dict[str, Any] = {
        "cardTitle": _localised(_organisation(cooperative)),
        "header": _localised(in_language(assembly.title)),
        "subheader": _localised(person().name),
        "hexBackgroundColor": GREEN,
        "barcode": {"type": "QR_CODE", "value": token},
        "textModulesData": [
            {"id": key, "header": label, "body": value}
            for key, label, value in (*_fields(assembly), ("halls", gettext("Halls"), _halls(assembly)))
            if key != "name"
        ],
    }
    if cooperative and cooperative.logo_hash:
        logo = address_of("cooperative.logo", name=cooperative.logo_hash)
        content["logo"] = {"sourceUri": {"uri": logo}}
    account = service_account_from(Path(config["GOOGLE_PASS"]), config["GOOGLE_ISSUER"])
    name = f"pass-{hashlib.sha256(token.encode()).hexdigest()[:24]}"
    kind = f"assembly-{assembly.id}"
    return redirect(
        google_pass(
            account, kind, name, content, site=urljoin(config["ADDRESS"], "/").rstrip("/"), now=now()
        ),
        303,
    )


def _require(wallet: str) -> None:
    if wallet not in wallets():
        raise Refused(Code.NOT_FOUND)


def _organisation(cooperative: Cooperative | None) -> str:
    return cooperative_name(cooperative) or gettext("General assembly")


def _fields(assembly: Assembly) -> list[tuple[str, str, str]]:
    """What stands on the pass: a key, a label and a value each."""
    number = member_number()
    return [
        ("name", gettext("Name"), person().name),
        ("day", gettext("Day"), day(assembly.date)),
        ("number", gettext("Member number"), number),
        ("category", gettext("Category"), db.session.get_one(Member, number).category),
    ]


def _halls(assembly: Assembly) -> str:
    halls = venues_of(db.session(), assembly.id)
    return "\n".join(", ".join(filter(None, (in_language(hall.name), hall.address))) for hall in halls)


def _field(key: str, label: str, value: str) -> dict[str, str]:
    return {"key": key, "label": label, "value": value}


def _localised(text: str) -> dict[str, Any]:
    return {"defaultValue": {"language": language(), "value": text}}
