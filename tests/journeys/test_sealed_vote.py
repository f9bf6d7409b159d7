"""Members vote under a seal: what they mark never leaves the page, whatever happens on the way."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Route, expect

from tests.journeys.ballots import cast, choose, confirm
from tests.journeys.conftest import look_closely
from tests.journeys.pages import reload_until
from tests.journeys.sealed_hall import SealedHall, in_sealed_hall
from tests.journeys.sent import Sent
from tests.journeys.test_sealed_page import answer, built, check
from tests.journeys.test_tablet import READABLE, SMALLEST_LETTERS, come, enrolled, give, go_back
from tests.waiting import until
from voting.assembly.paper_proxies import enter_paper_proxy
from voting.ballot.sealed_rounds import box_keys_of
from voting.database import writing
from voting.extensions import db
from voting.installation import now
from voting.sealed.signatures import is_signed_with, receipt_message
from voting.sealed.wire import code_for_the_eye

pytestmark = pytest.mark.journey

MARKS = {"for", "against", "abstain", "blank", "choice", "c1", "c2", "c3", "e1", "e2", "e3"}
"""What would tell a choice: positions, candidates, and the names of fields on other ballots."""
CODE = re.compile(r"^([0-9A-HJKMNP-TV-Z]{4} ){4}[0-9A-HJKMNP-TV-Z]{4}$")


@pytest.fixture
def sealed_hall(
    browser: Browser, make_database: Callable[[str], str], tmp_path: Path
) -> Iterator[SealedHall]:
    with in_sealed_hall(browser, make_database, tmp_path) as served:
        yield served


@pytest.fixture
def second_device(browser: Browser, tmp_path: Path) -> Page:
    """A device on which somebody has opened sealed.html, and checks."""
    file = tmp_path / "sealed.html"
    built(file)
    page = browser.new_context(locale="en-GB").new_page()
    page.goto(file.as_uri())
    page.locator("[data-take=member]").click()
    return page


def to_ballot(hall: SealedHall, member: int, number: str, **options: object) -> Page:
    """A member's page with the ballot of a resolution."""
    page = hall.page(hall.world.codes[str(member)], locale="nl-BE", **options)  # type: ignore[arg-type]
    page.goto(f"{hall.address}/resolutions/{hall.world.resolutions[number]}")
    expect(page.locator("form#ballot")).to_be_visible()
    return page


def counted(page: Page) -> None:
    expect(page.get_by_role("heading", name="Uw stem is geteld")).to_be_visible()


def receipted(page: Page) -> None:
    """Counted, and all that the page of it asks for has come."""
    counted(page)
    expect(page.get_by_text("Uw toestel heeft het gecontroleerd")).to_be_visible()


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
        assert {method for method, _, _ in sent.shapes()} == {"GET"}
        cast(page)
        receipted(page)
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
    receipted(page)
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
    receipted(page)
    assert not sent.words() & MARKS
    marked = sent.shapes()

    page = to_ballot(hall, 6, "3")
    sent = Sent(page)
    page.get_by_label("Blanco").check()
    confirm(page)
    receipted(page)
    assert sent.shapes() == marked


@pytest.mark.full
def test_whatever_is_marked_the_same_is_sent(sealed_hall: SealedHall) -> None:
    hall = sealed_hall
    hall.open("2", "3")
    members, shapes = iter(range(10, 40)), dict[str, list[object]]()
    for position in ("Voor", "Tegen", "Onthouding"):
        page = to_ballot(hall, next(members), "2")
        sent = Sent(page)
        for name in ("Ann", "Bob", "Cem"):
            mark(page, name, position)
        confirm(page)
        receipted(page)
        assert not sent.words() & MARKS
        shapes.setdefault("2", []).append(sent.shapes())
    for names in (["Eva"], ["Finn"], ["Guy"], ["Eva", "Finn"], ["Finn", "Guy"], ["Blanco"]):
        page = to_ballot(hall, next(members), "3")
        sent = Sent(page)
        for name in names:
            page.get_by_label(name).check()
        confirm(page)
        receipted(page)
        assert not sent.words() & MARKS
        shapes.setdefault("3", []).append(sent.shapes())
    for sent_of in shapes.values():
        assert all(each == sent_of[0] for each in sent_of)


def photographed(page: Page) -> FilePayload:
    """The code that a page shows, as another device sees it."""
    shown = page.locator("[data-picture] svg").screenshot()
    return FilePayload(name="code.png", mimeType="image/png", buffer=shown)


def test_by_keyboard_with_a_test_of_the_seal(sealed_hall: SealedHall, second_device: Page) -> None:
    hall = sealed_hall
    hall.open("2")
    page = to_ballot(hall, 1, "2", width=320)
    files = page.request.get(f"{hall.address}/resolutions/{hall.world.resolutions['2']}/sealed-files")
    vote = FilePayload(name="vote.zip", mimeType="application/zip", buffer=files.body())
    second_device.locator("#files").set_input_files(vote)
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
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    assert told(page) == first
    second_device.locator("[data-into=leaf]").set_input_files(photographed(page))
    expect(second_device.locator("#leaf")).to_have_value(re.compile("^[0-9A-F]{64}$"))
    test = page.get_by_role("button", name="Het zegel testen")
    expect(test).to_be_enabled()
    test.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Het zegel testen")).to_be_focused()
    page.locator("summary").click()
    expect(page.locator("[data-code]")).to_have_text(re.compile("^[0-9A-F]{100,}$"))
    look_closely(page)
    assert {method for method, _, _ in sent.shapes()} == {"GET"}
    second_device.locator("[data-into=test]").set_input_files(photographed(page))
    expect(second_device.locator("#test")).not_to_be_empty()
    check(second_device, "test")
    for line in ("c1: Abstention", "c2: For", "c3: For", "Sealed for member 1."):
        expect(answer(second_device, "test")).to_contain_text(line)
    page.get_by_role("button", name="Terug naar mijn stem").click()
    assert told(page) != first
    page.keyboard.press("Tab")
    cast(page)
    counted(page)
    assert not sent.words() & MARKS
    second_device.locator("[data-into=receipt]").set_input_files(photographed(page))
    expect(second_device.locator("#receipt")).not_to_be_empty()
    check(second_device, "receipt")
    expect(answer(second_device, "receipt")).to_contain_text("The receipt is good")


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

    page = to_ballot(hall, 2, "1")
    come(hall, 2)
    choose(page, "Voor")
    code = told(page)
    expect(page.locator("form [name=venue]")).to_have_value("BRU")
    page.route("**/vote", lambda route: lose(route, arrives=True), times=1)
    cast(page)
    expect(page.locator("[data-offline]")).to_be_visible()
    page.reload()
    page.get_by_role("link", name="Bewijs van deelname").click()
    assert code_for_the_eye(good_receipt(hall, page, "1")) == code
    expect(page.get_by_text("in de zaal (Brussel)")).to_be_visible()


def downloaded(page: Page) -> bytes:
    """The receipt that the page offers as a file."""
    with page.expect_download() as saving:
        page.get_by_role("button", name="Als bestand opslaan").click()
    return bytes.fromhex(saving.value.path().read_text().strip())


def good_receipt(hall: SealedHall, page: Page, number: str) -> bytes:
    """The leaf of a receipt that the page shows as good, and that the box has signed."""
    expect(page.get_by_text("Uw toestel heeft het gecontroleerd")).to_be_visible()
    expect(page.get_by_role("img", name="QR-code van het ontvangstbewijs")).to_be_visible()
    receipt = downloaded(page)
    assert len(receipt) == 144
    ctx, leaf, _nonce, signature = receipt[:32], receipt[32:64], receipt[64:80], receipt[80:]
    with hall.world.app.app_context():
        assert ctx == hall.sealed.round(number).ctx
        key = box_keys_of(db.session(), hall.world.resolutions[number]).public
        db.session.rollback()
    assert is_signed_with(key, signature, receipt_message(ctx, leaf))
    assert told(page) == code_for_the_eye(leaf)
    return leaf


def test_a_walk_for_oneself_and_another_and_a_vote_without_script(sealed_hall: SealedHall) -> None:
    hall = sealed_hall
    with hall.world.app.app_context(), writing(db.session()) as session:
        enter_paper_proxy(session, 1, "5", "6", b"%PDF-", now=now(), account_id=1)
    hall.open("1")
    page = hall.page(hall.world.codes["6"], locale="nl-BE")
    sent, codes = Sent(page), list[str]()
    page.goto(f"{hall.address}/assembly/vote")
    for choice in ("Voor", "Tegen"):
        choose(page, choice)
        codes.append(told(page))
        cast(page)
        page.wait_for_url(lambda url: "/check" not in url)
        if choice == "Voor":
            expect(page.get_by_text("U brengt de stem uit van First5 Name5")).to_be_visible()
            expect(page.get_by_role("group", name="Uw keuze")).to_be_visible()
    expect(page.get_by_role("heading", name="Geteld: 2")).to_be_visible()
    look_closely(page)
    for name, code in (("Jaarrekening", codes[0]), ("First5 Name5", codes[1])):
        page.get_by_role("link", name=name).first.click()
        leaf = good_receipt(hall, page, "1")
        assert code_for_the_eye(leaf) == code
        look_closely(page)
        page.go_back()
    assert not sent.words() & MARKS
    page.get_by_role("link", name="Jaarrekening").first.click()
    kept = page.evaluate("Object.entries(sessionStorage)")
    for name, content in kept:
        spoilt = {**json.loads(content), "signature": "00" * 64}
        page.evaluate(
            "([name, content]) => sessionStorage.setItem(name, content)", [name, json.dumps(spoilt)]
        )
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("Dit ontvangstbewijs is niet goed")

    plain = hall.page(hall.world.codes["7"], locale="nl-BE", java_script_enabled=False)
    plain.goto(f"{hall.address}/resolutions/{hall.world.resolutions['1']}")
    expect(plain.get_by_text("dan kan uw toestel dat niet")).to_be_visible()
    expect(plain.locator("form#ballot")).to_have_count(0)
    plain.get_by_role("link", name="Zonder zegel stemmen").click()
    expect(plain.get_by_text("onze server ziet deze keuze")).to_be_visible()
    choose(plain, "Voor")
    expect(plain.get_by_text("onze server ziet deze keuze")).to_be_visible()
    cast(plain)
    counted(plain)
    expect(plain.locator("#receipt .code")).to_have_text(CODE)
    expect(plain.get_by_role("img", name="QR-code van het ontvangstbewijs")).to_be_visible()


def test_a_device_that_cannot_seal_or_is_given_another_round_shows_no_ballot(sealed_hall: SealedHall) -> None:
    hall = sealed_hall
    hall.open("1", "2")
    address = f"{hall.address}/resolutions/{hall.world.resolutions['1']}"
    page = hall.page(hall.world.codes["1"], locale="nl-BE")
    other = f"/box/{hall.world.resolutions['2']}/context"
    page.route(
        "**/box/*/context", lambda route: route.fulfill(response=route.fetch(url=hall.address + other))
    )
    page.goto(address)
    expect(page.get_by_role("alert")).to_contain_text("Stem hier niet")
    expect(page.locator("form#ballot")).to_have_count(0)
    look_closely(page)
    expect(page.get_by_role("link", name="Zonder zegel stemmen")).to_be_hidden()
    page.unroute_all()
    own = page.request.get(f"{hall.address}/box/{hall.world.resolutions['1']}/context").json()
    few = json.dumps({**own, "context_signatures": {"1": own["context_signatures"]["1"]}})
    page.route("**/box/*/context", lambda route: route.fulfill(body=few), times=1)
    page.goto(address)
    expect(page.get_by_text("De sleutelhouders hebben deze stemming nog niet ondertekend")).to_be_visible()
    choose(page, "Voor")
    told(page)
    hall.close("1")
    cast(page)
    expect(page.locator("[data-refused]")).to_contain_text("niet")
    assert page.evaluate("sessionStorage.length") == 0
    page.go_back()
    expect(page.locator("#standing")).to_be_visible()
    page.add_init_script("crypto.getRandomValues = (bytes) => bytes")
    page.goto(f"{hall.address}/resolutions/{hall.world.resolutions['2']}")
    expect(page.get_by_text("Dit toestel kan geen stem verzegelen")).to_be_visible()
    expect(page.locator("form#ballot")).to_have_count(0)


def test_on_a_tablet_the_receipt_is_shown_once(sealed_hall: SealedHall) -> None:
    hall = sealed_hall
    come(hall, 5, 6)
    hall.open("1", minutes="10")
    tablet = enrolled(hall)
    give(hall, 5)
    expect(tablet.get_by_role("heading", name="First5 Name5")).to_be_visible()
    tablet.get_by_role("link", name="Jaarrekening").click()
    sent = Sent(tablet)
    choose(tablet, "Tegen")
    told(tablet)
    look_closely(tablet)
    assert tablet.evaluate(SMALLEST_LETTERS) >= READABLE
    cast(tablet)
    counted(tablet)
    expect(tablet.get_by_role("img", name="QR-code van het ontvangstbewijs")).to_be_visible()
    told(tablet)
    look_closely(tablet)
    assert tablet.evaluate(SMALLEST_LETTERS) >= READABLE
    assert tablet.evaluate("sessionStorage.length") == 0
    assert not sent.words() & MARKS
    tablet.reload()
    counted(tablet)
    expect(tablet.locator("#receipt")).to_be_hidden()
    tablet.get_by_role("link", name="Nu vergrendelen").click()
    expect(tablet.get_by_role("heading", name="Tablet 1")).to_be_visible()
    go_back(tablet, never="Name5")


def test_who_took_part_is_told_and_checked_once_the_vote_is_closed(sealed_hall: SealedHall) -> None:
    hall = sealed_hall
    hall.open("1")
    page = to_ballot(hall, 1, "1")
    choose(page, "Voor")
    cast(page)
    counted(page)
    address = f"{hall.address}/resolutions/{hall.world.resolutions['1']}"
    hall.close("1")
    reload_until(page, lambda: "data-took-part" in page.request.get(address).text())
    for member, line in ((1, "U hebt aan deze stemming deelgenomen."), (2, "U hebt niet aan deze stemming")):
        page = hall.page(hall.world.codes[str(member)], locale="nl-BE")
        page.goto(address)
        part = page.locator("#took-part")
        expect(part).to_contain_text(line)
        expect(part.locator(".digits span")).to_have_count(5)
    look_closely(page)
    voter = hall.page(hall.world.codes["1"], locale="nl-BE")
    voter.goto(address)
    voter.evaluate("sessionStorage.setItem('sealed vote', 'of somebody')")
    voter.get_by_role("button", name="Afmelden").click()
    expect(voter.locator("[data-forget]")).to_be_visible()
    until(lambda: voter.evaluate("sessionStorage.length") == 0)
    page.route("**/took-part", lambda route: route.fulfill(json={**route.fetch().json(), "how": 1}))
    page.goto(address)
    expect(part.get_by_role("alert")).to_contain_text("De stembus heeft dit niet ondertekend")
    page.goto(f"{hall.address}/assembly/sealed-votes")
    look_closely(page)
