"""What several journeys do with ballots."""

from playwright.sync_api import Page

from tests.journeys.conftest import Hall


def open_all(hall: Hall) -> None:
    """The chair opens the three resolutions of the world."""
    chair = hall.world.person("chair")
    for number in ("1", "2", "3"):
        chair.send(f"/chair/resolutions/{hall.world.resolutions[number]}/open", {})


def confirm(page: Page, go_on: str = "Verder", cast: str = "Mijn stem uitbrengen") -> None:
    """From the filled-in ballot to its confirmation, and through it."""
    page.get_by_role("button", name=go_on, exact=True).click()
    page.get_by_role("button", name=cast).click()
