"""The order of an agenda and of candidates, by the buttons of a page without scripts."""

import re

import pytest

from tests.web.test_preparing_every_method import PATH, fill, office, resolutions  # noqa: F401 - a fixture
from tests.world import World
from voting.rehearsal.browser import Browser, answer_of

ORDER = "/office/preparation/order"


def numbers(world: World) -> list[object]:
    return [item["number"] for item in resolutions(world)]


@pytest.fixture
def three(office: Browser) -> Browser:  # noqa: F811
    """The secretary at an assembly with a report, a motion and an election of two."""
    fill(office, f"{PATH}/0", {"title.nl": "Verslag"}, f"{PATH}/0?method=point")
    fill(office, f"{PATH}/0", {"title.nl": "Rekening"}, f"{PATH}/0?method=for_against_abstain")
    fill(office, f"{PATH}/0", {"title.nl": "Raad"}, f"{PATH}/0?method=approval")
    for name in ("Ann", "Bob"):
        fill(office, f"{PATH}/3/candidates/0", {"name": name})
    return office


def test_each_button_stores_one_step_keeps_the_focus_and_says_so(world: World, three: Browser) -> None:
    three.look(ORDER)
    as_shown = {"order": ["1", "2", "3"]}
    answer = three.send(ORDER, as_shown | {"down": "1"})
    assert answer_of(answer) == "ok"
    assert numbers(world) == ["2", "1", "3"]
    page = three.look(answer.location).text
    assert re.search(r'name="down" value="1" autofocus', page)
    assert page.count("autofocus") == 1
    assert "Verslag” is nummer 2 van 3" in page
    assert answer_of(three.send(ORDER, {"order": ["2", "1", "3"], "up": "2"})) == "ok"
    assert numbers(world) == ["2", "1", "3"], "the first goes no further up"


def test_the_whole_order_is_stored_and_numbered_anew_where_asked(world: World, three: Browser) -> None:
    three.look(ORDER)
    assert answer_of(three.send(ORDER, {"order": ["3", "1", "2"]})) == "ok"
    assert numbers(world) == ["3", "1", "2"]
    three.look(ORDER)
    assert answer_of(three.send(ORDER, {"order": ["3", "2", "1"], "renumber": "yes"})) == "ok"
    found = resolutions(world)
    assert [(item["number"], item["kind"]) for item in found] == [
        ("1", "election"),
        ("2", "motion"),
        ("3", "point"),
    ]
    three.look(ORDER)
    for order in (["1", "2"], ["1", "2", "3", "3"], ["1", "2", "4"]):
        assert answer_of(three.send(ORDER, {"order": order})) == "bad_request"
    assert answer_of(three.send(ORDER, {"order": ["1", "2", "3"], "up": "9"})) == "bad_request"


def test_candidates_come_in_the_order_of_the_ballot(world: World, three: Browser) -> None:
    path = f"{PATH}/3/order"
    assert "c1" in three.look(path).text
    assert answer_of(three.send(path, {"order": ["c2", "c1"]})) == "ok"
    candidates = resolutions(world)[2]["candidates"]
    assert isinstance(candidates, list)
    assert [candidate["name"] for candidate in candidates] == ["Bob", "Ann"]
    for none in (f"{PATH}/1/order", f"{PATH}/2/order", f"{PATH}/9/order"):
        assert answer_of(three.look(none)) == "not_found"


def test_the_second_of_two_who_order_at_once_is_told(world: World, three: Browser) -> None:
    other = Browser(world.app, world.staff["secretary"])
    other.send("/office/assemblies/2/go", {})
    for browser in (three, other):
        browser.look(ORDER)
    assert answer_of(three.send(ORDER, {"order": ["3", "1", "2"]})) == "ok"
    assert answer_of(other.send(ORDER, {"order": ["1", "3", "2"]})) == "changed_meanwhile"
    assert answer_of(other.send(ORDER, {"order": ["1", "2", "3"], "up": "3"})) == "changed_meanwhile"
    assert numbers(world) == ["3", "1", "2"]


def test_the_order_of_a_convened_assembly_stands(world: World) -> None:
    secretary = world.person("secretary")
    assert answer_of(secretary.look(ORDER)) == "already_frozen"
    assert answer_of(secretary.send(ORDER, {"order": ["1"]})) == "already_frozen"
