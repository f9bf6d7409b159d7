"""A member on a phone: signs in, votes on each kind of ballot, and finds the proof again."""

from pathlib import Path

import pytest
from babel.support import Translations
from playwright.sync_api import Locator, Page, expect

from tests.journeys.ballots import cast, choose, confirm, open_all
from tests.journeys.conftest import Hall, look_closely, only_in_full
from tests.journeys.pages import alive

pytestmark = pytest.mark.journey

TRANSLATIONS = Path(__file__).parents[2] / "voting" / "translations"


@pytest.mark.parametrize(
    ("language", "scripts"),
    [
        ("nl", True),
        ("fr", False),
        *(
            pytest.param(*case, marks=pytest.mark.full)
            for case in [("nl", False), ("fr", True), ("en", False), ("de", False)]
        ),
    ],
)
def test_voting_on_each_kind_of_ballot(hall: Hall, language: str, scripts: bool) -> None:
    open_all(hall)
    words = Translations.load(TRANSLATIONS, [language])
    _ = words.gettext
    page = hall.page(java_script_enabled=scripts)
    page.goto(f"{hall.address}/?lang={language}")
    page.get_by_label(_("Your code")).fill(hall.world.codes["1"].lower().replace("-", " "))
    page.get_by_role("main").get_by_role("button", name=_("Sign in")).click()
    expect(page.get_by_role("heading", level=2, name=_("Agenda"))).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", language)

    def vote_on(number: str, *marks: tuple[str, str]) -> None:
        """From the agenda over the ballot and its confirmation to the proof, and back."""
        page.locator(f"#now-{hall.world.resolutions[number]} a.button").click()
        for group, label in marks:
            place = page.get_by_role("group", name=group) if group else page
            place.get_by_label(label, exact=True).check()
        if marks:
            page.get_by_role("button", name=_("Go on"), exact=True).click()
        else:
            page.get_by_role("button", name=_("For"), exact=True).click()
        expect(page.get_by_role("heading", name=_("Not counted yet: is this your vote?"))).to_be_visible()
        page.get_by_role("button", name=_("Cast my vote")).click()
        expect(page.get_by_role("heading", name=_("Your vote is counted"))).to_be_visible()
        page.get_by_role("link", name=_("Back to the agenda")).click()

    vote_on("1")
    vote_on("2", ("Ann", _("For")), ("Bob", _("Against")), ("Cem", _("Abstain")))
    vote_on("3", ("", "Eva"), ("", "Guy"))
    proofs = page.get_by_role("link", name=_("Your vote is counted"))
    expect(proofs).to_have_count(3)
    proofs.first.click()
    expect(page.get_by_text(_("online"), exact=True)).to_be_visible()


def test_the_back_button_and_a_second_tab_give_one_vote_and_a_true_answer(hall: Hall) -> None:
    open_all(hall)
    page = hall.page(hall.world.codes["1"])
    ballot = f"{hall.address}/resolutions/{hall.world.resolutions['1']}"
    second = page.context.new_page()
    for tab, choice in ((page, "Voor"), (second, "Tegen")):
        tab.goto(ballot)
        choose(tab, choice)
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
    choose(page, "Voor")
    hall.world.person("chair").send(f"/chair/resolutions/{resolution}/close", {})
    page.get_by_role("button", name="Mijn stem uitbrengen").click()
    expect(page.locator("[data-refused]")).to_contain_text("niet open")
    look_closely(page)
    page.goto(f"{hall.address}/resolutions/{resolution}")
    expect(page.get_by_text("De stemming is gesloten")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_giving_accepting_and_using_a_proxy(hall: Hall, scripts: bool) -> None:
    grantor = hall.page(hall.world.codes["1"], java_script_enabled=scripts)
    holder = hall.page(hall.world.codes["2"], java_script_enabled=scripts)
    looks = look_closely if scripts else lambda page: None
    grantor.get_by_text("Een andere vennoot in mijn plaats laten stemmen").click()
    looks(grantor)
    grantor.get_by_label("Het vennootnummer van die vennoot").fill("2")
    grantor.get_by_label("De naam van die vennoot").fill("name 3")
    grantor.get_by_role("button", name="Een volmacht geven").click()
    expect(grantor.locator("[data-code=invalid_proxy]")).to_be_visible()
    if scripts:
        looks(grantor)
        expect(grantor.get_by_label("Het vennootnummer van die vennoot")).to_have_value("2")
        grantor.context.set_offline(True)
        grantor.get_by_role("button", name="Een volmacht geven").click()
        expect(grantor.locator("#proxy [data-unsent]")).to_be_visible()
        grantor.context.set_offline(False)
    else:
        grantor.get_by_role("link", name="Opnieuw proberen").click()
        grantor.get_by_text("Een andere vennoot in mijn plaats laten stemmen").click()
        grantor.get_by_label("Het vennootnummer van die vennoot").fill("2")
    grantor.get_by_label("De naam van die vennoot").fill("name 2")
    grantor.get_by_role("button", name="Een volmacht geven").click()
    expect(grantor.get_by_text("U hebt het aan First2 Name2 (2) gevraagd.")).to_be_visible()
    expect(grantor.locator("[data-code]")).to_have_count(0)
    expect(grantor).to_have_title("Algemene vergadering")
    if scripts:
        expect(grantor.get_by_role("heading", name="Volmacht", exact=True)).to_be_focused()
    holder.reload()
    looks(holder)
    holder.get_by_role("button", name="Aanvaarden – First1 Name1").click()
    expect(holder.get_by_text("U stemt in de plaats van:")).to_be_visible()
    looks(holder)
    grantor.reload()
    expect(grantor.get_by_text("First2 Name2 (2) mag in uw plaats stemmen")).to_be_visible()
    looks(grantor)
    open_all(hall)
    holder.reload()
    holder.get_by_role("link", name="Stemmen in naam van First1 Name1").first.click()
    expect(holder.get_by_text("U brengt de stem uit van First1 Name1 (1).")).to_be_visible()
    looks(holder)
    choose(holder, "Voor")
    cast(holder)
    expect(holder.get_by_text("bij volmacht")).to_be_visible()
    grantor.goto(f"{hall.address}/resolutions/{hall.world.resolutions['1']}")
    expect(grantor.get_by_text("De stem is geteld. U hoeft niets meer te doen.")).to_be_visible()
    grantor.goto(f"{hall.address}/assembly")
    expect(grantor.get_by_text("Uw volmachthouder heeft in uw plaats gestemd.")).to_be_visible()
    expect(grantor.get_by_role("button", name="Mijn volmacht intrekken")).to_have_count(0)


@pytest.mark.parametrize("language", only_in_full("nl", "en", "fr", "de"))
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
    page.goto(f"{hall.address}/resolutions/{hall.world.resolutions['2']}")
    look_closely(page)
    page.goto(f"{hall.address}/nothing-here")
    look_closely(page)


def test_every_state_of_a_member_is_accessible(hall: Hall) -> None:
    """In German, which has the longest words: each ballot filled in, confirmed, counted; each state."""
    world, resolutions = hall.world, hall.world.resolutions
    open_all(hall)
    for grantor in (5, 6):
        world.member(grantor).send("/proxy", {"holder": "1", "name": "Name1"})
    world.member(1).send("/proxy/accept", {"grantor": "5"})
    page, others = hall.page(locale="de-BE"), hall.page(locale="de-BE")
    page.goto(f"{hall.address}/in/{world.codes['1']}?lang=de")
    look_closely(page)
    page.get_by_role("main").get_by_role("button").click()

    def go_on(number: str, *values: str) -> None:
        """The ballot of a resolution, filled in, up to where it is to be confirmed."""
        page.goto(f"{hall.address}/resolutions/{resolutions[number]}")
        look_closely(page)
        for value in values:
            page.locator(f"input[value={value}]").first.check()
        page.locator("form[data-needs-network] button").first.click()
        look_closely(page)

    go_on("1")
    go_on("3", "e1", "e2")
    go_on("2")
    for name in ("Ann", "Bob"):
        page.get_by_role("group", name=name).locator("input[value=abstain]").check()
    page.locator("form[data-needs-network] button").click()
    expect(page.locator(".unmarked")).to_have_count(1)
    expect(page.locator("#fault")).to_be_focused()
    look_closely(page)
    page.get_by_role("group", name="Cem").locator("input[value=for]").check()
    page.locator("form[data-needs-network] button").click()
    look_closely(page)
    page.locator("form[data-vote] button.primary").click()
    expect(page.locator(".stage-done")).to_be_visible()
    for path in (
        "receipt of 2",
        f"/resolutions/{resolutions['2']}",
        f"/resolutions/{resolutions['4']}",
        f"/resolutions/{resolutions['1']}?for=5",
        "/assembly",
        "/assembly/pass",
        "/assembly/discussion",
        "/account/",
    ):
        if path.startswith("/"):
            page.goto(hall.address + path)
        look_closely(page)
    others.goto(f"{hall.address}/in/{world.codes['41']}?lang=de")
    others.get_by_role("main").get_by_role("button").click()
    look_closely(others)
    others.goto(f"{hall.address}/resolutions/{resolutions['1']}")
    look_closely(others)
    chair = world.person("chair")
    for number, changes in (("1", ["close", "announce"]), ("2", ["close", "announce"]), ("3", ["close"])):
        for change in changes:
            answer = chair.send(f"/chair/resolutions/{resolutions[number]}/{change}", {})
            assert answer.status_code == 303
    page.goto(f"{hall.address}/assembly")
    expect(page.locator(".outcome")).to_have_count(2)
    look_closely(page)
    page.goto(f"{hall.address}/resolutions/{resolutions['2']}")
    expect(page.locator(".result")).to_have_count(1)
    look_closely(page)


def test_text_of_twice_the_size_and_no_motion(hall: Hall) -> None:
    open_all(hall)
    page = hall.page(hall.world.codes["1"], width=640)
    page.emulate_media(reduced_motion="reduce")
    for number in ("1", "3"):
        for change in ("close", "announce"):
            path = f"/chair/resolutions/{hall.world.resolutions[number]}/{change}"
            assert hall.world.person("chair").send(path, {}).status_code == 303
    ballot, closed = (f"/resolutions/{hall.world.resolutions[number]}" for number in ("2", "3"))
    for path in ("/assembly", ballot, closed, "/results", "/assembly/pass", "/account/"):
        page.goto(hall.address + path)
        alive(page)
        page.evaluate("document.querySelectorAll('.all-results').forEach(one => { one.open = true; })")
        moving = page.evaluate(
            "[...document.querySelectorAll('*')].filter(item => {"
            " const style = getComputedStyle(item);"
            " return style.animationName !== 'none' || !/^0s(, 0s)*$/.test(style.transitionDuration) })"
            ".map(item => item.outerHTML.slice(0, 80))"
        )
        assert moving == []
        page.evaluate("document.documentElement.style.fontSize = '225%'")
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wide, f"{path} scrolls sideways with text of twice the size"


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until something has the focus."""
    alive(page)
    for _ in range(60):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail("the keyboard does not get there")


def test_the_keyboard_alone_is_enough_to_vote(hall: Hall) -> None:
    open_all(hall)
    page = hall.page(locale="nl-BE")
    page.goto(f"{hall.address}/")
    tab_to(page, page.get_by_role("textbox"))
    page.keyboard.type(hall.world.codes["1"])
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="Naar het stembiljet – Jaarrekening"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Tegen", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Nog niet geteld: is dit uw stem?")).to_be_visible()
    expect(page.get_by_role("button", name="Mijn stem uitbrengen")).to_be_enabled()
    tab_to(page, page.get_by_role("button", name="Mijn stem uitbrengen"))
    page.keyboard.press("Enter")
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

    page.goto(f"{hall.address}/resolutions/{resolutions['3']}")
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
    page.get_by_role("link", name="Wijzigen").click()
    expect(page.get_by_label("Eva")).to_be_checked()
    expect(page.get_by_label("Finn")).not_to_be_checked()
    expect(page.get_by_label("Guy")).to_be_checked()
    confirm(page)
    expect(page.get_by_role("heading", name="Uw stem is geteld")).to_be_visible()
    expect(page.get_by_role("link", name="1 · Jaarrekening")).to_be_visible()


@pytest.mark.parametrize("language", ["nl", *only_in_full("fr", "en", "de")])
def test_the_pass_is_shown_and_kept_as_a_file(hall: Hall, language: str) -> None:
    words = {
        "nl": ("Mijn toegangsbewijs", "Opslaan of afdrukken (PDF)"),
        "fr": ("Ma carte d’admission", "L’enregistrer ou l’imprimer (PDF)"),
        "en": ("My admission pass", "Save or print it (PDF)"),
        "de": ("Meine Zutrittskarte", "Speichern oder drucken (PDF)"),
    }
    mine, keep = words[language]
    page = hall.page(hall.world.codes["1"])
    page.goto(f"{hall.address}/assembly?lang={language}")
    page.get_by_role("link", name=mine).click()
    picture = page.get_by_role("main").get_by_role("img")
    expect(picture).to_be_visible()
    page.wait_for_url("**/assembly/pass")
    assert picture.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }") > 100
    look_closely(page)
    with page.expect_download() as download:
        page.get_by_role("link", name=keep).click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
