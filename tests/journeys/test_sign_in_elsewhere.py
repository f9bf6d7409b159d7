"""Signing in by another service: a real provider says who somebody is."""

from collections.abc import Iterator
from socket import socket

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Hall, look_closely
from tests.provider.real import real_provider
from tests.waiting import until

pytestmark = pytest.mark.journey


@pytest.fixture
def hall(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    """The same, served with a provider in its settings."""
    with real_provider(f"{hall.address}/sign-in/with/back") as settings:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        hall.served.kill()
        until(lambda: is_free(hall.served.port))
        hall.start_again()
        yield hall


def is_free(port: int) -> bool:
    """Whether nobody listens on a port any more."""
    with socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) != 0


def confirm(page: Page, name: str, act: str = "Confirm") -> None:
    """Show the provider who one is, on its own page."""
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name=act).click()


def test_a_member_signs_in(hall: Hall) -> None:
    page = hall.page(locale="nl-BE")
    page.goto(hall.address)
    look_closely(page)
    page.get_by_role("link", name="Aanmelden met Provider", exact=True).click()
    confirm(page, "1", "Refuse")
    expect(page.locator("[data-code=provider_unsure]")).to_contain_text("Probeer het opnieuw")
    look_closely(page)
    page.get_by_role("link", name="Aanmelden met Provider", exact=True).click()
    confirm(page, "99999")
    expect(page.locator("[data-code=member_not_told]")).to_contain_text("secretariaat")
    page.get_by_role("link", name="Aanmelden met Provider", exact=True).click()
    confirm(page, "1")
    expect(page.get_by_role("heading", name="Agenda")).to_be_visible()
    expect(page.get_by_role("link", name="First1 Name1")).to_be_visible()


def test_the_secretary_enters_who_the_chair_is_and_the_chair_signs_in(hall: Hall) -> None:
    office = hall.page(hall.world.staff["secretary"], width=1440, height=900, locale="nl-BE")
    office.goto(f"{hall.address}/office/staff")
    look_closely(office)
    field = office.get_by_label("Bij Provider bekend als – chair")
    field.fill("Chair@example.org")
    field.press("Enter")
    expect(office.get_by_role("status")).to_be_visible()
    expect(office.get_by_label("Bij Provider bekend als – chair")).to_have_value("chair@example.org")
    chair = hall.page(width=1440, height=900, locale="nl-BE")
    for name in ("unconfirmed@example.org", "teller@example.org", "chair@EXAMPLE.org"):
        chair.goto(hall.address)
        chair.get_by_role("link", name="Voor medewerkers: aanmelden met Provider").click()
        confirm(chair, name)
        if "chair" not in name:
            expect(chair.locator("[data-code=staff_not_told]")).to_be_visible()
    chair.wait_for_url(f"{hall.address}/chair/**")
