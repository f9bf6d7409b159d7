"""Votes on the spot: made, frozen and logged at once, only during the meeting, and what follows from them."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.ballot.meeting import result_of, step, vote_online
from tests.gate.crowd import attempt, run_together
from tests.world import ADVANCE, ASSEMBLY, MEETING, Clock, World, make_world
from voting.audit.models import AuditEntry
from voting.ballot.amending import AsPut, as_put, latest_round
from voting.ballot.cast import Vote, cast
from voting.ballot.export_count import export_count
from voting.ballot.life import annul_resolution, put_again
from voting.ballot.models import Channel, Resolution, State, frozen_rules
from voting.ballot.on_the_spot import Proposal, put_on_the_spot
from voting.ballot.spot import Spot
from voting.database import writing
from voting.extensions import db
from voting.recount import recount
from voting.report.assemblies import count_voters
from voting.report.minutes import items_of, minutes
from voting.wording.minutes.document import minutes_document

OLD, NEW, NEWER = {"nl": "Wij storten 3 %."}, {"nl": "Wij storten 4 %."}, {"nl": "Wij storten 5 %."}


def defined(rule: str = "") -> str:
    """The assembly, whose first motion has a text and this rule; the second is voted on by name."""
    text = 'en = "Annual accounts" }\ntext = { nl = "Wij storten 3 %." }\n' + rule
    by_name = 'en = "Statutes" }\nballot = "open"\n'
    return ASSEMBLY.replace('en = "Annual accounts" }\n', text, 1).replace('en = "Statutes" }\n', by_name, 1)


@pytest.fixture
def meeting(request: pytest.FixtureRequest, app: Flask, clock: Clock) -> World:
    """An assembly on its day."""
    return make_world(app, clock, defined(getattr(request, "param", "")))


def order(spot: Spot = Spot.CLOSE_DEBATE, about: str | None = None, nonce: str = "one") -> Proposal:
    return Proposal(spot, {"nl": "Wij sluiten het debat"}, nonce, about)


def amend(text: dict[str, str], nonce: str = "amend", about: str = "1") -> Proposal:
    return Proposal(Spot.AMENDMENT, {"nl": "Amendement"}, nonce, about, text)


def put(world: World, proposal: Proposal, now: Any = MEETING) -> int:
    """The id of what was put to the vote."""
    with writing(db.session()) as session:
        return put_on_the_spot(session, world.assembly_id, proposal, now=now, actor="test").id


def refused(world: World, proposal: Proposal, now: Any = MEETING) -> str:
    return attempt(put_on_the_spot, world.assembly_id, proposal, now=now, actor="test")


def decide(resolution: int, choice: str, voters: range = range(20, 23)) -> None:
    """Open, vote, close, announce."""
    assert step(resolution, "open") == "ok"
    vote_online(resolution, voters, choice)
    assert step(resolution, "close") == "ok"
    assert step(resolution, "announce") == "ok"


def round_of(world: World, number: str) -> Resolution:
    found = latest_round(db.session(), world.assembly_id, number)
    assert found is not None
    return found


def in_advance(resolution: int, *members: int) -> None:
    for member in members:
        vote = Vote(resolution, str(member), Channel.ADVANCE, choice="for")
        assert attempt(cast, vote, now=ADVANCE) == "ok"


def test_it_is_a_resolution_of_its_own_by_frozen_rules(meeting: World) -> None:
    with meeting.app.app_context():
        first = put(meeting, order())
        assert put(meeting, order()) == first
        second = put(meeting, order(nonce="two", about="3"))
        stored = db.session.get_one(Resolution, first)
        assert (stored.number, stored.majority, stored.quorum, stored.advance) == (
            "P1",
            "simple",
            None,
            False,
        )
        assert stored.rules_hash
        assert (stored.position, db.session.get_one(Resolution, second).number) == (1, "P2")
        entries = list(db.session.scalars(select(AuditEntry.action)))
        assert entries.count("resolution.put_on_the_spot") == 2
        decide(first, "for")
        assert result_of(first)["outcome"] == "adopted"
        assert recount(export_count(db.session(), first)) == []
        numbers = [item.resolution.number for item in items_of(db.session(), meeting.assembly_id)]
        assert numbers == ["P1", "1", "2", "P2", "3", "4"]


def test_only_during_the_meeting(meeting: World) -> None:
    day = timedelta(days=1)
    with meeting.app.app_context():
        for moment in (MEETING - day, MEETING + day):
            assert refused(meeting, order(), moment) == "not_during_meeting"
        assert refused(meeting, order(about="77")) == "not_found"
        assert refused(meeting, order(Spot.SECRET_BALLOT, "1")) == "secret_already"
        assert refused(meeting, amend(NEW, about="2")) == "not_amendable"
        assert refused(meeting, amend(OLD)) == "text_unchanged"
        assert refused(meeting, amend({})) == "text_missing"
        assert refused(meeting, Proposal(Spot.OWN, {}, "x")) == "text_missing"


def test_motions_of_order_are_not_in_the_figures_of_the_year(meeting: World) -> None:
    with meeting.app.app_context():
        decide(put(meeting, order()), "for")
        assert count_voters(db.session(), meeting.assembly_id) == 0
        decide(put(meeting, amend(NEW)), "against")
        assert count_voters(db.session(), meeting.assembly_id) == 3


def put_at_once(app: Flask, share: tuple[int, str]) -> int:
    assembly, nonce = share
    with writing(db.session()) as session:
        return put_on_the_spot(session, assembly, order(nonce=nonce), now=MEETING, actor="test").id


def test_pressed_twice_or_by_two_at_the_same_instant(
    meeting: World, database_url: str, tmp_path: Path
) -> None:
    with meeting.app.app_context():
        db.engine.dispose()
    shares = [(meeting.assembly_id, nonce) for nonce in ("a", "a", "b", "b")]
    ids = run_together(database_url, tmp_path / "instance", put_at_once, shares)
    assert (ids[0], ids[2]) == (ids[1], ids[3])
    with meeting.app.app_context():
        put_now = select(func.count()).select_from(Resolution).where(Resolution.spot.is_not(None))
        assert db.session.scalar(put_now) == 2


def test_a_secret_ballot_is_a_new_round(meeting: World) -> None:
    target = meeting.resolutions["4"]
    with meeting.app.app_context():
        assert step(target, "open") == "ok"
        vote_online(target, range(1, 4))
        decide(put(meeting, order(Spot.SECRET_BALLOT, "4")), "for")
        again = round_of(meeting, "4")
        earlier = db.session.get_one(Resolution, target)
        assert (earlier.state, earlier.annulled_by) == ("annulled", "P1")
        assert (again.round, again.secret, again.state) == (2, True, "draft")
        decide(again.id, "for", range(1, 4))


def test_a_secret_ballot_that_is_rejected_changes_nothing(meeting: World) -> None:
    with meeting.app.app_context():
        decide(put(meeting, order(Spot.SECRET_BALLOT, "4")), "against")
        assert (round_of(meeting, "4").round, round_of(meeting, "4").state) == (1, "draft")


@pytest.mark.parametrize("meeting", ["", 'if_amended = "lapses"\n'], indirect=True)
def test_votes_in_advance_lapse(meeting: World) -> None:
    motion = meeting.resolutions["1"]
    with meeting.app.test_request_context():
        in_advance(motion, 1, 2)
        amendment = put(meeting, amend(NEW))
        assert step(motion, "open") == "amendment_undecided"
        decide(amendment, "for")
        again = round_of(meeting, "1")
        assert (again.round, again.text, again.advance) == (2, NEW, False)
        assert db.session.get_one(Resolution, motion).state == "annulled"
        assert as_put(db.session(), again) == AsPut(NEW, OLD)
        assert as_put(db.session(), db.session.get_one(Resolution, amendment)) == AsPut(NEW, OLD)
        decide(again.id, "against", range(1, 3))
        assert result_of(again.id)["counts"] == {"for": 0, "against": 2, "abstain": 0}
        told = str(minutes_document(minutes(db.session(), meeting.assembly_id)))
        assert told.index("Wij storten 3 %.") < told.index("Wij storten 4 %.")


@pytest.mark.parametrize("meeting", ['if_amended = "counts"\n'], indirect=True)
def test_votes_in_advance_count_for_the_motion_as_amended(meeting: World) -> None:
    motion = meeting.resolutions["1"]
    with meeting.app.app_context():
        assert frozen_rules(db.session.get_one(Resolution, motion))["if_amended"] == "counts"
        in_advance(motion, 1, 2)
        decide(put(meeting, amend(NEW)), "for")
        same = round_of(meeting, "1")
        assert (same.id, same.text) == (motion, OLD)
        assert as_put(db.session(), same) == AsPut(NEW, OLD)
        decide(motion, "against")
        assert result_of(motion)["counts"] == {"for": 2, "against": 3, "abstain": 0}
        assert recount(export_count(db.session(), motion)) == []


def test_nobody_has_voted_so_nothing_lapses(meeting: World) -> None:
    with meeting.app.app_context():
        decide(put(meeting, amend(NEW)), "for")
        motion = round_of(meeting, "1")
        assert (motion.round, as_put(db.session(), motion)) == (1, AsPut(NEW, OLD))


def test_several_amendments_one_after_the_other(meeting: World) -> None:
    with meeting.app.app_context():
        first, second = put(meeting, amend(NEW, "a")), put(meeting, amend(NEWER, "b"))
        numbers = [db.session.get_one(Resolution, one).number for one in (first, second)]
        assert numbers == ["1-A1", "1-A2"]
        decide(first, "for")
        assert step(meeting.resolutions["1"], "open") == "amendment_undecided"
        assert as_put(db.session(), db.session.get_one(Resolution, second)) == AsPut(NEWER, NEW)
        decide(second, "against")
        assert as_put(db.session(), round_of(meeting, "1")).text == NEW
        assert step(meeting.resolutions["1"], "open") == "ok"
        assert refused(meeting, amend(OLD, "c")) == "amended_too_late"


def test_an_amendment_that_is_withdrawn_no_longer_holds_its_motion(meeting: World) -> None:
    with meeting.app.app_context():
        amendment = put(meeting, amend(NEW))
        assert attempt(annul_resolution, amendment, "withdrawn", now=MEETING, actor="test") == "ok"
        assert step(meeting.resolutions["1"], "open") == "ok"
        assert as_put(db.session(), round_of(meeting, "1")) == AsPut(OLD, None)


def test_an_amended_motion_that_is_put_again_keeps_its_text(meeting: World) -> None:
    with meeting.app.app_context():
        decide(put(meeting, amend(NEW)), "for")
        motion = meeting.resolutions["1"]
        assert step(motion, "open") == "ok"
        assert attempt(annul_resolution, motion, "power cut", now=MEETING, actor="test") == "ok"
        assert attempt(put_again, motion, now=MEETING, actor="test") == "ok"
        again = round_of(meeting, "1")
        assert (again.round, State(again.state)) == (2, State.DRAFT)
        assert as_put(db.session(), again) == AsPut(NEW, OLD)
