"""A roll call: members are told before they vote, and their names stand in the minutes with their choices."""

import pytest
from playwright.sync_api import expect

from tests.accounts.help_desk import pass_of
from tests.journeys.ballots import cast, choose
from tests.journeys.conftest import Hall, look_closely
from tests.journeys.test_year import text_of
from tests.world import ASSEMBLY

pytestmark = pytest.mark.journey

BY_NAME = ASSEMBLY.replace('en = "Annual accounts" }', 'en = "Annual accounts" }\nballot = "open"', 1)


@pytest.mark.parametrize("hall", [BY_NAME], indirect=True)
def test_a_roll_call_whose_names_stand_in_the_minutes(hall: Hall) -> None:
    world, resolution = hall.world, hall.world.resolutions["1"]
    chair = world.person("chair")
    chair.send(f"/chair/resolutions/{resolution}/open", {})
    member = hall.page(world.codes["7"])
    member.goto(f"{hall.address}/resolutions/{resolution}")
    expect(member.locator("[data-by-name]")).to_contain_text("Deze stemming is hoofdelijk")
    look_closely(member)
    choose(member, "Tegen")
    cast(member)
    expect(member.get_by_role("heading", name="Uw stem is geteld")).to_be_visible()
    expect(member.get_by_text("Tegen", exact=True)).to_be_visible()
    look_closely(member)

    desk = hall.page(world.staff["steward"])
    desk.locator("#member").fill(pass_of(world, "5"))
    desk.locator("#member").press("Enter")
    expect(desk.locator("[data-answer=welcome]")).to_be_visible()
    desk.goto(f"{hall.address}/desk/BRU/paper")
    desk.get_by_label("Toegangsbewijs, nummer of naam").fill("5")
    desk.get_by_label("Voor", exact=True).check()
    look_closely(desk)
    desk.get_by_role("button", name="Deze stem invoeren").click()
    expect(desk.get_by_role("status")).to_contain_text("vennoot 5")

    chair.send(f"/chair/resolutions/{resolution}/close", {})
    chair.send(f"/chair/resolutions/{resolution}/announce", {})
    other = hall.page(world.codes["8"])
    other.goto(f"{hall.address}/resolutions/{resolution}")
    other.get_by_role("link", name="Wie wat heeft gestemd").click()
    expect(other.get_by_text("First7 Name7 (7)")).to_be_visible()
    look_closely(other)
    office = hall.page(world.staff["secretary"])
    minutes = office.request.get(f"{hall.address}/office/after/minutes.pdf?in=nl")
    assert minutes.ok
    told = " ".join(text_of(minutes.body()).split())
    assert "Voor (1): First5 Name5 (5)" in told
    assert "Tegen (1): First7 Name7 (7)" in told
