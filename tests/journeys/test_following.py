"""A member who follows: what the chair does is on the screen at once, and what they had begun stays."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.ballots import choose
from tests.journeys.conftest import Hall, look_closely

pytestmark = pytest.mark.journey


def step(hall: Hall, number: str, change: str) -> None:
    """The chair takes one step of a resolution."""
    answer = hall.world.person("chair").send(
        f"/chair/resolutions/{hall.world.resolutions[number]}/{change}", {}
    )
    assert answer.status_code == 303


def never_reloaded(page: Page) -> bool:
    """Whether the page is still the one in which ``leave_a_mark`` was called."""
    return bool(page.evaluate("window.left === true"))


def leave_a_mark(page: Page) -> None:
    page.evaluate("window.left = true")


def test_what_the_chair_opens_appears_and_what_was_begun_stays(hall: Hall) -> None:
    page = hall.page(hall.world.codes["1"])
    page.get_by_text("Een andere vennoot in mijn plaats laten stemmen").click()
    page.get_by_label("Het vennootnummer van die vennoot").fill("2")
    leave_a_mark(page)
    for number, change in (("1", "open"), ("1", "close"), ("2", "open")):
        step(hall, number, change)
    expect(page.get_by_role("link", name="Naar het stembiljet – Bestuurders")).to_be_visible()
    expect(page.get_by_role("link", name="Naar het stembiljet – Jaarrekening")).to_have_count(0)
    look_closely(page)
    expect(page.get_by_label("Het vennootnummer van die vennoot")).to_have_value("2")
    assert never_reloaded(page)


def test_a_ballot_left_open_says_that_the_vote_is_closed_and_keeps_its_marks(hall: Hall) -> None:
    for number in ("1", "2"):
        step(hall, number, "open")
    marking, confirming = (hall.page(hall.world.codes[member]) for member in ("1", "2"))
    marking.goto(f"{hall.address}/resolutions/{hall.world.resolutions['2']}")
    marking.get_by_role("group", name="Ann").get_by_label("Voor").check()
    confirming.goto(f"{hall.address}/resolutions/{hall.world.resolutions['1']}")
    choose(confirming, "Tegen")
    expect(confirming.get_by_role("button", name="Mijn stem uitbrengen")).to_be_visible()
    for page in (marking, confirming):
        leave_a_mark(page)
        expect(page.get_by_text("Open: stem nu")).to_be_visible()
    for number in ("1", "2"):
        step(hall, number, "close")
    for page in (marking, confirming):
        expect(page.get_by_text("Deze stemming is niet meer open")).to_be_visible()
        look_closely(page)
        assert never_reloaded(page)
    expect(marking.get_by_role("group", name="Ann").get_by_label("Voor")).to_be_checked()
    confirming.get_by_role("button", name="Mijn stem uitbrengen").click()
    expect(confirming.locator("[data-refused]")).to_contain_text("niet open")


def test_when_the_network_is_back_the_page_tells_the_truth_at_once(hall: Hall) -> None:
    for number in ("1", "3"):
        step(hall, number, "open")
    page, ballot = hall.page(hall.world.codes["1"]), hall.page(hall.world.codes["2"])
    ballot.goto(f"{hall.address}/resolutions/{hall.world.resolutions['3']}")
    ballot.get_by_label("Eva", exact=True).check()
    expect(page.get_by_role("link", name="Naar het stembiljet – Jaarrekening")).to_be_visible()
    for open_page in (page, ballot):
        leave_a_mark(open_page)
        open_page.context.set_offline(True)
        expect(open_page.locator("[data-away]")).to_contain_text("een verbinding")
        look_closely(open_page)
    for number in ("1", "3"):
        step(hall, number, "close")
    step(hall, "2", "open")
    for open_page in (page, ballot):
        open_page.context.set_offline(False)
        expect(open_page.locator("[data-away]")).to_be_hidden()
        assert never_reloaded(open_page)
    expect(page.get_by_role("link", name="Naar het stembiljet – Bestuurders")).to_be_visible()
    expect(page.get_by_role("link", name="Naar het stembiljet – Jaarrekening")).to_have_count(0)
    expect(ballot.get_by_text("Deze stemming is niet meer open")).to_be_visible()
    expect(ballot.get_by_label("Eva", exact=True)).to_be_checked()


def test_what_is_accepted_or_voted_shows_on_the_page_that_goes_on_following(hall: Hall) -> None:
    step(hall, "1", "open")
    hall.world.member(5).send("/proxy", {"holder": "1", "name": "Name1"})
    one = hall.world.resolutions["1"]
    page = hall.page(hall.world.codes["1"])
    leave_a_mark(page)
    page.get_by_role("button", name="Aanvaarden – First5 Name5").click()
    expect(page.get_by_role("link", name="Stemmen in naam van First5 Name5")).to_be_visible()
    now = page.locator(f"#now-{one}")
    expect(now).to_be_visible()
    assert (
        hall.world.member(1)
        .send(f"/resolutions/{one}/vote", {"channel": "online", "choice": "for"})
        .status_code
        == 303
    )
    step(hall, "2", "open")
    expect(page.get_by_role("link", name="Naar het stembiljet – Bestuurders")).to_be_visible()
    expect(page.get_by_role("link", name="Uw stem is geteld")).to_be_visible()
    expect(now).to_be_hidden()
    assert never_reloaded(page)


def test_a_journey_presses_nothing_before_the_scripts_of_the_page_have_come(hall: Hall) -> None:
    """They come a second after the button is seen: pressed at once, it would go the way without script."""
    hall.world.member(5).send("/proxy", {"holder": "1", "name": "Name1"})
    page = hall.page(hall.world.codes["1"])
    button = page.get_by_role("button", name="Aanvaarden – First5 Name5")

    def late(script: Route) -> None:
        button.wait_for()
        page.evaluate("new Promise((done) => setTimeout(done, 1000))")
        script.continue_()

    page.route("**/*.js", late)
    page.goto(f"{hall.address}/assembly", wait_until="commit")
    leave_a_mark(page)
    button.click()
    expect(page.get_by_text("U stemt in de plaats van:")).to_be_visible()
    assert never_reloaded(page)
