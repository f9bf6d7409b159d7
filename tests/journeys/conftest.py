"""A real Chromium on the real server: gunicorn with gevent, on a database of the test's own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.browser import FLAGS, installed
from tests.conftest import new_app
from tests.gate.served import HOST, Served, serve
from tests.journeys.doors import doors, seeing  # noqa: F401 - fixtures for all journeys
from tests.journeys.pages import alive, close_windows, sign_in, watch_over
from tests.waiting import PATIENCE, until
from tests.world import ASSEMBLY, World, world_of_today
from voting.config import OFF, REQUIRED
from voting.extensions import db

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
OF_COLOURS = '{ runOnly: ["color-contrast", "link-in-text-block"] }'
"""What axe-core looks at where only the colours differ: its rules about colours that are on by default."""
LOOKS = {"light": "{}", "dark": OF_COLOURS}
FAULTS = """
axe.run({ resultTypes: ["violations"], ...%s })
  .then(result => result.violations.map(fault => [fault.id, fault.nodes[0].html]))
"""
SMALL_TARGETS = """
[...document.querySelectorAll("button, select, summary, .button, .target, .option, nav a, input, textarea")]
  .filter(item => item.checkVisibility() && !["hidden", "radio", "checkbox"].includes(item.type)
    && !item.closest(".sr-only") && !item.matches(".skip"))
  .map(item => [item.outerHTML.slice(0, 80), item.getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.9 || box.width < 43.9)
  .map(([html, box]) => `${html} ${box.width} x ${box.height}`)
"""
"""What can be pressed is at least 44 px high and wide; a radio button is as large as its label."""


def only_in_full(*values: object) -> list[ParameterSet]:
    """Parameters of a test with which it runs only in full."""
    return [pytest.param(value, marks=pytest.mark.full) for value in values]


@dataclass
class Hall:
    """A served assembly, and how to open a page on it."""

    world: World
    served: Served
    browser: Browser
    letters: Path
    """Where the server's letters become files."""
    serve_on: Callable[[int], Served]
    host: str = HOST

    @property
    def address(self) -> str:
        """Where the server answers."""
        return f"http://{self.host}:{self.served.port}"

    def start_again(self) -> None:
        """Serve the same database on the same port, after the server was killed."""
        self.served = self.serve_on(self.served.port)

    def letter_to(self, address: str) -> str:
        """The text of the first letter that the server sends to an address; waits for it."""

        def texts() -> list[str]:
            files = sorted(self.letters.glob("*.eml"))
            letters = [message_from_bytes(file.read_bytes(), policy=default) for file in files]
            bodies = [letter.get_body(("plain",)) for letter in letters if letter["To"] == address]
            return [body.get_content() for body in bodies if body]

        return until(texts)[0]

    def page(
        self, code: str | None = None, *, width: int = 360, height: int = 740, **options: object
    ) -> Page:
        """A fresh browser window, signed in where a code is given; a script error fails the test."""
        context = watch_over(self.browser.new_context(viewport={"width": width, "height": height}, **options))
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"error in the page: {error}"))
        page.on("console", _fail_on_violation)
        if code:
            sign_in(context, self.address, code)
            page.goto(f"{self.address}/home")
            alive(page)
        return page


def _fail_on_violation(message: ConsoleMessage) -> None:
    """Nothing on a page may need more than its Content-Security-Policy allows."""
    if "Content Security Policy" in message.text:
        pytest.fail(message.text)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all journeys."""
    expect.set_options(timeout=1000 * PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=installed(), args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """The browser of one test: what it has opened is closed with it, or would ask its server for ever."""
    yield chromium
    close_windows(chromium)


def _as_needed(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Whether the staff of a test need a second factor, where it is marked so; and the name by which the
    server is called: browsers know no passkeys of a bare address."""
    needed = request.node.get_closest_marker("second_factor") is not None
    return (REQUIRED, "localhost") if needed else (OFF, HOST)


@pytest.fixture
def hall(
    request: pytest.FixtureRequest, browser: Browser, make_database: Callable[[str], str], tmp_path: Path
) -> Iterator[Hall]:
    """An assembly of a small world, served on SQLite; as a test defines it where it gives a parameter, a
    definition or what fills the database.

    Letters are sent where a test is marked so: they need a process of their own."""
    letters = request.node.get_closest_marker("letters") is not None
    factor, host = _as_needed(request)
    url = make_database("sqlite")
    instance = tmp_path / "served"
    app: Flask = new_app(url, instance)
    asked = getattr(request, "param", ASSEMBLY)
    world = asked(app) if callable(asked) else world_of_today(app, asked)
    with app.app_context():
        db.engine.dispose()
    with ExitStack() as running:

        def serve_on(port: int) -> Served:
            return running.enter_context(
                serve(url, instance, workers=1, port=port, letters=letters, second_factor=factor, host=host)
            )

        yield Hall(world, serve_on(0), browser, instance / "mail", serve_on, host)
        close_windows(browser)


@pytest.fixture
def empty_house(
    request: pytest.FixtureRequest, browser: Browser, make_database: Callable[[str], str], tmp_path: Path
) -> Iterator[Hall]:
    """A server on a database in which nothing has ever been entered; it has no world.

    Letters are sent where a test is marked so."""
    letters = request.node.get_closest_marker("letters") is not None
    factor, host = _as_needed(request)
    url, instance = make_database("sqlite"), tmp_path / "served"
    with ExitStack() as running:

        def serve_on(port: int) -> Served:
            return running.enter_context(
                serve(url, instance, workers=1, port=port, letters=letters, second_factor=factor, host=host)
            )

        yield Hall(None, serve_on(0), browser, instance / "mail", serve_on, host)  # type: ignore[arg-type]
        close_windows(browser)


def look_closely(page: Page) -> None:
    """Fail where axe-core finds anything, in light or dark, or the page scrolls sideways at 320 px."""
    alive(page)
    page.evaluate(AXE)
    for scheme, rules in LOOKS.items():
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        assert page.evaluate(FAULTS % rules) == [], f"{page.url} in {scheme}"
    small = page.evaluate(SMALL_TARGETS)
    assert small == [], f"{page.url} has targets smaller than 44 px"
    page.emulate_media(color_scheme="light")
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": 320, "height": 640})
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    page.set_viewport_size(size)
    assert not wide, f"{page.url} scrolls sideways at 320 px"
