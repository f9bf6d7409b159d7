"""What a member can do now is the first thing on a small phone, in each language, and comes without moving
what they were about to press."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Hall, look_closely
from tests.journeys.pages import alive
from tests.journeys.test_following import leave_a_mark, never_reloaded, step
from tests.world import ASSEMBLY

pytestmark = pytest.mark.journey

LONG = ASSEMBLY.replace(
    'title = { nl = "Algemene vergadering", fr = "Assemblée générale", en = "General assembly" }',
    'title = { nl = "Gewone algemene vergadering 2025", fr = "Assemblée générale ordinaire 2025",'
    ' en = "Ordinary general assembly 2025", de = "Ordentliche Generalversammlung 2025" }',
).replace(
    'title = { nl = "Jaarrekening", fr = "Comptes annuels", en = "Annual accounts" }',
    'title = { nl = "Goedkeuring van de jaarrekening over 2024", fr = "Approbation des comptes de 2024",'
    ' en = "Approval of the annual accounts of 2024", de = "Genehmigung des Jahresabschlusses 2024" }',
)
"""The same assembly with titles as long as they are."""
FOLD = 640


def first_in_each_language(page: Page, hall: Hall, selector: str) -> None:
    """What is to be pressed stands above the fold of a small phone, in each language."""
    for language in ("fr", "en", "de", "nl"):
        page.goto(f"{hall.address}/assembly?lang={language}")
        above_the_fold(alive(page), page.locator(selector).first, language)


def above_the_fold(page: Page, item: Locator, of: str) -> None:
    expect(item).to_be_visible()
    box = item.bounding_box()
    assert box is not None
    assert page.evaluate("scrollY") == 0, of
    assert box["y"] + box["height"] < FOLD, f"{of}: {box}"


def closing_in(hall: Hall, number: str, minutes: int) -> None:
    """The chair lets an open vote close by itself."""
    chair = hall.world.person("chair")
    chair.look("/chair/")
    path = f"/chair/resolutions/{hall.world.resolutions[number]}/closing-time"
    assert chair.send(path, {"minutes": str(minutes)}).status_code == 303


@pytest.mark.parametrize("hall", [LONG], indirect=True)
def test_what_can_be_done_now_is_on_the_first_screen(hall: Hall) -> None:
    world, one = hall.world, hall.world.resolutions["1"]
    world.member(5).send("/proxy", {"holder": "1", "name": "Name1"})
    world.member(1).send("/assembly/join", {})
    page = hall.page(world.codes["1"], width=360, height=FOLD)
    first_in_each_language(page, hall, ".offer button")
    look_closely(page)
    page.get_by_role("button", name="Aanvaarden").click()
    expect(page.get_by_text("U stemt in de plaats van:")).to_be_visible()
    step(hall, "1", "open")
    closing_in(hall, "1", 2)
    expect(page.locator(f"#now-{one}").get_by_role("timer")).to_be_visible()
    first_in_each_language(page, hall, f"#now-{one} a.button")
    look_closely(page)
    ballot = {"channel": "online", "choice": "for"}
    assert world.member(1).send(f"/resolutions/{one}/vote", ballot).status_code == 303
    first_in_each_language(page, hall, f"#mine-{one} a.button")
    expect(page.locator(f"#now-{one}")).to_be_hidden()
    look_closely(page)
    step(hall, "1", "close")
    chair = world.person("chair")
    assert chair.send("/chair/speakers/list", {"takes": "yes"}).status_code == 303
    assert world.member(1).send("/assembly/floor", {}).status_code == 303
    page.goto(f"{hall.address}/assembly")
    call = re.search(r"/chair/speakers/\d+/call", chair.look("/chair/discussion").text)
    assert call is not None
    leave_a_mark(page)
    assert chair.send(call[0], {}).status_code == 303
    expect(page.locator("#called")).to_contain_text("U wordt naar de microfoon geroepen")
    assert never_reloaded(page)
    first_in_each_language(page, hall, "#called a.button")
    look_closely(page)
    step(hall, "1", "announce")
    for language in ("de", "nl"):
        page.goto(f"{hall.address}/results?lang={language}")
        page.locator("summary").click()
        expect(page.locator(".votes li")).to_have_count(3)
        look_closely(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="De uitslag delen").click()
    expect(page.locator("output")).to_contain_text("Gekopieerd")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "Aangenomen\nVoor 1 · Tegen 0 · Onthouding 0" in copied


def test_a_vote_comes_to_the_top_of_the_screen_and_moves_nothing(hall: Hall) -> None:
    page = hall.page(hall.world.codes["1"], width=360, height=FOLD)
    wanted = page.get_by_role("link", name="Mijn toegangsbewijs")
    for number, below in (("1", 0), ("2", 150)):
        page.evaluate(f"scrollTo(0, {below})")
        expect(wanted).to_be_in_viewport()
        before = wanted.bounding_box()
        step(hall, number, "open")
        button = page.locator(f"#now-{hall.world.resolutions[number]} a.button")
        expect(button).to_be_in_viewport()
        assert before is not None
        after = wanted.bounding_box()
        assert after is not None
        assert abs(after["y"] - before["y"]) < 1, "what was about to be pressed has moved"
        step(hall, number, "close")
        expect(button).to_have_count(0)
    page.evaluate("scrollTo(0, 150)")
    before = wanted.bounding_box()
    chair = hall.world.person("chair")
    assert chair.send("/halls/message", {"text.nl": "Lunch in de hal"}).status_code == 303
    expect(page.get_by_role("heading", name="Lunch in de hal")).to_be_in_viewport()
    after = wanted.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 1, "what was about to be pressed has moved"
    look_closely(page)


def test_the_seconds_until_a_vote_closes_and_its_last_minute(hall: Hall) -> None:
    one = hall.world.resolutions["3"]
    step(hall, "3", "open")
    closing_in(hall, "3", 2)
    agenda, ballot = (hall.page(hall.world.codes["1"], height=FOLD) for _ in range(2))
    ballot.goto(f"{hall.address}/resolutions/{one}")
    leave_a_mark(ballot)
    ballot.get_by_label("Eva", exact=True).check()
    for page in (agenda, ballot):
        clock = page.get_by_role("timer")
        expect(clock).to_have_text(re.compile("^[12]:[0-5][0-9]$"))
        apart = page.evaluate(
            "() => { const clock = document.querySelector('[role=timer]');"
            " const [minutes, seconds] = clock.textContent.split(':').map(Number);"
            " return Math.abs(60 * minutes + seconds - (clock.dataset.until - window.serverNow()) / 1000); }"
        )
        assert apart < 1.5, "the clock is another than that of the hall"
        expect(page.locator("[data-last-minute]")).to_have_text("")
    closing_in(hall, "3", 0)
    closing_in(hall, "3", 1)
    for page in (agenda, ballot):
        warning = page.locator("[data-last-minute]")
        expect(warning).to_contain_text("Laatste minuut")
        warning.evaluate(
            "(node) => new MutationObserver(() => { window.again = true; })"
            ".observe(node, { childList: true, characterData: true, subtree: true })"
        )
    vote = {"channel": "online", "choice": "e1"}
    assert hall.world.member(2).send(f"/resolutions/{one}/vote", vote).status_code == 303
    expect(agenda.get_by_text("Al gestemd: 1 van de 40")).to_be_visible()
    for page in (agenda, ballot):
        assert page.evaluate("window.again") is None, "the warning is said again"
        look_closely(page)
    assert never_reloaded(ballot)
    expect(ballot.get_by_label("Eva", exact=True)).to_be_checked()
