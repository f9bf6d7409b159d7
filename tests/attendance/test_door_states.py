"""What the phones at the doors are told of who is where: everything once, then what has changed."""

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.assembly.giving import give_proxy
from tests.ballot.test_headcount import come, statements
from tests.gate.crowd import attempt
from tests.world import KEY, MEETING, World
from voting.attendance.check_in import join_online
from voting.attendance.door_roll import everybodys_places, whom_to_mind
from voting.attendance.door_states import DoorStates
from voting.attendance.leaving import check_out, check_out_all, leave_online
from voting.attendance.scan_log import Scan
from voting.extensions import db


def tell(world: World, states: DoorStates, seq: int | None = None) -> dict[str, Any]:
    """What a phone is told that knows everything up to an entry of the log."""
    told = states.since(db.session(), KEY.encode(), world.assembly_id, seq)
    db.session.rollback()
    found: dict[str, Any] = json.loads(told)
    return found


def learn(known: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """As static/desk/judgement.js and rules.js learn it: by number the places, and the rest."""
    places = dict(known.get("places", {}))
    if "places" in told:
        places = {member: place for place, members in told["places"].items() for member in members}
    places |= told["moved"]
    return known | told | {"places": {member: place for member, place in places.items() if place}}


def true(world: World) -> dict[str, Any]:
    """The same from the tables."""
    session = db.session()
    places = everybodys_places(session, world.assembly_id)
    minded = whom_to_mind(session, KEY.encode(), world.assembly_id)
    session.rollback()
    return minded | {"places": {member: place for place, some in places.items() for member in some}}


def leave(world: World, member: int) -> str:
    scan = Scan(world.assembly_id, str(member), "BRU", f"leaving-{member:09}", 1, MEETING, MEETING)
    return attempt(check_out, scan)


def test_a_phone_that_is_told_only_what_changes_knows_what_is_true(world: World) -> None:
    states, assembly = DoorStates(), world.assembly_id
    acts: list[Callable[[], object]] = [
        lambda: come(world, range(1, 6)),
        lambda: attempt(join_online, assembly, "7", now=MEETING),
        lambda: leave(world, 3),
        lambda: attempt(give_proxy, assembly, "9", "1", now=MEETING),
        lambda: attempt(leave_online, assembly, "7", now=MEETING),
        lambda: attempt(check_out_all, assembly, "BRU", now=MEETING, account_id=1),
        lambda: come(world, range(11, 13)),
    ]
    with world.app.app_context():
        knows = learn({}, tell(world, states))
        for act in acts:
            act()
            told = tell(world, states, knows["seq"])
            knows = learn(knows, told)
            assert {name: knows[name] for name in true(world)} == true(world)
            begun = learn({}, tell(world, states))
            assert {name: begun[name] for name in true(world)} == true(world)
        assert "places" not in told


def test_an_arrival_is_told_alone(world: World) -> None:
    states = DoorStates()
    with world.app.app_context():
        come(world, range(1, 6))
        seq = tell(world, states)["seq"]
        come(world, range(6, 7))
        told = tell(world, states, seq)
    assert told == {"seq": seq + 1, "moved": {"6": "BRU"}}


def test_phones_that_are_opened_in_the_rush_read_everybody_once(world: World) -> None:
    states = DoorStates()

    def opened() -> None:
        tell(world, states)

    with world.app.app_context():
        come(world, range(1, 6))
    first = statements(world.app, opened)
    with world.app.app_context():
        come(world, range(6, 7))
    again = statements(world.app, opened)
    everybody = [one for one in first if "ORDER BY presence.member" in one]
    assert len(everybody) == 1
    assert everybody[0] not in again


@pytest.mark.parametrize("since", ["", "?since=", "?since=-1", "?since=999999999", "?since=x", "?since=0"])
def test_whoever_says_what_cannot_be_is_told_everything(world: World, since: str) -> None:
    with world.app.app_context():
        come(world, range(1, 3))
    told = world.person("steward").look(f"/desk/BRU/states{since}").json
    assert told is not None
    assert sorted(learn({}, dict(told))["places"]) == ["1", "2"]


def test_what_is_long_is_compressed_for_whoever_understands_that(world: World) -> None:
    with world.app.app_context():
        come(world, range(1, 41))
    client = world.person("steward")._client
    plain = client.get("/desk/BRU/states")
    packed = client.get("/desk/BRU/states", headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.data))["places"] == plain.json["places"]
    assert len(packed.data) < len(plain.data)
