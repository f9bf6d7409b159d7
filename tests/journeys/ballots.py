"""What several journeys do with ballots."""

from playwright.sync_api import FrameLocator, Page

from tests.gate.served import Visitor
from tests.journeys.conftest import Hall
from tests.waiting import until


def open_all(hall: Hall) -> None:
    """The chair opens the three resolutions of the world: in this process, which is another than the server.
    That looks a few times a second for what others have written, and has seen it at the end."""
    chair, resolutions = hall.world.person("chair"), hall.world.resolutions
    for number in ("1", "2", "3"):
        chair.send(f"/chair/resolutions/{resolutions[number]}/open", {})
    member = Visitor(hall.served.port, hall.world.codes["40"])
    until(
        lambda: all(
            'id="ballot"' in member.look(f"/resolutions/{resolutions[number]}").text
            for number in ("1", "2", "3")
        )
    )


def choose(page: Page | FrameLocator, choice: str) -> None:
    """On the ballot of a motion: what one votes, which leads to its confirmation."""
    page.get_by_role("group", name="Uw keuze").get_by_role("button", name=choice, exact=True).click()


def cast(page: Page | FrameLocator) -> None:
    """Through the page that asks to confirm."""
    page.get_by_role("button", name="Mijn stem uitbrengen").click()


def confirm(page: Page | FrameLocator) -> None:
    """From the filled-in ballot of an election to its confirmation, and through it."""
    page.get_by_role("button", name="Verder", exact=True).click()
    cast(page)
