"""The secretary puts an agenda in order: by keyboard, by dragging, and in a browser without scripts."""

import datetime as dt

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Hall, look_closely
from tests.journeys.pages import alive

DAY = dt.date.today() + dt.timedelta(days=40)  # noqa: DTZ011 - the served clock is the system's
TITLES = ["Jaarrekening", "Bestuurders", "Comité", "Statuten"]


def expect_order(page: Page, *places: int) -> None:
    """The titles of the first assembly's agenda stand in this order, by their first places (from 1)."""
    names = page.locator("#order .name")
    for place, first in enumerate(places):
        expect(names.nth(place)).to_contain_text(TITLES[first - 1])


def test_an_agenda_is_put_in_order_by_keyboard_and_by_dragging(hall: Hall) -> None:
    page = hall.page(hall.world.staff["secretary"], width=360, height=900)
    page.goto(f"{hall.address}/office/assemblies/copy?lang=nl")
    look_closely(page)
    page.get_by_label("Dag van de vergadering").fill(DAY.isoformat())
    page.get_by_role("button", name="Beginnen, en erheen gaan").click()
    page.get_by_role("link", name="Volgorde van de agenda").click()
    alive(page)
    look_closely(page)

    down = page.get_by_role("button", name="Naar beneden – Jaarrekening")
    down.focus()
    page.keyboard.press("Enter")
    expect_order(page, 2, 1, 3, 4)
    expect(down).to_be_focused()
    expect(page.get_by_role("status")).to_contain_text("“Jaarrekening” is nummer 2 van 4")
    page.keyboard.press("Space")
    expect_order(page, 2, 3, 1, 4)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect_order(page, 2, 1, 3, 4)
    expect(page.get_by_role("button", name="Naar boven – Jaarrekening")).to_be_focused()

    first, last = (page.locator("#order .handle").nth(place).bounding_box() for place in (0, 3))
    assert first is not None
    assert last is not None
    page.mouse.move(last["x"] + 10, last["y"] + 10)
    page.mouse.down()
    page.mouse.move(first["x"] + 10, first["y"] + 30)
    page.mouse.move(first["x"] + 10, first["y"] + 2)
    page.mouse.up()
    expect_order(page, 4, 2, 1, 3)
    expect(page.get_by_role("status")).to_contain_text("“Statuten” is nummer 1 van 4")
    look_closely(page)
    page.get_by_label("De punten opnieuw nummeren").check()
    page.get_by_role("button", name="De volgorde opslaan").click()
    points = page.locator("#resolutions .points > li")
    for place, title in enumerate(("Statuten", "Bestuurders", "Jaarrekening", "Comité"), 1):
        expect(points.nth(place - 1)).to_contain_text(title)
        expect(points.nth(place - 1).locator(".item-number")).to_have_text(str(place))

    plain = hall.page(hall.world.staff["secretary"], java_script_enabled=False)
    plain.goto(f"{hall.address}/office/assemblies?lang=nl")
    plain.get_by_role("button", name="Erheen gaan –").click()
    plain.goto(f"{hall.address}/office/preparation/order")
    expect(plain.locator(".handle").first).to_be_hidden()
    plain.get_by_role("button", name="Naar boven – Comité").click()
    expect(plain.get_by_role("button", name="Naar boven – Comité")).to_be_focused()
    expect(plain.locator("#order li").nth(2)).to_contain_text("Comité")
    expect(plain.get_by_role("status")).to_contain_text("“Comité” is nummer 3 van 4")
