"""Scans that come later than they were made: a wrong clock writes no presence of another day, and what a
teller has signed stands until a person decides otherwise."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.gate.crowd import attempt
from tests.world import MEETING, World
from voting.attendance.models import Presence, ScanConflict
from voting.attendance.rules import FARTHEST, ConflictKind, claimed_moment, date_scan
from voting.ballot.models import Resolution
from voting.ballot.reconciliation import figures_hash, sign_off, sign_reconciliation
from voting.extensions import db
from voting.rehearsal.browser import Browser, answer_of

MINUTE = timedelta(minutes=1)
OPENS = datetime.fromisoformat("2025-06-17T00:00:00+02:00")
HEARD = MEETING - 5 * MINUTE
HOURS = st.timedeltas(-timedelta(days=4000), timedelta(days=4000))
MOMENTS = HOURS.map(lambda by: MEETING + by)


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(hours=9)), st.timedeltas(-FARTHEST, FARTHEST))
def test_a_clock_that_is_wrong_all_the_time_is_no_matter(
    now: datetime, age: timedelta, error: timedelta
) -> None:
    sent = datetime(1970, 1, 1, tzinfo=now.tzinfo) + (FARTHEST + error) / 2
    assert claimed_moment(sent - age, sent, now) == now - age


@given(MOMENTS, MOMENTS, st.none() | MOMENTS, st.none() | MOMENTS)
def test_whatever_a_phone_says_a_scan_counts_while_the_doors_were_open(
    claimed: datetime, now: datetime, heard: datetime | None, signed: datetime | None
) -> None:
    at, doubt = date_scan(claimed, now, OPENS, heard, signed)
    assert at <= now
    if now >= OPENS:
        assert at >= OPENS
    if heard is not None:
        assert at >= min(heard, now)
    if signed is not None and signed < now:
        assert at > signed
    if doubt is None:
        assert at == max(claimed, heard or claimed) or at == now


@pytest.mark.parametrize(
    ("claimed", "at", "doubt"),
    [
        (MEETING - MINUTE, MEETING - MINUTE, None),
        (datetime.fromisoformat("2020-01-01T00:00:00+00:00"), HEARD, ConflictKind.CLOCK),
        (datetime.fromisoformat("2031-01-01T00:00:00+00:00"), MEETING, ConflictKind.CLOCK),
        (MEETING + MINUTE, MEETING, None),
        (HEARD - MINUTE, HEARD, None),
    ],
)
def test_the_phones_last_word_from_the_server_bounds_it(
    claimed: datetime, at: datetime, doubt: ConflictKind | None
) -> None:
    assert date_scan(claimed, MEETING, OPENS, HEARD, None) == (at, doubt)


def test_more_than_twelve_hours_ago_is_doubtful() -> None:
    late, half_a_day = OPENS + timedelta(hours=20), timedelta(hours=12)
    assert date_scan(late - half_a_day, late, OPENS, None, None)[1] is None
    assert date_scan(late - half_a_day - MINUTE, late, OPENS, None, None)[1] is ConflictKind.CLOCK


def scan(door: Browser, path: str, nonce: str, member: str, scanned: int, sent: int, **more: str) -> str:
    """An act that comes later, with the phone's clock at scan and at sending, in milliseconds."""
    late = {"scanned_at": str(scanned), "sent_at": str(sent), **more}
    return answer_of(door.send(f"/desk/BRU/{path}", {"member": member, "nonce": nonce, **late}))


def stays(world: World, member: str) -> list[tuple[datetime, datetime | None]]:
    with world.app.app_context():
        rows = db.session.scalars(select(Presence).where(Presence.member == member).order_by(Presence.id))
        return [(row.since, row.until) for row in rows]


def kinds(world: World) -> list[str]:
    with world.app.app_context():
        return list(db.session.scalars(select(ScanConflict.kind).order_by(ScanConflict.nonce)))


@pytest.mark.parametrize("phone", [1577836800000, 86400000, 0])
def test_a_phone_whose_clock_was_set_writes_no_presence_of_another_day(world: World, phone: int) -> None:
    door, now = world.person("steward"), round(MEETING.timestamp() * 1000)
    heard = str(round(HEARD.timestamp() * 1000))
    assert scan(door, "check-in", "nonce-one", "1", phone, now, heard=heard, shown="welcome") == "ok"
    assert scan(door, "check-in", "nonce-two", "2", phone, now) == "ok"
    assert stays(world, "1") == [(HEARD, None)]
    assert stays(world, "2") == [(OPENS, None)]
    assert kinds(world) == ["clock", "clock"]
    page = world.person("supervisor").look("/desk/BRU/conflicts?lang=en").text
    assert "The phone’s clock was set after this scan" in page
    settled = {"scan": "nonce-one", "settlement": "as_scanned"}
    assert answer_of(world.person("supervisor").send("/desk/BRU/conflicts", settled)) == "wrong_state"
    assert (
        answer_of(world.person("supervisor").send("/desk/BRU/conflicts", settled | {"settlement": "stays"}))
        == "ok"
    )
    assert scan(door, "check-out", "nonce-three", "1", phone, now) == "ok"
    assert stays(world, "1") == [(HEARD, HEARD)], "as the phone says, but not before they came"


def closed_and_signed(world: World) -> int:
    """Member 1 in the hall, the vote closed at MEETING + 10 minutes, its figures signed."""
    one, chair, door = world.resolutions["1"], world.person("chair"), world.person("steward")
    assert answer_of(door.send("/desk/BRU/check-in", {"member": "1", "nonce": "nonce-000"})) == "ok"
    world.clock.moment = MEETING + 10 * MINUTE
    for change in ("open", "close"):
        assert answer_of(chair.send(f"/chair/resolutions/{one}/{change}", {})) == "ok"
    with world.app.app_context():
        seen = figures_hash(sign_off(db.session(), db.session.get_one(Resolution, one), "BRU").figures)
        assert attempt(sign_reconciliation, one, "BRU", "An", seen, account_id=1, now=world.clock()) == "ok"
    world.clock.moment = MEETING + 20 * MINUTE
    return one


def is_signed(world: World, resolution: int) -> bool:
    with world.app.app_context():
        return sign_off(db.session(), db.session.get_one(Resolution, resolution), "BRU").is_signed


AGO = 15 * 60_000
"""The scan was made fifteen minutes ago, before the closing."""


def test_an_arrival_before_a_signed_closing_is_for_a_person_to_settle(world: World) -> None:
    one, door = closed_and_signed(world), world.person("steward")
    assert scan(door, "check-in", "nonce-one", "2", 0, AGO, shown="welcome") == "ok"
    assert scan(door, "check-out", "nonce-two", "1", 0, AGO) == "ok"
    after = MEETING + 10 * MINUTE + timedelta(microseconds=1)
    assert stays(world, "2") == [(after, None)]
    assert stays(world, "1") == [(MEETING, after)]
    assert is_signed(world, one)
    assert kinds(world) == ["signed", "signed"]
    assert scan(door, "check-in", "nonce-one", "2", 0, AGO, shown="welcome") == "ok", "sent again"
    supervisor = world.person("supervisor")
    assert "whose figures here have been signed" in supervisor.look("/desk/BRU/conflicts?lang=en").text
    settled = {"scan": "nonce-one", "settlement": "as_scanned"}
    assert answer_of(supervisor.send("/desk/BRU/conflicts", settled)) == "ok"
    assert stays(world, "2") == [(MEETING + 5 * MINUTE, None)]
    assert not is_signed(world, one), "a person has decided so"
    assert answer_of(supervisor.send("/desk/BRU/conflicts", settled | {"scan": "nonce-two"})) == "ok"
    assert stays(world, "1") == [(MEETING, MEETING + 5 * MINUTE)]


def test_left_as_it_is_the_signature_stands(world: World) -> None:
    one, door = closed_and_signed(world), world.person("steward")
    assert scan(door, "check-in", "nonce-one", "2", 0, AGO) == "ok"
    settled = {"scan": "nonce-one", "settlement": "stays"}
    assert answer_of(world.person("supervisor").send("/desk/BRU/conflicts", settled)) == "ok"
    assert is_signed(world, one)


def test_before_anybody_has_signed_a_late_scan_counts_from_when_it_was_made(world: World) -> None:
    door, chair, one = world.person("steward"), world.person("chair"), world.resolutions["1"]
    for change in ("open", "close"):
        assert answer_of(chair.send(f"/chair/resolutions/{one}/{change}", {})) == "ok"
    world.clock.moment = MEETING + 5 * MINUTE
    assert scan(door, "check-in", "nonce-one", "2", 0, 10 * 60_000) == "ok"
    assert stays(world, "2") == [(MEETING - 5 * MINUTE, None)]
    assert kinds(world) == []


def test_an_act_before_a_signed_closing_is_not_taken_back(world: World) -> None:
    one, door = closed_and_signed(world), world.person("steward")
    world.clock.moment = MEETING + 10 * MINUTE
    assert (
        answer_of(door.send("/desk/BRU/undo", {"act": "nonce-000", "nonce": "nonce-009"})) == "signed_since"
    )
    assert is_signed(world, one)
    assert stays(world, "1") == [(MEETING, None)]


def test_what_is_taken_back_after_the_end_makes_nobody_present(world: World) -> None:
    door, chair = world.person("steward"), world.person("chair")
    assert answer_of(door.send("/desk/BRU/check-in", {"member": "1", "nonce": "nonce-one"})) == "ok"
    assert answer_of(door.send("/desk/BRU/check-out", {"member": "1", "nonce": "nonce-two"})) == "ok"
    for change in ("open", "close"):
        assert answer_of(chair.send(f"/chair/meeting/{change}", {})) == "ok"
    undo = {"act": "nonce-two", "nonce": "nonce-three"}
    assert answer_of(door.send("/desk/BRU/undo", undo)) == "meeting_closed"
    assert stays(world, "1") == [(MEETING, MEETING)]
