"""From an empty database to a convened assembly of three thousand members, by the pages alone: each way of
voting on its agenda."""

import datetime as dt
import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.journeys.conftest import Hall, look_closely
from tests.journeys.founding import DAY, LANGUAGES, MEMBERS, POINTS, TODAY, Point, register
from tests.world import KEY
from voting.accounts.codes import first_word
from voting.ballot.definition import POINT
from voting.ballot.methods import Method
from voting.cooperative.rules import Matter
from voting.wording.languages import LANGUAGE_NAMES

pytestmark = pytest.mark.journey
REPORT: FilePayload = {"name": "report.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def room(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Office").get_by_role("link", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("link", name=name, exact=True).click()


def in_each_language(page: Page, name: str, text: str) -> None:
    group = page.get_by_role("group", name=name, exact=True)
    for language in LANGUAGES:
        group.get_by_label(LANGUAGE_NAMES[language]).fill(f"{text} {language}")


def begin(page: Page) -> None:
    page.get_by_label("Name of the cooperative").fill("Die Mühlen")
    page.get_by_label("Day of the assembly").fill(DAY.isoformat())
    page.get_by_label("Name of the secretary").fill("Zoë Lambert")
    page.get_by_label("The word on the server’s terminal").fill(first_word(KEY.encode()))
    look_closely(page)
    press(page, "Begin")
    look_closely(page)
    press(page, "I have the code: sign in")
    expect(page.get_by_role("heading", name="Office", exact=True)).to_be_visible()
    look_closely(page)


def enter_the_cooperative(page: Page) -> None:
    room(page, "Cooperative")
    in_each_language(page, "Name", "Die Mühlen")
    in_each_language(page, "Legal form, as after the name", "Gen.")
    in_each_language(page, "Registered office", "Klosterstraße 1, 4700 Eupen")
    in_each_language(page, "Place of the enterprise court", "Eupen")
    page.get_by_label("Enterprise number").fill("0403.170.701")
    for number, matter in enumerate(Matter, start=12):
        page.locator(f"#articles-{matter}").fill(f"{number} § 2")
    press(page, "Save")
    expect(page.get_by_role("status")).to_be_visible()
    look_closely(page)


def bring_in_the_register(page: Page) -> None:
    room(page, "Register")
    look_closely(page)
    page.get_by_role("navigation", name="Register").get_by_role("link", name="Files").click()
    page.get_by_label("Register file").set_input_files(
        {"name": "Mitglieder.csv", "mimeType": "text/csv", "buffer": register()}
    )
    look_closely(page)
    press(page, "Look at what it would change")
    expect(page.locator("#recognised")).to_have_text(
        "Windows-1252, separated by semicolons, 14 of 15 columns recognised."
    )
    look_closely(page)
    press(page, "Look at what it would change")
    expect(page.get_by_role("link", name="3,000 Added")).to_be_visible()
    look_closely(page)
    press(page, "Apply this file")
    expect(page.get_by_role("heading", name="Register imported")).to_be_visible()
    look_closely(page)


def say_how_the_assembly_is_held(page: Page) -> None:
    """Advance voting that has begun, proxies, speaking online; halls, programme and a document."""
    room(page, "Preparation")
    look_closely(page)
    page.locator("#main-part").get_by_role("link", name="Change").click()
    in_each_language(page, "Title", "Generalversammlung")
    page.get_by_label("From", exact=True).fill(f"{TODAY}T00:00")
    page.get_by_label("Until", exact=True).fill(f"{DAY - dt.timedelta(days=1)}T18:00")
    page.get_by_label("How many one member can hold at most").fill("2")
    page.get_by_label("Until when they can be given").fill(f"{DAY - dt.timedelta(days=2)}T12:00")
    page.get_by_label("Whole days between").fill("15")
    page.get_by_label("Who takes part online may speak").check()
    expect(page.get_by_role("group", name="Proxies")).to_contain_text("Article 14 § 2 of the statutes")
    look_closely(page)
    press(page, "Save")
    expect(page.get_by_role("status")).to_be_visible()

    for code in ("EUP", "LIE"):
        follow(page, "Another venue")
        page.get_by_label("Short code").fill(code)
        in_each_language(page, "Name", f"Saal {code}")
        page.get_by_label("Address, as it stands in invitations").fill(f"Markt 1, {code}")
        look_closely(page)
        press(page, "Save")
    follow(page, "Another entry")
    page.get_by_label("When").fill(f"{DAY}T10:00")
    in_each_language(page, "What happens", "Eröffnung")
    look_closely(page)
    press(page, "Save")
    page.get_by_text("Another document").click()
    for language in LANGUAGES:
        page.get_by_label(f"Title – {LANGUAGE_NAMES[language]}").fill(f"Bericht {language}")
        page.get_by_label(f"File (PDF) – {LANGUAGE_NAMES[language]}").set_input_files(REPORT)
    press(page, "Add the document")
    expect(page.locator("#documents strong")).to_contain_text("Bericht")


def add(page: Page, point: Point) -> None:
    """Add a point to the agenda, and name its candidates."""
    follow(page, "Another point of the agenda")
    page.get_by_role("radio", name=point.way).check()
    press(page, "Continue")
    in_each_language(page, "Title", point.title)
    if point.seats:
        page.get_by_label("Seats", exact=True).first.fill(str(point.seats))
    if point.method != POINT:
        page.get_by_text("The proposal in full").click()
        in_each_language(page, "Text", f"Vorschlag: {point.title}")
    look_closely(page)
    press(page, "Save, and name the candidates" if point.candidates else "Save")
    expect(page.get_by_role("status")).to_be_visible()
    for candidate in point.candidates:
        follow(page, "Another candidate")
        page.get_by_label("Name", exact=True).fill(candidate)
        in_each_language(page, "Statement", f"Ich bin {candidate}")
        if candidate == point.candidates[0]:
            look_closely(page)
        press(page, "Save")
    if point.candidates:
        look_closely(page)
        room(page, "Preparation")


def name_the_staff(page: Page) -> None:
    room(page, "Staff")
    page.get_by_label("Names, one on each line").fill(
        "Bo; chair; ; de\nCem; teller; EUP; de\nDora; teller; LIE; fr\n"
        "Eva; steward; EUP; nl\nFinn; steward; LIE; nl"
    )
    look_closely(page)
    press(page, "Make their cards")
    expect(page.get_by_role("img", name="QR code")).to_have_count(5)


def convene(page: Page) -> None:
    """Nothing is missing but this; a wrong number is refused."""
    room(page, "Convening")
    expect(page.locator(".count")).to_contain_text("3,000 members are entitled")
    missing = page.locator(".checks li")
    expect(missing).to_have_count(1)
    expect(missing).to_contain_text("The assembly has not been convened yet.")
    for point in POINTS:
        expect(page.locator("#rules")).to_contain_text(point.title)
    look_closely(page)
    page.get_by_label("To confirm, type how many members are entitled").fill("2999")
    press(page, "Convene the assembly")
    expect(page.get_by_role("alert")).to_contain_text(re.compile("3,?000"))
    look_closely(page)
    page.get_by_label("To confirm, type how many members are entitled").fill(str(MEMBERS))
    press(page, "Convene the assembly")
    expect(page.get_by_text("The assembly has been convened.").first).to_be_visible()
    look_closely(page)


def test_each_way_of_voting_is_tried() -> None:
    assert [point.method for point in POINTS] == [POINT, *Method]


def test_from_nothing_to_a_convened_assembly(empty_house: Hall) -> None:
    page = empty_house.page(width=1440, height=900, locale="en-GB")
    page.goto(empty_house.address)
    begin(page)
    enter_the_cooperative(page)
    bring_in_the_register(page)
    say_how_the_assembly_is_held(page)
    for point in POINTS:
        add(page, point)
    expect(page.locator("#resolutions ol > li")).to_have_count(len(POINTS))
    look_closely(page)
    name_the_staff(page)
    convene(page)
