"""A ballot that is filled in on a tablet: its pages open again for who holds it, and for nobody after."""

import pytest
from werkzeug.test import TestResponse

from tests.tablets.test_hand_over import HERE, Device, arrive, give, opened
from tests.world import World
from voting.rehearsal.browser import answer_of
from voting.web.filled_in import COOKIE

WORDS = (("nl", "Tegen"), ("fr", "Contre"), ("de", "Dagegen"), ("en", "Against"))


def filled_in(tablet: Device, world: World, number: str = "1", **fields: str) -> tuple[str, TestResponse]:
    """The address of a ballot, and the answer to it as it is filled in."""
    ballot = f"{tablet.wakes()}resolutions/{world.resolutions[number]}"
    return ballot, tablet.client.post(f"{ballot}/check", data=tablet.fields(ballot) | fields)


@pytest.fixture
def tablet(world: World) -> Device:
    """A tablet in the hands of member 5, while two votes are open."""
    opened(world, "1", "2")
    arrive(world, 5, 6)
    device = Device(world)
    assert give(world, 5) == "ok"
    return device


def test_the_page_that_asks_to_confirm_is_opened_again_and_in_other_languages(
    world: World, tablet: Device
) -> None:
    ballot, sent = filled_in(tablet, world, choice="against")
    assert (sent.status_code, sent.location) == (303, f"{ballot}/check")
    for language, word in WORDS:
        page = tablet.client.get(f"{sent.location}?lang={language}").text
        assert f'<p class="chosen-mark">{word}</p>' in page
        assert f'href="{ballot}/check?lang=fr"' in page
        assert f'href="{ballot}" data-change' in page
    other = f"{tablet.wakes()}resolutions/{world.resolutions['2']}"
    assert tablet.client.get(f"{other}/check").location == other, "each ballot has its own"
    cast = tablet.client.post(f"{ballot}/vote", data=tablet.fields(f"{ballot}/check"))
    assert cast.location == f"{tablet.wakes()}?counted=yes"
    assert tablet.client.get_cookie(COOKIE, path=ballot) is None


def test_what_is_wrong_is_told_on_a_page_that_is_opened_again(world: World, tablet: Device) -> None:
    ballot, sent = filled_in(tablet, world, "2", **{"choice-c1": "for", "choice-c2": "against"})
    assert (answer_of(sent), sent.location) == ("invalid_choice", f"{ballot}?wrong=yes")
    for _ in range(2):
        page = tablet.client.get(sent.location)
        assert (page.status_code, answer_of(page)) == (422, "invalid_choice")
        assert page.text.count(" checked") == 2
    assert tablet.client.get(f"{ballot}/check").location == ballot


def test_who_needs_more_time_without_script_finds_what_was_marked(world: World, tablet: Device) -> None:
    ballot = f"{tablet.wakes()}resolutions/{world.resolutions['2']}"
    marked = tablet.fields(ballot) | {"choice-c1": "for"}
    sent = tablet.client.post(ballot, data=marked)
    assert (sent.status_code, sent.location) == (303, ballot)
    for _ in range(2):
        page = tablet.client.get(ballot)
        assert page.status_code == 200
        assert page.text.count(" checked") == 1


@pytest.mark.parametrize("ending", ["finished", "locked from afar"])
def test_the_next_member_finds_nothing_of_it(world: World, tablet: Device, ending: str) -> None:
    start = tablet.wakes()
    tablet.client.get(start)
    ballot, _sent = filled_in(tablet, world, choice="against")
    left = tablet.client.get_cookie(COOKIE, path=ballot)
    assert left
    assert "against" not in left.value
    if ending == "finished":
        tablet.client.post(f"{start}end", data=tablet.fields(start))
    else:
        steward = world.person("steward")
        steward.look(f"/desk/{HERE}/tablets")
        assert answer_of(steward.send(f"/desk/{HERE}/tablets/1/lock", {})) == "ok"
        assert tablet.wakes() == "/tablet/"
    assert tablet.client.get_cookie(COOKIE, path=ballot) is None
    assert give(world, 6) == "ok"
    theirs = f"{tablet.wakes()}resolutions/{world.resolutions['1']}"
    for path in (ballot, theirs):
        tablet.client.set_cookie(COOKIE, left.value, path=path)
    assert tablet.client.get(f"{ballot}/check").location == "/tablet/"
    assert tablet.client.get(f"{theirs}/check").location == theirs
