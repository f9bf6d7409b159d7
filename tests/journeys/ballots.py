"""What several journeys do with ballots."""

from playwright.sync_api import FrameLocator, Page

from tests.journeys.conftest import Hall


def open_all(hall: Hall) -> None:
    """The chair opens the three resolutions of the world."""
    chair = hall.world.person("chair")
    for number in ("1", "2", "3"):
        chair.send(f"/chair/resolutions/{hall.world.resolutions[number]}/open", {})


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
