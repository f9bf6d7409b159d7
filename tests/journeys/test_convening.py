"""Convening is taken back, done again, postponed and cancelled: by keyboard, on a phone and on a desk."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Hall, look_closely, only_in_full

pytestmark = pytest.mark.journey
DAY = dt.date.today() + dt.timedelta(days=60)  # noqa: DTZ011 - the served clock is the system's


def press(page: Page, name: str) -> None:
    """Press a button with the keyboard."""
    page.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")


@pytest.mark.parametrize("width", [360, *only_in_full(1440)])
def test_what_becomes_of_a_convened_assembly(hall: Hall, width: int) -> None:
    page = hall.page(hall.world.staff["secretary"], width=width, height=800)
    member = hall.page(hall.world.codes["3"], width=width, height=800)
    page.goto(f"{hall.address}/office/convening?lang=nl")
    look_closely(page)
    page.locator("#take-back summary").press("Enter")
    press(page, "De bijeenroeping intrekken")
    expect(page.get_by_role("alert")).to_contain_text("Geef een reden")
    page.locator("#back-nl").focus()
    page.keyboard.type("Een punt ontbrak op de agenda")
    press(page, "De bijeenroeping intrekken")
    expect(page.get_by_text("De bijeenroeping is ingetrokken.").first).to_be_visible()
    look_closely(page)
    member.goto(f"{hall.address}/assembly?lang=nl")
    expect(member.get_by_text("Een punt ontbrak op de agenda")).to_be_visible()
    look_closely(member)

    page.get_by_label("Typ ter bevestiging").focus()
    page.keyboard.type("40")
    page.keyboard.press("Enter")
    expect(page.get_by_text("is bijeengeroepen.")).to_be_visible()
    page.locator("#postpone > details > summary").press("Enter")
    page.get_by_label("Nieuwe dag").fill(DAY.isoformat())
    page.locator("#postponed-nl").focus()
    page.keyboard.type("De zaal is niet vrij")
    page.locator("#postpone").get_by_text("In andere zalen").press("Enter")
    page.locator("[id='venue.1.name-nl']").fill("De Hal")
    look_closely(page)
    page.locator("#entitled-postpone").fill("40")
    press(page, "De vergadering uitstellen")
    expect(page.get_by_text("De vergadering is uitgesteld.").first).to_be_visible()
    look_closely(page)
    member.reload()
    expect(member.get_by_text("De zaal is niet vrij")).to_be_visible()
    expect(member.get_by_text("Er zijn andere zalen: De Hal in plaats van Brussel.")).to_be_visible()
    look_closely(member)

    page.locator("#cancel summary").press("Enter")
    page.locator("#cancelled-nl").focus()
    page.keyboard.type("Er is geen zaal")
    page.locator("#entitled-cancel").fill("40")
    press(page, "De vergadering afgelasten")
    expect(page.get_by_text("De vergadering is afgelast.").first).to_be_visible()
    look_closely(page)
    member.reload()
    expect(member.get_by_text("ze gaat niet door")).to_be_visible()
    look_closely(member)
