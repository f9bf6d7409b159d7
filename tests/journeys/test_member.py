"""A member on a phone: signs in, votes on each kind of ballot, and finds the proof again."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Hall, look_closely

pytestmark = pytest.mark.journey


def open_all(hall: Hall) -> None:
    chair = hall.world.person("chair")
    for number in ("1", "2", "3"):
        chair.send(f"/chair/resolutions/{hall.world.resolutions[number]}/open", {})


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_voting_on_each_kind_of_ballot(hall: Hall, scripts: bool) -> None:
    open_all(hall)
    page = hall.page(java_script_enabled=scripts)
    page.goto(f"{hall.address}/?lang=fr")
    code = hall.world.codes["1"].lower().replace("-", " ")
    page.get_by_label("Votre code").fill(code)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Assemblée générale")

    page.get_by_role("link", name="Voter – Comptes annuels").click()
    page.get_by_label("Pour", exact=True).check()
    page.get_by_role("button", name="Émettre mon vote").click()
    expect(page.get_by_role("heading", name="Votre vote est enregistré")).to_be_visible()
    page.get_by_role("link", name="Retour à l’ordre du jour").click()

    page.get_by_role("link", name="Voter – Administrateurs").click()
    for name, choice in (("Ann", "Pour"), ("Bob", "Contre"), ("Cem", "Abstention")):
        page.get_by_role("group", name=name).get_by_label(choice).check()
    page.get_by_role("button", name="Émettre mon vote").click()
    expect(page.get_by_role("heading", name="Votre vote est enregistré")).to_be_visible()
    page.get_by_role("link", name="Retour à l’ordre du jour").click()

    page.get_by_role("link", name="Voter – Comité").click()
    page.get_by_label("Eva").check()
    page.get_by_label("Guy").check()
    page.get_by_role("button", name="Émettre mon vote").click()
    expect(page.get_by_role("heading", name="Votre vote est enregistré")).to_be_visible()
    page.get_by_role("link", name="Retour à l’ordre du jour").click()
    expect(page.get_by_role("link", name="Votre vote est enregistré")).to_have_count(3)
    page.get_by_role("link", name="Votre vote est enregistré").first.click()
    expect(page.get_by_text("en ligne", exact=True)).to_be_visible()


def test_the_back_button_and_a_second_tab_give_one_vote_and_a_true_answer(hall: Hall) -> None:
    open_all(hall)
    page = hall.page(hall.world.codes["1"])
    ballot = f"{hall.address}/resolutions/{hall.world.resolutions['1']}"
    second = page.context.new_page()
    for tab in (page, second):
        tab.goto(ballot)
    page.get_by_label("Voor", exact=True).check()
    page.get_by_role("button", name="Mijn stem uitbrengen").click()
    expect(page.get_by_role("heading", name="Uw stem is geteld")).to_be_visible()
    second.get_by_label("Tegen", exact=True).check()
    second.get_by_role("button", name="Mijn stem uitbrengen").click()
    expect(second.locator("[data-code=already_voted]")).to_be_visible()
    look_closely(second)
    page.go_back()
    if page.get_by_role("button", name="Mijn stem uitbrengen").count():
        page.get_by_label("Tegen", exact=True).check()
        page.get_by_role("button", name="Mijn stem uitbrengen").click()
        expect(page.get_by_role("heading", name="Uw stem is geteld")).to_be_visible()
    agenda = hall.world.member(2).look("/api/agenda").json["resolutions"]
    assert agenda[0]["turnout"] == 1


def test_a_tab_left_open_while_the_vote_closes_says_so(hall: Hall) -> None:
    open_all(hall)
    page = hall.page(hall.world.codes["1"])
    resolution = hall.world.resolutions["1"]
    page.goto(f"{hall.address}/resolutions/{resolution}")
    hall.world.person("chair").send(f"/chair/resolutions/{resolution}/close", {})
    page.get_by_label("Voor", exact=True).check()
    page.get_by_role("button", name="Mijn stem uitbrengen").click()
    expect(page.locator("[data-code=not_open]")).to_be_visible()


def test_a_vote_that_opens_appears_without_reloading(hall: Hall) -> None:
    page = hall.page(hall.world.codes["1"])
    expect(page.get_by_text("Nog niet open").first).to_be_visible()
    open_all(hall)
    expect(page.get_by_role("link", name="Stemmen – Jaarrekening")).to_be_visible()


def test_giving_and_using_a_proxy(hall: Hall) -> None:
    grantor, holder = hall.page(hall.world.codes["1"]), hall.page(hall.world.codes["2"])
    grantor.get_by_label("Vennootnummer van wie voor mij mag stemmen").fill("2")
    grantor.get_by_role("button", name="Een volmacht geven").click()
    expect(grantor.get_by_text("First2 Name2 (2) mag voor u stemmen")).to_be_visible()
    open_all(hall)
    holder.reload()
    holder.get_by_role("link", name="Stemmen voor First1 Name1").first.click()
    expect(holder.get_by_text("U stemt voor First1 Name1 (1).")).to_be_visible()
    look_closely(holder)
    holder.get_by_label("Voor", exact=True).check()
    holder.get_by_role("button", name="Mijn stem uitbrengen").click()
    expect(holder.get_by_text("bij volmacht")).to_be_visible()
    grantor.goto(f"{hall.address}/resolutions/{hall.world.resolutions['1']}")
    expect(grantor.get_by_text("De stem is geteld. U hoeft niets meer te doen.")).to_be_visible()


@pytest.mark.parametrize("language", ["nl", "fr", "en", "de"])
def test_every_page_of_a_member_is_accessible(hall: Hall, language: str) -> None:
    open_all(hall)
    page = hall.page()
    page.goto(f"{hall.address}/?lang={language}")
    look_closely(page)
    page.get_by_role("textbox").fill("WRONG")
    page.get_by_role("main").get_by_role("button").click()
    expect(page.locator("[data-code=sign_in_failed]")).to_be_visible()
    look_closely(page)
    page.get_by_role("textbox").fill(hall.world.codes["3"])
    page.get_by_role("main").get_by_role("button").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    look_closely(page)
    for number in ("1", "2", "3", "4"):
        page.goto(f"{hall.address}/resolutions/{hall.world.resolutions[number]}")
        look_closely(page)
    page.goto(f"{hall.address}/nothing-here")
    look_closely(page)


def test_the_keyboard_alone_is_enough_to_vote(hall: Hall) -> None:
    open_all(hall)
    page = hall.page(hall.world.codes["1"])
    page.goto(f"{hall.address}/resolutions/{hall.world.resolutions['1']}")
    page.get_by_label("Voor", exact=True).focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Tegen", exact=True)).to_be_checked()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Mijn stem uitbrengen")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Uw stem is geteld")).to_be_visible()
    look_closely(page)
