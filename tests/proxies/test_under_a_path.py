"""Under a path, behind real nginx, in a real browser: a vote, what a hall sees, a desk without network."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.conftest import new_app
from tests.gate.served import Visitor, serve
from tests.journeys.ballots import cast, choose
from tests.journeys.conftest import browser, chromium  # noqa: F401 - fixtures
from tests.journeys.pages import alive, sign_in, watch_over
from tests.proxies.fronts import free_port, nginx, nginx_site, replaced
from tests.world import world_of_today

pytestmark = [pytest.mark.journey, pytest.mark.full]
UNDER = "/vote"
SCOPES = """navigator.serviceWorker.getRegistrations()
  .then(all => all.map(one => new URL(one.scope).pathname))"""


def test_a_member_votes_a_hall_follows_and_a_desk_works_offline(
    browser: Browser,  # noqa: F811
    make_database: Callable[[str], str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without TLS, which a browser refuses to a certificate that nobody vouches for: at this machine's own
    address it counts as safe."""
    port, url, folder = free_port(), make_database("sqlite"), tmp_path / "nginx"
    folder.mkdir()
    address = f"http://127.0.0.1:{port}{UNDER}"
    monkeypatch.setenv("ADDRESS", address)
    world = world_of_today(new_app(url, tmp_path / "served"))
    with serve(url, tmp_path / "served", 1, letters=False) as served:
        pem = tmp_path / "none.pem"
        site = replaced(
            nginx_site(port, served.port, folder, pem, UNDER),
            {
                f"127.0.0.1:{port} ssl http2": f"127.0.0.1:{port}",
                f"    ssl_certificate     {pem};\n    ssl_certificate_key {pem};\n": "",
                "server_name localhost;\n\n": "server_name 127.0.0.1;\n\n",
            },
        )
        with nginx(site, folder):
            asked = list[str]()

            def opened(code: str | None = None, path: str = "/home") -> Page:
                context = watch_over(browser.new_context(viewport={"width": 360, "height": 740}))
                page = context.new_page()
                page.on("pageerror", lambda error: pytest.fail(f"error in the page: {error}"))
                page.on("request", lambda request: _note(request, asked))
                if code:
                    sign_in(context, address, code)
                page.goto(f"{address}{path}")
                return page

            screen = opened(path=f"/display/{world.staff['display']}/")
            before = screen.locator("body").inner_text()
            member = alive(opened(world.codes["1"]))
            chair, one = Visitor(served.port, world.staff["chair"]), world.resolutions["1"]
            chair.look("/chair/")
            assert chair.send(f"/chair/resolutions/{one}/open", {}).code == "ok"
            expect(screen.locator("body")).not_to_have_text(before)
            expect(screen.locator("body")).to_contain_text("Jaarrekening")
            assert f"{address}/display/{world.staff['display']}/stream" in asked

            member.goto(f"{address}/resolutions/{one}")
            choose(member, "Voor")
            cast(member)
            expect(member.get_by_role("heading", name="Uw stem is geteld")).to_be_visible()
            assert member.url.startswith(f"{address}/resolutions/{one}/receipt")

            desk = opened(world.staff["steward"], "/home?lang=nl")
            desk.locator("html[data-ready][data-roll=here]").wait_for(state="attached")
            desk.evaluate("navigator.serviceWorker.ready.then(() => true)")
            scopes = desk.evaluate(SCOPES)
            assert scopes
            assert all(scope.startswith(f"{UNDER}/desk/") for scope in scopes)
            desk.context.set_offline(True)
            desk.reload()
            desk.locator("html[data-ready][data-roll=here]").wait_for(state="attached")
            outside = [one for one in asked if not one.startswith((f"{address}/", "data:", "blob:"))]
            assert outside == []


def _note(request: Request, asked: list[str]) -> None:
    asked.append(request.url)
