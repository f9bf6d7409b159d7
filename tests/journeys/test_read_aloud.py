"""The pages of each person as a blind one hears them: all told apart, nothing nameless, nothing twice."""

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import Hall
from tests.journeys.pages import alive
from tests.journeys.read_aloud import misheard, read, tree_of
from voting.rehearsal.browser import answer_of

pytestmark = pytest.mark.journey

PAGES = {
    "member": (
        *("/assembly", "/resolutions/1", "/resolutions/2", "/resolutions/3", "/results", "/assembly/pass"),
        *("/assembly/discussion", "/assembly/trouble", "/assembly/written", "/account"),
    ),
    "steward": ("/desk/BRU/", "/desk/BRU/paper", "/desk/BRU/tablets"),
    "supervisor": ("/desk/BRU/conflicts", "/desk/BRU/proxies", "/desk/BRU/close", "/desk/BRU/help"),
    "chair": ("/chair/", "/chair/on-the-spot", "/chair/discussion", "/chair/resolutions/2/close"),
    "secretary": (
        *("/office/", "/office/register", "/office/preparation", "/office/invitations", "/office/staff"),
        *("/office/reports", "/office/convening", "/office/displays", "/office/audit"),
    ),
    "auditor": ("/office/", "/office/audit", "/office/reports", "/office/register/looks"),
}


def prepare(hall: Hall) -> None:
    """Resolution 1 is announced, 2 is open, and a member asks another to vote in their place."""
    world = hall.world
    steps = (("1", "open"), ("1", "close"), ("1", "announce"), ("2", "open"))
    for number, change in steps:
        address = f"/chair/resolutions/{world.resolutions[number]}/{change}"
        assert answer_of(world.person("chair").send(address, {})) == "ok"
    assert answer_of(world.member(5).send("/proxy", {"holder": "1", "name": "Name1"})) == "ok"


def reads_well(page: Page) -> None:
    """Fail where something on a page is misheard, with the page as it is read."""
    tree = tree_of(alive(page))
    assert misheard(tree) == [], "\n".join([page.url, *read(tree)])


@pytest.mark.parametrize("person", PAGES)
def test_pages_are_read_aloud_without_a_doubt(hall: Hall, person: str) -> None:
    prepare(hall)
    codes = hall.world.codes["1"] if person == "member" else hall.world.staff[person]
    page = hall.page(codes, width=1280)
    for path in PAGES[person]:
        answer = page.goto(hall.address + path)
        assert answer is not None
        assert answer.ok, path
        reads_well(page)


def test_the_screen_of_a_hall_is_read_aloud_without_a_doubt(hall: Hall) -> None:
    prepare(hall)
    page = hall.page(width=1920, height=1080)
    page.goto(f"{hall.address}/display/{hall.world.staff['display']}/")
    page.get_by_role("heading", name="Bestuurders").wait_for()
    reads_well(page)


BAD = """
<!doctype html><title>A page</title><nav><a href=/one>More</a></nav><nav><a href=/two>More</a></nav>
<h2>People</h2><p>People</p><button>Remove</button><button>Remove</button><button></button>
<input><img src=data:,><table><caption>Ages</caption><tr><td>1<td>2<tr><td>3<td>4</table>
"""
FAULTS = [
    "the headings of the first level are []",
    "there is no one main part",
    "a button has no name",
    "a textbox has no name",
    "a image has no name",
    "table “Ages” has no headers",
    "2 buttons are called “Remove”",
    "links called “More” go to ['http://page.test/one', 'http://page.test/two']",
    "the navigations are called ['', '']",
    "“People” is heard twice",
]


def test_what_is_misheard_is_found(browser: Browser) -> None:
    page = browser.new_page()
    page.route("http://page.test/", lambda route: route.fulfill(content_type="text/html", body=BAD))
    page.goto("http://page.test/")
    found = misheard(tree_of(page))
    assert sorted(fault for fault in FAULTS if fault not in found) == [], found
