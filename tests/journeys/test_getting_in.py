"""Getting in: by the link of an invitation, by code, by password, and with a new code of the help desk."""

import re

import pytest
from playwright.sync_api import expect

from tests.accounts.letters import link_in
from tests.accounts.passwords import GOOD, give_password
from tests.journeys.conftest import Hall, look_closely, only_in_full

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_by_the_link_of_an_invitation(hall: Hall, scripts: bool) -> None:
    page = hall.page(java_script_enabled=scripts, locale="de-BE")
    page.goto(f"{hall.address}/in/{hall.world.codes['1']}")
    expect(page.get_by_label("Ihr Code")).to_have_value(hall.world.codes["1"])
    if scripts:
        look_closely(page)
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", level=2, name="Agenda")).to_be_visible()
    assert hall.world.codes["1"] not in page.url


@pytest.mark.parametrize("language", ["fr", *only_in_full("nl", "en", "de")])
def test_by_number_and_password(hall: Hall, language: str) -> None:
    give_password(hall.world, "1")
    page = hall.page()
    page.goto(f"{hall.address}/sign-in/password?lang={language}")
    look_closely(page)
    page.locator("#number").fill("1")
    page.locator("#password").fill("not my password")
    page.locator("#password").press("Enter")
    expect(page.locator("[data-code=password_wrong]")).to_be_visible()
    look_closely(page)
    page.locator("#number").fill("1")
    page.locator("#password").fill(GOOD)
    page.locator("#password").press("Enter")
    expect(page.locator("#agenda")).to_be_visible()
    page.get_by_role("link", name="First1 Name1").click()
    look_closely(page)


@pytest.mark.letters
def test_a_forgotten_password(hall: Hall) -> None:
    page = hall.page()
    page.goto(f"{hall.address}/sign-in/password?lang=nl")
    page.get_by_role("link", name="Ik heb geen wachtwoord of ben het vergeten").click()
    look_closely(page)
    page.get_by_label("Uw vennootnummer").fill("1")
    page.get_by_role("button", name="Stuur mij de link").click()
    expect(page.get_by_role("heading", name="Kijk in uw e-mail")).to_be_visible()
    look_closely(page)
    letter = hall.letter_to("lid1@example.org")
    page.goto(hall.address + link_in(letter))
    look_closely(page)
    page.get_by_label("Nieuw wachtwoord").fill("aaaaaaaaaaaa")
    page.get_by_role("button", name="Dit wachtwoord opslaan").click()
    expect(page.locator("[data-code=password_weak]")).to_be_visible()
    look_closely(page)
    page.get_by_role("link", name="Opnieuw proberen").click()
    page.get_by_label("Nieuw wachtwoord").fill(GOOD)
    page.get_by_role("button", name="Dit wachtwoord opslaan").click()
    page.get_by_label("Uw vennootnummer").fill("1")
    page.get_by_label("Uw wachtwoord").fill(GOOD)
    page.get_by_role("main").get_by_role("button").click()
    expect(page.locator("#agenda")).to_be_visible()
    page.goto(hall.address + link_in(letter))
    expect(page.locator("[data-code=link_expired]")).to_be_visible()
    look_closely(page)


def test_who_guesses_is_told_how_long_to_wait(hall: Hall) -> None:
    page = hall.page()
    for _ in range(5):
        page.goto(f"{hall.address}/sign-in/password?lang=fr")
        page.locator("#number").fill("1")
        page.locator("#password").fill("a guess")
        page.locator("#password").press("Enter")
        expect(page.locator("[data-code]")).to_be_visible()
    expect(page.locator("[data-code=too_many_attempts]")).to_contain_text(
        re.compile(r"Attendez \d\ssecondes?")
    )
    look_closely(page)


def test_a_member_chooses_a_password_and_signs_out_everywhere(hall: Hall) -> None:
    laptop = hall.page(hall.world.codes["1"], width=1440, locale="nl-BE")
    laptop.get_by_role("link", name="First1 Name1").click()
    look_closely(laptop)
    laptop.get_by_role("button", name="Stuur mij de link").click()
    expect(laptop.get_by_role("heading", name="Kijk in uw e-mail")).to_be_visible()
    give_password(hall.world, "1")
    phone, laptop = (
        hall.page(hall.world.codes["1"]),
        hall.page(hall.world.codes["1"], width=1440, locale="nl-BE"),
    )
    laptop.get_by_role("link", name="First1 Name1").click()
    laptop.get_by_label("Uw huidige wachtwoord").fill(GOOD)
    laptop.get_by_label("Nieuw wachtwoord").fill("another four words here")
    look_closely(laptop)
    laptop.get_by_role("button", name="Dit wachtwoord opslaan").click()
    expect(laptop.get_by_role("status")).to_contain_text("is opgeslagen")
    look_closely(laptop)
    phone.reload()
    expect(phone.locator("[data-code=sign_in_needed]")).to_be_visible()
    laptop.get_by_role("button", name="Overal afmelden").click()
    expect(laptop.get_by_role("heading", name="Meld u aan voor uw vergadering")).to_be_visible()


def test_the_help_desk_gives_a_new_code(hall: Hall) -> None:
    desk = hall.page(hall.world.staff["supervisor"])
    desk.get_by_role("link", name="Helpdesk").click()
    look_closely(desk)
    desk.get_by_label("Toegangsbewijs, nummer of naam").fill("1")
    desk.get_by_role("button", name="Opzoeken").click()
    expect(desk.get_by_text("First1 Name1")).to_be_visible()
    look_closely(desk)
    desk.get_by_role("button", name="Een nieuwe code geven").click()
    expect(desk.get_by_role("status")).to_contain_text("is niet gescand")
    look_closely(desk)
    other = hall.page(hall.world.staff["steward"], width=360)
    other.goto(desk.get_by_role("link", name="De pagina openen om te bevestigen").get_attribute("href") or "")
    look_closely(other)
    other.get_by_role("button", name="Een nieuwe code geven").click()
    expect(other.get_by_role("status")).to_contain_text("heeft een nieuwe code")
    look_closely(other)
    member = hall.page(other.locator("p.code").inner_text())
    expect(member.get_by_role("heading", name="Agenda")).to_be_visible()
