"""Pass and agenda on a member's phone: kept after a tap, there without network, forgotten on leaving."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Hall, look_closely
from tests.journeys.pages import alive, sign_in

pytestmark = pytest.mark.journey
KEEP, KEPT = "Toegangsbewijs en agenda op deze telefoon bewaren", "U bent offline."
CACHES = "caches.keys().then(names => names.filter(name => name.startsWith('pocket-')))"


def keep(page: Page) -> None:
    """Tap, and wait until it is kept."""
    page.get_by_role("button", name=KEEP).click()
    expect(page.locator("[data-kept-part]")).to_be_visible()


def test_pass_and_agenda_open_without_network_until_signing_out(hall: Hall) -> None:
    page = hall.page(hall.world.codes["1"])
    assert page.evaluate(CACHES) == [], "nothing is kept before the tap"
    pass_code = page.request.get(f"{hall.address}/assembly/pass.svg").text()
    keep(page)
    context = page.context
    page.close()

    context.set_offline(True)
    page = context.new_page()
    page.goto(f"{hall.address}/assembly")
    expect(page.locator("#offline")).to_contain_text(KEPT)
    expect(page.locator("[data-kept-at]")).to_have_text("nu")
    picture = page.locator("img.pass")
    assert picture.evaluate("image => image.naturalWidth") > 0
    shown = picture.evaluate("image => atob(image.src.split(',')[1])")
    path = re.compile(r' d="([^"]*)"')
    assert path.findall(shown) == path.findall(pass_code), "it is the pass of the page itself"
    expect(page.locator(".agenda h3")).to_have_text(["Jaarrekening", "Bestuurders", "Comité", "Statuten"])
    assert page.locator("main a, form").count() == 0, "nothing can be voted on from memory"
    look_closely(page)
    for path in ("/assembly/pass", f"/resolutions/{hall.world.resolutions['1']}"):
        page.goto(f"{hall.address}{path}")
        expect(page.locator("#offline")).to_be_visible()

    with page.expect_navigation():  # by itself, once there is a network
        context.set_offline(False)
    expect(page.get_by_role("heading", name="Jaarrekening")).to_be_visible()
    page.goto(f"{hall.address}/assembly")
    expect(page.locator("#offline")).to_have_count(0)
    page.locator(".sign-out button").click()
    page.wait_for_url(f"{hall.address}/")
    alive(page)
    page.wait_for_function(f"{CACHES}.then(names => names.length === 0)")
    context.set_offline(True)
    for path in ("/assembly", f"/resolutions/{hall.world.resolutions['1']}"):
        with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
            page.goto(f"{hall.address}{path}")


def test_another_member_finds_nothing_of_the_first(hall: Hall) -> None:
    page = hall.page(hall.world.codes["1"])
    keep(page)
    sign_in(page.context, hall.address, hall.world.codes["2"])
    page.goto(f"{hall.address}/account")
    page.wait_for_function(f"{CACHES}.then(names => names.length === 0)")
    page.goto(f"{hall.address}/assembly")
    expect(page.get_by_role("button", name=KEEP)).to_be_visible()


def test_practising_at_home_is_never_taken_for_a_vote(hall: Hall) -> None:
    page = hall.page(hall.world.codes["3"])
    page.get_by_role("link", name="Stemmen oefenen").click()
    for press in ("Voor", "Mijn stem uitbrengen", None):
        expect(page).to_have_title(re.compile("[Oo]efening"))
        expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("[Oo]efening"))
        expect(page.locator(".practice-band")).to_have_count(2)
        look_closely(page)
        if press:
            page.get_by_role("button", name=press, exact=True).click()
            page.wait_for_url(re.compile("check$" if press == "Voor" else "done$"))
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Oefening")
