"""A meeting followed by ear: what is said of a vote and of the connection, each once, and nothing else."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.ballots import choose
from tests.journeys.conftest import Hall
from tests.journeys.ears import expect_heard, listen
from tests.journeys.test_tablet import enrolled, give, prepare
from tests.waiting import until
from voting.rehearsal.browser import answer_of
from voting.stamp import stamp

pytestmark = pytest.mark.journey

TITLES = {"nl": "Jaarrekening", "fr": "Comptes annuels"}
OPEN = {"nl": "De stemming over “%s” is open.", "fr": "Le vote sur « %s » est ouvert."}
LAST = {
    "nl": "De stemming over “%s” sluit binnen een minuut.",
    "fr": "Le vote sur « %s » sera clôturé dans moins d’une minute.",
}
CLOSED = {"nl": "De stemming over “%s” is gesloten.", "fr": "Le vote sur « %s » est clôturé."}
RESULT = {"nl": "Uitslag van “%s”: Aangenomen.", "fr": "Résultat de « %s » : Adoptée."}
BACK = "De verbinding is er weer."


def act(hall: Hall, change: str, **fields: str) -> None:
    """The chair does something with resolution 1."""
    address = f"/chair/resolutions/{hall.world.resolutions['1']}/{change}"
    assert answer_of(hall.world.person("chair").send(address, fields)) == "ok"


def ballot_of(hall: Hall, member: str) -> Page:
    """The ballot of a member who has marked nothing yet."""
    page = hall.page(hall.world.codes[member])
    page.goto(f"{hall.address}/resolutions/{hall.world.resolutions['1']}")
    return page


def tries(page: Page) -> list[str]:
    """The addresses that a page asks for in vain from now on."""
    asked: list[str] = []
    page.on("requestfailed", lambda request: asked.append(request.url))
    return asked


def wait_for_tries(page: Page, asked: list[str], times: int) -> None:
    """Wait until a page has asked so many times in vain."""
    until(lambda: page.evaluate("1") and len(asked) >= times)


def followers(hall: Hall) -> Iterator[tuple[Page, tuple[str, ...]]]:
    """Those who follow before anything is open, with the languages in which each is told."""
    world = hall.world
    yield hall.page(world.codes["1"]), ("nl",)
    french = hall.page(world.codes["2"])
    french.goto(f"{hall.address}/assembly?lang=fr")
    yield french, ("fr",)
    framed = hall.page(world.codes["3"], width=1280)
    framed.goto(f"{hall.address}/assembly/follow")
    yield framed, ("nl",)
    display = hall.page(width=1920, height=1080)
    display.goto(f"{hall.address}/display/{world.staff['display']}/")
    yield display, ("nl", "fr")
    yield hall.page(world.staff["chair"], width=1440), ("nl",)


def test_a_vote_is_heard_at_its_steps_and_not_at_each_ballot(hall: Hall) -> None:
    tablet = enrolled(hall)
    ears = [(page, languages, listen(page)) for page, languages in followers(hall)]

    def all_hear(of: dict[str, str] | None) -> None:
        for page, languages, heard in ears:
            expect_heard(page, heard, *[of[language] % TITLES[language] for language in languages if of])

    prepare(hall, 4, minutes="")
    all_hear(OPEN)
    give(hall, 4)
    tablet.clock.run_for(3_000)
    tablet.get_by_role("link", name="Jaarrekening").click()
    for page in (tablet, ballot_of(hall, "5")):
        expect(page.get_by_text("Open: stem nu")).to_be_visible()
        ears.append((page, ("nl",), listen(page)))
    for member in range(11, 17):
        vote = {"channel": "online", "choice": "for"}
        assert (
            answer_of(
                hall.world.member(member).send(f"/resolutions/{hall.world.resolutions['1']}/vote", vote)
            )
            == "ok"
        )
    expect(ears[0][0].get_by_text("Al gestemd: 6 van de 40")).to_be_visible()
    expect(ears[3][0].locator(".turnout strong")).to_have_text("6")
    all_hear(None)
    act(hall, "closing-time", minutes="1", was=stamp(None))
    all_hear(LAST)
    act(hall, "close")
    all_hear(CLOSED)
    act(hall, "announce")
    all_hear(RESULT)


def test_a_lost_connection_is_heard_once_and_its_return_once(hall: Hall) -> None:
    act(hall, "open")
    agenda, ballot = hall.page(hall.world.codes["1"]), ballot_of(hall, "2")
    console = hall.page(hall.world.staff["chair"])
    for page in (agenda, ballot, console):
        heard, asked, notice = listen(page), tries(page), page.locator("[data-away]")
        page.context.set_offline(True)
        expect(notice).to_be_visible()
        wait_for_tries(page, asked, len(asked) + 3)
        expect(notice).to_contain_text("een verbinding")
        expect_heard(page, heard, notice.inner_text())
        page.context.set_offline(False)
        expect(notice).to_be_hidden()
        expect_heard(page, heard, BACK)


def test_focus_and_what_is_said_stay_with_who_answers_a_proxy(hall: Hall) -> None:
    for grantor in (5, 6):
        hall.world.member(grantor).send("/proxy", {"holder": "1", "name": "Name1"})
    page = hall.page(hall.world.codes["1"])
    heard = listen(page)
    accept = page.get_by_role("button", name="Aanvaarden – First5 Name5")
    accept.focus()
    accept.press("Enter")
    expect(page.get_by_text("U stemt in de plaats van:")).to_be_visible()
    expect(page.get_by_role("heading", name="Volmacht", exact=True)).to_be_focused()
    expect_heard(page, heard)
    second = page.get_by_role("button", name="Aanvaarden – First6 Name6")
    second.focus()
    second.press("Enter")
    refusal = page.locator("#refusal")
    expect(refusal).to_be_visible()
    expect(second).to_be_focused()
    expect_heard(page, heard, refusal.inner_text())


def test_focus_goes_to_a_heading_when_what_had_it_is_gone(hall: Hall) -> None:
    act(hall, "open")
    page = hall.page(hall.world.codes["1"])
    heard = listen(page)
    page.locator(".now-list a.button").focus()
    act(hall, "close")
    expect_heard(page, heard, CLOSED["nl"] % TITLES["nl"])
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_without_a_connection_there_is_one_message_on_the_screen(hall: Hall) -> None:
    act(hall, "open")
    page = ballot_of(hall, "1")
    choose(page, "Voor")
    button = page.get_by_role("button", name="Mijn stem uitbrengen")
    button.wait_for()
    heard, asked = listen(page), tries(page)
    page.context.set_offline(True)
    button.click()
    unsent = page.locator("[data-offline]")
    expect(unsent).to_be_visible()
    expect(page.locator("[data-stale]")).to_be_attached()
    wait_for_tries(page, asked, len(asked) + 6)
    expect(page.locator("[data-away]")).to_be_hidden()
    expect_heard(page, heard, "Uw stem wordt verstuurd …", unsent.inner_text())
    page.context.set_offline(False)
    expect(page.get_by_text("Uw stem is geteld")).to_be_visible()
