"""Members vote under a seal: what they mark never leaves the page, whatever happens on the way."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.journeys.ballots import cast, choose
from tests.journeys.conftest import look_closely
from tests.journeys.sealed_hall import SealedHall, in_sealed_hall
from tests.journeys.sent import Sent

pytestmark = pytest.mark.journey

MARKS = {"for", "against", "abstain", "blank", "choice", "yes", "c1", "c2", "c3", "e1", "e2", "e3"}
"""What would tell a choice: positions, candidates, and the names of fields on other ballots."""
CODE = re.compile(r"^([0-9A-HJKMNP-TV-Z]{4} ){4}[0-9A-HJKMNP-TV-Z]{4}$")


@pytest.fixture
def sealed_hall(
    browser: Browser, make_database: Callable[[str], str], tmp_path: Path
) -> Iterator[SealedHall]:
    with in_sealed_hall(browser, make_database, tmp_path) as served:
        yield served


def to_ballot(hall: SealedHall, member: int, number: str, **options: object) -> Page:
    """A member's page with the ballot of a resolution."""
    page = hall.page(hall.world.codes[str(member)], locale="nl-BE", **options)  # type: ignore[arg-type]
    page.goto(f"{hall.address}/resolutions/{hall.world.resolutions[number]}")
    expect(page.locator("form#ballot")).to_be_visible()
    return page


def counted(page: Page) -> None:
    expect(page.get_by_role("heading", name="Uw stem is geteld")).to_be_visible()


def told(page: Page) -> str:
    """The code of the sealed vote that is shown."""
    code = page.locator("[data-code]")
    expect(code).to_have_text(CODE)
    return code.inner_text()


def mark(page: Page, name: str, position: str) -> None:
    page.get_by_role("radiogroup", name=name).get_by_label(position).check()


def test_no_request_holds_a_mark(sealed_hall: SealedHall) -> None:
    hall = sealed_hall
    hall.open("1", "2", "3")
    shapes = list[object]()
    for member, choice in enumerate(("Voor", "Tegen", "Onthouding"), 1):
        page = to_ballot(hall, member, "1")
        assert page.locator("#sealed [name]").count() == 0
        sent = Sent(page)
        if member == 1:
            look_closely(page)
        choose(page, choice)
        expect(page.locator(".chosen-mark")).to_have_text(choice)
        told(page)
        if member == 1:
            look_closely(page)
        assert sent.shapes() == []
        cast(page)
        counted(page)
        assert not sent.words() & MARKS
        shapes.append(sent.shapes())
    assert shapes[0] == shapes[1] == shapes[2]

    page = to_ballot(hall, 4, "2")
    sent = Sent(page)
    go_on, fault = page.get_by_role("button", name="Verder", exact=True), page.locator("#fault")
    go_on.click()
    expect(fault).to_be_focused()
    expect(fault).to_contain_text("Er is nog niets aangekruist")
    mark(page, "Ann", "Tegen")
    go_on.click()
    expect(fault).to_contain_text("Bij sommige kandidaten is nog niets aangekruist")
    expect(page.locator(".unmarked")).to_have_count(2)
    look_closely(page)
    mark(page, "Bob", "Voor")
    mark(page, "Cem", "Voor")
    page.get_by_role("link", name="FR").click()
    expect(page.get_by_role("radiogroup", name="Ann").get_by_label("Contre")).to_be_checked()
    page.get_by_role("button", name="Continuer", exact=True).click()
    expect(page.locator(".chosen dd")).to_have_text(["Contre", "Pour", "Pour"])
    before = told(page)
    page.get_by_role("link", name="NL").click()
    expect(page.locator(".chosen dd")).to_have_text(["Tegen", "Voor", "Voor"])
    assert told(page) == before
    page.get_by_role("button", name="Wijzigen").click()
    expect(page.get_by_role("radiogroup", name="Ann").get_by_label("Tegen")).to_be_checked()
    mark(page, "Cem", "Onthouding")
    go_on.click()
    page.go_back()
    expect(page.get_by_role("radiogroup", name="Cem").get_by_label("Onthouding")).to_be_checked()
    page.go_forward()
    expect(page.locator(".chosen dd")).to_have_text(["Tegen", "Voor", "Onthouding"])
    assert told(page) != before
    cast(page)
    counted(page)
    assert not sent.words() & MARKS

    page = to_ballot(hall, 5, "3")
    sent = Sent(page)
    for name in ("Eva", "Finn", "Guy"):
        page.get_by_label(name).check()
    go_on = page.get_by_role("button", name="Verder", exact=True)
    go_on.click()
    expect(page.locator("#fault")).to_contain_text("meer dan 2")
    page.get_by_label("Finn").uncheck()
    page.get_by_label("Guy").uncheck()
    page.get_by_label("Blanco").check()
    go_on.click()
    expect(page.locator("#fault")).to_have_attribute("data-code", "blank_and_marked")
    page.get_by_label("Blanco").uncheck()
    page.get_by_label("Guy").check()
    go_on.click()
    expect(page.locator(".chosen li")).to_have_text(["Eva", "Guy"])
    cast(page)
    counted(page)
    assert not sent.words() & MARKS


def test_by_keyboard_with_a_test_of_the_seal(sealed_hall: SealedHall) -> None:
    hall = sealed_hall
    hall.open("2")
    page = to_ballot(hall, 1, "2", width=320)
    sent = Sent(page)
    for way in ("ArrowDown", "ArrowUp", "ArrowLeft"):
        page.get_by_role("radiogroup").first.locator("input[tabindex='0']").focus()
        page.keyboard.press(way)
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
    expect(page.get_by_role("radiogroup", name="Ann").get_by_label("Onthouding")).to_be_checked()
    expect(page.locator("input:checked")).to_have_count(3)
    page.get_by_role("button", name="Verder", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="is dit uw stem?")).to_be_focused()
    first = told(page)
    test = page.get_by_role("button", name="Het zegel testen")
    expect(test).to_be_enabled()
    test.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Het zegel testen")).to_be_focused()
    page.locator("summary").click()
    expect(page.locator("[data-code]")).to_have_text(re.compile("^[0-9A-F]{100,}$"))
    look_closely(page)
    assert sent.shapes() == []
    page.get_by_role("button", name="Terug naar mijn stem").click()
    assert told(page) != first
    page.keyboard.press("Tab")
    cast(page)
    counted(page)
    assert not sent.words() & MARKS


def test_a_lost_network_and_a_reload_send_the_same_ballot_once(sealed_hall: SealedHall) -> None:
    hall = sealed_hall
    hall.open("1")
    page = to_ballot(hall, 1, "1")
    sent = Sent(page)
    bodies = list[str]()

    def lose(route: Route, *, arrives: bool) -> None:
        bodies.append(route.request.post_data or "")
        if arrives:
            route.fetch()
        route.abort()

    page.context.set_offline(True)
    choose(page, "Tegen")
    expect(page.locator(".chosen-mark")).to_have_text("Tegen")
    page.context.set_offline(False)
    page.route("**/vote", lambda route: lose(route, arrives=False), times=1)
    cast(page)
    expect(page.locator("[data-offline]")).to_be_visible()
    page.route("**/vote", lambda route: lose(route, arrives=True), times=1)
    page.reload()
    expect(page.get_by_role("heading", name="Uw stem wordt verstuurd")).to_be_visible()
    page.on("request", lambda request: bodies.append(request.post_data or ""))
    counted(page)
    assert len({re.sub("csrf_token=[^&]*", "", body) for body in bodies if "sealed=" in body}) == 1
    assert not sent.words() & MARKS
    assert page.evaluate("sessionStorage.length") == 1
