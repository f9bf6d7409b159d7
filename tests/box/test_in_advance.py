"""What came in advance is for keyholders to look at before the meeting: one set, the same whenever it is
asked for, and nothing while a vote could still come."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from tests.box.sealed_world import SealedWorld, make_sealed_world
from tests.box.test_whole_rounds import STEP, pages
from tests.box.voters import sealed_for, send_sealed
from tests.gate.crowd import attempt
from tests.world import ADVANCE, MEETING, Clock
from voting.assembly.models import Assembly
from voting.ballot import sealed_advance
from voting.ballot.life import close_resolution, open_resolution
from voting.ballot.postponing import postpone
from voting.ballot.sealed_advance import SETTLED, _leaves, ballots_in_advance
from voting.box.ballots import leaves_of_box
from voting.errors import Refused
from voting.extensions import db
from voting.rehearsal.browser import answer_of
from voting.sealed.tree import leaf_hash

VOTERS = 7


@pytest.fixture
def sealed(app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> SealedWorld:
    """Resolution 1, on which some have voted in advance, where as many are enough to be looked at."""
    monkeypatch.setattr(sealed_advance, "ENOUGH_AHEAD", VOTERS)
    monkeypatch.setattr(sealed_advance, "SOME_BALLOTS", 3)
    clock.moment = ADVANCE
    made = make_sealed_world(app, clock)
    with app.app_context():
        made.sign_context("1")
        for member in range(1, VOTERS + 1):
            ballot = sealed_for(made.round("1"), member, [0]).ballot
            answer = send_sealed(made, member, made.world.resolutions["1"], ballot, channel="advance")
            assert answer_of(answer) == "ok"
    return made


def closes(sealed: SealedWorld) -> datetime:
    """When the window closes."""
    found = db.session.get_one(Assembly, sealed.world.assembly_id).advance_closes
    db.session.rollback()
    assert found is not None
    return found


def test_all_of_it_is_given_in_the_order_of_the_leaves_and_nothing_is_written(
    sealed: SealedWorld, app: Flask, clock: Clock
) -> None:
    identity, statements = sealed.world.resolutions["1"], list[str]()
    with app.app_context():
        of_round, page = sealed.round("1"), pages(sealed)[0]
        clock.moment = closes(sealed) + SETTLED
        event.listen(db.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
        sent = [sealed_for(of_round, member, [0]).ballot for member in range(1, VOTERS + 1)]
        assert page.box(identity, of_round.shape) == sorted(sent, key=leaf_hash)
        assert page.box(identity, of_round.shape) == sorted(sent, key=leaf_hash)
        assert [each["ahead"] for each in page.ask("/keys/rounds").json["rounds"]] == [VOTERS, 0, 0, 0]
        assert {statement.split()[0] for statement in statements} <= {"BEGIN", "SELECT"}
        assert answer_of(page.ask(f"/keys/{identity}/ballots?after={bytes(32).hex()}")) == "not_found"
        page._token = "guess"
        assert answer_of(page.ask(f"/keys/{identity}/ballots")) == "keyholder_unknown"


def test_nothing_is_given_while_a_vote_could_come(sealed: SealedWorld, app: Flask, clock: Clock) -> None:
    """Nor once the vote has been opened: later votes would be told from each other."""
    identity = sealed.world.resolutions["1"]
    with app.app_context():
        page, end = pages(sealed)[0], closes(sealed)
        for moment in (ADVANCE, end - timedelta(seconds=1), end, end + SETTLED - timedelta(seconds=1)):
            clock.moment = moment
            assert answer_of(page.ask(f"/keys/{identity}/ballots")) == "not_found"
        clock.moment = end + SETTLED
        before = page.ask(f"/keys/{identity}/ballots").data
        clock.moment = MEETING
        assert page.ask(f"/keys/{identity}/ballots").data == before
        assert attempt(open_resolution, identity, **STEP) == "ok"
        assert answer_of(page.ask(f"/keys/{identity}/ballots")) == "not_found"
        late = sealed_for(sealed.round("1"), 20, [1]).ballot
        assert answer_of(send_sealed(sealed, 20, identity, late)) == "ok"
        assert answer_of(page.ask(f"/keys/{identity}/ballots")) == "not_found"
        assert attempt(close_resolution, identity, **STEP) == "ok"
        assert len(page.box(identity, sealed.round("1").shape)) == VOTERS + 1
        assert leaf_hash(late) in leaves_of_box(db.session(), identity)


def test_a_vote_that_is_opened_while_all_is_read_gives_nothing(
    sealed: SealedWorld, app: Flask, clock: Clock
) -> None:
    identity = sealed.world.resolutions["1"]
    with app.app_context():
        clock.moment = MEETING
        assert ballots_in_advance(db.session(), identity, MEETING) == VOTERS
        assert attempt(open_resolution, identity, **STEP) == "ok"
        with pytest.raises(Refused, match="not_found"):
            _leaves(db.session(), identity, VOTERS, MEETING)


def test_nothing_is_given_of_few_of_other_votes_or_of_an_assembly_that_was_postponed(
    sealed: SealedWorld, app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A window that was open twice would tell who came between."""
    identity = sealed.world.resolutions["1"]
    with app.app_context():
        page, clock.moment = pages(sealed)[0], closes(sealed) + SETTLED
        assert answer_of(page.ask(f"/keys/{sealed.world.resolutions['4']}/ballots")) == "not_found"
        monkeypatch.setattr(sealed_advance, "ENOUGH_AHEAD", VOTERS + 1)
        assert answer_of(page.ask(f"/keys/{identity}/ballots")) == "not_found"
        monkeypatch.setattr(sealed_advance, "ENOUGH_AHEAD", VOTERS)
        assert answer_of(page.ask(f"/keys/{identity}/ballots")) == "ok"
        day = MEETING.date() + timedelta(days=30)
        later = {"now": clock.moment, "account_id": 1}
        assert attempt(postpone, sealed.world.assembly_id, day, {"nl": "Ziek"}, **later) == "ok"
        clock.moment = closes(sealed) + SETTLED
        assert answer_of(page.ask(f"/keys/{identity}/ballots")) == "not_found"
