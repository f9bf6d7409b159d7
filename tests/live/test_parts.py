"""Parts of pages that come with the stream: made once however many follow, and nothing but what each may ask
for."""

from contextlib import ExitStack
from datetime import timedelta

from tests.gate.served import Served, Visitor
from tests.halls.test_displays import new_display, step
from tests.live.following import Screen
from tests.live.kitchen import Kitchen, together
from tests.live.test_stream import SCREENS, cookie_of, fetched
from tests.world import World
from voting.extensions import db
from voting.halls.displays import Settings, displays_of
from voting.live.answering import DeviceKind
from voting.live.fragments import Fragment
from voting.live.topics import Topic
from voting.rehearsal.browser import answer_of

CHANGED = {Topic.AGENDA: 1}


def test_a_part_that_many_follow_is_asked_for_once_after_each_change() -> None:
    kitchen = Kitchen()
    before = kitchen.get()
    kitchen.hub.touch([Topic.AGENDA])
    brought = list[Fragment | None]()

    def ask(_path: str) -> bool:
        kitchen.get()
        return True

    together(lambda: brought.append(kitchen.fragments.follow("/a/path", CHANGED, ask)), 30)
    assert brought == [kitchen.get()] * 30
    assert (kitchen.made, before in brought) == (2, False)
    assert kitchen.fragments.follow("/a/path", {Topic.DISCUSSION: 1}, ask) is None, "it is not in it"
    assert kitchen.fragments.follow("/another", CHANGED, ask) is None, "nobody has asked for it"
    assert kitchen.made == 2


def test_a_part_that_is_refused_is_asked_for_once() -> None:
    kitchen, asked = Kitchen(), list[str]()

    def refused(path: str) -> bool:
        asked.append(path)
        return False

    kitchen.get()
    kitchen.hub.touch([Topic.AGENDA])
    together(lambda: kitchen.fragments.follow("/a/path", CHANGED, refused), 30)
    assert asked == ["/a/path"]
    assert kitchen.fragments.find("/a/path", None) is None


def test_what_has_changed_again_meanwhile_is_brought_as_it_was_made_and_then_once_more() -> None:
    kitchen = Kitchen()
    kitchen.get()
    kitchen.hub.touch([Topic.AGENDA])

    def ask(_path: str) -> bool:
        kitchen.get()
        kitchen.hub.touch([Topic.AGENDA])
        return True

    for number in (2, 3):
        brought = kitchen.fragments.follow("/a/path", CHANGED, ask)
        assert brought is not None
        assert brought.body == f"made {number} times".encode()


def test_every_screen_is_brought_what_it_would_be_answered(today: World, served: Served) -> None:
    display, one = f"/display/{today.staff['display']}", today.resolutions["1"]
    chair, member = Visitor(served.port, today.staff["chair"]), Visitor(served.port, today.codes["1"])
    paths = f"{display}/state", "/chair/now", "/display/2222-2222/state"
    stream = f"{display}/stream?parts={'+'.join(paths)}"
    with ExitStack() as open_screens:
        screens = [open_screens.enter_context(Screen(served.port, stream)) for _ in range(SCREENS)]
        chair.look("/chair/now")
        assert chair.send(f"/chair/resolutions/{one}/open", {}).code == "ok"
        member.look(f"/resolutions/{one}")
        assert member.send(f"/resolutions/{one}/vote", {"channel": "online", "choice": "for"}).code == "ok"
        for screen in screens:
            screen.wait_for_part(paths[0], "<strong>1</strong>")
            assert screen.parts.keys() == {paths[0]}
        while fetched(served.port, paths[0], screen.parts[paths[0]]["headers"]["ETag"])[0] != 304:
            screen.read()  # the step is signed meanwhile, which is shown as well


def test_what_is_brought_is_no_question_of_the_display(world: World) -> None:
    display, hub = f"/display/{new_display(world, Settings('BRU'))}", world.app.extensions["live"].hub
    client = world.app.test_client()
    assert client.get(f"{display}/state").status_code == 200
    [(source, asked_at)] = hub.answering.heard.items()
    assert source.kind is DeviceKind.DISPLAY
    with client.get(f"{display}/stream", query_string={"parts": f"{display}/state"}) as stream:
        told = iter(stream.response)
        next(told), next(told)
        world.clock.moment += timedelta(seconds=20)
        step(world, "1", "open")
        event = next(told)
        assert b"event: part" in event
        assert b"Jaarrekening" in event
        assert hub.answering.heard == {source: asked_at}


def test_a_link_that_is_revoked_brings_nothing_more(world: World) -> None:
    display, client = f"/display/{new_display(world, Settings('BRU'))}", world.app.test_client()
    with client.get(f"{display}/stream", query_string={"parts": f"{display}/state"}) as stream:
        told = iter(stream.response)
        next(told), next(told)
        secretary = world.person("secretary")
        with world.app.app_context():
            [account] = [
                each.account_id for each in displays_of(db.session(), world.assembly_id) if each.venue
            ]
        assert answer_of(secretary.send(f"/office/displays/{account}/revoke", {})) == "ok"
        step(world, "1", "open")
        assert b"event: part" not in next(told)


def test_the_stream_of_a_member_brings_what_is_open_and_nothing_of_theirs(
    today: World, served: Served
) -> None:
    member, chair = Visitor(served.port, today.codes["1"]), Visitor(served.port, today.staff["chair"])
    page = member.look("/assembly").text
    [now] = [
        part.split('"')[0]
        for part in page.split('data-refresh="')[1:]
        if " data-brought" in part.split(">")[0]
    ]
    path = f"/live/stream?parts={now}+/assembly/mine+/assembly/items"
    with Screen(served.port, path, cookie_of(member)) as screen:
        member.look("/assembly/mine")
        chair.look("/chair/")
        assert chair.send(f"/chair/resolutions/{today.resolutions['1']}/open", {}).code == "ok"
        assert "Jaarrekening" in screen.wait_for_part(now, "Jaarrekening")["text"]
        assert screen.parts.keys() == {now}
