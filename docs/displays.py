"""Takes a picture of the screen in the hall in each of its states, for docs/displays.md."""

import io
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.gate.crowd import attempt
from tests.world import KEY, MEETING, World
from voting.attendance.check_in import check_in
from voting.attendance.scan_log import Scan
from voting.ballot.cast import Vote, cast
from voting.ballot.models import Channel
from voting.database import writing
from voting.discussion.speakers import ask_for_floor
from voting.extensions import db
from voting.halls.displays import Settings, make_display
from voting.halls.live_counts import advance_live_counts
from voting.stamp import stamp

PICTURES = Path(__file__).parent / "pictures" / "displays"
MEMBERS = 600
HALLS = {"GNT": range(1, 181), "LIE": range(181, 321), "BRU": range(321, 391)}
"""Who is where; the others take part online."""
WIDE, OLD = (1920, 1080), (1024, 768)
"""The two shapes of projectors, in pixels."""
TURN = """page => {
  const { begins, turn } = document.querySelector(".scene").dataset;
  if (page) window.serverNow = () => Number(begins) + (page + 0.5) * Number(turn);
}"""
"""Shows one of several pages, as if its time had come."""
COLOURS = 64
"""Few are on a display; the edges of letters need the rest."""

ASSEMBLY = Path(__file__).with_name("displays.toml").read_text()


@dataclass
class Hall:
    """A display of each shape, and the chair who leads the meeting that they show."""

    world: World
    wide: Page
    old: Page
    votes: dict[str, int] = field(default_factory=dict)

    def chair(self, path: str, **fields: object) -> None:
        """The chair does something; by the clock, well before anything that follows."""
        assert self.world.person("chair").send(f"/chair/{path}", fields).status_code == 303
        self.world.clock.moment += timedelta(seconds=5)

    def step(self, number: str, change: str, **fields: object) -> None:
        """A resolution is taken one step on."""
        self.chair(f"resolutions/{self.world.resolutions[number]}/{change}", **fields)

    def vote(self, number: str, **choices: int) -> None:
        """So many members make each choice, those in the halls first."""
        marks = [choice for choice, members in choices.items() for _ in range(members)]
        first = self.votes.get(number, 0) + 1
        self.votes[number] = first + len(marks) - 1
        with self.world.app.app_context():
            for member, choice in enumerate(marks, first):
                venue = hall_of(member)
                channel = Channel.VENUE if venue else Channel.ONLINE
                vote = Vote(self.world.resolutions[number], str(member), channel, venue=venue, choice=choice)
                assert attempt(cast, vote, now=self.world.clock.moment) == "ok"

    def take(self, name: str, *, old: bool = False, page_shown: int = 0) -> None:
        """A picture of the display as it is now, of one of its pages (from 0); of the one in the old shape
        too where asked for."""
        for page, ending in ((self.wide, ""), (self.old, "-4-3")) if old else ((self.wide, ""),):
            page.reload()
            page.locator(".scene").wait_for()
            page.evaluate(TURN, page_shown)
            page.wait_for_timeout(1000)
            keep(page, f"{name}{ending}")


def hall_of(member: int) -> str | None:
    """The venue at which a member is; None where they are at home."""
    return next((venue for venue, members in HALLS.items() if member in members), None)


def keep(page: Page, name: str) -> None:
    """A picture of a page, in few colours."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    few = picture.quantize(COLOURS, dither=Image.Dither.NONE).convert("RGB")
    few.save(PICTURES / f"{name}.webp", lossless=True, quality=60, method=4)


def open_displays(world: World, chromium: Browser, address: str) -> Hall:
    """A display in Dutch and French, and in the old shape one in French and German."""
    pages = []
    for size, languages in ((WIDE, ("nl", "fr")), (OLD, ("fr", "de"))):
        settings = Settings("GNT", languages, wifi_name="Zaal Gent", wifi_password="zonnebloem-2025")
        with world.app.app_context(), writing(db.session()) as session:
            key = KEY.encode()
            code = make_display(session, key, world.assembly_id, settings, now=MEETING, actor="docs")
        page = chromium.new_context(viewport={"width": size[0], "height": size[1]}).new_page()
        page.goto(f"{address}/display/{code}/")
        pages.append(page)
    return Hall(world, *pages)


def take_overlay(hall: Hall) -> None:
    """A picture of the lower third, over what a camera might show."""
    hall.wide.goto(f"{hall.wide.url}overlay")
    hall.wide.locator(".strip").wait_for()
    hall.wide.evaluate("document.documentElement.style.background = 'linear-gradient(#5b6f8a, #c9b79c)'")
    hall.wide.wait_for_timeout(1000)
    keep(hall.wide, "overlay")
    hall.wide.go_back()


def take_all(world: World, chromium: Browser, address: str) -> None:
    """Lead the meeting through everything that a display can show."""
    PICTURES.mkdir(exist_ok=True)
    hall = open_displays(world, chromium, address)
    with world.app.app_context():
        for venue, members in HALLS.items():
            for member in members:
                scan = Scan(world.assembly_id, str(member), venue, f"{member:08}", 1, MEETING, MEETING)
                assert attempt(check_in, scan) == "ok"
    hall.take("welcome", old=True)
    hall.chair("screen", resolution=world.resolutions["1"])
    hall.take("text", old=True)
    hall.step("1", "open", minutes="10")
    for choices in ({"for": 248, "against": 60, "abstain": 17}, {"for": 53, "against": 27, "abstain": 5}):
        hall.vote("1", **choices)
        with world.app.app_context():
            advance_live_counts(db.session())
    hall.take("open", old=True)
    hall.step("1", "close")
    hall.take("closed")
    hall.step("1", "announce")
    hall.take("adopted", old=True)
    hall.wide.context.set_offline(True)
    hall.wide.locator("main[data-stale]").wait_for()
    keep(hall.wide, "no-connection")
    hall.wide.context.set_offline(False)
    for number, name, choices in (
        ("2", "rejected", {"for": 288, "against": 141, "abstain": 30}),
        ("3", "tied", {"for": 204, "against": 204, "abstain": 12}),
        ("4", "quorum-not-met", {"for": 190, "against": 31, "abstain": 9}),
    ):
        hall.step(number, "open")
        hall.vote(number, **choices)
        hall.step(number, "close")
        hall.step(number, "announce")
        hall.take(name)
    hall.chair("screen", resolution=world.resolutions["5"])
    hall.take("candidates")
    hall.step("5", "open")
    hall.take("open-turnout")
    each = (
        "c1=for,c2=for,c3=for,c4=against",
        "c1=for,c2=for,c3=against,c4=against",
        "c1=for,c2=abstain,c3=for,c4=for",
    )
    hall.vote("5", **dict(zip(each, (240, 71, 129), strict=True)))
    hall.take("open-turnout", old=True)
    hall.step("5", "close")
    hall.step("5", "announce")
    hall.take("elected", old=True)
    hall.step("7", "open")
    ranked = {"c1>c2": 140, "c2>c1": 110, "c3>c2": 82, "c4>c3>c2": 31, "c5>c1": 12}
    hall.vote("7", **ranked)
    hall.step("7", "close")
    hall.step("7", "announce")
    hall.take("ranked")
    hall.take("last-round", page_shown=1)
    hall.chair("speakers/list", takes="yes")
    with world.app.app_context():
        for member in ("12", "230"):
            assert attempt(ask_for_floor, world.assembly_id, member, now=world.clock.moment) == "ok"
    hall.chair("screen", resolution=world.resolutions["6"])
    hall.chair("speakers/limit", minutes="3")
    hall.chair("speakers/1/call")
    hall.take("speaker")
    hall.chair("speakers/end", was=stamp(1))
    assert world.person("secretary").send("/halls/message", {"until": "11:15"}).status_code == 303
    world.clock.moment += timedelta(seconds=5)
    hall.take("break")
    hall.step("6", "open", minutes="5")
    take_overlay(hall)
    hall.vote("6", **{"for": 44})
    reason = "De naam van een bestuurder stond verkeerd op het stembiljet."
    hall.step("6", "annul", reason=reason)
    hall.take("annulled")
