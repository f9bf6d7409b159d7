"""From an empty database: the first page, by keyboard on a phone, and its form sent twice."""

import datetime as dt
import io

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Hall, look_closely
from tests.journeys.pages import alive, to_room
from tests.world import KEY
from voting.accounts.codes import first_word

pytestmark = pytest.mark.journey
DAY = dt.date.today() + dt.timedelta(days=60)  # noqa: DTZ011 - the served clock is the system's


def enter_the_cooperative(page: Page) -> None:
    """By keyboard, after a slip in its number; then its articles stand beside the settings."""
    to_room(page, "Secrétariat", "Préparation")
    look_closely(page)
    page.get_by_role("link", name="Le siège, le numéro d’entreprise").press("Enter")
    expect(page.get_by_role("group", name="Nom", exact=True).get_by_label("Français")).to_have_value(
        "Les Moulins"
    )
    look_closely(page)
    page.get_by_role("group", name="Forme légale").get_by_label("Français").press_sequentially("SC")
    page.get_by_role("group", name="Siège").get_by_label("Français").press_sequentially("Rue 1, 4000 Liège")
    page.get_by_role("group", name="Lieu du tribunal").get_by_label("Français").press_sequentially("Liège")
    page.get_by_label("Procurations", exact=True).press_sequentially("26")
    page.get_by_label("Numéro d’entreprise").press_sequentially("0403.170.702")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("n’est pas un numéro d’entreprise")
    expect(page.get_by_label("Procurations", exact=True)).to_have_value("26")
    page.get_by_role("alert").get_by_role("link", name="Numéro d’entreprise").press("Enter")
    expect(page.get_by_label("Numéro d’entreprise")).to_be_focused()
    look_closely(page)
    page.get_by_label("Numéro d’entreprise").fill("BE 0403 170 701")
    photo = io.BytesIO()
    Image.new("RGB", (300, 120), "teal").save(photo, "PNG")
    page.get_by_label("Logo").set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": photo.getvalue()}
    )
    page.get_by_role("button", name="Enregistrer").press("Enter")
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.get_by_label("Numéro d’entreprise")).to_have_value("0403.170.701")
    look_closely(page)
    to_room(page, "Secrétariat", "Préparation")
    page.get_by_role("link", name="Modifier", exact=True).click()
    expect(page.get_by_role("group", name="Procurations")).to_contain_text("Article 26 des statuts")
    expect(page.get_by_text("Article des statuts\u00a0: pas encore encodé").first).to_be_visible()
    look_closely(page)


def test_one_begins_by_keyboard_and_the_form_sent_twice_tells_the_same_code(empty_house: Hall) -> None:
    page = empty_house.page(locale="fr-BE")
    page.goto(empty_house.address)
    expect(page.get_by_role("heading", name="Commencez votre propre assemblée")).to_be_visible()
    look_closely(page)
    other = empty_house.page(locale="fr-BE")
    other.goto(empty_house.address)

    page.get_by_label("Nom de la coopérative").press_sequentially("Les Moulins")
    page.get_by_label("Jour de l’assemblée").fill(DAY.isoformat())
    page.get_by_label("Nom de la personne au secrétariat").press_sequentially("Zoé Lambert")
    page.get_by_label("Le mot sur le terminal").press_sequentially("AAAA-BBBB-CCCC-DDDD")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Ce n’est pas le mot")
    expect(page.get_by_label("Nom de la coopérative")).to_have_value("Les Moulins")
    look_closely(page)

    page.get_by_label("Le mot sur le terminal").press_sequentially(first_word(KEY.encode()))
    page.get_by_role("button", name="Commencer").focus()
    with page.expect_response("**/begin"):
        page.evaluate("const form = document.querySelector('main form'); form.submit(); form.submit();")
    expect(page.get_by_role("heading", name="C’est commencé")).to_be_visible()
    code = page.locator("#code").inner_text()
    look_closely(page)
    page.reload()
    expect(page.locator("#code")).to_have_text(code)

    other.get_by_label("Nom de la coopérative").fill("Une autre")
    other.get_by_label("Jour de l’assemblée").fill(DAY.isoformat())
    other.get_by_label("Nom de la personne au secrétariat").fill("Eve")
    other.get_by_label("Le mot sur le terminal").fill(first_word(KEY.encode()))
    other.get_by_role("button", name="Commencer").click()
    expect(other.locator("[data-code=already_begun]")).to_be_visible()

    page.get_by_role("button", name="J’ai le code").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Secrétariat")).to_be_visible()
    alive(page)
    enter_the_cooperative(page)
    other.goto(f"{empty_house.address}/")
    expect(other.get_by_text("Les Moulins SC")).to_be_visible()
    expect(other.locator("img.logo")).to_be_visible()
    look_closely(other)
    answer = page.goto(f"{empty_house.address}/begin")
    assert answer is not None
    assert answer.status == 404
