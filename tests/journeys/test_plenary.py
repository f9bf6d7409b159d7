"""A whole meeting at once: two halls, the stream, two chairs, twenty members; a server that is killed, a link
that is cut, and clocks that are wrong."""

import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.gate.served import Visitor
from tests.journeys.ballots import cast, choose
from tests.journeys.conftest import Hall, look_closely
from tests.journeys.pages import alive
from tests.waiting import until
from tests.world import ASSEMBLY, KEY
from voting.ballot.models import Resolution
from voting.clock import system_clock
from voting.database import writing
from voting.extensions import db
from voting.halls.displays import Settings, make_display
from voting.halls.models import LiveCount

pytestmark = pytest.mark.journey

LIVELY = ASSEMBLY.replace(
    'method = "for_against_abstain"',
    'method = "for_against_abstain"\ntie_rule = "second_round"\nlive_choices = true',
    1,
)
BY_PHONE = range(1, 4)
"""Members with a browser of their own; the others speak HTTP without one."""
MEMBERS = range(1, 21)
DELAY = 2
"""Seconds by which the stream's display follows the halls."""
WRONG = {"BRU": 7 * 60_000, "LIE": -2 * 60_000, "stream": 0}
"""Milliseconds by which the clock of each display's machine is wrong."""
SET_CLOCK = "const right = Date.now.bind(Date); Date.now = () => right() + {};"
LISTEN = """
window.told = {};
window.EventSource = class extends EventSource {
  constructor(...address) {
    super(...address);
    this.addEventListener("part", ({ data }) => {
      const { headers } = JSON.parse(data.slice(data.indexOf("\\n")));
      window.told[headers["Scene"]] = Number(headers["Shown-From"]);
    });
  }
};
"""
WATCH = """
() => {
  window.left = true;
  window.changes = [];
  const ask = window.fetch;
  window.fetch = async (...question) => {
    const answer = await ask(...question);
    window.told[answer.headers.get("Scene")] = Number(answer.headers.get("Shown-From"));
    return answer;
  };
  new MutationObserver(() => {
    const scene = document.querySelector(".scene")?.className.split(" ")[1] ?? "";
    if (window.changes.at(-1)?.[0] !== scene) window.changes.push([scene, window.serverNow()]);
  }).observe(document.querySelector("main"), { subtree: true, childList: true, attributes: true });
}
"""
"""They note from which moment of the server's clock on a display shows a scene, and was told to show it."""

FITS = """
() => {
  const scene = document.querySelector(".scene");
  return scene.scrollHeight <= scene.clientHeight && scene.scrollWidth <= scene.clientWidth;
}
"""


class Meeting:
    """The displays, the chairs and the members of a served assembly."""

    def __init__(self, hall: Hall) -> None:
        self.hall, self.world = hall, hall.world
        self.displays = {
            name: self._display(name, Settings(venue, delay=delay, wifi_name="Zaal" if venue else ""))
            for name, venue, delay in (("BRU", "BRU", 0), ("LIE", "LIE", 0), ("stream", None, DELAY))
        }
        self.chair = hall.page(self.world.staff["chair"], width=1440, height=900)
        self.other = hall.page(self.world.staff["chair"], width=1024, height=768)

    def _display(self, name: str, settings: Settings) -> Page:
        world = self.world
        with world.app.app_context(), writing(db.session()) as session:
            key = KEY.encode()
            code = make_display(session, key, world.assembly_id, settings, now=system_clock(), actor="test")
        page = self.hall.page(width=1920, height=1080)
        page.add_init_script(SET_CLOCK.format(WRONG[name]))
        page.add_init_script(LISTEN)
        page.goto(f"{self.hall.address}/display/{code}/")
        alive(page).evaluate(WATCH)
        return page

    def ask(self, page: Page, resolution: int, change: str) -> None:
        """Somebody at a console opens the page that asks to confirm a step."""
        page.locator(f"a[href$='/resolutions/{resolution}/{change}']").click()

    def confirm(self, page: Page, resolution: int, change: str) -> None:
        """They confirm it."""
        page.locator(f"form[action$='/resolutions/{resolution}/{change}'] button").click()
        page.wait_for_url(re.compile(r"/chair/(\?told=\d+)?#"))

    def press(self, resolution: int, change: str) -> None:
        """The chair takes a step, over the page that asks to confirm it."""
        self.ask(self.chair, resolution, change)
        self.confirm(self.chair, resolution, change)

    def vote(self, resolution: int, choices: dict[int, str]) -> None:
        """Each of these members makes their choice, all at once."""

        def cast(member: int) -> str:
            visitor = Visitor(self.hall.served.port, self.world.codes[str(member)])
            visitor.look(f"/resolutions/{resolution}")
            vote = {"channel": "online", "choice": choices[member]}
            return visitor.send(f"/resolutions/{resolution}/vote", vote).code

        with ThreadPoolExecutor(8) as members:
            assert set(members.map(cast, choices)) == {"ok"}

    def expect_everywhere(self, scene: str, *texts: str, on: Iterable[str] = WRONG) -> None:
        """The displays come to show this, by themselves."""
        for name in on:
            main = self.displays[name].locator("main")
            expect(main.locator(f".scene.{scene}"), name).to_be_visible()
            for text in texts:
                expect(main, name).to_contain_text(text)
            assert self.displays[name].evaluate(FITS), f"{scene} does not fit on {name}"

    def expect_turnout(self, votes: int, on: Iterable[str] = WRONG) -> None:
        """The displays come to show so many votes."""
        for name in on:
            expect(self.displays[name].locator(".turnout > strong"), name).to_have_text(str(votes))

    def changed_at(self, scene: str) -> dict[str, float]:
        """When each display showed a scene last time, in milliseconds of the server's clock."""
        found = {}
        for name, display in self.displays.items():
            changes = display.evaluate("window.changes")
            found[name] = max(moment for state, moment in changes if state == scene)
        return found

    def told_for(self, scene: str) -> dict[str, float]:
        """From when on each display was told to show a scene, in milliseconds of the server's clock."""
        return {name: page.evaluate(f"window.told['{scene}']") for name, page in self.displays.items()}

    def resolution(self, resolution: int) -> Resolution:
        """A resolution as the database has it now."""
        with self.world.app.app_context():
            return db.session.get_one(Resolution, resolution)

    def round_of(self, number: str) -> int:
        """The id of the last round of a resolution."""
        with self.world.app.app_context():
            query = db.select(Resolution.id).filter_by(number=number).order_by(Resolution.round.desc())
            return db.session.scalars(query).first()

    def await_live_count(self, resolution: int, ballots: int) -> None:
        """Wait until the server has counted so many ballots for what it shows next."""

        def counted() -> bool:
            with self.world.app.app_context():
                kept = db.session.get(LiveCount, resolution)
                return kept is not None and kept.waiting_ballots == ballots

        until(counted)


def vote_by_phone(phone: Page, choice: str) -> None:
    """A member follows the link that has appeared, votes and goes back to the agenda."""
    phone.get_by_role("link", name="Naar het stembiljet").first.click()
    choose(phone, choice)
    cast(phone)
    phone.get_by_role("link", name="Terug naar de agenda").click()


@pytest.mark.parametrize("hall", [LIVELY], indirect=True, ids=["lively"])
def test_a_meeting_in_two_halls_and_online(hall: Hall) -> None:
    meeting, world = Meeting(hall), hall.world
    one, two = world.resolutions["1"], world.resolutions["2"]
    chair, other, liege = meeting.chair, meeting.other, meeting.displays["LIE"]
    for member in MEMBERS:
        world.member(member).send("/assembly/join", {})
    phones = [hall.page(world.codes[str(member)]) for member in BY_PHONE]
    meeting.expect_everywhere("welcome", "Welkom", "Bienvenue")
    expect(meeting.displays["BRU"].locator(".qr")).to_have_count(2)

    # show, open, and the turnout
    chair.get_by_role("button", name="Tonen in de zalen").first.click()
    meeting.expect_everywhere("draft", "Jaarrekening", "Comptes annuels", "meer dan de helft")
    expect(other.get_by_text("Op de schermen", exact=True)).to_be_visible()
    look_closely(chair)
    meeting.ask(chair, one, "open")
    expect(chair.locator(".chosen")).to_contain_text("Aanwezig of vertegenwoordigd: 20 van 40")
    meeting.confirm(chair, one, "open")
    meeting.expect_everywhere("open", "Stem nu", "Votez maintenant")
    expect(other.locator(f"a[href$='/{one}/close']")).to_be_visible()
    for phone in phones:
        vote_by_phone(phone, "Voor")
    meeting.vote(one, {member: "for" if member < 6 else "against" for member in range(4, 11)})
    meeting.expect_turnout(10)
    meeting.expect_everywhere("open", "zodra er genoeg stembiljetten zijn")
    meeting.await_live_count(one, 10)
    meeting.vote(one, {member: "against" if member < 16 else "for" for member in range(11, 20)})

    # what the chair has begun to write stays while everything around it changes
    chair.locator(f"#annul-{one} summary").click()
    chair.locator(f"#reason-{one}").fill("nog niet af")
    meeting.vote(one, {20: "for"})
    meeting.expect_turnout(20)
    for display in meeting.displays.values():
        expect(display.locator(".bars .line-number > strong")).to_have_text(["5", "5", "0"])
    look_closely(liege)
    expect(chair.locator("#now + .card")).to_contain_text("Van hen nog niet gestemd: 0.")
    expect(chair.locator(f"#reason-{one}")).to_have_value("nog niet af")

    # both chairs close at once: it is done once, and both see that it is
    for page in (chair, other):
        meeting.ask(page, one, "close")
        expect(page.locator(".chosen")).to_contain_text("Stemmen tot nu toe: 20")
    for page in (chair, other):
        meeting.confirm(page, one, "close")
        expect(page.locator(f"a[href$='/{one}/announce']")).to_be_visible()
    meeting.expect_everywhere("closed", "gesloten")

    # equal votes, and a new round
    meeting.press(one, "announce")
    meeting.expect_everywhere("announced", "Gelijk aantal stemmen", "een nieuwe ronde", "50,00%")
    expect(phones[0].locator("#items")).to_contain_text("Gelijk aantal stemmen")
    chair.locator(f"#again-{one} button").click()
    again = meeting.round_of("1")
    chair.locator(f"#show-{again} button").click()
    meeting.expect_everywhere("draft", "Ronde 2")
    meeting.press(again, "open")
    meeting.expect_everywhere("open", "Ronde 2")
    meeting.vote(again, dict.fromkeys(range(1, 9), "for"))
    meeting.expect_turnout(8)

    # the server is killed: the halls keep what they show, with its time, and catch up by themselves
    hall.served.kill()
    for display in meeting.displays.values():
        expect(display.locator("main")).to_have_attribute("data-stale", re.compile(r"^\d\d:\d\d$"))
        expect(display.locator(".turnout > strong")).to_have_text("8")
    minutes = [system_clock() - timedelta(minutes=ago) for ago in (0, 2)]
    hours = {moment.astimezone(ZoneInfo("Europe/Brussels")).strftime("%H:") for moment in minutes}
    assert (liege.locator("main").get_attribute("data-stale") or "")[:3] in hours, "not the time of the hall"
    hall.start_again()
    meeting.vote(again, {member: "for" if member < 15 else "against" for member in range(9, 21)})
    meeting.expect_turnout(20)
    for display in meeting.displays.values():
        expect(display.locator("main[data-stale]")).to_have_count(0)
    for console in (chair, other):
        expect(console.locator("#now + .card")).to_contain_text("Stemmen: 20")

    # the link of a hall is cut while the vote is closed and another one is annulled
    liege.context.set_offline(True)
    expect(liege.locator("main[data-stale]")).to_be_visible()
    chair.locator("#note-incident summary").click()
    chair.locator("#incident-venue").select_option("LIE")
    chair.locator("#incident-text").fill("de verbinding met Luik is weg")
    chair.get_by_role("button", name="Noteren").click()
    meeting.press(again, "close")
    there = ("BRU", "stream")
    meeting.expect_everywhere("closed", "gesloten", on=there)
    meeting.press(two, "open")
    meeting.expect_everywhere("open", "Bestuurders", on=there)
    chair.locator(f"#annul-{two} summary").click()
    chair.locator(f"#reason-{two}").fill("de naam van een kandidaat ontbreekt")
    chair.get_by_role("button", name="Deze stemming ongeldig verklaren").click()
    annulled = ("Deze stemming is ongeldig verklaard", "de naam van een kandidaat ontbreekt")
    meeting.expect_everywhere("annulled", *annulled, on=there)
    meeting.expect_everywhere("open", "Ronde 2", on=["LIE"])
    liege.context.set_offline(False)
    meeting.expect_everywhere("annulled", *annulled)
    expect(liege.locator("main[data-stale]")).to_have_count(0)
    chair.get_by_role("button", name="Einde noteren").click()
    expect(other.locator("#incidents")).to_contain_text(re.compile(r"\d\d:\d\d – \d\d:\d\d"))

    # the result, at one instant in both halls, whatever their clocks say; on the stream later; nowhere before
    meeting.press(again, "announce")
    meeting.expect_everywhere("announced", "Aangenomen", "Adopté")
    announced_at = meeting.resolution(again).announced_at
    assert announced_at is not None
    told, shown = meeting.told_for(f"{again}-announced"), meeting.changed_at("announced")
    assert told["BRU"] == told["LIE"] > announced_at.timestamp() * 1000 + 900, "not at the same instant"
    assert told["stream"] == told["BRU"] + 1000 * DELAY
    assert all(shown[name] >= told[name] for name in told), f"not at its moment: {told}, {shown}"
    look_closely(meeting.displays["BRU"])
    assert all(display.evaluate("window.left") for display in meeting.displays.values()), "reloaded"


@pytest.mark.full
def test_the_console_says_that_a_hall_is_silent_before_the_chair_closes(hall: Hall) -> None:
    meeting, one = Meeting(hall), hall.world.resolutions["1"]
    liege = meeting.displays["LIE"]
    meeting.press(one, "open")
    meeting.expect_everywhere("open")
    liege.context.set_offline(True)
    expect(meeting.chair.get_by_role("alert")).to_contain_text("Luik antwoordt niet")
    meeting.ask(meeting.chair, one, "close")
    expect(meeting.chair.get_by_role("alert")).to_contain_text("Luik antwoordt niet")
    meeting.chair.go_back()
    meeting.chair.locator(f"#minutes-{one}").fill("10")
    meeting.chair.get_by_role("button", name="Het aftellen starten").click()
    expect(meeting.displays["BRU"].get_by_role("timer")).to_contain_text(re.compile("^(10:00|9:[0-9]{2})"))
    liege.context.set_offline(False)
    expect(liege.get_by_role("timer")).to_be_visible()
    expect(meeting.chair.get_by_role("alert")).to_have_count(0)
