"""The screens of the halls as the last row sees them, and as a video mixer does."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Hall, look_closely
from tests.world import ASSEMBLY, KEY
from voting.clock import system_clock
from voting.database import writing
from voting.extensions import db
from voting.halls.displays import Settings, make_display

pytestmark = pytest.mark.journey

CANDIDATES = "".join(
    f'{{ code = "c{n}", name = "{name} {n}" }},'
    for n, name in enumerate(
        ("Ann", "Marie-Françoise Vandermeersch-Lambrechts", "Jean-Baptiste", "Cem Yıldırım-Özdemir") * 3, 1
    )
)
TEXT = "Die Generalversammlung genehmigt den Jahresabschluss, wie ihn das Verwaltungsorgan aufgestellt hat. "
LONG = (
    ASSEMBLY
    + f"""
[[resolutions]]
number = "5"
kind = "election"
method = "plurality_at_large"
seats = 2
tie_rule = "second_round"
term_years = 1
title.nl = "Benoeming van twee bestuurders voor de rest van het mandaat van wie dit jaar ontslag nam"
title.de = "Bestellung von zwei Verwaltern für die restliche Zeit der in diesem Jahr Zurückgetretenen"
candidates = [{CANDIDATES}]

[[resolutions]]
number = "6"
kind = "motion"
method = "for_against_abstain"
quorum = "1/20"
title = {{ nl = "Begroting", de = "Haushalt" }}
text.de = "{TEXT * 12}"
text.nl = "{TEXT * 9}"
"""
)
SMALL = """
least => {
  const pages = [...document.querySelectorAll(".page")];
  const shown = pages.filter((page) => !page.hidden);
  const small = new Set();
  for (const page of pages.length ? pages : [null]) {
    for (const other of pages) other.hidden = other !== page;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!node.data.trim() || !element.getClientRects().length || element.closest(".sr-only")) continue;
      const size = parseFloat(getComputedStyle(element).fontSize);
      if (size < least) small.add(`${node.data.trim()}: ${size}`);
    }
  }
  for (const page of pages) page.hidden = !shown.includes(page);
  return [...small];
}
"""
"""What is written on any page of the screen in letters of fewer pixels; nothing is exempt."""
SUM = """
() => {
  const number = (element) => Number(element.textContent.replace(/\\D/g, ""));
  const rows = [...document.querySelectorAll(".venues strong")].map(number);
  const total = document.querySelector(".turnout > strong, .present > strong");
  return [number(total), rows.reduce((sum, row) => sum + row, 0), rows.length];
}
"""
SIZES = ((1920, 1080), (1280, 720), (3840, 2160))


def display_of(hall: Hall, *languages: str) -> str:
    """The address of a new display."""
    world = hall.world
    with world.app.app_context(), writing(db.session()) as session:
        settings = Settings("BRU", languages, wifi_name="Zaal", wifi_password="zonnebloem")
        code = make_display(
            session, KEY.encode(), world.assembly_id, settings, now=system_clock(), actor="test"
        )
    return f"{hall.address}/display/{code}/"


def expect_legible(page: Page) -> None:
    """Nothing is smaller than the last row can read, on any page, on projectors of any fineness."""
    page.evaluate("document.fonts.ready")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))).then(() => true)"
        )
        assert page.evaluate(SMALL, 40 * height / 1080) == []
    page.set_viewport_size({"width": 1920, "height": 1080})


def expect_sum(page: Page, total: int) -> None:
    """The rows add up to the total."""
    found, added, rows = page.evaluate(SUM)
    assert found == added == total
    assert rows >= 3


def alpha_of(page: Page) -> tuple[int, int]:
    """How much a picture covers at its top, and in the middle of its lowest third (0 to 255)."""
    picture = Image.open(io.BytesIO(page.screenshot(omit_background=True))).convert("RGBA")
    inside = (960.0, 950.0)
    if page.locator(".strip").count():
        strip = page.locator(".strip").first.bounding_box()
        assert strip
        inside = (strip["x"] + 30, strip["y"] + strip["height"] / 2)
    at = [picture.getpixel((int(x), int(y))) for x, y in ((960, 300), inside)]
    return tuple(pixel[3] for pixel in at)  # type: ignore[index,return-value]


@pytest.mark.parametrize("hall", [LONG], indirect=True, ids=["long"])
def test_the_last_row_reads_everything(hall: Hall) -> None:
    world, address = hall.world, display_of(hall, "nl", "de")
    chair, five, six = world.person("chair"), world.resolutions["5"], world.resolutions["6"]
    screen = hall.page(width=1920, height=1080)
    old, mixer = hall.page(width=1024, height=768), hall.page(width=1920, height=1080)
    screen.goto(address)
    old.goto(address)
    mixer.goto(f"{address}overlay")
    for member in range(1, 4):
        world.member(member).send("/assembly/join", {})
    expect(screen.locator(".present > strong")).to_have_text("3")
    expect_sum(screen, 3)
    expect_legible(screen)
    assert alpha_of(mixer) == (0, 0), "nothing is told yet"

    chair.send("/chair/screen", {"resolution": six})
    expect(screen.locator(".scene.draft h1")).to_contain_text("Haushalt")
    expect_legible(screen)

    chair.send(f"/chair/resolutions/{five}/open", {"minutes": "5"})
    expect(screen.locator(".scene.open .qr")).to_be_visible()
    for member in range(1, 10):
        marks = {"choice": ["c1", "c2"] if member < 5 else ["c1", "c3"] if member < 9 else ["c4"]}
        vote = {"channel": "online", **marks}
        assert world.member(member).send(f"/resolutions/{five}/vote", vote).status_code == 303
    expect(screen.locator(".turnout > strong")).to_have_text("9")
    expect_sum(screen, 9)
    expect_legible(screen)
    qr = screen.locator(".scene.open .qr").bounding_box()
    assert qr
    assert min(qr["width"], qr["height"]) >= 1080 / 3, "a phone in the last row cannot scan it"
    expect(mixer.locator(".vote .clock")).to_have_text(re.compile(r"^[45]:\d\d$"))
    assert alpha_of(mixer) == (0, 255)
    assert mixer.evaluate(SMALL, 40) == []

    chair.send(f"/chair/resolutions/{five}/close", {})
    chair.send(f"/chair/resolutions/{five}/announce", {})
    expect(screen.locator(".scene.announced")).to_be_visible()
    expect(old.locator(".scene.announced")).to_be_visible()
    expect_legible(screen)
    pages = screen.locator(".page").count()
    assert pages > 1
    for turned in range(pages):
        for page in (screen, old):
            page.evaluate(
                "turned => { const { begins, turn } = document.querySelector('.scene').dataset;"
                "window.serverNow = () => Number(begins) + (turned + 0.5) * Number(turn); }",
                turned,
            )
            expect(page.locator("[data-page-number]")).to_have_text(f"{turned + 1}/{pages}")
            expect(page.locator(".page").nth(turned)).to_be_visible()
            expect(page.locator(".page:visible")).to_have_count(1)
    first = screen.locator(".page").first
    expect(first).to_contain_text("Verkozen voor 1 jaar")
    expect(first.locator(".line-elected")).to_have_count(1)
    expect(mixer.locator(".strip")).to_contain_text("Ann 1")
    expect(mixer.locator(".strip")).to_contain_text("Gelijk aantal stemmen voor de laatste mandaten")
    assert alpha_of(mixer) == (0, 255)


def test_a_break_is_put_on_the_screens(hall: Hall) -> None:
    chair = hall.page(hall.world.staff["chair"], width=1024)
    screen = hall.page(width=1920, height=1080)
    screen.goto(display_of(hall, "fr"))
    chair.get_by_role("link", name="Pauze of bericht op de schermen").click()
    look_closely(chair)
    chair.get_by_label("Français").fill("Le café est servi au foyer")
    chair.get_by_role("button", name="Tonen op de schermen").click()
    expect(chair.get_by_role("status")).to_contain_text("Le café est servi au foyer")
    expect(screen.get_by_role("heading", level=1)).to_have_text("Le café est servi au foyer")
    expect_legible(screen)
    chair.get_by_role("button", name="Het welkom tonen in de zalen").click()
    expect(screen.get_by_role("heading", level=1)).to_contain_text("Bienvenue")
