"""A process that is cut off from the database lets its screens go to one that is not."""

import pytest

from tests.attendance.test_pages import address, beats, joined, ticks
from tests.live.following import hear_of_others
from tests.world import MEETING, World
from voting.live import stream
from voting.live.hub import CUT_OFF_AFTER, Hub
from voting.rehearsal.browser import answer_of


def cut_off(hub: Hub) -> None:
    """Let as much time pass in which nothing is heard."""
    hub.seconds = lambda: 0.0
    hub.looked()
    hub.looked(found_out=False)
    hub.seconds = lambda: CUT_OFF_AFTER


def test_a_stream_that_has_nothing_to_tell_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "BEAT", 0.0)
    hub = Hub(lambda: 0.0)
    hub.ticking = True
    hub.looked()
    events = stream.events(hub, [], lambda path, changed: None)
    next(events), next(events)
    hub.looked(found_out=False)
    hub.seconds = lambda: CUT_OFF_AFTER - 1
    assert next(events) == b"data: {}\n\n", "a database that takes the place of another ends no stream"
    cut_off(hub)
    with pytest.raises(StopIteration):
        next(events)
    assert not list(stream.events(hub, [], lambda path, changed: None))[2:], "it ends as soon as it has begun"


def test_no_stream_is_opened_until_something_is_heard_again(world: World) -> None:
    hear_of_others(world.app)
    hub: Hub = world.app.extensions["live"].hub
    member = world.member(1)
    cut_off(hub)
    refused = member.look("/live/stream")
    assert (refused.status_code, answer_of(refused)) == (503, "busy")
    hub.looked()
    hub.close()
    assert member.look("/live/stream").status_code == 204


def test_who_hears_nothing_keeps_nobody_present_alone(world: World) -> None:
    """A sign of life is written down before it is answered, so that a proxy in front takes it elsewhere
    where that cannot be done; and it is not forgotten."""
    ticks(world)
    joined(world, "1")
    path = address(world, "1")
    assert beats(world, path) == 204
    hub: Hub = world.app.extensions["live"].hub
    hub.ticking = True
    cut_off(hub)
    hub.pages.take()
    asked: list[str] = []
    world.app.before_request_funcs.setdefault(None, []).append(lambda: asked.append("Flask"))
    assert beats(world, path) == 204
    assert asked, "it was answered from the memory of the process"
    assert list(hub.pages.take().values()) == [MEETING]
