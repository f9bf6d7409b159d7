"""A quorum in shares: frozen with the roll, counted with those present; votes stay one for each member."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.ballot.meeting import result_of, step, vote_online
from tests.ballot.test_quorum import arrive
from tests.world import ACTOR, ASSEMBLY, KEY, MEETING, Clock, World, make_world, row
from voting.assembly.models import Assembly, RollEntry
from voting.assembly.roll import roll_hash
from voting.audit.chain import digest
from voting.ballot.convene import convene
from voting.ballot.definition import read_definition
from voting.ballot.export_count import export_count
from voting.ballot.import_assembly import import_assembly
from voting.ballot.quorum import quorums_now
from voting.ballot.roll_corrections import add_to_roll, corrected_hash, remove_from_roll, roll_is_sound
from voting.database import writing
from voting.errors import Refused
from voting.extensions import db
from voting.recount import recount
from voting.register.import_register import import_register
from voting.register.models import Category, Member, MemberChange

CORRECTION: dict[str, Any] = {"now": MEETING, "account_id": 1}


def with_quorum(quorum: str) -> str:
    """The assembly whose resolution 4 needs this quorum."""
    return ASSEMBLY.replace('quorum = "1/2"', f'quorum = "{quorum}"')


def shares_of(number: int) -> dict[str, Any]:
    """Member 1 has 81 shares, 2 has 20, the others one each: 139 on the roll. The first nine are
    of A, the next one of C."""
    return {
        "shares": {1: 81, 2: 20}.get(number, 1),
        "category": Category.A if number < 10 else Category.C if number == 10 else Category.B,
    }


@pytest.fixture
def sharing(app: Flask, clock: Clock) -> World:
    """Forty members with shares, of whom those present must have half."""
    return make_world(app, clock, with_quorum("1/2 of shares"), details=shares_of)


def now_of(world: World) -> list[tuple[int, int, bool, bool]]:
    """Of each quorum: shares present, needed, whether it is met, and whether it is in shares."""
    assembly = db.session.get_one(Assembly, world.assembly_id)
    found = [
        (item.present, item.needed, item.met, item.of_shares) for item in quorums_now(db.session(), assembly)
    ]
    db.session.rollback()
    return found


def test_one_member_with_many_shares_can_be_the_quorum_and_has_one_vote(sharing: World) -> None:
    four = sharing.resolutions["4"]
    with sharing.app.app_context():
        arrive(sharing.assembly_id, range(2, 9))
        assert now_of(sharing) == [(26, 70, False, True)]
        arrive(sharing.assembly_id, range(1, 2))
        assert now_of(sharing) == [(107, 70, True, True)]
        step(four, "open")
        vote_online(four, range(1, 2), "against")
        vote_online(four, range(2, 8))
        step(four, "close")
        assert step(four, "announce") == "ok"
        result = result_of(four)
        assert (result["outcome"], result["counts"]) == ("adopted", {"for": 6, "against": 1, "abstain": 0})
        assert result["shares"] == {
            "present": 107,
            "entitled": 139,
            "present_by_class": {"A": 107},
            "entitled_by_class": {"A": 108, "B": 30, "C": 1},
        }
        assert recount(export_count(db.session(), four)) == []


@pytest.mark.parametrize(
    ("quorum", "members", "outcome"),
    [
        ("1/2 of shares", range(2, 41), "quorum_not_met"),
        ("1/2 of shares in each class", range(1, 25), "quorum_not_met"),
        ("1/2 of shares in each class", range(1, 26), "adopted"),
        ("1/2", range(2, 41), "adopted"),
    ],
)
def test_shares_decide_at_the_closing(
    app: Flask, clock: Clock, quorum: str, members: range, outcome: str
) -> None:
    world = make_world(app, clock, with_quorum(quorum), details=shares_of)
    four = world.resolutions["4"]
    with app.app_context():
        step(four, "open")
        vote_online(four, members)
        step(four, "close")
        assert step(four, "announce") == "ok"
        assert result_of(four)["outcome"] == outcome
        assert recount(export_count(db.session(), four)) == []


def test_a_roll_without_such_a_quorum_has_no_shares_and_the_hash_it_always_had(
    app: Flask, clock: Clock
) -> None:
    world = make_world(app, clock, details=shares_of)
    with app.app_context():
        entries = db.session.execute(select(RollEntry.member, RollEntry.category)).all()
        assert set(db.session.scalars(select(RollEntry.shares))) == {None}
        plain = digest(sorted([member, category] for member, category in entries))
        assert db.session.get_one(Assembly, world.assembly_id).roll_hash == plain


def test_the_hash_of_the_roll_has_the_shares() -> None:
    assert roll_hash([("1", "A", 4)]) == digest([["1", "A", 4]])
    assert roll_hash([("1", "A", None)]) == digest([["1", "A"]])


def test_late_corrections_carry_shares(sharing: World) -> None:
    with sharing.app.app_context():
        assembly = db.session.get_one(Assembly, sharing.assembly_id)
        with writing(db.session()) as session:
            remove_from_roll(session, sharing.assembly_id, "1", "left", **CORRECTION)
        assert roll_is_sound(db.session(), assembly)
        with writing(db.session()) as session:
            session.get_one(Member, "41").shares = None
        with pytest.raises(Refused, match="shares_unknown"), writing(db.session()) as session:
            add_to_roll(session, KEY.encode(), sharing.assembly_id, "41", "forgotten", **CORRECTION)
        with writing(db.session()) as session:
            session.get_one(Member, "41").shares = 7
        before = corrected_hash(db.session(), assembly)
        with writing(db.session()) as session:
            add_to_roll(session, KEY.encode(), sharing.assembly_id, "41", "forgotten", **CORRECTION)
        assert corrected_hash(db.session(), assembly) != before
        assert roll_is_sound(db.session(), assembly)
        assert db.session.get_one(RollEntry, (sharing.assembly_id, "41")).shares == 7
        db.session.rollback()
        arrive(sharing.assembly_id, range(41, 42))
        assert now_of(sharing) == [(7, 33, False, True)]


@pytest.mark.parametrize("shares", [None, 0])
def test_nobody_is_convened_whose_shares_are_not_known(app: Flask, shares: int | None) -> None:
    rows = [row(1, shares=3), row(2, shares=shares)]
    definition, resolutions = read_definition(with_quorum("1/2 of shares").encode())
    with app.app_context():
        with writing(db.session()) as session:
            import_register(session, rows, now=MEETING, actor=ACTOR)
            assembly_id = import_assembly(session, definition, resolutions, now=MEETING, actor=ACTOR).id
        with pytest.raises(Refused) as caught, writing(db.session()) as session:
            convene(session, KEY.encode(), assembly_id, now=MEETING, actor=ACTOR)
        assert (caught.value.code, dict(caught.value.values)) == ("shares_unknown", {"number": "2"})


def test_the_shares_are_those_of_the_record_date(app: Flask) -> None:
    """What changed only later does not count; what was not known then is as it was known first."""
    rows = [row(1, shares=3), row(2, shares=5)]
    definition, resolutions = read_definition(with_quorum("1/2 of shares").encode())
    with app.app_context():
        with writing(db.session()) as session:
            import_register(session, rows, now=MEETING, actor=ACTOR)
            for member, before, after in (("1", "30", "3"), ("2", "", "5")):
                session.add(
                    MemberChange(
                        member=member,
                        field="shares",
                        before=before,
                        after=after,
                        on=MEETING.date(),
                        source="office",
                        reason="",
                        recorded_at=MEETING,
                        recorded_by=ACTOR,
                    )
                )
            assembly_id = import_assembly(session, definition, resolutions, now=MEETING, actor=ACTOR).id
            convene(session, KEY.encode(), assembly_id, now=MEETING, actor=ACTOR)
        frozen = db.session.execute(select(RollEntry.member, RollEntry.shares)).all()
        assert sorted((member, shares) for member, shares in frozen) == [("1", 30), ("2", 5)]
