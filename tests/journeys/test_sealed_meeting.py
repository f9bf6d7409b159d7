"""A sealed vote in the meeting: chair, hall and member see each step of the keyholders, who are played."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.box.voters import sealed_for
from tests.gate.served import Visitor
from tests.journeys.conftest import Hall, look_closely
from tests.journeys.keyholders import ServedKeyholder, keyholders_of, sealed_today, sealed_world_of
from tests.journeys.pages import alive
from tests.world import KEY
from voting.clock import system_clock
from voting.database import writing
from voting.extensions import db
from voting.halls.displays import Settings, make_display

pytestmark = [pytest.mark.journey, pytest.mark.parametrize("hall", [sealed_today], indirect=True)]

VOTERS = range(1, 13)
FITS = """
() => {
  const scene = document.querySelector(".scene");
  return scene.scrollHeight <= scene.clientHeight && scene.scrollWidth <= scene.clientWidth;
}
"""
FROM_LAST_ROW = 80
"""Pixels of 1080 that the digits have at the least: twice the smallest size that the last row can read."""


class SealedEvening:
    """The pages that are open in a meeting with sealed votes."""

    def __init__(self, hall: Hall) -> None:
        self.hall, self.world = hall, hall.world
        with self.world.app.app_context(), writing(db.session()) as session:
            key, settings = KEY.encode(), Settings("BRU")
            code = make_display(
                session, key, self.world.assembly_id, settings, now=system_clock(), actor="test"
            )
        self.display = hall.page(width=1920, height=1080)
        self.display.goto(f"{hall.address}/display/{code}/")
        self.chair = hall.page(self.world.staff["chair"], width=1440, height=900)
        self.member = hall.page(self.world.codes["1"])
        self.keyholders: list[ServedKeyholder] = keyholders_of(hall)

    def press(self, identity: int, change: str) -> None:
        """The chair takes a step, over the page that asks to confirm it."""
        self.chair.locator(f"#act a[href$='/resolutions/{identity}/{change}']").click()
        self.chair.locator(f"form[action$='/resolutions/{identity}/{change}'] button.primary").click()
        self.chair.wait_for_url(re.compile(r"/chair/(\?told=\d+)?#"))

    def vote(self, number: str) -> None:
        """Members vote in favour, sealed on their devices."""
        identity = self.world.resolutions[number]
        with self.world.app.app_context():
            of_round = sealed_world_of(self.hall).round(number)
        for member in VOTERS:
            visitor = Visitor(self.hall.served.port, self.world.codes[str(member)], "application/json")
            visitor.look("/assembly")
            ballot = sealed_for(of_round, member, [0]).ballot
            fields = {"channel": "online", "sealed": ballot.hex(), "attempt": f"attempt-{member:08}"}
            sent = visitor.send(f"/resolutions/{identity}/vote", fields)
            assert "receipt" in json.loads(sent.text)


def digits_on(page: Page) -> str:
    return "".join(page.locator(".digits").first.inner_text().split())


def test_a_hall_sees_the_box_being_checked_signed_and_opened(hall: Hall) -> None:
    evening = SealedEvening(hall)
    one, chair, display, member = (
        hall.world.resolutions["1"],
        evening.chair,
        evening.display,
        evening.member,
    )
    member.goto(f"{hall.address}/assembly?lang=fr")
    chair.get_by_role("button", name="Tonen in de zalen").first.click()
    expect(chair.locator("#act [data-keyholders]")).to_contain_text("0 van de 4")
    expect(display.locator(".scene.draft")).to_contain_text("verzegeld")
    look_closely(chair)
    for keyholder in evening.keyholders[:4]:
        assert keyholder.sign_context(one).status_code == 200
    evening.press(one, "open")
    expect(display.locator(".scene.open .seal")).to_contain_text("Vote scellé")
    evening.vote("1")
    evening.press(one, "close")

    # the digits are the same for everybody, and large; nobody can announce
    for page in (display, chair, member):
        expect(page.locator(".digits").first).to_be_visible()
    told = digits_on(display)
    assert re.fullmatch("[0-9]{20}", told)
    assert {digits_on(chair), digits_on(member)} == {told}
    size = display.evaluate("parseFloat(getComputedStyle(document.querySelector('.digits span')).fontSize)")
    assert size >= FROM_LAST_ROW
    assert display.evaluate(FITS)
    expect(member.locator(f"#box-{one}")).to_contain_text("12 bulletins scellés, 0 sur papier")
    expect(chair.locator("#act a.primary")).to_have_count(0)
    look_closely(chair)
    look_closely(member)

    # each step of the keyholders comes by itself
    for keyholder in evening.keyholders[:3]:
        assert keyholder.tell_checked(one).status_code == 200
    expect(display.locator(".keyholders li").nth(0)).to_contain_text("3/5")
    for keyholder in evening.keyholders[:4]:
        assert keyholder.sign(one).status_code == 200
    expect(display.locator(".keyholders li").nth(1)).to_contain_text("4/4")
    expect(chair.locator(f"#resolution-{one}")).to_contain_text("hebben ondertekend: 4")
    assert evening.keyholders[0].share(one).status_code == 200
    expect(member.locator(f"#box-{one}")).to_contain_text("ont envoyé leur part : 1")
    assert display.evaluate(FITS)
    for keyholder in evening.keyholders[1:3]:
        assert keyholder.share(one).status_code == 200
    expect(display.locator(".scene")).to_contain_text("hebben de stembus geopend")
    expect(member.locator(f"#box-{one}")).to_contain_text("ont ouvert l’urne")
    expect(member.locator(f"[data-say='{one}-opened']").first).to_contain_text("ont ouvert l’urne de")
    alive(chair)
    evening.press(one, "announce")
    expect(display.locator(".outcome-adopted")).to_be_visible()
    expect(member.locator(f"#box-{one}")).to_have_count(0)

    # how it was sealed is told, and how anybody checks it; auditors have more
    member.goto(f"{hall.address}/results?lang=fr")
    member.locator(f"#result-{one} > summary").click()
    member.locator(f"#sealed-{one} summary").click()
    expect(member.locator(f"#sealed-{one}")).to_contain_text("sur les appareils des membres : 12")
    assert digits_on(member) == told
    look_closely(member)
    member.locator(f"#sealed-{one} a[href='/verify']").click()
    expect(member.locator("h1")).to_have_text("Vérifier soi-même un vote scellé")
    look_closely(member)
    auditor = hall.page(hall.world.staff["auditor"])
    auditor.goto(f"{hall.address}/office/after/sealed?lang=fr")
    assert digits_on(auditor) == told
    look_closely(auditor)


@pytest.mark.full
def test_a_box_that_nobody_can_open_is_annulled_and_put_again_without_a_seal(hall: Hall) -> None:
    evening = SealedEvening(hall)
    one, chair, display = hall.world.resolutions["1"], evening.chair, evening.display
    again = max(hall.world.resolutions.values()) + 1
    for keyholder in evening.keyholders[:4]:
        keyholder.sign_context(one)
    chair.get_by_role("button", name="Tonen in de zalen").first.click()
    evening.press(one, "open")
    evening.vote("1")
    evening.press(one, "close")
    for keyholder in evening.keyholders[:2]:
        assert keyholder.sign(one).status_code == 200
    stuck = chair.locator(f"#stuck-{one}")
    stuck.locator("summary").click()
    expect(stuck).to_contain_text("minder dan drie sleutelhouders")
    chair.locator(f"#annul-{one} summary").click()
    chair.locator(f"#reason-{one}").fill("Drie sleutelhouders konden niet komen")
    chair.get_by_role("button", name="Deze stemming ongeldig verklaren").click()
    expect(display.locator(".scene.annulled")).to_be_visible()
    chair.locator(f"#again-now-unsealed-{one} summary").click()
    chair.locator(f"#again-now-unsealed-{one} .option").click()
    look_closely(chair)
    chair.locator(f"#again-now-unsealed-{one} button").click()
    chair.locator(f"#act a[href$='/resolutions/{again}/open']").click()
    expect(chair.locator("[data-no-seal]")).to_be_visible()
    chair.locator(f"form[action$='/resolutions/{again}/open'] button.primary").click()
    expect(display.locator(".scene.open .seal")).to_contain_text("Niet meer verzegeld")
    evening.member.goto(f"{hall.address}/resolutions/{again}?lang=de")
    expect(evening.member.locator("[data-no-seal]")).to_contain_text("Diesmal nicht")
    look_closely(evening.member)
