"""A show of hands: whoever is in a hall raises one, two tellers enter the same, and all see the counts."""

import pytest
from playwright.sync_api import expect

from tests.journeys.ballots import cast, choose
from tests.journeys.conftest import Hall, look_closely

pytestmark = pytest.mark.journey


def test_a_motion_of_order_by_show_of_hands(hall: Hall) -> None:
    world = hall.world
    desk = hall.page(world.staff["steward"])
    for number in ("1", "2"):
        desk.locator("#member").fill(number)
        desk.locator("#member").press("Enter")
        expect(desk.locator("[data-answer=welcome]")).to_contain_text(f"Name{number}")
    chair = hall.page(world.staff["chair"], width=1440)
    chair.get_by_role("link", name="Nu iets ter stemming leggen").click()
    chair.get_by_label("Het debat sluiten").check()
    chair.get_by_label("Bij handopsteking").check()
    chair.get_by_role("button", name="De stemming nu openen").click()
    expect(chair.get_by_text("Handopsteking: vraag in elke zaal")).to_be_visible()
    look_closely(chair)

    here, online = hall.page(world.codes["1"]), hall.page(world.codes["3"])
    here.get_by_role("link", name="Naar het stembiljet").click()
    expect(here.locator("[data-hands]")).to_contain_text("U bent in een zaal")
    look_closely(here)
    online.get_by_role("link", name="Naar het stembiljet").click()
    look_closely(online)
    choose(online, "Tegen")
    cast(online)
    expect(online.get_by_role("heading", name="Uw stem is geteld")).to_be_visible()
    chair.get_by_role("link", name="De stemming sluiten").click()
    chair.get_by_role("button", name="De stemming sluiten").click()
    expect(chair.get_by_text("nog niet door twee stemopnemers gelijk geteld").first).to_be_visible()

    for name in ("teller", "teller_2"):
        teller = hall.page(world.staff[name])
        teller.locator(".to-count .button.primary").click()
        look_closely(teller)
        teller.get_by_label("Opgestoken handen en kaarten, samen").fill("2")
        teller.get_by_label("Voor", exact=True).fill("2")
        teller.get_by_role("button", name="Mijn telling invoeren").click()
    expect(teller.get_by_text("Twee stemopnemers telden hetzelfde")).to_be_visible()
    chair.get_by_role("link", name="De uitslag bekendmaken").first.click()
    chair.get_by_role("button", name="De uitslag bekendmaken").click()
    online.get_by_role("link", name="Terug naar de agenda").click()
    online.locator(".agenda h3 a").first.click()
    expect(online.get_by_text("Bij handopsteking in Brussel: Voor 2")).to_be_visible()
    expect(online.get_by_text("Aangenomen", exact=True)).to_be_visible()
    look_closely(online)
