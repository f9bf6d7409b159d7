"""The page at the door loaded again: whole without network, and without scanning the last pass once more."""

import pytest
from playwright.sync_api import Page, Request, expect

from tests.journeys.conftest import look_closely
from tests.journeys.doors import Doors, answered
from tests.journeys.test_door import LOOKS
from tests.register.office import bring_in
from tests.world import row
from voting.attendance.models import CheckIn

pytestmark = pytest.mark.journey

FONTS = """async () => {
  await document.fonts.ready;
  return [...document.fonts].filter((font) => font.status === "error").length;
}"""


def failing(page: Page) -> list[str]:
    """What a page asks for in vain from now on, but for what is only news."""
    failed: list[str] = []

    def note(request: Request) -> None:
        if "/static/" in request.url:
            failed.append(request.url)

    page.on("requestfailed", note)
    return failed


def test_a_reload_without_network_is_whole_and_scans_nothing_again(doors: Doors) -> None:
    bring_in(doors.world.app, *(row(n, first_name="Jan", name="Peeters", postcode=f"{n}000") for n in (7, 8)))
    bring_in(doors.world.app, row(9, first_name="Li", name="Ng"))
    page = doors.door("steward")
    doors.hold(page, doors.token(5))
    answered(page, "welcome")
    page.add_init_script(f"({LOOKS})()")
    page.context.set_offline(True)
    failed = failing(page)
    page.reload()
    page.locator("html[data-ready][data-roll=here]").wait_for(state="attached")
    page.locator("#view.is-on").wait_for()
    page.evaluate("looks(4)")  # the pass is still held before the camera
    expect(page.locator("#answer .answer-ready")).to_be_visible()
    assert (page.evaluate(FONTS), failed) == (0, [])
    assert page.evaluate("""document.fonts.check('1rem "Source Sans 3"')""")
    page.locator("#member").fill("jan peeters")
    expect(page.locator("#found li")).to_have_count(2)
    expect(page.locator("#found li", has_text="7000")).to_have_count(1)
    expect(page.get_by_role("button", name="Inchecken – Jan Peeters 7, 7000")).to_be_visible()
    look_closely(page)
    for name in ("li", "ng"):
        page.locator("#member").fill(name)
        expect(page.locator("#found li", has_text="Li Ng 9")).to_have_count(1)
    page.locator("#member").fill("wu")
    page.locator("#member").press("Enter")  # nobody: said here, not by a page that cannot come
    expect(page.locator("#found")).to_contain_text("Niemand gevonden")
    page.context.set_offline(False)
    doors.hold(page, doors.token(6))
    answered(page, "welcome")
    assert doors.number_of(CheckIn) == 2
