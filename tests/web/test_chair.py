"""The chair's console: what a step does before it is taken, steps pressed twice, incidents."""

import json
import re
from datetime import timedelta

import pytest

from tests.world import KEY, MEETING, World
from voting.database import writing
from voting.extensions import db
from voting.halls.displays import Settings, find_display, make_display, revoke_display
from voting.live.answering import Answering, DeviceKind, DeviceSource, silent
from voting.rehearsal.browser import Browser, answer_of
from voting.tablets.enrolment import add_tablet, enrol_tablet


def step(chair: Browser, world: World, number: str, change: str) -> str:
    return answer_of(chair.send(f"/chair/resolutions/{world.resolutions[number]}/{change}", {}))


def asked(world: World, number: str, change: str) -> str:
    """The page that asks to confirm a step, in English."""
    chair = world.person("chair")
    page = chair.look(f"/chair/resolutions/{world.resolutions[number]}/{change}?lang=en")
    assert answer_of(page) == "ok"
    return page.text


def test_closing_says_who_has_not_voted(world: World) -> None:
    one = world.resolutions["1"]
    for member in (1, 2, 3, 4):
        world.member(member).send("/assembly/join", {})
    assert "Present or represented: 4 of 40 entitled members" in asked(world, "1", "open")
    step(world.person("chair"), world, "1", "open")
    for member in (1, 2, 9):  # the last one is present by voting
        world.member(member).send(f"/resolutions/{one}/vote", {"channel": "online", "choice": "for"})
    page = asked(world, "1", "close")
    assert "Present or represented: 5. Have not voted yet: 2." in page
    assert "Votes so far: 3." in page


def test_a_page_that_asks_changes_nothing_and_ages(world: World) -> None:
    chair, one = world.person("chair"), world.resolutions["1"]
    asked(world, "1", "open")
    assert answer_of(
        world.member(1).send(f"/resolutions/{one}/vote", {"channel": "online", "choice": "for"})
    ) == ("not_open")
    for change in ("close", "announce"):
        assert answer_of(chair.look(f"/chair/resolutions/{one}/{change}")) == "wrong_state"
    for change in ("again", "annul", "nonsense"):
        assert chair.look(f"/chair/resolutions/{one}/{change}").status_code in (404, 405)
    step(chair, world, "1", "open")
    assert answer_of(chair.look(f"/chair/resolutions/{one}/open")) == "wrong_state"


def test_two_presses_do_one_thing_and_show_that_it_is_done(world: World) -> None:
    chair, one = world.person("chair"), world.resolutions["1"]
    path = f"/chair/resolutions/{one}/open"
    first, second = chair.send(path, {}), chair.send(path, {})
    assert (first.status_code, second.status_code) == (303, 303)
    assert (answer_of(first), answer_of(second)) == ("ok", "wrong_state")
    assert chair.send(f"/chair/resolutions/{one}/announce", {}).status_code == 409
    machine = chair._client.post(
        path, data={"csrf_token": chair.field("csrf_token", "")}, headers={"Accept": "application/json"}
    )
    assert (machine.status_code, machine.json["code"]) == (409, "wrong_state")


def test_what_is_on_now_comes_first(world: World) -> None:
    chair = world.person("chair")

    def on_top() -> str:
        page = chair.look("/chair/?lang=en").text
        return next(title for title in ("Annual accounts", "Directors", "Statutes") if title in page)

    assert on_top() == "Annual accounts"
    step(chair, world, "4", "open")
    page = chair.look("/chair/?lang=en").text
    assert page.index("Statutes") < page.index("Annual accounts")
    step(chair, world, "4", "close")
    step(chair, world, "2", "open")
    page = chair.look("/chair/?lang=en").text
    assert page.index("Directors") < page.index("Statutes")
    assert page.index("Directors") < page.index("Annual accounts")


def test_incidents_stand_in_order_of_time_and_stay(world: World) -> None:
    chair = world.person("chair")
    world.clock.moment = MEETING + timedelta(minutes=55)  # 10:55 in Brussels
    later = {"time": "10:51", "venue": "LIE", "text": "Luik is terug"}
    earlier = {"time": "10:42", "venue": "LIE", "text": "Luik is <b>weg</b>"}
    for fields in (later, earlier, {"text": "nothing in particular"}):
        assert answer_of(chair.send("/chair/incidents", fields)) == "ok"
    page = chair.look("/chair/").text
    assert page.index("10:42") < page.index("10:51") < page.index("10:55")
    assert "Luik is &lt;b&gt;weg&lt;/b&gt;" in page


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"text": "   "}, "incident_empty"),
        ({"text": "x" * 2001}, "incident_empty"),
        ({"text": "tomorrow", "time": "23:59"}, "incident_later"),
        ({"text": "when?", "time": "25:00"}, "invalid_form"),
        ({"text": "when?", "ended": "²:00"}, "invalid_form"),
        ({"text": "where?", "venue": "ROM"}, "not_found"),
    ],
)
def test_an_incident_that_cannot_be_is_refused(world: World, fields: dict[str, object], answer: str) -> None:
    chair = world.person("chair")
    assert answer_of(chair.send("/chair/incidents", fields)) == answer
    assert "tomorrow" not in chair.look("/chair/").text


def test_the_next_step_is_to_show_then_to_open(world: World) -> None:
    chair, one, two = world.person("chair"), world.resolutions["1"], world.resolutions["2"]

    def primary() -> str:
        page = chair.look("/chair/now?lang=en").text
        found = re.search(r'<(?:a|button)[^>]*class="[^"]*primary[^"]*"[^>]*>([^<]+)', page)
        assert found
        return found[1]

    assert primary() == "Show it in the halls"
    assert answer_of(chair.send("/chair/screen", {"resolution": one})) == "ok"
    assert primary() == "Open the vote"
    assert answer_of(chair.send("/chair/screen", {"resolution": two})) == "ok"
    assert "Directors" in chair.look("/chair/now?lang=en").text, "what the halls look at is put to the vote"
    assert answer_of(chair.send("/chair/screen", {"resolution": "10000"})) == "not_found"
    step(chair, world, "2", "open")
    assert primary() == "Close the vote"
    step(chair, world, "2", "close")
    assert primary() == "Announce the result"


def test_a_vote_can_be_opened_for_some_minutes_and_extended(world: World) -> None:
    chair, one = world.person("chair"), world.resolutions["1"]
    for wrong in ("-1", "x", "1.5", "99999"):
        opened = chair.send(f"/chair/resolutions/{one}/open", {"minutes": wrong})
        assert answer_of(opened) == "closing_time_invalid"
    assert (
        answer_of(chair.send(f"/chair/resolutions/{one}/open", {"minutes": "721"})) == "closing_time_invalid"
    )
    assert "Open the vote" in chair.look("/chair/now?lang=en").text, "refused whole"
    assert answer_of(chair.send(f"/chair/resolutions/{one}/open", {"minutes": "3"})) == "ok"
    path = f"/chair/resolutions/{one}/closing-time"

    def until() -> int:
        found = re.search(r'data-until="(\d+)"', chair.look("/chair/now").text)
        return (int(found[1]) - round(MEETING.timestamp() * 1000)) // 60_000 if found else 0

    assert until() == 3
    assert answer_of(chair.send(path, {"minutes": "5", "more": "yes"})) == "ok"
    assert until() == 8
    assert answer_of(chair.send(path, {})) == "ok"
    assert until() == 0
    assert answer_of(chair.send(path, {"minutes": "2"})) == "ok"
    assert until() == 2
    world.clock.moment = MEETING + timedelta(minutes=2)
    vote = {"channel": "online", "choice": "for"}
    assert answer_of(world.member(1).send(f"/resolutions/{one}/vote", vote)) == "not_open"
    assert answer_of(chair.send(path, {"minutes": "2", "more": "yes"})) == "wrong_state"


def test_an_incident_is_over_once(world: World) -> None:
    chair = world.person("chair")
    world.clock.moment = MEETING + timedelta(minutes=55)  # 10:55 in Brussels
    whole = {"time": "10:42", "ended": "10:51", "venue": "LIE", "text": "the link was lost"}
    assert answer_of(chair.send("/chair/incidents", whole)) == "ok"
    assert re.search(r"10:42 – 10:51", chair.look("/chair/").text)
    backwards = {"time": "10:42", "ended": "10:41", "text": "backwards"}
    assert answer_of(chair.send("/chair/incidents", backwards)) == "incident_later"
    assert "backwards" not in chair.look("/chair/").text
    assert answer_of(chair.send("/chair/incidents", {"time": "10:50", "text": "no sound"})) == "ok"
    incident = re.findall(r"/chair/incidents/(\d+)/end", chair.look("/chair/").text)[-1]
    for ended, answer in (("10:49", "incident_later"), ("10:53", "ok"), ("10:54", "incident_ended")):
        assert answer_of(chair.send(f"/chair/incidents/{incident}/end", {"time": ended})) == answer
    assert re.search(r"10:50 – 10:53", chair.look("/chair/").text)
    assert answer_of(chair.send("/chair/incidents/10000/end", {})) == "not_found"


def test_a_new_round_is_put_once_however_often_it_is_pressed(world: World) -> None:
    chair, one = world.person("chair"), world.resolutions["1"]
    step(chair, world, "1", "open")
    chair.send(f"/chair/resolutions/{one}/annul", {"reason": "x"})
    answers = [chair.send(f"/chair/resolutions/{one}/again", {}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert chair.look("/chair/").text.count("ronde 2") == 1


def test_a_new_round_is_offered_until_it_is_put(world: World) -> None:
    chair, one = world.person("chair"), world.resolutions["1"]
    step(chair, world, "1", "open")
    assert 'id="again"' not in chair.look("/chair/").text
    chair.send(f"/chair/resolutions/{one}/annul", {"reason": "x"})
    assert 'id="again"' in chair.look("/chair/").text
    step(chair, world, "1", "again")
    page = chair.look("/chair/").text
    assert 'id="again"' not in page
    assert f"/chair/resolutions/{one}/again" not in page


def test_the_page_that_asks_says_what_is_at_stake(world: World) -> None:
    chair, one = world.person("chair"), world.resolutions["1"]
    step(chair, world, "1", "open")
    world.member(1).send(f"/resolutions/{one}/vote", {"channel": "online", "choice": "against"})
    assert "Resolution 1 is still open" in asked(world, "4", "open")
    step(chair, world, "1", "close")
    assert "Resolution 1 is still open" not in asked(world, "4", "open")
    announcing = asked(world, "1", "announce")
    assert "Rejected" in announcing
    assert "For: 0 of 1 (0.00%)" in announcing


def new_display(world: World, venue: str) -> tuple[str, DeviceSource]:
    """The code of a hall's new display, and as what it is heard."""
    with world.app.app_context(), writing(db.session()) as session:
        key, settings = KEY.encode(), Settings(venue)
        code = make_display(session, key, world.assembly_id, settings, now=MEETING, actor="test")
        account = find_display(session, key, code).account_id
    return code, DeviceSource(world.assembly_id, venue, DeviceKind.DISPLAY, account)


def test_a_hall_that_has_fallen_silent_is_said_before_the_chair_closes(world: World) -> None:
    chair, answering = world.person("chair"), world.app.extensions["live"].answering
    step(chair, world, "1", "open")
    now, (_, brussels), (_, liege) = MEETING.timestamp(), new_display(world, "BRU"), new_display(world, "LIE")
    answering.learn([(*brussels, now), (*liege, now - 60)])
    for page in (chair.look("/chair/now?lang=en").text, asked(world, "1", "close")):
        assert "Liège has not answered since" in page or "Luik has not answered since" in page
        assert "Brussel has not answered" not in page
    other, _ = new_display(world, "LIE")
    world.app.test_client().get(f"/display/{other}/state")
    assert "has not answered" not in chair.look("/chair/now?lang=en").text, "another screen of the hall does"


def test_a_display_that_was_revoked_is_not_waited_for(world: World) -> None:
    chair, answering = world.person("chair"), world.app.extensions["live"].answering
    _, liege = new_display(world, "LIE")
    answering.learn([(*liege, MEETING.timestamp() - 60)])
    assert 'id="silence-LIE"' in chair.look("/chair/now").text
    with world.app.app_context(), writing(db.session()) as session:
        revoke_display(session, world.assembly_id, liege.account, now=MEETING, actor="test")
    assert 'id="silence-LIE"' not in chair.look("/chair/now").text


def test_tablets_and_the_desk_of_a_hall_are_heard_too(world: World) -> None:
    chair, answering = world.person("chair"), world.app.extensions["live"].answering
    with world.app.app_context(), writing(db.session()) as session:
        key = KEY.encode()
        code = add_tablet(session, key, world.assembly_id, "LIE", "1", now=MEETING, account_id=1)
        device_key = enrol_tablet(session, key, code, now=MEETING)
    tablet, desk = (
        DeviceSource(world.assembly_id, "LIE", kind) for kind in (DeviceKind.TABLET, DeviceKind.DESK)
    )
    before = MEETING.timestamp()
    client = world.app.test_client()
    client.set_cookie("tablet", device_key)
    assert client.get("/tablet/").status_code == 200
    assert world.person("steward_lie").look("/desk/LIE/").status_code == 200
    assert answering.heard[tablet] >= before
    assert answering.heard[desk] >= before
    assert 'id="silence-LIE"' not in chair.look("/chair/now").text
    answering._heard[desk] -= 100
    assert 'id="silence-LIE"' not in chair.look("/chair/now").text, "nobody has come to that desk"
    assert (
        answer_of(
            world.person("steward_lie").send("/desk/LIE/check-in", {"member": "7", "nonce": "nonce-000"})
        )
        == "ok"
    )
    answering._heard[desk] = before
    for silent_now, alarm in ((desk, False), (tablet, True)):
        answering._heard[silent_now] -= 100
        page = chair.look("/chair/now").text
        assert 'id="silence-LIE"' in page
        assert ("<p data-say>" in page) is alarm, (
            "phones at a desk sleep in pockets: that alone alarms nobody"
        )


def test_a_display_that_asks_is_heard(world: World) -> None:
    code, liege = new_display(world, "LIE")
    client, answering = world.app.test_client(), world.app.extensions["live"].answering
    for _ in range(2):  # made, then at hand
        world.clock.moment += timedelta(milliseconds=1)
        assert client.get(f"/display/{code}/state").status_code == 200
        assert answering.heard[liege] == world.clock.moment.timestamp()
    heard = answering.heard[liege]
    assert silent(answering.heard, heard + 24) == []
    assert [silence.venue for silence in silent(answering.heard, heard + 60)] == ["LIE"]
    assert silent(answering.heard, heard + 3600) == []


def test_what_one_process_has_heard_the_others_learn() -> None:
    here, there, source = Answering(), Answering(), DeviceSource(1, "LIE", DeviceKind.DISPLAY, 7)
    here.hear(source)
    there.learn(json.loads(json.dumps(here.to_tell())))
    assert there.heard == here.heard


def test_a_silence_is_as_long_whatever_the_clock_of_the_system_says(world: World) -> None:
    chair, answering = world.person("chair"), world.app.extensions["live"].answering
    _, liege = new_display(world, "LIE")
    answering.hear(liege)
    world.clock.moment += timedelta(seconds=24)
    assert 'id="silence-LIE"' not in chair.look("/chair/now").text
    world.clock.moment += timedelta(seconds=2)
    assert 'id="silence-LIE"' in chair.look("/chair/now").text
