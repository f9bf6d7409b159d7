"""Whoever takes part online follows the live stream, and goes on following whatever else they do."""

import re

import pytest
from playwright.sync_api import FrameLocator, Page, Route, expect

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
    page = hall.page(hall.world.codes["1"], java_script_enabled=scripts)
    asked = watch(page)
    page.get_by_role("link", name="De livestream volgen en ernaast stemmen").click()
    expect(page.frame_locator("iframe.player").get_by_text("De vergadering, rechtstreeks")).to_be_visible()
    expect(page.get_by_text("Bel 02 000 00 00.")).to_be_visible()
    if scripts:
        look_closely(page)
    frame = inside(page)
    frame.get_by_role("button", name="Online deelnemen").click()
    expect(frame.get_by_text("U neemt online deel sinds")).to_be_visible()
    frame.get_by_role("link", name=re.compile("(Naar het stembiljet|Stemmen) – Jaarrekening")).first.click()
    frame.get_by_label("Voor", exact=True).check()
    frame.get_by_role("button", name="Verder", exact=True).click()
    frame.get_by_role("button", name="Mijn stem uitbrengen").click()
    expect(frame.get_by_text("Uw stem is geteld").first).to_be_visible()
    frame.get_by_role("link", name="Agenda").first.click()
    frame.get_by_role("link", name="Sprekers en vragen").click()
    frame.get_by_label("Uw vraag").fill("Waarom nu?")
    frame.get_by_role("button", name="Mijn vraag versturen").click()
    expect(frame.get_by_text("Nog niet beantwoord")).to_be_visible()
    assert frame.locator("header.top").count() == 0
    assert asked == ["https://speler.example/nl"], "the player was never loaded again"
