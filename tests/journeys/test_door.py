"""The door through a real browser whose camera sees real passes: every colour, without network and back, two
doors that contradict each other, and a phone that is started again with a full queue."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Queue

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect
from sqlalchemy import select

from tests.assembly.giving import give_proxy
from tests.browser import FLAGS, installed
from tests.journeys.camera import film
from tests.journeys.conftest import look_closely
from tests.journeys.doors import PATIENT, Doors, answered, type_in
from tests.journeys.pages import alive, watch_over
from tests.waiting import until
from tests.web.second import second_assembly
from tests.world import KEY
from voting.attendance.attention import ask_for_help
from voting.attendance.models import CheckIn, Presence
from voting.attendance.passes import pass_token, reissue_pass
from voting.ballot.models import Participation
from voting.clock import system_clock
from voting.database import writing
from voting.events.csv_file import EventRow
from voting.events.models import EventCheckIn, EventKind
from voting.events.record_events import note_event
from voting.extensions import db
from voting.register.models import Member, PersonKind

pytestmark = pytest.mark.journey

KEPT = """async () => {
  const database = await new Promise(done => {
    const asked = indexedDB.open("desk"); asked.onsuccess = () => done(asked.result); });
  const asked = database.transaction("kept").objectStore("kept").getAllKeys();
  await new Promise(done => { asked.onsuccess = done; });
  return [asked.result.length, (await caches.keys()).length,
    (await navigator.serviceWorker.getRegistrations()).length];
}"""
"""How much a phone has kept: of the roll, of the page, and whether a worker answers for it."""
PHONE = """() => {
  const shown = document.documentElement.dataset;
  Object.assign(shown, { lit: "", awake: 0, asked: 0 });
  MediaStreamTrack.prototype.getCapabilities = () => ({ torch: true });
  MediaStreamTrack.prototype.applyConstraints = async ({ advanced: [{ torch }] }) => {
    shown.lit += ` ${torch}`;
  };
  const request = WakeLock.prototype.request;
  WakeLock.prototype.request = async function (kind) {
    window.lock = await request.call(this, kind);
    shown.awake = Number(shown.awake) + 1;
    shown.asked = Number(shown.asked) + 1;
    lock.addEventListener("release", () => { shown.awake = Number(shown.awake) - 1; });
    return lock;
  };
}"""
"""A phone with a torch, on which stands whether it is lit, and by how many locks it is kept awake."""
LOOKS = """() => {
  let left = 0, enough = null;
  window.looks = (number) => new Promise((done) => { left = number; enough = done; });
  const taken = OffscreenCanvasRenderingContext2D.prototype.getImageData;
  OffscreenCanvasRenderingContext2D.prototype.getImageData = function (...area) {
    left -= 1;
    if (left === 0) enough();
    return taken.apply(this, area);
  };
}"""
"""Lets a test wait until the page has looked some times at what the camera sees."""
LOST = """() => {
  const [track] = document.getElementById("video").srcObject.getTracks();
  track.stop();
  track.dispatchEvent(new Event("ended"));
}"""
"""Another app has taken the camera."""
HELD = """
const held = new Promise((done) => { window.letGo = done; });
const open = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (...given) {
  const request = open.apply(this, given);
  Object.defineProperty(request, "onsuccess", {
    set: (heard) => request.addEventListener("success", (event) => held.then(() => heard(event))),
  });
  return request;
};
"""
"""What the phone keeps cannot be read until it is let go."""


def test_every_answer_has_its_colour_its_word_and_its_feel(doors: Doors) -> None:
    world, other = doors.world, second_assembly(doors.world)
    world.person("steward_lie").send("/desk/LIE/check-in", {"member": "6", "nonce": "nonce-six"})
    with world.app.app_context(), writing(db.session()) as session:
        now = system_clock()
        fresh = reissue_pass(session, KEY.encode(), world.assembly_id, "8", now=now, actor="test")
        give_proxy(session, world.assembly_id, "20", "9", now=now)
        legal = session.get_one(Member, "10")
        legal.kind, legal.representative = PersonKind.LEGAL.value, "An Mandaat"
        ask_for_help(session, world.assembly_id, "11", True, now=now, actor="test")
    page = doors.door("steward")
    page.evaluate(PATIENT)
    seen = [
        (doors.token(5), "welcome", "First5 Name5"),
        (doors.token(5), "already_here", "First5 Name5"),
        (doors.token(6), "present_elsewhere", "Luik"),
        (pass_token(KEY.encode(), other.assembly_id, "5"), "other_assembly", "17 juni 2026"),
        (doors.token(8), "pass_revoked", "First8 Name8"),
        (fresh, "welcome", "First8 Name8"),
        (doors.token(9), "attention", "Vertegenwoordigde vennoten: 1"),
        (doors.token(10), "attention", "An Mandaat"),
        (doors.token(11), "attention", "hulp ter plaatse"),
    ]
    for text, state, words in seen:
        doors.hold(page, text)
        answered(page, state)
        expect(page.locator("#answer")).to_contain_text(words)
    type_in(page, "AV1-00000000000000000000000000000000")
    answered(page, "unknown_pass")
    type_in(page, "42")
    answered(page, "not_entitled")
    expect(page.locator("#answer")).to_contain_text("geen vennoot meer op de registratiedatum")
    expect(page.locator("#answer")).not_to_contain_text("Name42")
    felt = page.evaluate("window.felt")
    assert len(felt) == len(seen) + 2
    assert len({answer["pattern"] for answer in felt}) == 5, "each kind of answer is felt apart"
    assert len({str(answer["tones"]) for answer in felt if answer["tones"]}) == 5, "and heard apart"
    assert all(answer["tones"] for answer in felt)
    assert doors.present() == {"5": "BRU", "6": "LIE", **dict.fromkeys(("8", "9", "10", "11"), "BRU")}
    look_closely(page)


def test_leaving_coming_back_taking_back_and_asking_for_a_move(doors: Doors) -> None:
    doors.world.person("steward_lie").send("/desk/LIE/check-in", {"member": "6", "nonce": "nonce-six"})
    page = doors.door("steward")
    doors.hold(page, doors.token(5))
    answered(page, "welcome")
    page.get_by_text("Gaat weg").click()  # the pass is still before the camera
    answered(page, "left")
    assert doors.present() == {"6": "LIE"}
    page.locator("#answer").get_by_role("button", name="Ongedaan maken").click()
    answered(page, "undone")
    assert doors.present() == {"5": "BRU", "6": "LIE"}
    page.get_by_text("Komt binnen").click()
    answered(page, "already_here")  # as it still is
    type_in(page, "QV&)" + doors.token(7)[4:].translate(str.maketrans("1234567890A", "&é\"'(§è!çàQ")))
    answered(page, "welcome")
    expect(page.locator("#answer")).to_contain_text("First7 Name7")
    type_in(page, "6")
    answered(page, "present_elsewhere")
    page.get_by_role("button", name="Een verantwoordelijke vragen").click()
    answered(page, "asked")
    expect(page.locator("#asked [data-asked=waits]")).to_contain_text("First6 Name6 (6)")
    supervisor = doors.door("supervisor")
    supervisor.get_by_role("link", name="Te regelen: 1").click()
    look_closely(supervisor)
    supervisor.get_by_role("button", name="Noteren: is in Brussel").click()
    expect(supervisor.locator("[data-settled=here]")).to_be_visible()
    assert doors.present() == {"5": "BRU", "6": "BRU", "7": "BRU"}
    expect(page.locator("#asked [data-asked=here]")).to_contain_text("First6 Name6 (6)")
    page.locator("#member").fill("name1")
    expect(page.locator("#found li")).to_have_count(11)  # 1 and 10 to 19
    page.locator("#found li", has_text="Name12").get_by_role("button").click()
    answered(page, "welcome")
    expect(page.locator("#answer")).to_contain_text("First12 Name12")


def test_two_windows_on_one_phone_send_in_order_and_both_are_answered(doors: Doors) -> None:
    page = doors.door("steward")
    second, held = page.context.new_page(), Queue[Route]()
    second.route("**/check-in", held.put)
    second.goto(page.url)
    second.locator("html[data-ready][data-roll=here]").wait_for(state="attached")
    page.clock.install()
    page.clock.pause_at(datetime.now(UTC) + timedelta(hours=1))  # nothing here happens by waiting
    with second.expect_request("**/check-in"):
        type_in(second, "5")
    type_in(page, "6")
    held.get_nowait().continue_()
    second.unroute("**/check-in")
    answered(page, "welcome")
    expect(page.locator("#answer")).to_contain_text("First6 Name6")
    answered(second, "welcome")
    expect(second.locator("#answer")).to_contain_text("First5 Name5")


def test_a_phone_that_looks_slowly_sees_a_pass_once(doors: Doors) -> None:
    page = doors.door("steward")
    page.evaluate(LOOKS)
    page.clock.install()
    doors.hold(page, doors.token(5))
    answered(page, "welcome")
    for _ in range(2):
        page.clock.fast_forward(4000)
        page.evaluate("looks(3)")
    type_in(page, "6")
    expect(page.locator("#answer")).to_contain_text("First6 Name6")
    assert doors.number_of(CheckIn) == 2


def test_what_is_scanned_before_the_phone_has_read_what_it_keeps_is_not_lost(doors: Doors) -> None:
    page = doors.door("steward")
    page.add_init_script(HELD)
    page.reload()
    type_in(alive(page), "5")
    page.evaluate("letGo()")
    answered(page, "welcome")
    assert doors.present() == {"5": "BRU"}


def test_a_picture_of_a_pass_will_do(doors: Doors, tmp_path: Path) -> None:
    page = doors.door("steward")
    picture = tmp_path / "pass.jpg"
    film(picture, None)
    page.locator("#picture").set_input_files(picture)
    answered(page, "no_code")
    film(picture, doors.token(5))
    page.locator("#picture").set_input_files(picture)
    answered(page, "welcome")


def test_without_network_and_back(doors: Doors) -> None:
    other = second_assembly(doors.world)
    page = doors.door("steward")
    doors.stop()
    type_in(page, pass_token(KEY.encode(), other.assembly_id, "5"))
    answered(page, "other_assembly", provisional=True)
    expect(page.locator("#answer")).to_contain_text("17 juni 2026")
    doors.hold(page, doors.token(12))
    answered(page, "welcome", provisional=True)
    expect(page.locator("#answer")).to_contain_text("First12 Name12")
    expect(page.locator("#answer")).to_contain_text("Voorlopig")
    type_in(page, doors.token(12))
    answered(page, "already_here", provisional=True)
    type_in(page, "42")
    answered(page, "not_entitled", provisional=True)
    expect(page.locator("#network[data-network=offline]")).to_be_visible()
    look_closely(page)
    film(doors.picture, None)
    page.reload()
    expect(page.locator("#waiting strong")).to_have_text("4")
    type_in(page, "13")
    answered(page, "welcome", provisional=True)
    expect(page.locator("#waiting strong")).to_have_text("5")
    assert doors.present() == {}
    doors.start()
    expect(page.locator("#waiting")).to_be_hidden()
    answered(page, "welcome")
    assert doors.present() == {"12": "BRU", "13": "BRU"}
    assert (doors.number_of(CheckIn), doors.number_of(Presence)) == (4, 2)
    assert len(page.evaluate("window.felt")) == 1, "an answer that stays the same is not felt again"


def test_two_doors_that_contradict_each_other_are_settled_by_a_person(doors: Doors, browser: Browser) -> None:
    world, resolution = doors.world, doors.world.resolutions["1"]
    world.person("chair").send(f"/chair/resolutions/{resolution}/open", {})
    brussels = doors.door("steward")
    liege, supervisor = (doors.door(name, browser.new_context()) for name in ("steward_lie", "supervisor"))
    brussels.context.set_offline(True)
    doors.hold(brussels, doors.token(14))
    answered(brussels, "welcome", provisional=True)
    type_in(liege, "14")
    answered(liege, "welcome")
    vote = {"channel": "venue", "venue": "LIE", "choice": "for"}
    world.member(14).send(f"/resolutions/{resolution}/vote", vote)
    brussels.context.set_offline(False)
    answered(brussels, "present_elsewhere")
    assert doors.present() == {"14": "LIE"}
    supervisor.get_by_role("link", name="Te regelen: 1").click()
    conflict = supervisor.locator("[data-conflict=elsewhere]")
    expect(conflict).to_contain_text("First14 Name14")
    expect(conflict).to_contain_text("Luik")
    expect(conflict).to_contain_text("Brussel")
    conflict.get_by_role("button", name="Noteren: is in Brussel").click()
    expect(supervisor.locator("[data-settled=here]")).to_be_visible()
    assert doors.present() == {"14": "BRU"}
    assert doors.number_of(Participation) == 1


def test_a_phone_that_is_started_again_sends_what_waits(doors: Doors, tmp_path: Path) -> None:
    def phone() -> BrowserContext:
        return watch_over(
            doors.chromium.browser_type.launch_persistent_context(
                tmp_path / "phone", executable_path=installed(), args=list(FLAGS)
            )
        )

    context = phone()
    page = doors.door("steward", context)
    devtools = context.new_cdp_session(page)
    assert devtools.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    manifest = devtools.send("Page.getAppManifest")
    start = f"{doors.address}{json.loads(manifest['data'])['start_url']}"
    assert manifest["errors"] == []
    assert page.evaluate("navigator.serviceWorker.controller !== null")
    doors.stop()
    for number in range(21, 27):
        type_in(page, str(number))
        expect(page.locator("#waiting strong")).to_have_text(str(number - 20))
    context.close()
    context = phone()
    page = context.new_page()
    page.goto(start)
    expect(page.locator("#waiting strong")).to_have_text("6")
    doors.start()
    expect(page.locator("#waiting")).to_be_hidden()
    assert doors.present() == {str(number): "BRU" for number in range(21, 27)}
    assert doors.number_of(CheckIn) == 6
    with doors.world.app.app_context():
        order = db.session.scalars(select(CheckIn.member).order_by(CheckIn.received_at)).all()
    assert order == [str(number) for number in range(21, 27)]
    page.get_by_role("button", name="Afmelden", exact=True).click()
    context.close()


def test_the_door_of_an_event_reads_the_same_passes(doors: Doors) -> None:
    workshop = EventRow(EventKind.WORKSHOP, "Samen beslissen", datetime.now(UTC).date(), "Luik", 0)
    with doors.world.app.app_context(), writing(db.session()) as session:
        event = note_event(session, workshop, now=system_clock(), actor="test")
    page = doors.door("steward")
    page.goto(f"{doors.address}/events/{event}/door")
    doors.hold(page, doors.token(1))
    answered(page, "welcome")
    expect(page.locator("#here")).to_have_text("Ingecheckt: 1")
    look_closely(page)
    doors.hold(page, doors.token(1))
    answered(page, "already_here")
    type_in(page, "2")
    expect(page.locator("#here")).to_have_text("Ingecheckt: 2")
    assert page.locator("#view.is-on").count(), "the camera stays on"
    doors.hold(page, "something else")
    expect(page.locator("#answer [data-answer=unknown_pass]")).to_be_visible()
    doors.stop()
    doors.hold(page, doors.token(3))
    expect(page.locator("#unsent")).to_be_visible()
    doors.start()
    assert doors.number_of(EventCheckIn) == 2


def test_signing_out_wipes_the_phone(doors: Doors) -> None:
    page = doors.door("steward")
    assert page.evaluate(KEPT) == [2, 1, 1]
    page.locator(".sign-out button").click()
    page.wait_for_url(f"{doors.address}/")
    assert page.evaluate(KEPT) == [0, 0, 0]


def test_the_end_of_the_assembly_wipes_the_phone_even_without_network(doors: Doors) -> None:
    page = doors.door("steward")
    doors.stop()
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=2))
    expect(page.locator("html[data-roll=absent]")).to_be_attached()
    assert page.evaluate(KEPT) == [0, 0, 0]


def test_a_phone_is_lit_stays_awake_and_gets_its_camera_back(doors: Doors) -> None:
    page = doors.door("steward")
    camera, torch = page.locator("#camera"), page.locator("#torch")
    expect(torch).to_be_hidden()  # this camera has none
    page.evaluate(PHONE)
    camera.click()
    expect(page.locator("#view:not(.is-on)")).to_be_attached()
    camera.click()
    expect(torch).to_have_attribute("aria-pressed", "false")
    torch.click()
    expect(torch).to_have_attribute("aria-pressed", "true")
    torch.click()
    expect(torch).to_have_attribute("aria-pressed", "false")
    phone = page.locator("html")
    expect(phone).to_have_attribute("data-lit", " true false")
    expect(phone).to_have_attribute("data-awake", "1")
    page.evaluate("window.lock.release()")  # as the browser does while another page is looked at
    expect(phone).to_have_attribute("data-awake", "0")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(phone).to_have_attribute("data-awake", "1")
    expect(phone).to_have_attribute("data-asked", "2")
    film(doors.picture, doors.token(5))
    page.evaluate(LOST)
    answered(page, "welcome")  # by itself
    camera.click()
    expect(phone).to_have_attribute("data-awake", "0")


def test_access_that_is_ended_ends_at_once_and_wipes_the_phone(doors: Doors) -> None:
    page = doors.door("steward")
    secretary = doors.world.person("secretary")
    with doors.world.app.app_context():
        from voting.accounts.models import Account

        account = db.session.scalars(select(Account.id).where(Account.name == "steward")).one()
    secretary.send(f"/office/staff/{account}/revoke", {})
    desk = f"{doors.address}/desk/BRU/"  # served by another process, which hears of it within a second
    until(lambda: page.request.get(desk, max_redirects=0).status != 200)
    type_in(page, "5")
    expect(page.locator("#network[data-network=signed_out]")).to_be_visible()
    expect(page.locator("html[data-roll=absent]")).to_be_attached()
    assert doors.present() == {}
