"""The page of a display left open for a whole meeting, and behind a proxy that holds streams back."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import uuid4

import pytest
from playwright.sync_api import APIResponse, Route, expect

from tests.journeys.conftest import Hall, only_in_full
from tests.journeys.pages import alive, sign_in
from tests.waiting import until
from voting.ballot.models import Resolution
from voting.extensions import db
from voting.rehearsal.browser import Browser

pytestmark = pytest.mark.journey

COUNT_TIMERS = """
window.timers = new Set();
for (const kind of ["Timeout", "Interval"]) {
  const [set, clear] = [window[`set${kind}`], window[`clear${kind}`]];
  window[`set${kind}`] = (act, ...rest) => {
    const timer = set(() => {
      if (kind === "Timeout") window.timers.delete(timer);
      act();
    }, ...rest);
    window.timers.add(timer);
    return timer;
  };
  window[`clear${kind}`] = (timer) => {
    window.timers.delete(timer);
    clear(timer);
  };
}
"""
"""Lets a page count the timers that it has set and that are still to come."""
COUNT_CHANGES = """
() => {
  document.body.dataset.shown = "0";
  document.querySelector("main").addEventListener("shown", () => {
    document.body.dataset.shown = Number(document.body.dataset.shown) + 1;
  });
}
"""
ARRIVALS = 10
"""People who come and go while a display shows the welcome, in one lap of a meeting."""

OF_THE_LATEST = 20
"""Nodes by which what is said of the latest votes may grow, until there are as many of these as are told."""


class LongMeeting:
    """A display, and a meeting that goes round in laps of twenty-six changes."""

    def __init__(self, hall: Hall) -> None:
        self.hall, self.world = hall, hall.world
        self.page = hall.page(width=1920, height=1080)
        self.page.add_init_script(COUNT_TIMERS)
        self.page.goto(f"{hall.address}/display/{self.world.staff['display']}/")
        alive(self.page).evaluate(COUNT_CHANGES)
        self.devtools = self.page.context.new_cdp_session(self.page)

    def change(self, person: str, path: str, **fields: object) -> None:
        """Somebody changes something, and the display shows it."""
        self.act(self.world.person(person), path, {"nonce": uuid4().hex, **fields})

    def act(self, browser: Browser, path: str, fields: dict[str, object]) -> None:
        """The same by a browser."""
        shown = self.page.locator("body").get_attribute("data-shown") or ""
        assert browser.send(path, fields).status_code in (200, 303)
        expect(self.page.locator("body")).not_to_have_attribute("data-shown", shown)

    def lap(self) -> None:
        """People come and go; a vote is shown, opened, held, annulled, and put again."""
        self.change("chair", "/chair/screen")
        for act in ("check-in", "check-out"):
            for member in range(1, ARRIVALS + 1):
                self.change("steward", f"/desk/BRU/{act}", member=str(member))
        with self.world.app.app_context():
            query = db.select(Resolution.id).filter_by(number="1").order_by(Resolution.round.desc())
            last = db.session.scalars(query).first()
        path = f"/chair/resolutions/{last}"
        self.change("chair", "/chair/screen", resolution=last)
        self.change("chair", f"{path}/open")
        vote = {"channel": "online", "choice": "for"}
        self.act(self.world.member(1), f"/resolutions/{last}/vote", vote)
        self.change("chair", f"{path}/annul", reason="nog eens")
        assert self.world.person("chair").send(f"{path}/again", {}).status_code == 303
        self.change("chair", "/chair/screen")
        expect(self.page.locator(".scene.welcome")).to_be_visible()

    def size(self) -> dict[str, int]:
        """What the page holds once all that can be forgotten is forgotten."""
        for _ in range(3):
            self.devtools.send("HeapProfiler.collectGarbage")
        counters = self.devtools.send("Memory.getDOMCounters")
        memory = self.devtools.send("Runtime.getHeapUsage")["usedSize"]
        timers = self.page.evaluate("window.timers.size")
        return {**counters, "timers": timers, "memory": memory}


@pytest.mark.parametrize("laps", [1, *only_in_full(10)])
def test_a_display_left_open_for_a_whole_meeting_does_not_grow(hall: Hall, laps: int) -> None:
    meeting = LongMeeting(hall)
    for _ in range(max(1, laps // 5)):
        meeting.lap()
    early = meeting.size()
    for _ in range(laps):
        meeting.lap()
    late = meeting.size()
    for what in ("documents", "nodes", "jsEventListeners"):
        assert late[what] <= early[what] + OF_THE_LATEST, f"{what}: {early[what]}, then {late[what]}"
    assert late["timers"] <= early["timers"] + 2, "timers are set and never end"
    assert late["memory"] < early["memory"] + 500_000, f"{early['memory']} bytes, then {late['memory']}"


@contextmanager
def holding_back(port: int) -> Iterator[int]:
    """A proxy before a port, at the port that it returns, that waits for the end of a stream before it passes
    it on."""
    with socket.create_server(("127.0.0.1", 0)) as entrance:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    client, _ = entrance.accept()
                    threading.Thread(target=_pass_on, args=(client, port), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield entrance.getsockname()[1]


def _pass_on(client: socket.socket, port: int) -> None:
    with client, suppress(OSError), socket.create_connection(("127.0.0.1", port)) as server:
        asked = b""
        while b"\r\n\r\n" not in asked:
            asked += client.recv(65536)
        head, _, body = asked.partition(b"\r\n\r\n")
        length = next(
            (int(line[15:]) for line in head.lower().split(b"\r\n") if line[:15] == b"content-length:"), 0
        )
        while len(body) < length:
            body += client.recv(65536)
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
        server.sendall(b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body)
        answer = b""
        while part := server.recv(65536):
            answer += part
        client.sendall(answer)


def test_screens_follow_where_a_proxy_holds_streams_back(hall: Hall) -> None:
    one = hall.world.resolutions["1"]
    with holding_back(hall.served.port) as port:
        display, member, chair = (hall.page(width=1024) for _ in range(3))
        display.goto(f"http://127.0.0.1:{port}/display/{hall.world.staff['display']}/")
        for page, code in ((member, hall.world.codes["1"]), (chair, hall.world.staff["chair"])):
            sign_in(page.context, f"http://127.0.0.1:{port}", code)
            page.goto(f"http://127.0.0.1:{port}/home")
        heading = chair.locator(f"a[href$='/resolutions/{one}/open']")
        expect(heading).to_be_visible()
        assert hall.world.person("chair").send(f"/chair/resolutions/{one}/open", {}).status_code == 303
        expect(display.locator(".scene.open")).to_be_visible()
        expect(member.get_by_role("link", name="Naar het stembiljet")).to_be_visible()
        expect(chair.locator(f"a[href$='/resolutions/{one}/close']")).to_be_visible()
        vote = {"channel": "online", "choice": "for"}
        assert hall.world.member(2).send(f"/resolutions/{one}/vote", vote).status_code == 303
        expect(display.locator(".turnout > strong")).to_have_text("1")
        expect(display.locator("main[data-stale]")).to_have_count(0)


def test_a_change_comes_with_the_stream_where_nothing_can_be_asked(hall: Hall) -> None:
    one, display = hall.world.resolutions["1"], hall.page(width=1024)
    with display.expect_response("**/state*"):
        display.goto(f"{hall.address}/display/{hall.world.staff['display']}/")
    display.route("**/state*", lambda route: route.abort())
    assert hall.world.person("chair").send(f"/chair/resolutions/{one}/open", {}).status_code == 303
    expect(display.locator(".scene.open")).to_be_visible()


def test_an_older_answer_that_comes_late_is_asked_for_again(hall: Hall) -> None:
    one, display = hall.world.resolutions["1"], hall.page(width=1024)
    held = list[tuple[Route, APIResponse]]()

    def hold(route: Route) -> None:
        held.append((route, route.fetch()))

    display.route("**/state*", hold, times=1)
    with display.expect_request("**/state*"):
        display.goto(f"{hall.address}/display/{hall.world.staff['display']}/")
    until(lambda: display.title() and held)  # what the page asks comes while it is spoken to
    assert hall.world.person("chair").send(f"/chair/resolutions/{one}/open", {}).status_code == 303
    expect(display.locator(".scene.open")).to_be_visible()
    [(route, old)] = held
    with display.expect_response("**/state*"):
        route.fulfill(response=old)
    with display.expect_response("**/state*", timeout=5_000):  # sooner than it would ask in any case
        pass
    expect(display.locator(".scene.open")).to_be_visible()
