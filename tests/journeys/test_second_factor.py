"""The second factor as somebody on the staff meets it: by a passkey, an app or a code on paper."""

import datetime as dt
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect
from pyotp import TOTP, parse_uri

from tests.journeys.conftest import Hall, look_closely
from tests.journeys.pages import alive
from tests.world import KEY
from voting.accounts.codes import first_word

pytestmark = [pytest.mark.journey, pytest.mark.second_factor]
DAY = dt.date.today() + dt.timedelta(days=60)  # noqa: DTZ011 - the served clock is the system's


def with_authenticator(page: Page) -> None:
    """Give a window's browser a device that makes passkeys and recognises its owner."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": device})


def code_shown(page: Page) -> str:
    """What an app shows into which the key on the page was typed."""
    return TOTP(page.locator(".secret").inner_text().replace(" ", "")).now()


def test_a_chair_sets_up_a_passkey_and_opens_a_vote(hall: Hall) -> None:
    chair = hall.page(hall.world.staff["chair"])
    with_authenticator(chair)
    expect(chair.get_by_role("heading", name="Een tweede factor instellen")).to_be_visible()
    look_closely(chair)
    chair.get_by_role("button", name="Een toegangssleutel instellen").click()
    expect(chair.get_by_role("heading", name="Herstelcodes")).to_be_visible()
    expect(chair.locator("li.code")).to_have_count(10)
    look_closely(chair)
    chair.get_by_role("button", name="Afmelden").click()
    chair.get_by_label("Uw code", exact=True).fill(hall.world.staff["chair"])
    chair.get_by_role("button", name="Aanmelden").click()
    expect(chair.get_by_role("heading", name="Bevestig dat u het bent")).to_be_visible()
    look_closely(chair)
    chair.goto(f"{hall.address}/chair/")
    expect(chair.locator("[data-code=second_factor_needed]")).to_be_visible()
    look_closely(chair)
    chair.get_by_role("link", name="Bevestig dat u het bent").click()
    chair.get_by_role("button", name="Bevestigen met een toegangssleutel").click()
    expect(chair.locator("#act")).to_be_visible()
    chair.goto(f"{hall.address}/chair/resolutions/{hall.world.resolutions['1']}/open")
    chair.locator("button[data-next=open]").click()
    member = hall.page(hall.world.codes["1"])
    expect(member.locator(".card.now")).to_be_visible()
    chair.goto(f"{hall.address}/account/")
    look_closely(chair)


def test_a_device_that_does_not_answer_is_told_of(hall: Hall) -> None:
    chair = hall.page(hall.world.staff["chair"])
    chair.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error('no')); }")
    chair.get_by_role("button", name="Een toegangssleutel instellen").click()
    expect(chair.get_by_role("alert")).to_contain_text("Uw toestel heeft niet geantwoord")
    look_closely(chair)


@pytest.mark.parametrize("scripts", [True, False])
def test_from_an_empty_house_a_secretary_sets_up_an_app(empty_house: Hall, scripts: bool) -> None:
    page = empty_house.page(locale="fr-BE", java_script_enabled=scripts)
    page.goto(empty_house.address)
    page.get_by_label("Nom de la coopérative").fill("Les Moulins")
    page.get_by_label("Jour de l’assemblée").fill(DAY.isoformat())
    page.get_by_label("Nom de la personne au secrétariat").fill("Zoé Lambert")
    page.get_by_label("Le mot sur le terminal").fill(first_word(KEY.encode()))
    page.get_by_role("button", name="Commencer").click()
    code = page.locator("#code").inner_text()
    page.goto(empty_house.address)
    page.get_by_label("Votre code", exact=True).fill(code)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", name="Configurer un second facteur")).to_be_visible()
    expect(page.get_by_role("button", name="Configurer une clé d’accès")).to_be_visible(visible=scripts)
    if scripts:
        look_closely(page)
    page.locator("#code").fill("000000")
    page.get_by_role("button", name="Configurer une application").click()
    expect(page.get_by_role("alert").first).to_contain_text("n’est pas correct")
    page.locator("#code").fill(code_shown(page))
    page.get_by_role("button", name="Configurer une application").click()
    recovery = page.locator("li.code").first.inner_text()
    page.get_by_role("link", name="Continuer").click()
    page.wait_for_url("**/office/")

    page.get_by_role("button", name="Se déconnecter").click()
    page.get_by_label("Votre code", exact=True).fill(code)
    page.get_by_role("button", name="Se connecter").click()
    page.locator("#code").fill(recovery)
    page.get_by_role("button", name="Confirmer").click()
    page.wait_for_url("**/office/")
    page.goto(f"{empty_house.address}/account/")
    expect(page.get_by_text("Il reste 9 codes de secours.")).to_be_visible()
    if scripts:
        look_closely(page)


def test_the_code_in_the_picture_is_that_of_the_text(hall: Hall) -> None:
    page = alive(hall.page(hall.world.staff["secretary"], width=1440, height=900))
    picture = page.locator("img.pass")
    [found] = zxingcpp.read_barcodes(Image.open(BytesIO(picture.screenshot())))
    app = parse_uri(found.text)
    assert app.secret == page.locator(".secret").inner_text().replace(" ", "")
    assert app.name == "secretary"
    look_closely(page)
