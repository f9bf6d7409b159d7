"""The secretary keeps the register: who comes, goes, changes, or stands in it twice; files in and out."""

import io
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Hall, look_closely, only_in_full
from tests.register.files import file, line

pytestmark = pytest.mark.journey
REASON = "Reden: die wordt in het register bewaard"


def press(page: Page | Locator, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def room(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Vennotenregister").get_by_role("link", name=name).click()


def search(page: Page, words: str) -> None:
    room(page, "Zoeken")
    page.get_by_role("searchbox").fill(words)
    press(page, "Zoeken")


def bring_in(page: Page, content: bytes) -> None:
    room(page, "Bestanden")
    page.get_by_label("Registerbestand").set_input_files(
        {"name": "register.csv", "mimeType": "text/csv", "buffer": content}
    )
    press(page, "Bekijken wat het zou veranderen")


@pytest.mark.parametrize("width", [360, *only_in_full(1440)])
def test_a_register_is_kept(hall: Hall, width: int) -> None:
    page = hall.page(hall.world.staff["secretary"], width=width, height=800)
    page.goto(f"{hall.address}/office/register?lang=nl")
    expect(page.get_by_text("Gevonden: 42")).to_be_visible()

    # a file: what it would change, then applied; two of its lines are perhaps one person
    lines = [
        line(500 + number, Naam=f"Nieuw{number}", E_mail=f"n{number}@example.org") for number in range(30)
    ]
    bring_in(page, file(*lines, line(600, Naam="Dubbel"), line(601, Naam="Dubbel")))
    parts = page.get_by_role("navigation", name="Delen")
    expect(parts.get_by_role("link", name="32 Toegevoegd")).to_be_visible()
    expect(parts.get_by_role("link", name="42 Niet in het bestand")).to_be_visible()
    look_closely(page)
    press(page, "Dit bestand toepassen")
    look_closely(page)
    search(page, "")
    expect(page.get_by_text("Gevonden: 74")).to_be_visible()
    page.get_by_role("link", name="Volgende pagina").click()
    expect(page.get_by_role("link", name="Vorige pagina")).to_be_visible()
    look_closely(page)

    # a legal person, with who speaks for it; a number that is taken is refused
    room(page, "Iemand toevoegen")
    page.get_by_label("Vennootnummer").fill("600")
    page.get_by_label("Rechtsvorm").select_option("legal")
    page.get_by_label("Naam", exact=True).fill("De Akker CV")
    page.get_by_label("E-mail").fill("akker@example.org")
    page.get_by_label("Reden").fill("Beslissing van de raad")
    press(page, "Aan het register toevoegen")
    expect(page.get_by_role("alert")).to_contain_text("Vennootnummer")
    look_closely(page)
    page.get_by_label("Vennootnummer").fill("700")
    page.get_by_label("Vertegenwoordiger", exact=True).fill("Ria Claes")
    page.get_by_label("Mandaat van de vertegenwoordiger").fill("bestuurder")
    press(page, "Aan het register toevoegen")
    expect(page.get_by_role("heading", name="De Akker CV")).to_be_visible()
    expect(page.get_by_text("Ria Claes").first).to_be_visible()

    # a change and a movement, a mistake taken back: nothing is overwritten
    page.get_by_role("link", name="De gegevens wijzigen").click()
    page.get_by_label("Gemeente").fill("Gent")
    page.get_by_label("Reden").fill("Verhuisd")
    look_closely(page)
    press(page, "De wijzigingen opslaan")
    expect(page.get_by_role("cell", name="Verhuisd")).to_be_visible()
    page.get_by_label("uitgetreden", exact=True).check()
    page.get_by_label(REASON).last.fill("Een brief")
    press(page, "Deze mutatie invoeren")
    expect(page.get_by_text("nu geen vennoot")).to_be_visible()
    page.get_by_role("row", name="uitgetreden").get_by_text("Dit was een vergissing").click()
    page.get_by_role("row", name="uitgetreden").get_by_label(REASON).fill("Een andere De Akker")
    press(page, "Deze mutatie intrekken")
    expect(page.get_by_text("nu vennoot")).to_be_visible()
    look_closely(page)
    page.get_by_label("uitgesloten").check()
    page.get_by_label(REASON).last.fill("Besluit van 3 mei")
    press(page, "Deze mutatie invoeren")
    expect(page.get_by_text("nu geen vennoot")).to_be_visible()

    # an application that is refused
    room(page, "Iemand toevoegen")
    page.get_by_label("Naam", exact=True).fill("Weygers")
    page.get_by_label("De aanvraag is geweigerd").check()
    page.get_by_label("Reden").fill("Geen gebruiker")
    press(page, "Aan het register toevoegen")
    expect(page.get_by_role("rowheader", name="aanvraag geweigerd")).to_be_visible()

    # one person under two numbers
    room(page, "Misschien tweemaal")
    expect(page.get_by_text("Te beslissen: 1")).to_be_visible()
    look_closely(page)
    page.get_by_label("Eén persoon: gaat verder als nummer 600").check()
    page.get_by_label("Hoe weet u dat?").fill("Gebeld")
    press(page, "Beslissen")
    expect(page.get_by_text("Te beslissen: 0")).to_be_visible()
    look_closely(page)

    # what was changed by hand stays, unless the file is said to be right
    search(page, "Nieuw7")
    page.get_by_role("link", name="Nieuw7").click()
    page.get_by_role("link", name="De gegevens wijzigen").click()
    page.get_by_label("Gemeente").fill("Luik")
    page.get_by_label("Reden").fill("Verhuisd")
    press(page, "De wijzigingen opslaan")
    bring_in(page, file(lines[7]))
    expect(page.get_by_role("row", name="Nieuw7")).to_contain_text("Luik")
    page.get_by_role("row", name="Nieuw7").get_by_role("checkbox").check()
    look_closely(page)
    press(page, "Dit bestand toepassen")
    search(page, "Nieuw7")
    expect(page.get_by_role("row", name="Nieuw7")).to_contain_text("Brussel")

    # out again, as asked for
    with page.expect_download() as csv_file:
        press(page, "Opslaan als CSV")
    assert csv_file.value.path().read_text("utf-8-sig").count("Nieuw7;") == 1
    with page.expect_download() as workbook:
        press(page, "Opslaan als XLSX")
    sheet = openpyxl.load_workbook(io.BytesIO(workbook.value.path().read_bytes())).active
    assert sheet.max_row == 2

    room(page, "Cijfers")
    look_closely(page)
    room(page, "Wie inzage nam")
    expect(page.get_by_role("cell", name="downloadde als bestand")).to_have_count(2)
    look_closely(page)


LIBREOFFICE = Path(__file__).parents[1] / "data" / "register" / "libreoffice.xlsx"


@pytest.mark.parametrize("width", [360, *only_in_full(1440)])
def test_a_file_of_another_administration_is_understood(hall: Hall, width: int) -> None:
    page = hall.page(hall.world.staff["secretary"], width=width, height=800)
    page.goto(f"{hall.address}/office/register?lang=nl")

    # a workbook: one column is not known, and is passed over from now on
    room(page, "Bestanden")
    look_closely(page)
    page.get_by_label("Registerbestand").set_input_files(LIBREOFFICE)
    press(page, "Bekijken wat het zou veranderen")
    expect(page.get_by_text("XLSX, werkblad “small”, 14 van 15 kolommen herkend.")).to_be_visible()
    expect(page.get_by_label("Opmerking")).to_have_value("")
    look_closely(page)
    press(page, "Bekijken wat het zou veranderen")
    expect(page.get_by_role("row", name="Zoë Şahin")).to_be_visible()
    press(page, "Dit bestand toepassen")
    search(page, "sahin")
    page.get_by_role("link", name="Şahin").click()
    expect(page.get_by_text("31 december 1980")).to_be_visible()

    # days that may be American: one answer for the whole column
    american = [line(700, Toegetreden_op="6/1/2016"), line(701, Toegetreden_op="12/31/2016")]
    bring_in(page, file(*american))
    page.get_by_role("radio", name="Eerst de maand").check()
    look_closely(page)
    press(page, "Bekijken wat het zou veranderen")
    expect(
        page.get_by_role("navigation", name="Delen").get_by_role("link", name="2 Toegevoegd")
    ).to_be_visible()

    # faults: one sentence for each cause, all in a file, and the next try on the same page
    bring_in(page, file(*(line(number, Taal="x") for number in range(800, 840))))
    expect(page.get_by_role("alert")).to_contain_text("40 fouten")
    expect(page.get_by_text("Hetzelfde op nog 39 regels")).to_be_visible()
    look_closely(page)
    with page.expect_download() as saved:
        page.get_by_role("link", name="Alle fouten opslaan als CSV").click()
    assert len(saved.value.path().read_text("utf-8-sig").splitlines()) == 41
    page.get_by_label("Registerbestand").set_input_files(
        {"name": "register.csv", "mimeType": "text/csv", "buffer": file(line(800))}
    )
    press(page, "Bekijken wat het zou veranderen")
    expect(
        page.get_by_role("navigation", name="Delen").get_by_role("link", name="1 Toegevoegd")
    ).to_be_visible()

    # a file of three columns: what everybody has is said once, and what is not in it is told
    bring_in(page, file("850;Drie;13/02/2020", headings="Lidnummer;Naam;Toegetreden op"))
    expect(page.get_by_text("Niet in dit bestand: Voornaam, Vertegenwoordiger, E-mail")).to_be_visible()
    expect(page.get_by_role("combobox", name="Taal")).to_have_value("nl")
    page.get_by_label("Categorie").select_option("B")
    page.get_by_label("Rechtsvorm").select_option("rechtspersoon")
    look_closely(page)
    press(page, "Bekijken wat het zou veranderen")
    expect(page.get_by_text("Voor wie nieuw is: Categorie – B, Rechtsvorm – rechtspersoon")).to_be_visible()
    look_closely(page)
