"""All points in advance as one walk, with half of the taps; back, reload and another language on the way."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.ballots import cast, choose
from tests.journeys.conftest import Hall, look_closely
from voting.clock import system_clock

pytestmark = pytest.mark.journey

POINTS = 7
BEFORE = 1 + 4 * POINTS + 1
"""The taps that it took: to sign in; for each point the link to it, the choice, going on and
casting; and back to the agenda, which alone says what is counted."""
TITLES = [f"Punt {number}" for number in range(1, POINTS + 1)]


def seven_points() -> str:
    """An assembly in four weeks, on whose seven points one can vote in advance now."""
    now = system_clock()
    opens, closes = now - timedelta(days=1), now + timedelta(days=2)
    head = f"""
kind = "ordinary"
date = {(now + timedelta(days=28)).date()}
record_date = 2025-06-02
timezone = "Europe/Brussels"
advance_voting = {{ opens = {opens:%Y-%m-%dT%H:%M:00}, closes = {closes:%Y-%m-%dT%H:%M:00} }}
title = {{ nl = "Algemene vergadering", fr = "Assemblée générale" }}

[[venues]]
code = "BRU"
name = {{ nl = "Brussel", fr = "Bruxelles" }}
"""
    points = [
        f"""
[[resolutions]]
number = "{number}"
kind = "motion"
title = {{ nl = "{title}", fr = "{title}" }}
method = "for_against_abstain"
"""
        for number, title in enumerate(TITLES, 1)
    ]
    return head + "".join(points)


class Taps:
    """Taps on a page, counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.number = page, 0

    def on(self, role: str, name: str) -> None:
        """Tap on a button or link."""
        self.page.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]
        self.number += 1


@pytest.mark.parametrize("hall", [seven_points()], indirect=True, ids=["seven points"])
@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_seven_points_with_half_of_the_taps(hall: Hall, scripts: bool) -> None:
    page = hall.page(java_script_enabled=scripts, locale="nl-BE")
    page.goto(f"{hall.address}/in/{hall.world.codes['1']}?to=vote")
    taps = Taps(page)
    taps.on("button", "Aanmelden")
    for done, title in enumerate(TITLES):
        expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
        expect(page.get_by_text(f"{done} van {POINTS} gedaan")).to_be_visible()
        if done:
            expect(page.get_by_role("link", name=f"Geteld: {TITLES[done - 1]}")).to_be_visible()
        taps.on("button", ("Voor", "Tegen", "Onthouding")[done % 3])
        taps.on("button", "Mijn stem uitbrengen")
    expect(page.get_by_text("Er is nu niets meer om over te stemmen.")).to_be_visible()
    expect(page.get_by_role("heading", name=f"Geteld: {POINTS}")).to_be_visible()
    if scripts:
        look_closely(page)
    print(f"taps for {POINTS} points: {BEFORE} before, {taps.number} now")
    assert taps.number <= BEFORE / 2


@pytest.mark.parametrize("hall", [seven_points()], indirect=True, ids=["seven points"])
def test_back_reload_language_leaving_out_and_what_closes_meanwhile(hall: Hall) -> None:
    page = hall.page(hall.world.codes["1"])
    page.goto(f"{hall.address}/assembly/vote")
    choose(page, "Tegen")
    check = page.get_by_role("heading", name="Nog niet geteld: is dit uw stem?")
    expect(check).to_be_visible()
    look_closely(page)
    page.reload()
    expect(check).to_be_visible()
    expect(page.locator(".chosen-mark")).to_have_text("Tegen")
    page.get_by_role("link", name="FR").click()
    expect(page.locator(".chosen-mark")).to_have_text("Contre")
    page.go_back()
    page.go_back()
    choose_again = page.get_by_role("group", name="Uw keuze")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLES[0])
    page.go_forward()
    expect(page.locator(".chosen-mark")).to_be_visible()
    page.goto(f"{hall.address}/assembly/vote?lang=nl")
    expect(choose_again).to_be_visible()
    look_closely(page)
    choose(page, "Voor")
    cast(page)
    expect(page.get_by_role("link", name=f"Geteld: {TITLES[0]}")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name=TITLES[0])).to_be_visible()
    page.get_by_role("link", name="Naar de volgende stemming").click()
    expect(page.get_by_role("heading", name=TITLES[1])).to_be_visible()
    page.get_by_role("link", name="Dit nu overslaan").click()
    expect(page.get_by_role("heading", name=TITLES[2])).to_be_visible()
    choose(page, "Voor")
    expect(check).to_be_visible()
    second = page.context.new_page()
    second.goto(page.url)
    cast(second)
    expect(second.get_by_role("heading", name=TITLES[3])).to_be_visible()
    cast(page)
    expect(page.get_by_role("heading", name=TITLES[3])).to_be_visible()
    for _ in TITLES[3:]:
        page.get_by_role("link", name="Dit nu overslaan").click()
    expect(page.get_by_role("heading", name="Geteld: 2")).to_be_visible()
    expect(page.get_by_text("5 stemmingen staan nog open")).to_be_visible()
    look_closely(page)
    page.get_by_role("link", name="Verder stemmen").click()
    expect(page.get_by_role("heading", name=TITLES[1])).to_be_visible()
