"""The tablet that is handed over: a vote, a minute of nothing, the back button, one member after another."""

import contextlib
import re

import pytest
from playwright.sync_api import Error, Page, expect

from tests.accounts.help_desk import pass_of
from tests.journeys.ballots import cast, choose
from tests.journeys.conftest import Hall, look_closely
from voting.rehearsal.browser import answer_of

pytestmark = pytest.mark.journey

STEPS_BACK = 6
READABLE = 20
"""Pixels of the smallest letters that are read at arm's length on a tablet of 800 by 1200."""

SMALLEST_LETTERS = """() => Math.min(...[...document.querySelectorAll('body *')]
    .filter(element => element.checkVisibility() && element.offsetWidth > 1)
    .filter(element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
    .map(element => parseFloat(getComputedStyle(element).fontSize)))"""


def prepare(hall: Hall, *members: int, minutes: str = "10") -> None:
    """A vote is open, for so many minutes ("": until it is closed), and these members are in the hall."""
    world = hall.world
    opening = f"/chair/resolutions/{world.resolutions['1']}/open"
    assert answer_of(world.person("chair").send(opening, {"minutes": minutes})) == "ok"
    come(hall, *members)


def come(hall: Hall, *members: int) -> None:
    """These members come to the hall."""
    for member in members:
        arrival = {"member": pass_of(hall.world, str(member)), "nonce": f"arrival-{member}"}
        assert answer_of(hall.world.person("steward").send("/desk/BRU/check-in", arrival)) == "ok"


def added_tablet(hall: Hall) -> str:
    """The code of a tablet that a supervisor adds."""
    supervisor = hall.page(hall.world.staff["supervisor"])
    supervisor.goto(f"{hall.address}/desk/BRU/tablets")
    look_closely(supervisor)
    supervisor.get_by_role("button", name="Een tablet toevoegen").click()
    look_closely(supervisor)
    return supervisor.locator("p.code").inner_text()


def enrolled(hall: Hall, **options: object) -> Page:
    """A tablet, set up and locked."""
    code = added_tablet(hall)
    tablet = hall.page(width=800, height=1200, **options)
    if options.get("java_script_enabled", True):
        tablet.clock.install()
    tablet.goto(f"{hall.address}/tablet/new/{code}?lang=nl")
    tablet.get_by_role("button", name="Hier een stemtablet van maken").click()
    expect(tablet.get_by_role("heading", name="Tablet 1")).to_be_visible()
    return tablet


def give(hall: Hall, member: int) -> None:
    """The steward hands the tablet over."""
    fields = {"member": str(member), "tablet": "1"}
    assert answer_of(hall.world.person("steward").send("/desk/BRU/tablets", fields)) == "ok"


def vote(tablet: Page, choice: str) -> None:
    assert tablet.evaluate(SMALLEST_LETTERS) >= READABLE
    tablet.get_by_role("link", name="Jaarrekening").click()
    expect(tablet.get_by_role("timer")).to_have_text(re.compile(r"^\d+:\d\d$"))
    assert tablet.evaluate(SMALLEST_LETTERS) >= READABLE
    choose(tablet, choice)
    assert tablet.evaluate(SMALLEST_LETTERS) >= READABLE
    chosen = tablet.locator(".chosen-mark")
    tablet.reload()
    expect(chosen).to_have_text(choice)
    tablet.go_back()
    tablet.go_forward()
    expect(chosen).to_have_text(choice)
    cast(tablet)
    expect(tablet.get_by_role("heading", name="Uw stem is geteld")).to_be_visible()


def settled(tablet: Page) -> str:
    """What the page shows, once it no longer leads on by itself."""
    for _ in range(20):
        with contextlib.suppress(Error):
            tablet.wait_for_load_state("load")
            return tablet.content()
    return tablet.content()


def go_back(tablet: Page, *, never: str) -> None:
    """Press the back button as often as there is history: nothing of this member comes back."""
    for _ in range(STEPS_BACK):
        with contextlib.suppress(Error):  # a form that would have to be sent again
            tablet.go_back(wait_until="load", timeout=5_000)
        shown = settled(tablet)
        assert never not in shown
        assert 'id="ballot"' not in shown
        assert 'class="card chosen' not in shown


def test_a_tablet_is_handed_over_voted_on_and_locks_itself(hall: Hall) -> None:
    prepare(hall, 5, 6)
    tablet = enrolled(hall)
    look_closely(tablet)
    steward = hall.page(hall.world.staff["steward"])
    steward.goto(f"{hall.address}/desk/BRU/tablets")
    look_closely(steward)
    steward.get_by_label("Toegangsbewijs, nummer of naam").fill("5")
    steward.get_by_role("button", name="Deze tablet geven").click()
    expect(steward.get_by_role("status")).to_contain_text("First5 Name5")
    look_closely(steward)
    expect(tablet.get_by_role("heading", name="First5 Name5")).to_be_visible()
    look_closely(tablet)
    vote(tablet, "Voor")
    assert "Name5" not in tablet.content()
    look_closely(tablet)
    tablet.clock.fast_forward(7_000)
    expect(tablet.get_by_role("heading", name="Tablet 1")).to_be_visible()
    go_back(tablet, never="Name5")
    tablet.goto(f"{hall.address}/tablet/")
    give(hall, 6)
    expect(tablet.get_by_role("heading", name="First6 Name6")).to_be_visible()
    go_back(tablet, never="Name5")
    tablet.goto(f"{hall.address}/tablet/")
    vote(tablet, "Tegen")
    go_back(tablet, never="Name6")
    turnout = hall.world.person("chair").look("/chair/").text
    assert re.search(r"in de zaal\s+2", turnout)


def test_after_a_minute_of_nothing_it_locks_itself(hall: Hall) -> None:
    prepare(hall, 5, 6)
    tablet = enrolled(hall)
    give(hall, 5)
    tablet.get_by_role("link", name="Jaarrekening").click()
    warning = tablet.get_by_role("alert")
    tablet.clock.fast_forward(50_000)
    expect(warning).to_be_visible()
    look_closely(tablet)
    tablet.mouse.move(40, 40)
    expect(warning).to_be_hidden()
    tablet.clock.fast_forward(50_000)
    expect(warning).to_be_visible()
    tablet.clock.fast_forward(15_000)
    expect(tablet.get_by_role("heading", name="Tablet 1")).to_be_visible()
    go_back(tablet, never="Name5")
    tablet.goto(f"{hall.address}/tablet/")
    give(hall, 6)
    expect(tablet.get_by_role("heading", name="First6 Name6")).to_be_visible()
    tablet.get_by_role("button", name="Stoppen en vergrendelen").click()
    expect(tablet.get_by_role("heading", name="Tablet 1")).to_be_visible()
    go_back(tablet, never="Name6")


def test_it_is_locked_from_afar_at_once(hall: Hall) -> None:
    prepare(hall, 5, 6)
    tablet = enrolled(hall)
    steward = hall.page(hall.world.staff["steward"])

    def lock() -> None:
        steward.goto(f"{hall.address}/desk/BRU/tablets")
        steward.get_by_role("button", name="Vergrendelen Tablet 1").click()
        expect(steward.get_by_text("vergrendeld")).to_be_visible()

    give(hall, 5)
    tablet.get_by_role("link", name="Jaarrekening").click()
    expect(tablet.get_by_role("button", name="Voor", exact=True)).to_be_visible()
    lock()  # nobody touches the tablet, and its clock stands still
    expect(tablet.get_by_role("heading", name="Tablet 1")).to_be_visible()
    tablet.clock.fast_forward(3_000)
    give(hall, 6)
    tablet.clock.fast_forward(3_000)
    expect(tablet.get_by_role("heading", name="First6 Name6")).to_be_visible()
    tablet.context.set_offline(True)
    lock()
    tablet.context.set_offline(False)  # back: before anybody touches anything
    expect(tablet.get_by_role("heading", name="Tablet 1")).to_be_visible()
    go_back(tablet, never="Name6")


@pytest.mark.full
def test_the_tablet_works_without_script(hall: Hall) -> None:
    prepare(hall, 5)
    tablet = enrolled(hall, java_script_enabled=False)
    refresh = tablet.locator("meta[http-equiv=refresh]")
    give(hall, 5)
    expect(tablet.get_by_role("heading", name="First5 Name5")).to_be_visible()  # by itself
    expect(refresh).to_have_attribute("content", re.compile(r"60; url=/tablet/.+/idle"))
    tablet.get_by_role("link", name="Jaarrekening").click()
    tablet.get_by_role("button", name="Ik heb meer tijd nodig").click()
    choose(tablet, "Voor")
    cast(tablet)
    expect(tablet.get_by_role("heading", name="Uw stem is geteld")).to_be_visible()
    expect(tablet.get_by_role("heading", name="Tablet 1")).to_be_visible()  # by itself
    go_back(tablet, never="Name5")
