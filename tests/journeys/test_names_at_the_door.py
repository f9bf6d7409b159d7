"""Whoever has marks in their name is found on a steward's phone, with network and without, as their name is
spelled and in plain letters."""

import pytest
from playwright.sync_api import expect

from tests.journeys.doors import Doors, answered
from tests.register.office import bring_in
from tests.tables import table
from tests.world import row
from voting.folding import words

pytestmark = pytest.mark.journey

NAMES: dict[str, str] = {str(n): example["name"] for n, example in enumerate(table("folded-names"), 1)}


def test_each_name_is_found_as_it_is_spelled_and_in_plain_letters(doors: Doors) -> None:
    rows = [row(int(number), name=name, first_name="Xavy") for number, name in NAMES.items()]
    bring_in(doors.world.app, *rows)
    page = doors.door("steward")
    for without_network in (False, True):
        page.context.set_offline(without_network)
        for number, name in NAMES.items():
            for typed in {name, " ".join(words(name))}:
                page.locator("#member").fill(typed)
                found = page.locator("#found li", has_text=f"Xavy {name} {number}")
                expect(found, typed).to_have_count(1)
    page.locator("#member").fill("Ng")
    page.locator("#found li").get_by_role("button").click()
    answered(page, "welcome", provisional=True)


def test_a_name_that_is_corrected_reaches_a_phone_that_has_the_roll(doors: Doors) -> None:
    page = doors.door("steward")
    page.locator("#member").fill("Name7")
    expect(page.locator("#found li", has_text="First7 Name7")).to_have_count(1)
    bring_in(doors.world.app, row(7, name="Çelik", first_name="Özlem"))
    page.reload()
    page.locator("html[data-ready][data-roll=here]").wait_for(state="attached")
    page.wait_for_function(
        """() => {
          const field = document.getElementById("member");
          field.value = "celik";
          field.dispatchEvent(new Event("input"));
          return document.querySelector("#found li button") !== null;
        }"""
    )
    page.context.set_offline(True)
    page.locator("#member").fill("Çelik")
    expect(page.locator("#found li", has_text="Özlem Çelik 7")).to_have_count(1)
    page.locator("#member").fill("Name7")
    expect(page.locator("#found li button")).to_have_count(0)
