"""Takes the pictures of the README: ``make pictures`` serves a small assembly and photographs it."""

import tempfile
import threading
from pathlib import Path

from flask_migrate import upgrade
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from tests.browser import installed
from tests.conftest import new_app
from tests.world import Clock, World, make_world

PICTURES = Path(__file__).parent / "pictures"
VOTERS = 32


def main() -> None:
    """Play a few minutes of an assembly and take a picture of each page that the README shows."""
    with tempfile.TemporaryDirectory() as directory, sync_playwright() as playwright:
        clock = Clock()
        app = new_app(f"sqlite:///{directory}/pictures.sqlite3", Path(directory), clock)
        with app.app_context():
            upgrade()
        world = make_world(app, clock)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        chromium = playwright.chromium.launch(executable_path=installed(), args=["--no-sandbox"])
        take_all(world, chromium, f"http://127.0.0.1:{server.server_port}")
        chromium.close()
        server.shutdown()


def take_all(world: World, chromium: Browser, address: str) -> None:
    """The member's ballot, the desk, and the display with an open vote and with a result."""
    one, chair = world.resolutions["1"], world.person("chair")
    display = window(chromium, 1920, 1080)
    chair.send(f"/chair/resolutions/{one}/open", {})
    member = signed_in(chromium, address, world.codes["1"], 360, 760)
    member.goto(f"{address}/resolutions/{one}")
    member.screenshot(path=PICTURES / "ballot-360.png")
    desk = signed_in(chromium, address, world.staff["steward"], 360, 760)
    desk.locator("#member").fill("5")
    desk.locator("#member").press("Enter")
    desk.locator("[data-answer=welcome]").wait_for()
    desk.screenshot(path=PICTURES / "desk.png")
    for number in range(2, VOTERS):
        choice = ("for", "for", "against", "for", "abstain")[number % 5]
        world.member(number).send(f"/resolutions/{one}/vote", {"channel": "online", "choice": choice})
    show(display, address, world, "display-open.png")
    for change in ("close", "announce"):
        chair.send(f"/chair/resolutions/{one}/{change}", {})
    show(display, address, world, "display-result.png")


def show(display: Page, address: str, world: World, name: str) -> None:
    """A picture of the display as it is now."""
    display.goto(f"{address}/display/{world.staff['display']}/")
    display.locator(".scene").wait_for()
    display.screenshot(path=PICTURES / name)


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
