"""Opening and closing the meeting: nobody is present before it and after it, and both are done once."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from tests.gate.crowd import attempt
from tests.world import ACTOR, ADVANCE, MEETING, World
from voting.assembly.models import Assembly
from voting.attendance.check_in import check_in, join_online
from voting.attendance.leaving import leave_online
from voting.attendance.models import ONLINE, Presence
from voting.attendance.presence import present_now
from voting.attendance.scan_log import Scan
from voting.audit.chain import verify
from voting.audit.models import AuditEntry
from voting.ballot.life import close_resolution, open_resolution
from voting.ballot.meeting import close_meeting, open_meeting, resume_meeting
from voting.ballot.models import Resolution
from voting.database import writing
from voting.extensions import db
from voting.rehearsal.browser import answer_of

HOUR = MEETING + timedelta(minutes=30)


def does(world: World, act: Callable[..., None], now: datetime = MEETING) -> str:
    with world.app.app_context():
        return attempt(act, world.assembly_id, now=now, actor=ACTOR)


def joins(world: World, member: str, now: datetime = MEETING) -> str:
    with world.app.app_context():
        return attempt(join_online, world.assembly_id, member, now=now)


def arrives(world: World, member: str, at: datetime, now: datetime | None = None) -> str:
    scan = Scan(world.assembly_id, member, "BRU", f"nonce-{member}-{at.isoformat()}", 1, at, now or at)
    with world.app.app_context():
        return attempt(check_in, scan)


def set_hour(world: World, hour: datetime) -> None:
    with world.app.app_context(), writing(db.session()) as session:
        session.execute(update(Assembly).values(opens_at=hour))


def stays(world: World) -> list[tuple[str, str, datetime, datetime | None]]:
    with world.app.app_context():
        rows = db.session.scalars(select(Presence).order_by(Presence.id)).all()
        return [(row.member, row.place, row.since, row.until) for row in rows]


def test_without_an_hour_one_takes_part_on_the_day_itself(world: World) -> None:
    assert joins(world, "1", ADVANCE) == arrives(world, "2", ADVANCE) == "not_begun"
    midnight = datetime.fromisoformat("2025-06-17T00:00:00+02:00")
    assert joins(world, "1", midnight - timedelta(seconds=1)) == "not_begun"
    assert (joins(world, "1", midnight), arrives(world, "2", midnight)) == ("ok", "ok")


def test_with_an_hour_from_then_on_or_from_when_the_chair_opens_it(world: World) -> None:
    set_hour(world, HOUR)
    assert (joins(world, "1"), arrives(world, "2", MEETING)) == ("not_begun", "ok"), "its doors are open"
    assert joins(world, "1", HOUR) == "ok"
    assert does(world, open_meeting) == "ok"
    assert joins(world, "3") == "ok"
    assert does(world, open_meeting) == "wrong_state"


def test_the_first_vote_opens_the_meeting(world: World) -> None:
    with world.app.app_context():
        assert attempt(open_resolution, world.resolutions["1"], now=ADVANCE, actor=ACTOR) == "ok"
        assert db.session.get_one(Assembly, world.assembly_id).opened_at == ADVANCE
        actions = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)).all()
        assert [action for action in actions if action.endswith("opened")] == [
            *("assembly.opened", "resolution.opened"),
        ]
    assert joins(world, "1", ADVANCE) == "ok", "who votes can be present"


def test_closing_it_ends_every_presence_at_that_moment(world: World) -> None:
    assert does(world, close_meeting) == "wrong_state", "it has not been opened"
    assert does(world, open_meeting) == "ok"
    assert (joins(world, "1"), arrives(world, "2", MEETING)) == ("ok", "ok")
    end = MEETING + timedelta(hours=2)
    one = world.resolutions["1"]
    with world.app.app_context():
        attempt(open_resolution, one, now=MEETING, actor=ACTOR)
    assert does(world, close_meeting, end) == "vote_is_open"
    with world.app.app_context():
        attempt(close_resolution, one, now=end, actor=ACTOR)
    assert does(world, close_meeting, end) == "ok"
    assert stays(world) == [("1", ONLINE, MEETING, end), ("2", "BRU", MEETING, end)]
    assert (joins(world, "3", end), arrives(world, "4", end)) == ("meeting_closed", "meeting_closed")
    assert does(world, close_meeting, end) == "wrong_state"
    with world.app.app_context():
        assert attempt(open_resolution, world.resolutions["2"], now=end, actor=ACTOR) == "meeting_closed"
        assert db.session.get_one(Resolution, one).present_or_represented == 2, "it stays noted at the vote"
        assert verify(db.session())[1] == []


def test_a_meeting_that_nobody_closed_ended_with_the_day_of_those_who_served(world: World) -> None:
    assert (does(world, open_meeting), joins(world, "1")) == ("ok", "ok")
    assert does(world, close_meeting, MEETING + timedelta(days=1)) == "ok"
    assert stays(world) == [("1", ONLINE, MEETING, datetime.fromisoformat("2025-06-18T06:00:00+02:00"))]


def test_a_scan_that_comes_after_the_end_is_present_until_the_end(world: World) -> None:
    end = MEETING + timedelta(hours=2)
    assert (does(world, open_meeting), does(world, close_meeting, end)) == ("ok", "ok")
    late = end + timedelta(minutes=5)
    assert arrives(world, "5", MEETING + timedelta(hours=1), late) == "ok"
    assert stays(world) == [("5", "BRU", MEETING + timedelta(hours=1), end)]
    assert arrives(world, "6", end, late) == "meeting_closed"


@pytest.mark.parametrize(("minutes", "answer"), [(10, "ok"), (11, "undo_late")])
def test_a_closing_by_mistake_is_taken_back(world: World, minutes: int, answer: str) -> None:
    assert (does(world, open_meeting), joins(world, "1"), joins(world, "2")) == ("ok", "ok", "ok")
    with world.app.app_context():
        attempt(leave_online, world.assembly_id, "2", now=MEETING + timedelta(minutes=1))
    assert does(world, resume_meeting) == "wrong_state"
    end = MEETING + timedelta(hours=2)
    assert does(world, close_meeting, end) == "ok"
    assert does(world, resume_meeting, end + timedelta(minutes=minutes)) == answer
    with world.app.app_context():
        assert present_now(db.session(), world.assembly_id) == ({ONLINE: 1} if answer == "ok" else {})


def test_who_leaves_comes_back_and_each_stay_has_its_times(world: World) -> None:
    assert joins(world, "1") == "ok"
    times = [MEETING + timedelta(minutes=minutes) for minutes in (10, 11, 20)]
    with world.app.app_context():
        for moment in times[:2]:
            attempt(leave_online, world.assembly_id, "1", now=moment)
    assert joins(world, "1", times[2]) == "ok"
    assert stays(world) == [("1", ONLINE, MEETING, times[0]), ("1", ONLINE, times[2], None)]


def test_leaving_online_takes_nobody_out_of_a_hall(world: World) -> None:
    assert arrives(world, "1", MEETING) == "ok"
    with world.app.app_context():
        assert attempt(leave_online, world.assembly_id, "1", now=HOUR) == "ok"
    assert stays(world) == [("1", "BRU", MEETING, None)]


@pytest.mark.parametrize(
    ("language", "day"),
    [("nl", "17 juni 2025"), ("fr", "17 juin 2025"), ("de", "17. Juni 2025"), ("en", "17 June 2025")],
)
def test_who_is_too_early_is_told_from_when(world: World, language: str, day: str) -> None:
    world.clock.moment = ADVANCE
    door, member = world.person("steward"), world.member(1)
    arrival = {"member": "2", "nonce": "nonce-one"}
    door.look(f"/desk/BRU/?lang={language}")
    page = member.look(f"/assembly?lang={language}").text
    assert day in page
    assert "/assembly/join" not in page
    told = [member.send("/assembly/join", {}).text, door.send("/desk/BRU/check-in", arrival).text]
    assert all(day in text and "00:00" not in text for text in told)
    set_hour(world, HOUR)
    assert f"{day}, 10:30" in member.look("/assembly").text
    assert f"{day}, 10:30" in member.send("/assembly/join", {}).text
    world.clock.moment = MEETING
    assert answer_of(door.send("/desk/BRU/check-in", arrival)) == "ok"
    assert "10:30" in member.send("/assembly/join", {}).text
