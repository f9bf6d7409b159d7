"""After the assembly: directors and their terms, minutes, a signed report whose figures can be followed."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.ballot.meeting import step, vote_online
from tests.journeys.conftest import Hall, look_closely, only_in_full
from tests.journeys.pages import to_room
from tests.web.images import picture
from tests.world import ASSEMBLY
from voting.clock import system_clock
from voting.extensions import db

pytestmark = pytest.mark.journey

OF_A_YEAR_THAT_IS_OVER = ASSEMBLY.replace("\ndate = 2025-06-17", "\ndate = 2025-06-18", 1)
"""An assembly whose year can be reported on."""


def hold(hall: Hall) -> None:
    """Elect Ann and Bob with the votes of half the members."""
    election = hall.world.resolutions["2"]
    with hall.world.app.app_context():
        assert step(election, "open") == "ok"
        vote_online(election, range(1, 21), "c1=for,c2=for,c3=against")
        assert step(election, "close") == "ok"
        assert step(election, "announce") == "ok"
        db.engine.dispose()


@pytest.mark.parametrize("hall", [OF_A_YEAR_THAT_IS_OVER], indirect=True, ids=["2025"])
@pytest.mark.parametrize("width", [360, *only_in_full(1440)])
def test_from_the_elected_to_a_signed_report(hall: Hall, width: int) -> None:
    hold(hall)
    page = hall.page(hall.world.staff["secretary"], width=width, height=800)

    page.goto(f"{hall.address}/office/mandates?lang=nl")
    expect(page.get_by_role("rowheader", name="Ann")).to_be_visible()
    look_closely(page)
    page.get_by_text("Een bestuurder vertrekt, of wordt bevestigd").click()
    bob = page.locator("#change-mandate option", has_text="Bob, 18/06/2025").get_attribute("value")
    page.get_by_role("combobox", name="Bestuurder").select_option(bob)
    page.get_by_role("combobox", name="Wat er gebeurde").select_option("resigned")
    page.get_by_label("Reden").locator("visible=true").fill("Een brief")
    page.get_by_role("button", name="Invoeren").locator("visible=true").click()
    page.get_by_text("Iemand coöpteren").click()
    page.get_by_label("Naam").locator("visible=true").fill("Dora Mertens")
    page.get_by_label("In de plaats van").select_option(index=1)
    page.get_by_label("Reden").locator("visible=true").fill("Besluit van de raad")
    look_closely(page)
    page.get_by_role("button", name="Invoeren").locator("visible=true").click()
    expect(page.get_by_role("row", name="Dora Mertens")).to_contain_text("voltooit het mandaat van Bob")

    to_room(page, "Secretariaat", "Na de vergadering")
    look_closely(page)
    for language in ("nl", "fr", "en"):
        for form in ("docx", "pdf"):
            with page.expect_download() as minutes:
                page.locator(f"a[href$='minutes.{form}?in={language}']").click()
            assert minutes.value.path().stat().st_size > 5000

    page.goto(f"{hall.address}/office/report/2025")
    look_closely(page)
    voters = page.get_by_text("brachten hun stem uit op de gewone").get_by_role("link")
    expect(voters).to_have_text("20")
    voters.click()
    expect(page.get_by_text("Rijen: 20")).to_be_visible()
    page.get_by_text("De zoekopdracht").click()
    expect(page.get_by_text("SELECT")).to_be_visible()
    look_closely(page)
    page.get_by_role("link", name="Bijzonder verslag 2025").click()
    facts_entered(page)
    page.get_by_role("link", name="De teksten schrijven").click()
    page.get_by_role("textbox", name="Inleiding").fill("Een goed jaar.\n\n" + NAMED)
    look_closely(page)
    page.get_by_role("button", name="Deze teksten opslaan").click()
    expect(page.get_by_text("Een goed jaar.")).to_be_visible()
    expect(page.get_by_text("Zeven: 7, over 1; 1.090 mensen gaven 7,4/10.")).to_be_visible()
    page.get_by_role("link", name="7,4/10").click()
    expect(page.get_by_role("row", name="Uit de enquête")).to_contain_text("Tevredenheid: 7,4/10")
    page.get_by_role("link", name="Bijzonder verslag 2025").click()
    page.get_by_label("Dag waarop het bestuursorgaan").fill(system_clock().date().isoformat())
    page.get_by_label("Wie het ondertekent").fill("Ann Claes, voorzitter")
    page.get_by_role("button", name="Het verslag ondertekenen").click()
    expect(page.get_by_text("Ondertekend door secretary")).to_be_visible()
    look_closely(page)

    # what changes afterwards is shown as changed; what was written last year stays
    page.goto(f"{hall.address}/office/register/member/5")
    page.get_by_label("uitgetreden", exact=True).check()
    page.get_by_label("Vanaf welke dag").fill("2025-12-01")
    page.get_by_label("Reden: die wordt").last.fill("Een brief, laat gevonden")
    page.get_by_role("button", name="Deze mutatie invoeren").click()
    page.goto(f"{hall.address}/office/report/2025")
    expect(page.get_by_text("Cijfers die veranderd zijn")).to_be_visible()
    expect(page.get_by_role("row", name="Uitgetreden (ontslag)").locator(".changed")).to_be_visible()
    look_closely(page)
    page.goto(f"{hall.address}/office/report/2026/texts")
    expect(page.get_by_role("textbox", name="Inleiding")).to_have_value("Een goed jaar.\n\n" + NAMED)
    expect(page.get_by_text("Uit het verslag van 2025")).to_be_visible()
    written_with_tools(page)
    picture_put_in(page)
    look_closely(page)


NAMED = (
    "Zeven: {committee.ethisch_comite.meetings}, over {committee.ethisch_comite.subjects}; "
    "{count.deelnemers} mensen gaven {survey.grote_enquete.tevredenheid}."
)


def facts_entered(page: Page) -> None:
    """A committee, a number and a survey, from the report's page and back to it."""
    page.get_by_role("link", name="Gegevens van het jaar").click()
    page.get_by_role("link", name="Een comité toevoegen").click()
    page.get_by_label("Nederlands").first.fill("Ethisch comité")
    page.get_by_label("Vergaderingen in 2025").fill("7")
    page.get_by_label("Nieuwe leden in 2025").fill("2")
    subject = page.locator("#subjects-0")
    subject.get_by_label("Nederlands").fill("Sekswerk")
    subject.get_by_label("Leidde tot een aanbeveling").check()
    page.get_by_role("button", name="Opslaan").click()
    page.get_by_role("link", name="Bron").click()
    expect(page.get_by_label("Bron")).to_be_focused()
    page.get_by_label("Bron").fill("De notulen")
    look_closely(page)
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Sekswerk (met een aanbeveling)")).to_be_visible()
    page.get_by_role("link", name="Een cijfer toevoegen").click()
    page.get_by_label("Nederlands").fill("Deelnemers")
    page.get_by_label("Het cijfer").fill("1.090")
    page.get_by_label("Bron").fill("De inschrijvingen")
    page.get_by_role("button", name="Opslaan").click()
    page.get_by_role("link", name="Een enquête toevoegen").click()
    page.get_by_label("Nederlands").first.fill("Grote enquête")
    page.get_by_label("Respondenten").fill("2.256")
    score = page.locator("#scores-0")
    score.get_by_label("Nederlands").fill("Tevredenheid")
    score.get_by_label("Het cijfer").fill("7,4")
    score.get_by_label("Eenheid").select_option("of_ten")
    page.get_by_label("Bron").fill("Uit de enquête")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("{survey.grote_enquete.tevredenheid}")).to_be_visible()
    look_closely(page)
    page.get_by_role("link", name="Bijzonder verslag 2025").click()


def written_with_tools(page: Page) -> None:
    """A text gets its marks and a figure by buttons and by keys, which can be undone, and is looked at."""
    text = page.get_by_role("textbox", name="Principe 1")
    tools = page.locator("[data-tools=principle_1]")
    text.fill("Het comité")
    tools.get_by_role("button", name="Tussentitel").click()
    expect(text).to_have_value("## Het comité")
    text.press("Control+End")
    text.press("Enter")
    text.press("Enter")
    tools.get_by_role("combobox").select_option("{members}")
    expect(text).to_have_value("## Het comité\n\n{members}")
    text.press("Control+z")
    expect(text).not_to_have_value(re.compile("members"))
    text.fill("## Het comité\n\n{members}")
    text.press("Shift+Home")
    tools.get_by_role("button", name="Tussentitel").press("ArrowRight")
    page.keyboard.press("Enter")
    expect(text).to_have_value("## Het comité\n\n**{members}**")
    tools.get_by_role("button", name="Tonen hoe het wordt").click()
    expect(tools.get_by_role("heading", name="Het comité", level=3)).to_be_visible()
    expect(tools.locator("strong")).to_have_text(re.compile(r"^\d+$"))
    page.context.set_offline(True)
    tools.get_by_role("button", name="Tonen hoe het wordt").click()
    expect(tools.get_by_role("status")).to_have_text(re.compile("geen verbinding"))
    page.context.set_offline(False)
    tools.get_by_role("button", name="Tonen hoe het wordt").click()
    expect(tools.get_by_role("heading", name="Het comité", level=3)).to_be_visible()

    begun = page.get_by_role("textbox", name="Principe 4")
    section = page.get_by_role("region", name="Principe 4")
    section.get_by_text("Een tekst om mee te beginnen").click()
    section.get_by_role("button", name="Deze tekst invoegen").click()
    expect(begun).to_have_value(re.compile("heeft geen akkoorden gesloten"))
    begun.press("Control+z")
    expect(begun).to_have_value("")


def picture_put_in(page: Page) -> None:
    """A picture is added in the midst of writing, and put in once it is told what it shows."""
    text = page.get_by_role("textbox", name="Principe 1")
    tools = page.locator("[data-tools=principle_1]")
    tools.get_by_role("button", name="Een afbeelding invoegen").click()
    dialog = page.get_by_role("dialog", name="Een afbeelding invoegen")
    chosen = dialog.get_by_label("Afbeelding op uw computer")
    for name, content in (("brief.png", b"no picture"), ("raad.png", picture().getvalue())):
        chosen.set_input_files({"name": name, "mimeType": "image/png", "buffer": content})
        dialog.get_by_role("button", name="Deze afbeelding toevoegen").click()
        expect(dialog.get_by_text(name).first).to_be_visible()
    expect(dialog.get_by_role("alert")).to_have_count(0)
    look_closely(page)
    put_in = dialog.get_by_role("button", name="Deze afbeelding invoegen")
    put_in.click()
    expect(dialog.get_by_label("Wat de afbeelding toont")).to_be_focused()
    dialog.get_by_label("Wat de afbeelding toont").fill("De raad")
    put_in.click()
    expect(dialog).to_be_hidden()
    expect(text).to_have_value(re.compile(r"\n\n!\[De raad\]\(picture:\d+\)\n"))
    tools.get_by_role("button", name="Tonen hoe het wordt").click()
    expect(tools.get_by_role("img", name="De raad")).to_be_visible()
