"""Training at the door: the same page with invented people, of which nothing leaves the phone.

Their passes are none: they begin as passes do, but no pass can read so (``voting.attendance.passes``), and so
the doors refuse them, as the training refuses the pass of a member.
"""

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, render_template

from voting.attendance.door_roll import door_hash
from voting.attendance.passes import PREFIX
from voting.qr import qr_address
from voting.web.desk import blueprint
from voting.web.desk.door import new_nonce
from voting.web.desk.offline import scanner_settings
from voting.web.meeting import this_assembly, venue_here
from voting.web.security import SCANNER_HEADERS

SECRET = hashlib.sha256(b"training").digest()
OTHER_DAY = "2001-06-16"


@dataclass(frozen=True, slots=True)
class Invented:
    """Somebody who does not exist: their number and name, and what a steward can practise with them."""

    number: str
    name: str
    case: str = "welcome"
    apart: tuple[str, int] | None = None

    @property
    def token(self) -> str:
        """What the QR code of the training pass says."""
        return f"{PREFIX}-TRAINING-{self.number}"


PEOPLE = (
    Invented("T1", "Anna Voorbeeld"),
    Invented("T2", "Luc Exemple", "represents"),
    Invented("T3", "Jan Proef", apart=("4000", 1956)),
    Invented("T4", "Jan Proef", apart=("9000", 1988)),
    Invented("T5", "Mei Wu", "assistance"),
    Invented("T6", "Beispiel Coop", "legal"),
    Invented("T7", "Noor Elders", "elsewhere"),
    Invented("T8", "Tom Tevoren", "revoked"),
    Invented("T9", "Eva Exemple", "other_assembly"),
    Invented("T10", "Ben Beispiel", "not_entitled"),
)
"""With these each answer of a door can be had."""


@blueprint.get("/training")
def training(venue: str) -> Response:
    """The door with invented people: for practice, before the day."""
    page = make_response(
        render_template(
            "desk/training.html",
            assembly=this_assembly(),
            venue=venue_here(venue),
            settings=scanner_settings(venue) | {"urls": {}, "csrf": "", "training": _given(venue)},
            new_nonce=new_nonce,
        )
    )
    page.headers.update(SCANNER_HEADERS)
    return page


@blueprint.get("/training/passes")
def training_passes(venue: str) -> str:
    """The passes of the invented people, to print or to show on another screen."""
    return render_template(
        "desk/training_passes.html",
        venue=venue_here(venue),
        passes=[(one, qr_address(one.token)) for one in PEOPLE],
    )


def _given(venue: str) -> dict[str, Any]:
    """The roll and the states of the training, as ``door_roll`` and ``door_states`` give those of a day."""
    on_roll = [one for one in PEOPLE if one.case not in ("other_assembly", "not_entitled")]
    of = {case: [one for one in PEOPLE if one.case == case] for case in {one.case for one in PEOPLE}}
    roll = {
        "assembly": 0,
        "version": "training",
        "until": 0,
        "key": b64encode(SECRET).decode(),
        "numbers": [one.number for one in on_roll],
        "names": [one.name for one in on_roll],
        "legal": {i: "Carla Beispiel" for i, one in enumerate(on_roll) if one.case == "legal"},
        "apart": {i: one.apart for i, one in enumerate(on_roll) if one.apart},
        "passes": b64encode(b"".join(door_hash(SECRET, one.token) for one in on_roll)).decode(),
        "others": [
            {
                "day": OTHER_DAY,
                "passes": b64encode(
                    b"".join(door_hash(SECRET, one.token)[:4] for one in of["other_assembly"])
                ).decode(),
            }
        ],
    }
    elsewhere = next((code for code in scanner_settings(venue)["venue_names"] if code != venue), "online")
    states = {
        "places": {elsewhere: [one.number for one in of["elsewhere"]]},
        "holders": {one.number: 2 for one in of["represents"]},
        "assistance": [one.number for one in of["assistance"]],
        "revoked": [door_hash(SECRET, one.token).hex() for one in of["revoked"]],
        "reissued": {door_hash(SECRET, one.token).hex(): one.number for one in of["not_entitled"]},
        "fetchedAt": 0,
    }
    return {"roll": roll, "states": states}
