"""However often a vote is sent, by a shaky network or hand: it is counted once, and the page says so."""

import pytest
from playwright.sync_api import Route, expect

from tests.journeys.ballots import open_all
from tests.journeys.conftest import Hall, look_closely

pytestmark = pytest.mark.journey


def test_a_dropped_connection_and_a_double_tap_give_one_vote(hall: Hall) -> None:
    open_all(hall)
    page = hall.page(hall.world.codes["1"])
    sent = []

    def lose_the_answer(route: Route) -> None:
        """The vote arrives, and its first answer does not."""
        sent.append(route.request)
        if len(sent) > 1:
            route.continue_()
            return
        route.fetch(max_redirects=0)
        route.abort("connectionreset")

    page.route("**/vote", lose_the_answer)  # before the page comes, which could be quicker otherwise
    page.goto(f"{hall.address}/resolutions/{hall.world.resolutions['1']}")
    page.get_by_label("Voor", exact=True).check()
    page.get_by_role("button", name="Verder", exact=True).click()
    expect(page.get_by_role("heading", name="Nog niet geteld: is dit uw stem?")).to_be_visible()
    page.get_by_role("button", name="Mijn stem uitbrengen").dblclick()
    expect(page.get_by_role("heading", name="Uw stem is geteld")).to_be_visible()
    assert len(sent) == 2
    turnout = hall.world.member(2).look("/api/agenda").json["resolutions"][0]["turnout"]
    assert turnout == 1


def test_a_double_tap_without_javascript_gives_one_vote(hall: Hall) -> None:
    open_all(hall)
    page = hall.page(hall.world.codes["1"], java_script_enabled=False)
    page.goto(f"{hall.address}/resolutions/{hall.world.resolutions['1']}")
    page.get_by_label("Voor", exact=True).check()
    page.get_by_role("button", name="Verder", exact=True).click()
    page.get_by_role("button", name="Mijn stem uitbrengen").dblclick()
    expect(page.get_by_role("heading", name="Uw stem is geteld")).to_be_visible()
    page.goto(f"{hall.address}/resolutions/{hall.world.resolutions['1']}")
    expect(page.get_by_text("De stem is geteld. U hoeft niets meer te doen.")).to_be_visible()
    assert hall.world.member(2).look("/api/agenda").json["resolutions"][0]["turnout"] == 1


def test_the_network_is_lost_during_the_vote_and_comes_back(hall: Hall) -> None:
    open_all(hall)
    page = hall.page(hall.world.codes["1"])
    page.goto(f"{hall.address}/resolutions/{hall.world.resolutions['1']}")
    page.context.set_offline(True)
    page.get_by_label("Voor", exact=True).check()
    page.get_by_role("button", name="Verder", exact=True).click()
    expect(page.locator("[data-network]")).to_contain_text("geen verbinding")
    expect(page.get_by_label("Voor", exact=True)).to_be_checked()
    look_closely(page)
    page.context.set_offline(False)
    page.get_by_role("button", name="Verder", exact=True).click()
    expect(page.get_by_role("heading", name="Nog niet geteld: is dit uw stem?")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("button", name="Mijn stem uitbrengen").click()
    expect(page.locator("[data-offline]")).to_contain_text("nog niet bevestigd")
    look_closely(page)
    assert hall.world.member(2).look("/api/agenda").json["resolutions"][0]["turnout"] == 0
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="Uw stem is geteld")).to_be_visible()
