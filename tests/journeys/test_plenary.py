"""A whole meeting at once: two halls, the stream, two chairs, twenty members and a link that is cut."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Hall, look_closely
from tests.world import KEY
from voting.clock import system_clock
from voting.database import writing
from voting.extensions import db
from voting.halls.displays import Settings, make_display

pytestmark = pytest.mark.journey

MEMBERS = range(1, 21)
WATCH = """
() => {
  window.changes = [];
  new MutationObserver(() => {
    const state = document.querySelector(".scene")?.className.split(" ")[1] ?? "";
    if (window.changes.at(-1)?.[0] !== state) window.changes.push([state, window.serverNow()]);
  }).observe(document.querySelector("main"), { subtree: true, childList: true, attributes: true });
}
"""
"""Notes which scene a display shows from which moment of the server's clock on."""


class Meeting:
    """The displays, the chairs and the members of a served assembly."""

    def __init__(self, hall: Hall) -> None:
        self.hall, self.world = hall, hall.world
        self.displays = {
            name: self._display(Settings(venue, wifi_name="Zaal" if venue else ""))
            for name, venue in (("BRU", "BRU"), ("LIE", "LIE"), ("stream", None))
        }
        self.chair = hall.page(self.world.staff["chair"], width=1440, height=900)
        self.other = hall.page(self.world.staff["chair"], width=1024, height=768)

    def _display(self, settings: Settings) -> Page:
        world = self.world
        with world.app.app_context(), writing(db.session()) as session:
            key = KEY.encode()
            code = make_display(session, key, world.assembly_id, settings, now=system_clock(), actor="test")
        page = self.hall.page(width=1920, height=1080)
        page.goto(f"{self.hall.address}/display/{code}/")
        page.evaluate(WATCH)
        return page

    def press(self, number: str, change: str) -> None:
        """The chair takes a step, over the page that asks to confirm it."""
        path = f"/resolutions/{self.world.resolutions[number]}/{change}"
        self.chair.locator(f"a[href$='{path}']").click()
        self.chair.locator(f"form[action$='{path}'] button").click()
        self.chair.wait_for_url(re.compile("/chair/#"))

    def vote(self, resolution: int, members: range, choices: tuple[str, ...]) -> None:
        """Each of these members votes, in turn with one of the choices."""
        for member in members:
            choice = choices[member % len(choices)]
            answer = self.world.member(member).send(
                f"/resolutions/{resolution}/vote", {"channel": "online", "choice": choice}
            )
            assert answer.status_code == 303

    def expect_everywhere(self, scene: str, *texts: str) -> None:
        """All displays come to show this, by themselves."""
        for name, display in self.displays.items():
            expect(display.locator(f".scene.{scene}"), name).to_be_visible()
            for text in texts:
                expect(display.locator("main"), name).to_contain_text(text)

    def spread(self, scene: str) -> float:
        """Milliseconds between the first display that showed a scene last time and the last."""
        moments = []
        for display in self.displays.values():
            changes = display.evaluate("window.changes")
            moments.append(max(moment for state, moment in changes if state == scene))
        return max(moments) - min(moments)


def test_a_meeting_in_two_halls_and_online(hall: Hall) -> None:
    meeting, world = Meeting(hall), hall.world
    one = world.resolutions["1"]
    for member in MEMBERS:
        world.member(member).send("/assembly/join", {})
    phone = hall.page(world.codes["30"])
    meeting.expect_everywhere("welcome", "Welkom", "Bienvenue")
    expect(meeting.displays["BRU"].locator(".qr")).to_have_count(2)

    meeting.chair.get_by_role("button", name="Tonen in de zalen").first.click()
    meeting.expect_everywhere("draft", "Jaarrekening", "Comptes annuels")
    expect(meeting.other.get_by_text("Op de schermen")).to_be_visible()
    look_closely(meeting.chair)
    meeting.press("1", "open")
    meeting.expect_everywhere("open", "Stem nu", "Votez maintenant")
    expect(phone.get_by_role("link", name="Naar het stembiljet")).to_be_visible()
    expect(meeting.other.locator(f"a[href$='/{one}/close']")).to_be_visible()
    meeting.vote(one, MEMBERS, ("for", "for", "against", "abstain"))
    for display in meeting.displays.values():
        expect(display.locator(".turnout strong")).to_have_text("20")
    expect(meeting.chair.locator("#now + .card")).to_contain_text("20")
    look_closely(meeting.displays["LIE"])

    # what the chair has begun to write stays while everything around it changes
    meeting.chair.locator(f"#annul-{one} summary").click()
    meeting.chair.locator(f"#reason-{one}").fill("nog niet af")
    meeting.vote(one, range(21, 23), ("for",))
    expect(meeting.chair.locator("#now + .card")).to_contain_text("22")
    expect(meeting.chair.locator(f"#reason-{one}")).to_have_value("nog niet af")

    meeting.press("1", "close")
    meeting.expect_everywhere("closed", "gesloten")
    expect(meeting.other.locator(f"a[href$='/{one}/announce']")).to_be_visible()
    meeting.press("1", "announce")
    meeting.expect_everywhere("announced", "Aangenomen", "Adopté")
    assert meeting.spread("announced") < 250, "the halls did not change at the same instant"
    look_closely(meeting.displays["BRU"])


@pytest.mark.full
def test_a_hall_whose_link_is_cut_keeps_its_state_and_catches_up(hall: Hall) -> None:
    meeting, one = Meeting(hall), hall.world.resolutions["1"]
    liege = meeting.displays["LIE"]
    meeting.press("1", "open")
    meeting.expect_everywhere("open")
    liege.context.set_offline(True)
    expect(liege.locator("main[data-stale]")).to_be_visible()
    meeting.vote(one, range(1, 6), ("for",))
    expect(meeting.displays["BRU"].locator(".turnout strong")).to_have_text("5")
    expect(liege.locator(".turnout strong")).to_have_text("0")
    expect(meeting.chair.get_by_role("alert")).to_contain_text("Luik antwoordt niet", timeout=45_000)
    meeting.chair.locator("#note-incident summary").click()
    meeting.chair.locator("#incident-venue").select_option("LIE")
    meeting.chair.locator("#incident-text").fill("de verbinding met Luik is weg")
    meeting.chair.get_by_role("button", name="Noteren").click()
    meeting.chair.locator(f"#minutes-{one}").fill("10")
    meeting.chair.get_by_role("button", name="Het aftellen starten").click()
    expect(meeting.displays["BRU"].get_by_role("timer")).to_contain_text(re.compile("^(10:00|9:[0-9]{2})"))
    liege.context.set_offline(False)
    expect(liege.locator("main[data-stale]")).to_have_count(0)
    expect(liege.locator(".turnout strong")).to_have_text("5")
    expect(liege.get_by_role("timer")).to_be_visible()
    expect(meeting.chair.get_by_role("alert")).to_have_count(0, timeout=15_000)
    meeting.chair.get_by_role("button", name="Het is voorbij").click()
    expect(meeting.other.locator("#incidents")).to_contain_text(re.compile(r"\d\d:\d\d – \d\d:\d\d"))
