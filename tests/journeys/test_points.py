"""The chair puts a point without a vote before the halls and the members, who do nothing to see it."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Hall, look_closely, only_in_full
from tests.world import ASSEMBLY

pytestmark = pytest.mark.journey
HEAD, FIRST, REST = ASSEMBLY.partition("[[resolutions]]")
REPORT = """[[resolutions]]
number = "0"
kind = "point"
title = { nl = "Jaarverslag", fr = "Rapport annuel" }
text = { nl = "De raad licht het jaar toe." }
"""


@pytest.mark.parametrize("hall", [f"{HEAD}{REPORT}{FIRST}{REST}"], indirect=True)
@pytest.mark.parametrize("width", [360, *only_in_full(1440)])
def test_everybody_sees_what_is_on_the_table(hall: Hall, width: int) -> None:
    chair = hall.page(hall.world.staff["chair"], width=width, height=800)
    member = hall.page(hall.world.codes["3"], width=width, height=800)
    screen = hall.page(width=1440, height=810)
    screen.goto(f"{hall.address}/display/{hall.world.staff['display']}/")
    expect(screen.get_by_role("heading", level=1)).to_contain_text("Welkom")
    chair.locator("#show-point-1 button").click()
    expect(chair.get_by_text("De zalen zien punt 0, zonder stemming: Jaarverslag")).to_be_visible()
    look_closely(chair)
    member.locator("#now-point").get_by_role("link", name="Jaarverslag").click()
    expect(member.get_by_text("De raad licht het jaar toe.")).to_be_visible()
    look_closely(member)
    member.get_by_role("link", name="Agenda").click()
    expect(member.locator("#now-point")).to_contain_text("Jaarverslag")
    look_closely(member)
    expect(screen.get_by_role("heading", level=1)).to_contain_text("Jaarverslag")
    expect(screen.get_by_text("De raad licht het jaar toe.")).to_be_visible()
    chair.locator("#show-welcome button").click()
    expect(member.locator("#now-point")).to_have_count(0)
    expect(screen.get_by_role("heading", level=1)).to_contain_text("Welkom")
