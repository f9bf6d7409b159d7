"""The secretary prepares an assembly in the browser, convenes it, and invites: on a phone and on a desk."""

import datetime as dt
import io
import re

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect
from pypdf import PdfReader

from tests.journeys.conftest import Hall, look_closely, only_in_full
from tests.journeys.pages import reload_until, to_room

pytestmark = pytest.mark.journey
SCRIPT: FilePayload = {
    "name": "photo.svg",
    "mimeType": "image/svg+xml",
    "buffer": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
}
REPORT: FilePayload = {"name": "report.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
DAY = dt.date.today() + dt.timedelta(days=40)  # noqa: DTZ011 - the served clock is the system's


def save(page: Page, name: str = "Opslaan") -> None:
    page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.letters
@pytest.mark.parametrize("width", [360, *only_in_full(1440)])
def test_from_nothing_to_invitations(hall: Hall, width: int) -> None:
    page = hall.page(hall.world.staff["secretary"], width=width, height=800)
    page.goto(f"{hall.address}/office/assemblies?lang=nl")
    look_closely(page)
    page.get_by_label("Dag van de vergadering").fill(DAY.isoformat())
    save(page, "Beginnen, en erheen gaan")
    expect(page.get_by_role("heading", name="Wat nog ontbreekt")).to_be_visible()
    expect(page.get_by_text("Er is nog geen voorstel tot besluit.")).to_be_visible()
    look_closely(page)

    page.get_by_role("link", name="Wijzigen", exact=True).click()
    page.get_by_label("Van", exact=True).fill(f"{DAY - dt.timedelta(days=3)}T18:00")
    page.get_by_label("Tot", exact=True).fill(f"{DAY - dt.timedelta(days=4)}T18:00")
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("Het einde ligt niet na het begin")
    look_closely(page)
    page.get_by_label("Tot", exact=True).fill(f"{DAY - dt.timedelta(days=1)}T18:00")
    page.get_by_label("Registratiedatum").fill((DAY - dt.timedelta(days=40)).isoformat())
    save(page)
    expect(page.get_by_role("status")).to_be_visible()

    page.get_by_role("link", name="Nog een locatie").click()
    page.get_by_label("Korte code").fill("BRU")
    page.get_by_label("Nederlands").fill("Brussel")
    page.get_by_label("Adres").fill("Kaai 1, 1000 Brussel")
    look_closely(page)
    save(page)
    page.get_by_role("link", name="Nog een regel").click()
    page.get_by_label("Nederlands").fill("Opening")
    look_closely(page)
    save(page)
    page.get_by_role("link", name="Nog een agendapunt").click()
    look_closely(page)
    page.get_by_role("radio", name="Een stem over elke kandidaat").check()
    save(page, "Verdergaan")
    page.get_by_role("group", name="Titel").get_by_label("Nederlands").fill("Bestuurders")
    look_closely(page)
    expect(page.get_by_label("Deel, bijvoorbeeld 2/3").first).to_be_hidden()
    page.get_by_label("Regels", exact=True).select_option("own")
    expect(page.get_by_label("Deel, bijvoorbeeld 2/3").first).to_be_visible()
    look_closely(page)
    page.get_by_label("Regels", exact=True).select_option("appointment")
    save(page, "Opslaan en de kandidaten noemen")
    expect(page.get_by_role("status")).to_be_visible()
    look_closely(page)
    page.get_by_role("link", name="Nog een kandidaat").click()
    look_closely(page)
    page.get_by_label("Naam", exact=True).fill("Ann Peeters")
    page.get_by_label("Foto").set_input_files(SCRIPT)
    save(page)
    page.get_by_role("alert").get_by_role("link", name="Foto").click()
    expect(page.get_by_label("Foto (JPEG")).to_be_focused()
    look_closely(page)
    photo = io.BytesIO()
    Image.new("RGB", (800, 800), "teal").save(photo, "PNG")
    page.get_by_label("Foto").set_input_files(
        {"name": "ann.png", "mimeType": "image/png", "buffer": photo.getvalue()}
    )
    save(page)
    page.get_by_role("link", name="Ann Peeters").click()
    expect(page.get_by_role("img", name="Foto van Ann Peeters")).to_be_visible()
    look_closely(page)

    to_room(page, "Secretariaat", "Voorbereiding")
    page.get_by_text("Nog een document").click()
    page.get_by_label("Titel – Nederlands").fill("Jaarverslag")
    page.get_by_label("Bestand (PDF) – Nederlands").set_input_files(SCRIPT)
    save(page, "Het document toevoegen")
    expect(page.get_by_role("alert")).to_contain_text("Het bestand “photo.svg” is geen pdf")
    look_closely(page)
    page.get_by_role("alert").get_by_role("link", name="Bestand (PDF) – Nederlands").click()
    expect(page.get_by_label("Bestand (PDF) – Nederlands")).to_be_focused()
    page.get_by_label("Bestand (PDF) – Nederlands").set_input_files(REPORT)
    save(page, "Het document toevoegen")
    expect(page.locator("#documents strong")).to_have_text("Jaarverslag")

    to_room(page, "Secretariaat", "Medewerkers")
    page.get_by_label("Namen, één per regel").fill("Bo Maes; chair; ; nl\nCem; koning")
    save(page, "Hun kaartjes maken")
    expect(page.get_by_role("alert")).to_contain_text("koning")
    look_closely(page)
    page.get_by_label("Namen, één per regel").fill("Bo Maes; chair; ; nl\nCem; teller; BRU; fr")
    save(page, "Hun kaartjes maken")
    expect(page.get_by_role("img", name="QR-code")).to_have_count(2)
    look_closely(page)

    to_room(page, "Secretariaat", "Bijeenroeping")
    look_closely(page)
    page.get_by_label("Typ ter bevestiging").fill("39")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("41")
    expect(page.get_by_label("Typ ter bevestiging")).to_be_focused()
    look_closely(page)
    page.get_by_label("Typ ter bevestiging").fill("41")
    page.keyboard.press("Enter")
    expect(page.get_by_text("is bijeengeroepen.")).to_be_visible()
    look_closely(page)
    to_room(page, "Secretariaat", "Kiezerslijst")
    look_closely(page)
    page.get_by_label("Een vennoot verwijderen").check()
    page.get_by_label("Vennootnummer").fill("40")
    page.get_by_label("Reden").fill("Was al uitgetreden")
    save(page, "De kiezerslijst verbeteren")
    expect(page.get_by_role("cell", name="Was al uitgetreden")).to_be_visible()
    look_closely(page)

    to_room(page, "Secretariaat", "Oproepingen")
    page.get_by_role("list").get_by_role("link", name="Français").first.click()
    page.get_by_label("Onderwerp").fill("Venez {name}")
    page.get_by_label("Tekst").fill("Sans lien")
    save(page, "Alleen bekijken")
    expect(page.get_by_role("alert")).to_contain_text("{link}")
    look_closely(page)
    page.get_by_label("Tekst").fill("Bonjour {name}, {link} {agenda} {how_online} {documents}")
    save(page, "Deze tekst opslaan")
    expect(page.get_by_text("Bonjour Alex Peeters")).to_be_visible()
    page.get_by_role("link", name="← Oproepingen").click()
    page.get_by_role("link", name="De oproepingen versturen").click()
    expect(page.get_by_role("row", name=re.compile(r"^Samen \d+ 0$"))).to_be_visible()
    expect(page.get_by_text("Beste Alex Peeters").first).to_be_visible()
    look_closely(page)
    page.get_by_label("Uw e-mailadres").fill("secretariaat@example.org")
    save(page, "Mij een proefbrief sturen")
    expect(page.get_by_text("De proefbrief is onderweg.")).to_be_visible()
    page.get_by_role("button", name=re.compile(r"^\d+ brieven per e-mail versturen$")).click()
    expect(page.get_by_text("brieven liggen bij de uitgaande post")).to_be_visible()
    sent = page.get_by_role("row", name="Oproeping").get_by_role("cell").nth(1)
    reload_until(page, lambda: sent.inner_text() != "0")  # the worker has looked
    look_closely(page)

    page.goto(f"{hall.address}/office/register/details/3")
    page.get_by_label("E-mail").fill("")
    page.get_by_label("Reden").fill("Bestaat niet meer")
    save(page, "De wijzigingen opslaan")
    to_room(page, "Secretariaat", "Oproepingen")
    page.get_by_role("link", name="De brieven op papier klaarmaken").click()
    look_closely(page)
    save(page, "1 brief voor de drukker klaarmaken")
    letters = page.get_by_role("link", name="Nederlands (PDF)")
    reload_until(page, letters.is_visible)  # the process that sets them is done
    look_closely(page)
    with page.expect_download() as pdf:
        letters.click()
    assert "First3 Name3" in PdfReader(pdf.value.path()).pages[0].extract_text()
    save(page, "De bestanden verwijderen")
    expect(letters).to_have_count(0)
    to_room(page, "Secretariaat", "Activiteiten")
    look_closely(page)
