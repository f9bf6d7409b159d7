"""The doors of an assembly in real browsers whose camera sees real passes."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import func, select

from tests.browser import FLAGS, installed
from tests.conftest import new_app
from tests.gate.served import serve
from tests.journeys.camera import film
from tests.journeys.pages import close_windows, sign_in, watch_over
from tests.world import KEY, World, world_of_today
from voting.attendance.models import Presence
from voting.attendance.passes import pass_token
from voting.extensions import db

FEEL = """
window.felt = [];
navigator.vibrate = pattern => window.felt.push({ pattern: pattern.join(), tones: [] });
const start = AudioScheduledSourceNode.prototype.start;
AudioScheduledSourceNode.prototype.start = function (at) {
  window.felt.at(-1).tones.push(this.frequency.value);
  start.call(this, at);
};
"""
"""Keeps what each answer asks of the phone: a vibration, and tones."""
PATIENT = """
const set = setTimeout;
window.setTimeout = (act, time, ...rest) => set(act, time === 900 ? 2 ** 31 - 1 : time, ...rest);
"""
"""Lets the page wait for the server's answer however slow the machine is, before it answers by itself."""


@dataclass
class Doors:
    """An assembly of today, served so that it can be stopped, and a phone whose camera sees a film."""

    world: World
    url: str
    instance: Path
    chromium: Browser
    picture: Path
    running: ExitStack = field(default_factory=ExitStack)
    port: int = 0

    @property
    def address(self) -> str:
        """Where it is served."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serve, at the same address as before."""
        self.port = self.running.enter_context(
            serve(self.url, self.instance, workers=1, port=self.port, letters=False)
        ).port

    def stop(self) -> None:
        """End the server as a failing network does: at once."""
        self.running.close()

    def door(self, name: str, context: BrowserContext | None = None) -> Page:
        """The page at somebody's door, with the roll on the phone and the page kept for later."""
        context = context or self.chromium.new_context(
            viewport={"width": 360, "height": 740}, permissions=["camera", "screen-wake-lock"]
        )
        watch_over(context).add_init_script(FEEL)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"error in the page: {error}"))
        sign_in(context, self.address, self.world.staff[name])
        page.goto(f"{self.address}/home?lang=nl")
        page.locator("html[data-ready][data-roll=here]").wait_for(state="attached")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        return page

    def hold(self, page: Page, text: str) -> None:
        """Hold a pass before the camera."""
        button = page.locator("#camera")
        if page.locator("#view.is-on").count():
            button.click()
        film(self.picture, text)
        button.click()
        page.locator("#view.is-on").wait_for()

    def token(self, member: int | str) -> str:
        """What a member's pass says."""
        return pass_token(KEY.encode(), self.world.assembly_id, str(member))

    def present(self) -> dict[str, str]:
        """Where everybody is who is present."""
        with self.world.app.app_context():
            rows = db.session.execute(select(Presence.member, Presence.place).where(Presence.until.is_(None)))
            return {row.member: row.place for row in rows}

    def number_of(self, table: type) -> int:
        """How many rows a table has."""
        with self.world.app.app_context():
            return db.session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture(scope="session")
def seeing(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Browser, Path]]:
    """A Chromium with a camera, and where the film is that it sees."""
    picture = tmp_path_factory.mktemp("camera") / "film.mjpeg"
    film(picture, None)
    camera = (
        *("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"),
        f"--use-file-for-fake-video-capture={picture}",
    )
    phone = chromium.browser_type.launch(executable_path=installed(), args=[*FLAGS, *camera])
    yield phone, picture
    phone.close()


@pytest.fixture
def doors(
    browser: Browser,
    seeing: tuple[Browser, Path],
    make_database: Callable[[str], str],
    tmp_path: Path,
) -> Iterator[Doors]:
    """Two doors of an assembly that is held today."""
    (chromium, picture), url, instance = seeing, make_database("sqlite"), tmp_path / "served"
    app = new_app(url, instance)
    world = world_of_today(app)
    film(picture, None)
    made = Doors(world, url, instance, chromium, picture)
    made.start()
    yield made
    close_windows(chromium)
    close_windows(browser)
    made.stop()


def answered(page: Page, state: str, *, provisional: bool = False) -> None:
    """Wait for the answer on the screen."""
    kind = ".is-provisional" if provisional else ":not(.is-provisional)"
    expect(page.locator(f"#answer .answer-{state}{kind}")).to_be_visible()


def type_in(page: Page, text: str) -> None:
    """What a scanner does that is a keyboard, and a steward who types a number."""
    page.locator("#member").fill(text)
    page.locator("#member").press("Enter")
