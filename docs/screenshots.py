"""Takes the pictures of the README and of docs/displays.md: ``make pictures`` serves small assemblies and
photographs them."""

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask_migrate import upgrade
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from docs import displays
from tests.browser import installed
from tests.conftest import new_app
from tests.world import ASSEMBLY, Clock, World, make_world

PICTURES = Path(__file__).parent / "pictures"


def main() -> None:
    """Play two short assemblies and take a picture of each page that the README and its neighbour show."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=installed(), args=["--no-sandbox"])
        with served(ASSEMBLY, 40) as (world, address):
            take_all(world, chromium, address)
        with served(displays.ASSEMBLY, displays.MEMBERS) as (world, address):
            displays.take_all(world, chromium, address)
        chromium.close()


@contextmanager
def served(definition: str, members: int) -> Iterator[tuple[World, str]]:
    """An assembly of a small world, and where it is served."""
    with tempfile.TemporaryDirectory() as directory:
        clock = Clock()
        app = new_app(f"sqlite:///{directory}/pictures.sqlite3", Path(directory), clock)
        with app.app_context():
            upgrade()
        world = make_world(app, clock, definition, members)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield world, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def take_all(world: World, chromium: Browser, address: str) -> None:
    """The member's ballot, and the desk."""
    one = world.resolutions["1"]
    world.person("chair").send(f"/chair/resolutions/{one}/open", {})
    member = signed_in(chromium, address, world.codes["1"], 360, 760)
    member.goto(f"{address}/resolutions/{one}")
    member.screenshot(path=PICTURES / "ballot-360.png")
    desk = signed_in(chromium, address, world.staff["steward"], 360, 760)
    desk.locator("#member").fill("5")
    desk.locator("#member").press("Enter")
    desk.locator("[data-answer=welcome]").wait_for()
    desk.screenshot(path=PICTURES / "desk.png")


def signed_in(chromium: Browser, address: str, code: str, width: int, height: int) -> Page:
    """A window of somebody signed in."""
    page = window(chromium, width, height)
    page.goto(f"{address}/?lang=nl")
    page.locator("#code").fill(code)
    page.locator("#code").press("Enter")
    page.wait_for_load_state()
    return page


def window(chromium: Browser, width: int, height: int) -> Page:
    """A fresh browser window."""
    return chromium.new_context(viewport={"width": width, "height": height}).new_page()


if __name__ == "__main__":
    main()
