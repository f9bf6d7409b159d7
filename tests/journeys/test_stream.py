"""Whoever takes part online follows the live stream, and goes on following whatever else they do."""

import re

import pytest
from playwright.sync_api import FrameLocator, Page, Route, expect

from tests.journeys.ballots import cast, choose
from tests.journeys.conftest import Hall, look_closely
from tests.world import ASSEMBLY

pytestmark = pytest.mark.journey

STREAM = """
stream = { nl = "https://speler.example/nl", fr = "https://speler.example/fr" }
help = { nl = "Geen internet? Bel 02 000 00 00.", fr = "Pas d’internet ? Appelez le 02 000 00 00." }
"""
PLAYER = """<!doctype html><html lang="nl"><title>Speler</title>
<body style="margin:0;background:#123;color:#fff"><p>De vergadering, rechtstreeks</p></body></html>"""


def watch(page: Page) -> list[str]:
    """What the player's site is asked for: once, as long as nothing interrupts it."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(content_type="text/html", body=PLAYER)

    page.context.route("https://speler.example/**", answer)
    return asked


def inside(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[name=inside]")


@pytest.mark.parametrize("hall", [STREAM + ASSEMBLY], indirect=True)
@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_voting_never_interrupts_following(hall: Hall, scripts: bool) -> None:
    resolution = hall.world.resolutions["1"]
    assert hall.world.person("chair").send(f"/chair/resolutions/{resolution}/open", {}).status_code == 303
    page = hall.page(hall.world.codes["1"], java_script_enabled=scripts, height=640)
    asked = watch(page)
    page.get_by_role("link", name="De livestream volgen en ernaast stemmen").click()
    expect(page.frame_locator("iframe.player").get_by_text("De vergadering, rechtstreeks")).to_be_visible()
    expect(page.get_by_text("Bel 02 000 00 00.")).to_be_visible()
    if scripts:
        look_closely(page)
    frame = inside(page)
    button = frame.locator(f"#now-{resolution} a.button").bounding_box()
    assert button is not None
    assert button["y"] + button["height"] < 640, "what can be voted on stands on the first screen"
    frame.get_by_role("button", name="Online deelnemen").click()
    expect(frame.get_by_text("U neemt online deel sinds")).to_be_visible()
    frame.get_by_role("link", name=re.compile("(Naar het stembiljet|Stemmen) – Jaarrekening")).first.click()
    choose(frame, "Voor")
    cast(frame)
    expect(frame.get_by_text("Uw stem is geteld").first).to_be_visible()
    frame.get_by_role("link", name="Agenda").first.click()
    frame.get_by_role("link", name="Sprekers en vragen").click()
    frame.get_by_label("Uw vraag").fill("Waarom nu?")
    frame.get_by_role("button", name="Mijn vraag versturen").click()
    expect(frame.get_by_text("Nog niet beantwoord")).to_be_visible()
    assert frame.locator("header.top").count() == 0
    assert asked == ["https://speler.example/nl"], "the player was never loaded again"


@pytest.mark.parametrize("hall", [STREAM + ASSEMBLY], indirect=True)
def test_one_who_follows_speaks_by_the_clock_and_says_what_fails(hall: Hall) -> None:
    chair = hall.page(hall.world.staff["chair"], width=1440, height=900)
    chair.get_by_role("link", name="Sprekers en vragen").click()
    chair.get_by_label("Minuten per spreker (leeg: geen grens)").fill("3")
    chair.get_by_role("button", name="De tijd voor iedereen instellen").click()
    chair.get_by_role("button", name="De sprekerslijst openen").click()
    page = hall.page(hall.world.codes["1"])
    asked = watch(page)
    page.get_by_role("link", name="De livestream volgen en ernaast stemmen").click()
    frame = inside(page)
    frame.get_by_role("button", name="Online deelnemen").click()
    expect(frame.get_by_text("U neemt online deel sinds")).to_be_visible()
    frame.get_by_role("link", name="Sprekers en vragen").click()
    frame.get_by_role("button", name="Het woord vragen").click()
    chair.get_by_role("button", name="Het woord geven – First1 Name1").click()
    screen = hall.page(width=1920, height=1080)
    screen.goto(f"{hall.address}/display/{hall.world.staff['display']}/")
    expect(screen.get_by_text("First1 Name1")).to_be_visible()
    expect(frame.locator("#my-floor")).to_contain_text("U hebt het woord.")
    for clock in (frame.get_by_role("timer"), chair.get_by_role("timer"), screen.get_by_role("timer")):
        expect(clock).to_have_text(re.compile("[0-3]:[0-5][0-9]"))
    page.get_by_text("Werkt er iets niet?").click()
    page.get_by_role("button", name="Ik hoor niets").first.click()
    expect(frame.get_by_text("de voorzitter ziet het")).to_be_visible()
    chair.get_by_role("link", name="← Agenda").click()
    expect(chair.get_by_text("“Ik hoor niets”: 1 vennoot, online").first).to_be_visible()
    look_closely(chair)
    hall.world.member(2).send("/assembly/join", {})
    hall.world.member(2).send("/assembly/trouble", {"kind": "hear"})
    expect(chair.get_by_text("“Ik hoor niets”: 2 vennoten, online").first).to_be_visible()
    chair.get_by_role("button", name="Het is opgelost").click()
    expect(chair.get_by_text("“Ik hoor niets”")).to_have_count(0)
    assert asked == ["https://speler.example/nl"], "the player was never loaded again"
