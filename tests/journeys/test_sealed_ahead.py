"""A keyholder looks in the morning at what came in advance, and after the vote at the rest alone."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.bench.quick_ballots import enlarge, put_in, that_hold
from tests.box.voters import sealed_for
from tests.gate.served import Visitor
from tests.journeys.conftest import Hall, look_closely
from tests.journeys.keyholders import keyholders_of, sealed_today, sealed_world_of
from tests.journeys.test_sealed_page import built
from tests.sealed.keyholder import PlayedKeyholder
from voting.ballot.sealed_advance import ENOUGH_AHEAD
from voting.database import writing
from voting.extensions import db
from voting.sealed.group import scalar_bytes
from voting.sealed.wire import FORMAT

pytestmark = [
    pytest.mark.journey,
    pytest.mark.full,
    pytest.mark.parametrize("hall", [sealed_today], indirect=True),
]

PASSPHRASE = "12345678901234567890"
MEMBERS = 40


def file_of(played: PlayedKeyholder) -> bytes:
    """What a keyholder has taken home, under the passphrase (docs/sealed.md, Keys)."""
    salt, secret = bytes(16), scalar_bytes(played._secret) + played._signing.private_bytes_raw()
    told = salt + played.sid + bytes([played.number])
    mask = hashlib.scrypt(PASSPHRASE.encode(), salt=told, n=2**17, r=8, p=1, maxmem=2**28, dklen=64)
    sheet = salt + bytes(one ^ other for one, other in zip(secret, mask, strict=True))
    kept: dict[str, Any] = {"by_voice": [], "contexts": {}, "format": FORMAT, "index": played.number}
    kept |= {"restored": False, "sheet": sheet.hex(), "sid": played.sid.hex(), "statements": {}}
    return json.dumps(kept, sort_keys=True, separators=(",", ":")).encode()


def at_work(hall: Hall, page: Page, tmp_path: Path) -> None:
    """The page of the first keyholder, from disk to the list of votes."""
    sealed = sealed_world_of(hall)
    file, own = tmp_path / "sealed.html", tmp_path / "keyholder.json"
    built(file)
    own.write_bytes(file_of(sealed.played.all[1]))
    page.goto(file.as_uri())
    page.locator("[data-take=keyholder]").click()
    page.locator("#card").fill(f"{hall.address} {sealed.tokens[0]}")
    page.locator("#card-go").click()
    page.locator("#file").set_input_files(own)
    page.locator("#passphrase").fill(PASSPHRASE)
    page.locator("#unlock").click()


def test_what_came_in_advance_is_looked_at_before_the_meeting(hall: Hall, tmp_path: Path) -> None:
    page = hall.page(locale="en-GB")
    one, chair = hall.world.resolutions["1"], Visitor(hall.served.port, hall.world.staff["chair"])
    for keyholder in keyholders_of(hall)[:4]:
        assert keyholder.sign_context(one).status_code == 200
    with hall.world.app.app_context():
        of_round = sealed_world_of(hall).round("1")
        with writing(db.session()) as session:
            enlarge(session, 2 * ENOUGH_AHEAD, MEMBERS + 2)
            put_in(session, of_round, that_hold(of_round, ENOUGH_AHEAD), ENOUGH_AHEAD, first=MEMBERS + 3)
        db.session.remove()
    at_work(hall, page, tmp_path)
    page.locator(f"#round-{one}").click()
    expect(page.locator("main")).to_contain_text("1,024 ballots that came in advance: all are sound")
    look_closely(page)
    chair.look("/chair/")
    assert chair.send(f"/chair/resolutions/{one}/open", {}).code == "ok"
    visitor = Visitor(hall.served.port, hall.world.codes["1"], "application/json")
    visitor.look("/assembly")
    fields = {"channel": "online", "sealed": sealed_for(of_round, 1, [0]).ballot.hex(), "attempt": "one vote"}
    assert "receipt" in json.loads(visitor.send(f"/resolutions/{one}/vote", fields).text)
    chair.look("/chair/")
    assert chair.send(f"/chair/resolutions/{one}/close", {}).code == "ok"
    page.locator(f"#round-{one}").click()
    expect(page.locator("main")).to_contain_text("1,025 electronic ballots, all sound")
