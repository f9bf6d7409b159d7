"""Acts at the doors other than arriving, what reaches us late, and what a steward may see and do."""

import gzip
import json
from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.accounts.help_desk import scan_pass
from tests.tables import table
from tests.web.second import second_assembly
from tests.world import KEY, MEETING, World
from voting.attendance.door_roll import HASH_BYTES, HASH_BYTES_OF_OTHERS, door_hash
from voting.attendance.models import Presence, ScanConflict
from voting.attendance.packed_rolls import PackedRolls
from voting.attendance.passes import clean_pass, pass_token
from voting.attendance.presence import present_now
from voting.attendance.rules import Answer, ConflictKind, judge_late
from voting.extensions import db
from voting.rehearsal.browser import Browser, answer_of

DAYS = timedelta(days=400)


def act(browser: Browser, path: str, nonce: str, **fields: object) -> str:
    return answer_of(browser.send(path, {"nonce": nonce, **fields}))


def present(world: World) -> dict[str, int]:
    with world.app.app_context():
        return present_now(db.session(), world.assembly_id)


@pytest.mark.parametrize(
    ("answer", "shown", "kind"),
    [
        (Answer.WELCOME, Answer.WELCOME, None),
        (Answer.PRESENT_ELSEWHERE, Answer.WELCOME, ConflictKind.ELSEWHERE),
        (Answer.PRESENT_ELSEWHERE, Answer.PRESENT_ELSEWHERE, ConflictKind.ELSEWHERE),
        (Answer.ALREADY_HERE, Answer.WELCOME, ConflictKind.TWICE),
        (Answer.ALREADY_HERE, Answer.ALREADY_HERE, None),
        (Answer.NOT_ENTITLED, Answer.WELCOME, ConflictKind.REFUSED),
        (Answer.NOT_ENTITLED, Answer.NOT_ENTITLED, None),
        (Answer.PASS_REVOKED, Answer.WELCOME, ConflictKind.REFUSED),
        (Answer.OVERTAKEN, Answer.WELCOME, ConflictKind.OVERTAKEN),
    ],
)
def test_what_a_person_must_settle(answer: Answer, shown: Answer, kind: ConflictKind | None) -> None:
    assert judge_late(answer, shown) is kind


@pytest.mark.parametrize("reading", table("passes-read"), ids=lambda reading: reading["typed"])
def test_a_pass_is_read_from_whatever_keyboard_a_scanner_types_on(reading: dict[str, Any]) -> None:
    assert clean_pass(reading["typed"]) == reading["pass"]


def test_leaving_and_coming_back_are_two_stretches(world: World) -> None:
    door = world.person("steward")
    for minutes, path in enumerate(("check-in", "check-out", "check-in")):
        world.clock.moment = MEETING + timedelta(minutes=minutes)
        assert act(door, f"/desk/BRU/{path}", f"nonce-number-{minutes}", member="1") == "ok"
        assert act(door, f"/desk/BRU/{path}", f"nonce-number-{minutes}", member="1") == "ok"
    with world.app.app_context():
        rows = db.session.execute(select(Presence.since, Presence.until).order_by(Presence.since)).all()
    begin = [MEETING + timedelta(minutes=minutes) for minutes in range(3)]
    assert [tuple(row) for row in rows] == [(begin[0], begin[1]), (begin[2], None)]


def test_what_was_done_by_mistake_is_taken_back_for_ten_minutes(world: World) -> None:
    door = world.person("steward")
    assert answer_of(world.member(1).send("/assembly/join", {})) == "ok"
    world.clock.moment = MEETING + timedelta(minutes=1)
    act(door, "/desk/BRU/check-in", "nonce-one", member="1")
    assert present(world) == {"BRU": 1}
    for _ in range(2):
        assert act(door, "/desk/BRU/undo", "nonce-two", act="nonce-one") == "ok"
    assert present(world) == {"online": 1}
    assert act(door, "/desk/BRU/undo", "nonce-three", act="nonce-one") == "wrong_state"
    assert act(world.person("steward_lie"), "/desk/LIE/undo", "nonce-four", act="nonce-one") == "not_found"
    act(door, "/desk/BRU/check-in", "nonce-five", member="2")
    world.clock.moment = MEETING + timedelta(minutes=12)
    assert act(door, "/desk/BRU/undo", "nonce-six", act="nonce-five") == "undo_late"


def test_an_arrival_on_which_a_vote_rests_stands_and_nobody_is_sent_out_during_a_vote(world: World) -> None:
    one, door, supervisor = world.resolutions["1"], world.person("steward"), world.person("supervisor")
    act(door, "/desk/BRU/check-in", "nonce-one", member="1")
    world.person("chair").send(f"/chair/resolutions/{one}/open", {})
    vote = {"channel": "venue", "venue": "BRU", "choice": "for"}
    assert answer_of(world.member(1).send(f"/resolutions/{one}/vote", vote)) == "ok"
    assert act(door, "/desk/BRU/undo", "nonce-two", act="nonce-one") == "voted_since"
    assert answer_of(supervisor.send("/desk/BRU/close", {})) == "vote_is_open"
    world.person("chair").send(f"/chair/resolutions/{one}/close", {})
    assert answer_of(supervisor.send("/desk/BRU/close", {})) == "ok"
    assert present(world) == {}


def test_what_reaches_us_after_something_later_is_left_to_a_person(world: World) -> None:
    brussels, liege = world.person("steward"), world.person("steward_lie")
    act(liege, "/desk/LIE/check-in", "nonce-one", member="1")
    world.clock.moment = MEETING + timedelta(minutes=5)
    act(liege, "/desk/LIE/check-out", "nonce-two", member="1")
    world.clock.moment = MEETING + timedelta(minutes=9)
    late = {"member": "1", "shown": "welcome", "scanned_at": "0", "sent_at": str(6 * 60_000)}
    assert act(brussels, "/desk/BRU/check-in", "nonce-three", **late) == "overtaken"
    assert present(world) == {}
    with world.app.app_context():
        assert db.session.scalars(select(ScanConflict.kind)).all() == ["overtaken"]
    settled = {"scan": "nonce-three", "settlement": "here"}
    assert answer_of(world.person("supervisor").send("/desk/BRU/conflicts", settled)) == "ok"
    assert answer_of(world.person("supervisor").send("/desk/BRU/conflicts", settled)) == "wrong_state"
    assert present(world) == {"BRU": 1}


def test_a_move_is_a_supervisors_and_a_replaced_pass_opens_no_door(world: World) -> None:
    door, supervisor = world.person("steward"), world.person("supervisor")
    act(world.person("steward_lie"), "/desk/LIE/check-in", "nonce-one", member="1")
    assert act(door, "/desk/BRU/move", "nonce-two", member="1") == "forbidden"
    assert act(supervisor, "/desk/BRU/move", "nonce-three", member="1") == "ok"
    assert present(world) == {"BRU": 1}
    old = pass_token(KEY.encode(), world.assembly_id, "2")
    assert answer_of(supervisor.send("/desk/BRU/help/pass", scan_pass(world, supervisor, "2"))) == "ok"
    assert act(door, "/desk/BRU/check-in", "nonce-four", member=old) == "pass_revoked"
    new = pass_token(KEY.encode(), world.assembly_id, "2", 1)
    assert act(door, "/desk/BRU/check-in", "nonce-five", member=new) == "ok"


def test_a_steward_finds_people_by_name_and_sees_no_more_than_the_city(world: World) -> None:
    act(world.person("steward_lie"), "/desk/LIE/check-in", "nonce-one", member="12")
    door = world.person("steward")
    page = door.look("/desk/BRU/find?q=náme12").text
    assert "First12 Name12" in page
    assert "Luik" in page
    for secret in ("example.org", "1000", "2025-06-17"):
        assert secret not in page.partition('id="found"')[2]
    assert "First12" not in door.look("/desk/BRU/find?q=na").text
    assert "Name41" not in door.look("/desk/BRU/find?q=name41").text
    assert door.send("/desk/BRU/check-in", {"member": "First", "nonce": "nonce-two"}).status_code == 303


def test_a_roll_is_packed_once_for_all_phones_and_anew_in_another_version() -> None:
    rolls, made = PackedRolls(), []

    def fetch(version: str) -> Any:
        def make() -> dict[str, Any]:
            made.append(version)
            return {"version": version}

        return json.loads(gzip.decompress(rolls.get(1, version, make)))["version"]

    with ThreadPoolExecutor(8) as phones:
        assert set(phones.map(fetch, ["one"] * 40)) == {"one"}
    assert made == ["one"]
    assert fetch("two") == "two"
    assert made == ["one", "two"]


def test_a_phone_gets_the_roll_as_it_was_corrected(world: World) -> None:
    door = world.person("steward")

    def numbers() -> list[str]:
        roll: dict[str, list[str]] = json.loads(gzip.decompress(door.look("/desk/BRU/roll").data))
        return roll["numbers"]

    assert len(numbers()) == 40
    correction = {"member": "41", "kind": "added", "reason": "paid in time"}
    assert answer_of(world.person("secretary").send("/office/roll", correction)) == "ok"
    assert len(numbers()) == 41


def test_the_roll_for_a_phone_has_names_and_hashes_and_is_refused_when_all_is_over(world: World) -> None:
    second, door = second_assembly(world), world.person("steward")
    roll = json.loads(gzip.decompress(door.look("/desk/BRU/roll").data))
    assert roll.keys() == {
        *("assembly", "key", "numbers", "names", "legal", "apart", "passes", "others"),
        *("version", "until"),
    }
    place = roll["numbers"].index("7")
    assert roll["names"][place] == "First7 Name7"
    hashes = b64decode(roll["passes"])
    known = door_hash(b64decode(roll["key"]), pass_token(KEY.encode(), world.assembly_id, "7"))
    assert hashes[place * HASH_BYTES : (place + 1) * HASH_BYTES] == known
    theirs = door_hash(b64decode(roll["key"]), pass_token(KEY.encode(), second.assembly_id, "7"))
    assert theirs not in hashes
    [other] = roll["others"]
    assert other["day"] == "2026-06-17"
    short = b64decode(other["passes"])
    assert short.index(theirs[:HASH_BYTES_OF_OTHERS]) % HASH_BYTES_OF_OTHERS == 0
    assert "41" not in roll["numbers"]
    world.clock.moment = MEETING + timedelta(days=2)
    assert answer_of(door.look("/desk/BRU/roll")) == "sign_in_needed"
