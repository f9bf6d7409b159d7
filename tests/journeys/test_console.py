"""A chair under pressure: the next act stays on the screen, and a clicker asks before it acts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Hall, look_closely
from voting.discussion.models import Trouble

pytestmark = pytest.mark.journey

SIZES = ((360, 640), (1024, 768), (1440, 900))
ALERTS = 10
MORE_ALERTS = """
number => {
  const alert = document.querySelector("[id^=trouble-]");
  for (let item = 1; item < number; item += 1) alert.after(alert.cloneNode(true));
}
"""
"""The page with as many alerts as there could be: the one that there is, so many times."""


def inside(page: Page, selector: str) -> bool:
    """Whether something lies within what the screen shows."""
    box, size = page.locator(selector).bounding_box(), page.viewport_size
    assert box, selector
    assert size
    return box["y"] >= 0 and box["y"] + box["height"] <= size["height"] and box["x"] >= 0


def test_the_next_act_stays_on_the_screen_and_a_clicker_asks_before_it_acts(hall: Hall) -> None:
    world, one = hall.world, hall.world.resolutions["1"]
    world.member(1).send("/assembly/join", {})
    trouble = {"kind": next(iter(Trouble)).value, "text": "Ik hoor niets meer"}
    assert world.member(1).send("/assembly/trouble", trouble).status_code == 303
    chair = hall.page(world.staff["chair"], width=1024, height=768)
    expect(chair.frame_locator(".preview iframe").get_by_text("Welkom").first).to_be_visible()
    look_closely(chair)
    chair.route("**/chair/now*", lambda route: route.fulfill(status=304))
    chair.evaluate(MORE_ALERTS, ALERTS)
    assert chair.locator(".notice.problem[id^=trouble-]").count() == ALERTS
    for width, height in SIZES:
        chair.set_viewport_size({"width": width, "height": height})
        for lines in (0, 2000):
            chair.evaluate(f"scrollTo(0, {lines})")
            assert inside(chair, "#act .primary"), f"the next act has left {width} x {height}"
    chair.unroute("**/chair/now*")
    chair.set_viewport_size({"width": 1024, "height": 768})

    # the first press chooses the button, the second presses it; the frame shows what the halls see
    chair.keyboard.press("PageDown")
    expect(chair.locator("#armed")).to_contain_text("Tonen in de zalen")
    expect(chair.locator("#act .primary")).to_be_focused()
    chair.keyboard.press("PageDown")
    expect(chair.locator(f"#act a[href$='/{one}/open']")).to_have_class(re.compile("primary"))
    expect(chair.frame_locator(".preview iframe").locator(".scene.draft")).to_be_visible()
    expect(chair.frame_locator(".preview iframe").get_by_text("Jaarrekening").first).to_be_visible()

    # open: asked, and left again; asked, and confirmed
    chair.keyboard.press("F5")
    chair.wait_for_url(re.compile(f"/{one}/open$"))
    assert inside(chair, ".ask > .primary"), "the confirmation lies below the screen"
    chair.keyboard.press("Escape")
    chair.wait_for_url(re.compile("/chair/$"))
    chair.keyboard.press("PageDown")
    chair.wait_for_url(re.compile(f"/{one}/open$"))
    chair.keyboard.press("PageDown")
    expect(chair.locator(".ask > .primary")).to_be_focused()
    chair.keyboard.press("PageDown")
    expect(chair.locator(f"#act a[href$='/{one}/close']")).to_be_visible()

    # minutes by one press; no key does anything while somebody types, or where the keys are turned off
    chair.get_by_role("button", name="2 minuten", exact=True).click()
    expect(chair.locator("#act [role=timer]")).to_contain_text(re.compile("^(2:00|1:[0-9]{2})$"))
    chair.locator(f"#minutes-{one}").focus()
    chair.keyboard.press("c")
    chair.keyboard.press(".")
    expect(chair.locator(f"#act a[href$='/{one}/close']")).to_be_visible()
    chair.locator("#keys summary").click()
    chair.get_by_role("button", name="De toetsen uitschakelen").click()
    chair.keyboard.press(".")
    expect(chair.get_by_role("button", name="De toetsen inschakelen")).to_be_visible()
    chair.get_by_role("button", name="De toetsen inschakelen").click()
    chair.keyboard.press(".")
    chair.wait_for_url(re.compile(f"/{one}/close$"))
