"""The life of a resolution: each step from one state only, with a trace, and a second round when annulled."""

import json
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from tests.ballot.meeting import result_of, step, vote_online
from tests.gate.crowd import attempt, stored
from tests.world import ASSEMBLY, MEETING, World
from voting.assembly.models import Assembly, RollEntry
from voting.audit.chain import verify
from voting.audit.models import AuditEntry
from voting.ballot.cast import Vote, cast
from voting.ballot.convene import convene
from voting.ballot.definition import read_definition
from voting.ballot.import_assembly import import_assembly
from voting.ballot.life import (
    announce_resolution,
    annul_resolution,
    close_resolution,
    open_resolution,
    put_again,
    rules_hash,
)
from voting.ballot.models import RULE_COLUMNS, Channel, Participation, Resolution, State
from voting.database import writing
from voting.extensions import db
from voting.register.models import Member

PATHS: dict[State, list[str]] = {
    State.DRAFT: [],
    State.OPEN: ["open"],
    State.CLOSED: ["open", "close"],
    State.ANNOUNCED: ["open", "close", "announce"],
    State.ANNULLED: ["open", "annul"],
}
ALLOWED = {
    "open": {State.DRAFT},
    "close": {State.OPEN},
    "announce": {State.CLOSED},
    "annul": {State.DRAFT, State.OPEN, State.CLOSED},
    "again": {State.ANNULLED},
}


def take(resolution: int, name: str) -> str:
    """Any step, with a reason where one is needed."""
    if name == "annul":
        return attempt(annul_resolution, resolution, "the line was cut", now=MEETING, actor="test")
    if name == "again":
        return attempt(put_again, resolution, now=MEETING, actor="test")
    return step(resolution, name)


@pytest.mark.parametrize("state", list(PATHS))
def test_each_step_is_taken_from_its_own_states_only(app: Flask, world: World, state: State) -> None:
    with app.app_context():
        for (number, resolution), name in zip(
            world.resolutions.items(), ["open", "close", "announce", "again"], strict=True
        ):
            for earlier in PATHS[state]:
                assert take(resolution, earlier) == "ok"
            assert take(resolution, name) == ("ok" if state in ALLOWED[name] else "wrong_state"), number
            assert verify(db.session())[1] == []
            db.session.rollback()


@pytest.mark.parametrize("state", list(PATHS))
def test_annulling_needs_a_reason(world: World, state: State) -> None:
    resolution = world.resolutions["1"]
    with world.app.app_context():
        for earlier in PATHS[state]:
            take(resolution, earlier)
        for reason in ("", " \n"):
            assert (
                attempt(annul_resolution, resolution, reason, now=MEETING, actor="test") == "reason_missing"
            )
        assert take(resolution, "annul") == ("ok" if state in ALLOWED["annul"] else "wrong_state")


ACTIONS: list[Callable[..., object]] = [
    open_resolution,
    close_resolution,
    announce_resolution,
    put_again,
    lambda session, number, **who: annul_resolution(session, number, "why", **who),
]


def test_what_is_not_there_is_not_found(world: World) -> None:
    with world.app.app_context():
        assert {attempt(action, 999, now=MEETING, actor="test") for action in ACTIONS} == {"not_found"}


def test_each_step_is_in_the_log_with_who_took_it(world: World) -> None:
    resolution = world.resolutions["1"]
    with world.app.app_context():
        for name in PATHS[State.ANNOUNCED]:
            take(resolution, name)
        entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(3)).all()[::-1]
        actions = [(entry.action, entry.actor) for entry in entries]
        opened, closed, announced = (json.loads(entry.details) for entry in entries)
        resolution_row = db.session.get_one(Resolution, resolution)
    assert actions == [(f"resolution.{name}", "test") for name in ("opened", "closed", "announced")]
    assert opened["rules_hash"] == resolution_row.rules_hash
    assert closed["participations_hash"] == resolution_row.participations_hash
    assert len(announced["result_hash"]) == 64


def test_votes_of_an_annulled_round_do_not_count_in_the_next(world: World) -> None:
    first = world.resolutions["1"]
    with world.app.app_context():
        step(first, "open")
        vote_online(first, range(1, 8))
        take(first, "annul")
        assert attempt(cast, Vote(first, "9", Channel.ONLINE, choice="for"), now=MEETING) == "not_open"
        assert take(first, "again") == "ok"
        assert take(first, "again") == "wrong_state"
        second = db.session.scalars(select(Resolution.id).where(Resolution.round == 2)).one()
        db.session.rollback()
        step(second, "open")
        vote_online(second, range(1, 4), "against")
        for name in ("close", "announce"):
            assert step(second, name) == "ok"
        assert result_of(second)["counts"] == {"for": 0, "against": 3, "abstain": 0}
        assert stored(Participation, first) == 7
        assert step(first, "announce") == "wrong_state"


def test_a_new_round_has_the_same_rules_and_a_round_of_its_own(world: World) -> None:
    first = world.resolutions["4"]
    with world.app.app_context():
        take(first, "annul")
        take(first, "again")
        one = db.session.get_one(Resolution, first)
        two = db.session.scalars(select(Resolution).where(Resolution.round == 2)).one()
        same = set(RULE_COLUMNS) - {"round", "rules_hash", "lot_commitment", "advance"}
        assert {name: getattr(one, name) for name in same} == {name: getattr(two, name) for name in same}
        assembly = db.session.get_one(Assembly, world.assembly_id)
        assert two.rules_hash == rules_hash(assembly, two) != one.rules_hash
        assert (two.state, two.advance) == ("draft", False)


def test_convening_freezes_the_roll_and_every_rule(world: World) -> None:
    with world.app.app_context():
        assembly = db.session.get_one(Assembly, world.assembly_id)
        roll = set(db.session.scalars(select(RollEntry.member)))
        assert roll == {str(number) for number in range(1, 41)}
        assert assembly.entitled == 40
        for resolution in db.session.scalars(select(Resolution)):
            assert resolution.rules_hash == rules_hash(assembly, resolution)
        logged = db.session.scalars(
            select(AuditEntry.details).where(AuditEntry.action == "assembly.convened")
        ).one()
        details = json.loads(logged)
        assert details["roll_hash"] == assembly.roll_hash
        assert set(details["rules"]) == set(world.resolutions)
        db.session.rollback()
        again = attempt(convene, b"key", world.assembly_id, now=MEETING, actor="test")
        assert again == "already_frozen"
        assert attempt(convene, b"key", 999, now=MEETING, actor="test") == "not_found"


def test_a_rule_that_differs_gives_another_hash(world: World) -> None:
    with world.app.app_context():
        assembly = db.session.get_one(Assembly, world.assembly_id)
        resolution = db.session.get_one(Resolution, world.resolutions["2"])
        before = rules_hash(assembly, resolution)
        changes = {"majority": "2/3", "seats": 3, "options": [], "tie_rule": "chair", "quorum": "1/3"}
        for name, value in changes.items():
            kept = getattr(resolution, name)
            setattr(resolution, name, value)
            assert rules_hash(assembly, resolution) != before, name
            setattr(resolution, name, kept)
        assert rules_hash(assembly, resolution) == before
        db.session.rollback()


def test_the_roll_is_as_it_was_when_it_was_frozen(world: World) -> None:
    """Whoever leaves the cooperative after the record date still votes."""
    resolution = world.resolutions["1"]
    with world.app.app_context():
        with writing(db.session()) as session:
            session.get_one(Member, "1").category = "C"
        step(resolution, "open")
        vote_online(resolution, range(1, 2))
        for member in ("41", "42", "43"):
            vote = Vote(resolution, member, Channel.ONLINE, choice="for")
            assert attempt(cast, vote, now=MEETING) == "not_entitled"
        category = select(RollEntry.category).where(RollEntry.member == "1")
        assert db.session.scalars(category).one() == "A"


def test_before_convening_nothing_is_opened_or_voted_on(app: Flask) -> None:
    definition, resolutions = read_definition(ASSEMBLY.encode())
    with app.app_context():
        with writing(db.session()) as session:
            import_assembly(session, definition, resolutions, now=MEETING, actor="test")
        number = db.session.scalars(select(Resolution.id)).first()
        db.session.rollback()
        assert number is not None
        assert step(number, "open") == "not_frozen"
        vote = Vote(number, "1", Channel.ONLINE, choice="for")
        assert attempt(cast, vote, now=MEETING) == "not_entitled"
