"""The cooperative's name heads the pages of members and of the office, however long it is."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Hall, look_closely, only_in_full

pytestmark = pytest.mark.journey
NAME = "Coöperatieve Vereniging voor Hernieuwbare Energie tussen Schelde, Leie en Dender"


def header_is_sound(page: Page) -> None:
    """The name is read, within the window, and nothing in the header lies over something else."""
    expect(page.locator(".house")).to_have_text(NAME)
    boxes = [page.locator(part).bounding_box() for part in (".top-name", "nav.languages", ".sign-out")]
    window = page.viewport_size
    assert window
    sound = [(box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]) for box in boxes if box]
    assert len(sound) == len(boxes)
    assert all(left >= 0 and right <= window["width"] for left, _, right, _ in sound)
    for index, one in enumerate(sound):
        for other in sound[index + 1 :]:
            beside = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert beside, (one, other)
    look_closely(page)


@pytest.mark.parametrize("width", [360, *only_in_full(1440)])
def test_the_name_heads_each_page(hall: Hall, width: int) -> None:
    office = hall.page(hall.world.staff["secretary"], width=width, height=800)
    expect(office.locator(".top-name")).to_contain_text("Algemene vergadering")
    office.goto(f"{hall.address}/office/cooperative?lang=nl")
    office.locator("#name-nl").fill(NAME)
    office.locator("main form button.primary").click()
    header_is_sound(office)
    member = hall.page(hall.world.codes["3"], width=width, height=800)
    header_is_sound(member)
    member.goto(f"{hall.address}/assembly/pass")
    expect(member.locator("main .cooperative")).to_have_text(NAME)
    header_is_sound(member)
