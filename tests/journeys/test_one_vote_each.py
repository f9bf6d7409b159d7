"""However often a vote is sent, by a shaky network or hand: it is counted once, and the page says so."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.journeys.ballots import cast, choose, open_all
from tests.journeys.conftest import Hall, look_closely
from tests.journeys.pages import alive

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
    choose(page, "Voor")
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
    choose(page, "Voor")
    page.get_by_role("button", name="Mijn stem uitbrengen").dblclick()
    expect(page.get_by_role("heading", name="Uw stem is geteld")).to_be_visible()
    page.goto(f"{hall.address}/resolutions/{hall.world.resolutions['1']}")
    expect(page.get_by_text("De stem is geteld. U hoeft niets meer te doen.")).to_be_visible()
    assert hall.world.member(2).look("/api/agenda").json["resolutions"][0]["turnout"] == 1


def test_the_network_is_lost_during_the_vote_and_comes_back(hall: Hall) -> None:
    """Each page says so once, and what is not confirmed is not called counted."""
    open_all(hall)
    page = hall.page(hall.world.codes["1"])
    away = page.get_by_text(re.compile("verbinding", re.IGNORECASE)).filter(visible=True)
    page.goto(f"{hall.address}/resolutions/{hall.world.resolutions['1']}")
    page.context.set_offline(True)
    choose(page, "Voor")
    expect(page.locator("[data-network]")).to_contain_text("geen verbinding")
    expect(away).to_have_count(1)
    look_closely(page)
    page.context.set_offline(False)
    expect(away).to_have_count(0)
    choose(page, "Voor")
    expect(page.get_by_role("heading", name="Nog niet geteld: is dit uw stem?")).to_be_visible()
    page.context.set_offline(True)
    expect(page.locator("[data-away]")).to_be_visible()
    expect(away).to_have_count(1)
    cast(page)
    expect(page.locator("[data-offline]")).to_contain_text("nog niet bevestigd")
    expect(away).to_have_count(1)
    look_closely(page)
    assert hall.world.member(2).look("/api/agenda").json["resolutions"][0]["turnout"] == 0
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="Uw stem is geteld")).to_be_visible()


def test_the_second_of_two_quick_taps_on_a_choice_casts_nothing(hall: Hall) -> None:
    open_all(hall)
    page = hall.page(hall.world.codes["1"])
    page.goto(f"{hall.address}/resolutions/{hall.world.resolutions['1']}")
    choice = page.get_by_role("button", name="Onthouding").bounding_box()
    assert choice is not None
    middle = choice["x"] + choice["width"] / 2, choice["y"] + choice["height"] / 2
    alive(page).mouse.dblclick(*middle)
    expect(page.get_by_role("heading", name="Nog niet geteld: is dit uw stem?")).to_be_visible()
    expect(page.get_by_role("button", name="Mijn stem uitbrengen")).to_be_enabled()
    assert hall.world.member(2).look("/api/agenda").json["resolutions"][0]["turnout"] == 0
