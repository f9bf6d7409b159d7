"""From an empty database to a convened assembly of more than a thousand members, by the pages alone: each way
of voting on its agenda, and each kind of letter sent."""

import datetime as dt
import re

import pytest
from playwright.sync_api import FilePayload, Page, expect
from pypdf import PdfReader

from tests.journeys.conftest import Hall, look_closely, only_in_full
from tests.journeys.founding import (
    DAY,
    LANGUAGES,
    POINTS,
    TODAY,
    Point,
    Size,
    language_of,
    register,
)
from tests.journeys.pages import reload_until
from tests.waiting import until
from tests.world import KEY
from voting.accounts.codes import first_word
from voting.ballot.definition import POINT
from voting.ballot.methods import Method
from voting.cooperative.rules import Matter
from voting.invitations.texts import TextOf
from voting.wording.languages import LANGUAGE_NAMES

pytestmark = pytest.mark.journey
GUESTS = {"director": "nl", "auditor of the accounts": "fr", "guest": "de"}
"""Who is convened without a vote: their languages, by what they are."""
LETTER_NAMES = {
    TextOf.INVITATION: "Invitation",
    TextOf.REMINDER: "Reminder",
    TextOf.PAPER: "Letter on paper",
    TextOf.GUEST: "Invitation without a vote",
}
REPORT: FilePayload = {"name": "report.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}


@pytest.fixture
def at_full_speed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters leave as fast as they can be made."""
    monkeypatch.setenv("MAIL_PER_MINUTE", "0")


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


def bring_in_the_register(page: Page, size: Size) -> None:
    room(page, "Register")
    look_closely(page)
    page.get_by_role("navigation", name="Register").get_by_role("link", name="Files").click()
    page.get_by_label("Register file").set_input_files(
        {"name": "Mitglieder.csv", "mimeType": "text/csv", "buffer": register(size)}
    )
    look_closely(page)
    press(page, "Look at what it would change")
    expect(page.locator("#recognised")).to_have_text(
        "Windows-1252, separated by semicolons, 14 of 15 columns recognised."
    )
    look_closely(page)
    press(page, "Look at what it would change")
    expect(page.get_by_role("link", name=f"{size.members:,} Added")).to_be_visible()
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
    proxies = page.get_by_role("group", name="Proxies")
    expect(proxies).to_contain_text("Article 14 § 2 of the articles of association")
    look_closely(page)
    press(page, "Save")
    expect(page.get_by_role("status")).to_be_visible()

    page.locator("#following").get_by_role("link", name="Change").click()
    stream = page.get_by_role("group", name="Live stream", exact=True)
    for language in LANGUAGES:
        stream.get_by_label(LANGUAGE_NAMES[language]).fill(f"https://stream.example.org/{language}")
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
    page.reload()
    expect(page.get_by_text("Cards are shown once")).to_be_visible()
    expect(page.get_by_role("img", name="QR code")).to_have_count(0)


def convene(page: Page, size: Size) -> None:
    """Nothing is missing; a wrong number is refused."""
    room(page, "Convening")
    expect(page.locator(".count")).to_contain_text(f"{size.members:,} members are entitled")
    expect(page.get_by_text("Nothing is missing.")).to_be_visible()
    for point in POINTS:
        expect(page.locator("#rules")).to_contain_text(point.title)
    look_closely(page)
    page.get_by_label("To confirm, type how many members are entitled").fill(str(size.members - 1))
    press(page, "Convene the assembly")
    expect(page.get_by_role("alert")).to_contain_text(re.compile(f"{size.members:,}|{size.members}"))
    look_closely(page)
    page.get_by_label("To confirm, type how many members are entitled").fill(str(size.members))
    press(page, "Convene the assembly")
    expect(page.get_by_text("The assembly has been convened.").first).to_be_visible()
    look_closely(page)


def write_the_letters(page: Page) -> None:
    """The text of each kind of letter, in each language of the members."""
    for letter in TextOf:
        for language in LANGUAGES:
            room(page, "Invitations")
            item = page.get_by_role("listitem").filter(has=page.get_by_text(LETTER_NAMES[letter], exact=True))
            item.get_by_role("link", name=LANGUAGE_NAMES[language]).click()
            page.get_by_label("Subject").fill(f"{letter} {language}: {{assembly}}")
            press(page, "Save this text")
            expect(page.get_by_role("status")).to_be_visible()
        look_closely(page)
    room(page, "Invitations")


def send(page: Page, letter: str, confirm: re.Pattern[str]) -> None:
    """Look at what would be sent to whom, and send it."""
    room(page, "Invitations")
    follow(page, letter)
    look_closely(page)
    page.get_by_role("main").get_by_role("button", name=confirm).click()


def wait_until_sent(house: Hall, page: Page, letter: str, size: Size, files: int) -> None:
    """Until the process that sends letters has come to the last of them: there are so many files then."""
    until(lambda: len(list(house.letters.glob("*.eml"))) >= files)
    row = page.get_by_role("table", name="Letters by mail").get_by_role("row", name=letter)
    reload_until(page, lambda: row.get_by_role("cell").nth(0).inner_text() == "0")  # the last is noted
    expect(row.get_by_role("cell").nth(1)).to_have_text(f"{size.by_mail:,}")
    look_closely(page)


def by_mail(letters: int) -> re.Pattern[str]:
    """What the button says that sends so many letters."""
    return re.compile(f"^Send {letters:,} letters by mail$")


def invite(house: Hall, page: Page, size: Size) -> None:
    """By mail whoever has an address, with the guests; the others on paper."""
    for capacity, language in GUESTS.items():
        others = page.locator("#others")
        others.get_by_label("Name", exact=True).fill(f"Robin {language}")
        others.get_by_label("Capacity", exact=True).select_option(capacity)
        others.get_by_label("E-mail", exact=True).fill(f"robin-{language}@example.org")
        others.get_by_label("Language", exact=True).select_option(language)
        press(page, "Add")
        expect(page.get_by_role("button", name=f"Remove Robin {language}")).to_be_visible()
    look_closely(page)
    send(page, "Send the invitations", by_mail(size.by_mail + len(GUESTS)))
    wait_until_sent(house, page, "Invitation", size, size.by_mail + len(GUESTS))
    expect(page.get_by_role("row", name="Robin").filter(has_text="Sent")).to_have_count(len(GUESTS))
    send(
        page,
        "Prepare the letters on paper",
        re.compile(f"^Prepare {size.on_paper:,} letters for printing$"),
    )
    for language in LANGUAGES:
        file = page.get_by_role("link", name=f"{LANGUAGE_NAMES[language]} (PDF)")
        reload_until(page, file.is_visible)  # the process that sets them is done
        with page.expect_download() as pdf:
            file.click()
        pages = PdfReader(pdf.value.path()).pages
        assert len(pages) >= size.on_paper // len(LANGUAGES)
        text = " ".join(" ".join(sheet.extract_text() for sheet in pages[:2]).split())
        assert "Müller-Œuvré" in text
        assert POINTS[-1].title in text
    look_closely(page)


def remind(house: Hall, page: Page, size: Size) -> None:
    """Whoever can vote already, and has not."""
    send(page, "Send a reminder", by_mail(size.by_mail))
    wait_until_sent(house, page, "Reminder 1", size, 2 * size.by_mail + len(GUESTS))


def take_part(house: Hall, number: int) -> None:
    """A member follows the link of their letter, and sees the agenda."""
    page = house.page()
    own_link = re.search(rf"{house.address}/\S+", house.letter_to(f"m{number}@example.org"))
    assert own_link
    page.goto(own_link[0])
    look_closely(page)
    page.locator("main button").first.click()
    expect(page.locator("#agenda")).to_be_visible()
    for point in POINTS:
        expect(page.locator("#items")).to_contain_text(f"{point.title} {language_of(number)}")
    look_closely(page)


def test_each_way_of_voting_and_each_kind_of_letter_is_tried() -> None:
    assert [point.method for point in POINTS] == [POINT, *Method]
    assert list(LETTER_NAMES) == list(TextOf)


@pytest.mark.letters
@pytest.mark.parametrize("members", [1200, *only_in_full(3000)])
def test_from_nothing_to_a_convened_assembly(at_full_speed: None, empty_house: Hall, members: int) -> None:
    size = Size(members)
    page = empty_house.page(width=1440, height=900, locale="en-GB")
    page.goto(empty_house.address)
    begin(page)
    enter_the_cooperative(page)
    bring_in_the_register(page, size)
    say_how_the_assembly_is_held(page)
    for point in POINTS:
        add(page, point)
    expect(page.locator("#resolutions ol > li")).to_have_count(len(POINTS))
    look_closely(page)
    name_the_staff(page)
    convene(page, size)
    write_the_letters(page)
    invite(empty_house, page, size)
    remind(empty_house, page, size)
    take_part(empty_house, size.on_paper + 1)
    assert POINTS[-1].title in empty_house.letter_to("robin-de@example.org")
