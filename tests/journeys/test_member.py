"""A member on a phone: signs in, votes on each kind of ballot, and finds the proof again."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import Hall, look_closely

pytestmark = pytest.mark.journey


def open_all(hall: Hall) -> None:
    chair = hall.world.person("chair")
    for number in ("1", "2", "3"):
        chair.send(f"/chair/resolutions/{hall.world.resolutions[number]}/open", {})


def confirm(page: Page, go_on: str = "Verder", cast: str = "Mijn stem uitbrengen") -> None:
    """From the filled-in ballot to its confirmation, and through it."""
    page.get_by_role("button", name=go_on, exact=True).click()
    page.get_by_role("button", name=cast).click()


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
    confirm(page, "Continuer", "Émettre mon vote")
    expect(page.get_by_role("heading", name="Votre vote est enregistré")).to_be_visible()
    page.get_by_role("link", name="Retour à l’ordre du jour").click()

    page.get_by_role("link", name="Voter – Administrateurs").click()
    for name, choice in (("Ann", "Pour"), ("Bob", "Contre"), ("Cem", "Abstention")):
        page.get_by_role("group", name=name).get_by_label(choice).check()
    confirm(page, "Continuer", "Émettre mon vote")
    expect(page.get_by_role("heading", name="Votre vote est enregistré")).to_be_visible()
    page.get_by_role("link", name="Retour à l’ordre du jour").click()

    page.get_by_role("link", name="Voter – Comité").click()
    page.get_by_label("Eva").check()
    page.get_by_label("Guy").check()
    confirm(page, "Continuer", "Émettre mon vote")
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
    for tab, choice in ((page, "Voor"), (second, "Tegen")):
        tab.goto(ballot)
        tab.get_by_label(choice, exact=True).check()
        tab.get_by_role("button", name="Verder", exact=True).click()
    page.get_by_role("button", name="Mijn stem uitbrengen").click()
    expect(page.get_by_role("heading", name="Uw stem is geteld")).to_be_visible()
    second.get_by_role("button", name="Mijn stem uitbrengen").click()
    expect(second.locator("[data-refused]")).to_contain_text("al een stem geteld")
    look_closely(second)
    page.go_back()
    expect(page.get_by_text("De stem is geteld. U hoeft niets meer te doen.")).to_be_visible()
    agenda = hall.world.member(2).look("/api/agenda").json["resolutions"]
    assert agenda[0]["turnout"] == 1


def test_a_tab_left_open_while_the_vote_closes_says_so(hall: Hall) -> None:
    open_all(hall)
    page = hall.page(hall.world.codes["1"])
    resolution = hall.world.resolutions["1"]
    page.goto(f"{hall.address}/resolutions/{resolution}")
    page.get_by_label("Voor", exact=True).check()
    page.get_by_role("button", name="Verder", exact=True).click()
    hall.world.person("chair").send(f"/chair/resolutions/{resolution}/close", {})
    page.get_by_role("button", name="Mijn stem uitbrengen").click()
    expect(page.locator("[data-refused]")).to_contain_text("niet open")
    look_closely(page)
    page.goto(f"{hall.address}/resolutions/{resolution}")
    expect(page.get_by_text("niet open")).to_be_visible()


def test_a_vote_that_opens_appears_without_reloading(hall: Hall) -> None:
    page = hall.page(hall.world.codes["1"])
    expect(page.get_by_text("Nog niet open").first).to_be_visible()
    open_all(hall)
    expect(page.get_by_role("link", name="Stemmen – Jaarrekening")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_giving_accepting_and_using_a_proxy(hall: Hall, scripts: bool) -> None:
    grantor = hall.page(hall.world.codes["1"], java_script_enabled=scripts)
    holder = hall.page(hall.world.codes["2"], java_script_enabled=scripts)
    looks = look_closely if scripts else lambda page: None
    grantor.get_by_text("Een andere vennoot voor mij laten stemmen").click()
    looks(grantor)
    grantor.get_by_label("Het vennootnummer van die vennoot").fill("2")
    grantor.get_by_label("De naam van die vennoot").fill("name 3")
    grantor.get_by_role("button", name="Een volmacht geven").click()
    expect(grantor.locator("[data-code=invalid_proxy]")).to_be_visible()
    grantor.goto(f"{hall.address}/assembly")
    grantor.get_by_text("Een andere vennoot voor mij laten stemmen").click()
    grantor.get_by_label("Het vennootnummer van die vennoot").fill("2")
    grantor.get_by_label("De naam van die vennoot").fill("name 2")
    grantor.get_by_role("button", name="Een volmacht geven").click()
    expect(grantor.get_by_text("U hebt het aan First2 Name2 (2) gevraagd.")).to_be_visible()
    holder.reload()
    looks(holder)
    holder.get_by_role("button", name="Aanvaarden – First1 Name1").click()
    expect(holder.get_by_text("U stemt voor:")).to_be_visible()
    looks(holder)
    grantor.reload()
    expect(grantor.get_by_text("First2 Name2 (2) mag voor u stemmen")).to_be_visible()
    looks(grantor)
    open_all(hall)
    holder.reload()
    holder.get_by_role("link", name="Stemmen voor First1 Name1").first.click()
    expect(holder.get_by_text("U stemt voor First1 Name1 (1).")).to_be_visible()
    looks(holder)
    holder.get_by_label("Voor", exact=True).check()
    confirm(holder)
    expect(holder.get_by_text("bij volmacht")).to_be_visible()
    grantor.goto(f"{hall.address}/resolutions/{hall.world.resolutions['1']}")
    expect(grantor.get_by_text("De stem is geteld. U hoeft niets meer te doen.")).to_be_visible()
    grantor.goto(f"{hall.address}/assembly")
    expect(grantor.get_by_text("Uw volmachthouder heeft voor u gestemd.")).to_be_visible()
    expect(grantor.get_by_role("button", name="Mijn volmacht intrekken")).to_have_count(0)


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
    expect(page.get_by_role("button", name="Verder", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Nog niet geteld: is dit uw stem?")).to_be_visible()
    look_closely(page)
    page.get_by_role("button", name="Mijn stem uitbrengen").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Uw stem is geteld")).to_be_visible()
    look_closely(page)


def test_a_dropped_connection_and_a_double_tap_give_one_vote(hall: Hall) -> None:
    open_all(hall)
    page = hall.page(hall.world.codes["1"])
    resolution = hall.world.resolutions["1"]
    page.goto(f"{hall.address}/resolutions/{resolution}")
    page.get_by_label("Voor", exact=True).check()
    page.get_by_role("button", name="Verder", exact=True).click()

    sent = []

    def lose_the_answer(route: Route) -> None:
        """The vote arrives, and its first answer does not."""
        sent.append(route.request)
        if len(sent) > 1:
            route.continue_()
            return
        route.fetch(max_redirects=0)
        route.abort("connectionreset")

    page.route("**/vote", lose_the_answer)
    page.get_by_role("button", name="Mijn stem uitbrengen").dblclick()
    expect(page.get_by_role("heading", name="Uw stem is geteld")).to_be_visible()
    assert len(sent) == 2
    turnout = hall.world.member(2).look("/api/agenda").json["resolutions"][0]["turnout"]
    assert turnout == 1


def test_the_network_is_lost_during_the_vote_and_comes_back(hall: Hall) -> None:
    open_all(hall)
    page = hall.page(hall.world.codes["1"])
    page.goto(f"{hall.address}/resolutions/{hall.world.resolutions['1']}")
    page.context.set_offline(True)
    page.get_by_label("Voor", exact=True).check()
    page.get_by_role("button", name="Verder", exact=True).click()
    expect(page.locator("[data-network]")).to_contain_text("geen verbinding")
    expect(page.get_by_label("Voor", exact=True)).to_be_checked()
    look_closely(page)
    page.context.set_offline(False)
    page.get_by_role("button", name="Verder", exact=True).click()
    expect(page.get_by_role("heading", name="Nog niet geteld: is dit uw stem?")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("button", name="Mijn stem uitbrengen").click()
    expect(page.locator("[data-offline]")).to_contain_text("nog niet bevestigd")
    look_closely(page)
    assert hall.world.member(2).look("/api/agenda").json["resolutions"][0]["turnout"] == 0
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="Uw stem is geteld")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_ballot_with_a_fault_says_which_and_keeps_the_marks(hall: Hall, scripts: bool) -> None:
    open_all(hall)
    page = hall.page(hall.world.codes["1"], java_script_enabled=scripts)
    resolutions = hall.world.resolutions

    def go_on(fault: str) -> None:
        page.get_by_role("button", name="Verder", exact=True).click()
        expect(page.locator(f"[data-code={fault}]")).to_be_visible()
        if scripts:
            look_closely(page)

    page.goto(f"{hall.address}/resolutions/{resolutions['1']}")
    go_on("nothing_marked")
    page.goto(f"{hall.address}/resolutions/{resolutions['2']}")
    page.get_by_role("group", name="Ann").get_by_label("Voor").check()
    go_on("some_unmarked")
    expect(page.get_by_role("group", name="Ann").get_by_label("Voor")).to_be_checked()
    page.goto(f"{hall.address}/resolutions/{resolutions['3']}")
    for name in ("Eva", "Finn", "Guy"):
        page.get_by_label(name).check()
    go_on("too_many_marked")
    page.get_by_label("Finn").uncheck()
    page.get_by_label("Blanco").check()
    go_on("blank_and_marked")
    page.get_by_label("Blanco").uncheck()
    page.get_by_role("button", name="Verder", exact=True).click()
    page.get_by_role("button", name="Wijzigen").click()
    expect(page.get_by_label("Eva")).to_be_checked()
    expect(page.get_by_label("Finn")).not_to_be_checked()
    expect(page.get_by_label("Guy")).to_be_checked()
    confirm(page)
    expect(page.get_by_role("heading", name="Uw stem is geteld")).to_be_visible()
    expect(page.get_by_role("link", name="1 · Jaarrekening")).to_be_visible()


@pytest.mark.parametrize("language", ["nl", "fr", "en", "de"])
def test_the_pass_is_shown_and_kept_as_a_file(hall: Hall, language: str) -> None:
    words = {
        "nl": ("Mijn toegangsbewijs", "Bewaren of afdrukken (PDF)"),
        "fr": ("Ma carte d’admission", "Le garder ou l’imprimer (PDF)"),
        "en": ("My admission pass", "Keep or print it (PDF)"),
        "de": ("Meine Einlasskarte", "Behalten oder drucken (PDF)"),
    }
    mine, keep = words[language]
    page = hall.page(hall.world.codes["1"])
    page.goto(f"{hall.address}/assembly?lang={language}")
    page.get_by_role("link", name=mine).click()
    picture = page.get_by_role("main").get_by_role("img")
    expect(picture).to_be_visible()
    page.wait_for_function("document.querySelector('main img').naturalWidth > 100")
    look_closely(page)
    with page.expect_download() as download:
        page.get_by_role("link", name=keep).click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
