"""A vote by name: each choice is kept with its name, counted as any other, and told with the result."""

import json

import pytest
from flask import Flask
from sqlalchemy import text

from tests.assembly.giving import give_proxy
from tests.ballot.meeting import enter, motion_sheet, refusal, result_of, step, vote_online
from tests.gate.crowd import attempt
from tests.world import ADVANCE, ASSEMBLY, MEETING, Clock, World, make_world
from voting.assembly.models import StandIn
from voting.attendance.check_in import check_in
from voting.attendance.scan_log import Scan
from voting.ballot.adding_up import mismatches
from voting.ballot.cast import Vote, cast
from voting.ballot.models import Channel, OpenVote, Resolution
from voting.ballot.paper import issued_papers
from voting.ballot.reconciliation import venue_figures
from voting.ballot.replacement import paper_held
from voting.ballot.roll_call import NamedVote, roll_call
from voting.ballot.tally import reconcile, tally
from voting.database import writing
from voting.errors import Refused
from voting.extensions import db
from voting.report.minutes import minutes
from voting.wording.minutes.document import minutes_document

BY_NAME = ASSEMBLY.replace('en = "Annual accounts" }', 'en = "Annual accounts" }\nballot = "open"', 1)


@pytest.fixture
def called(app: Flask, clock: Clock) -> World:
    """An assembly whose first motion is voted on by name."""
    return make_world(app, clock, BY_NAME)


def vote_by_every_channel(world: World, resolution: int) -> None:
    """In advance, by proxy, in a hall, on paper, and from home: seven votes."""
    with writing(db.session()) as session:
        cast(session, Vote(resolution, "1", Channel.ADVANCE, choice="against"), now=ADVANCE)
        give_proxy(session, world.assembly_id, "3", "2", now=MEETING)
        for member in ("2", "4"):
            check_in(session, Scan(world.assembly_id, member, "BRU", member * 8, 1, MEETING, MEETING))
    step(resolution, "open")
    with writing(db.session()) as session:
        for vote in (
            Vote(resolution, "2", Channel.VENUE, venue="BRU", choice="for"),
            Vote(resolution, "3", Channel.PROXY, holder="2", choice="abstain"),
            Vote(resolution, "4", Channel.PAPER, venue="BRU", choice="against"),
        ):
            cast(session, vote, now=MEETING)
    vote_online(resolution, range(10, 13))


def test_every_channel_is_named_and_counted(called: World) -> None:
    resolution = called.resolutions["1"]
    with called.app.test_request_context():
        vote_by_every_channel(called, resolution)
        assert issued_papers(db.session(), resolution) == {}
        step(resolution, "close")
        assert reconcile(db.session(), resolution) == []
        stored = db.session.get_one(Resolution, resolution)
        figures = venue_figures(db.session(), stored, "BRU")
        assert (figures.papers, mismatches(figures)) == (0, [])
        assert roll_call(db.session(), stored) is None
        assert step(resolution, "announce") == "ok"
        assert result_of(resolution)["counts"] == {"for": 4, "against": 2, "abstain": 1}
        names = roll_call(db.session(), db.session.get_one(Resolution, resolution))
        assert names is not None
        assert {choice: [vote.member for vote in votes] for choice, votes in names.items()} == {
            "for": ["10", "11", "12", "2"],
            "against": ["1", "4"],
            "abstain": ["3"],
        }
        assert names["abstain"] == [NamedVote("3", "First3 Name3", "First2 Name2")]
        told = str(minutes_document(minutes(db.session(), called.assembly_id)))
        assert "First3 Name3 (3), bij volmacht: First2 Name2" in told


def test_a_secret_vote_keeps_no_name(called: World) -> None:
    with called.app.app_context():
        step(called.resolutions["2"], "open")
        vote_online(called.resolutions["2"], range(10, 13), "c1=for,c2=for,c3=against")
        assert db.session.query(OpenVote).count() == 0


def test_a_refused_vote_leaves_no_name(called: World) -> None:
    resolution = called.resolutions["1"]
    with called.app.app_context():
        step(resolution, "open")
        paper = Vote(resolution, "5", Channel.PAPER, venue="BRU")
        assert attempt(cast, paper, now=MEETING) == "not_present"
        check = Scan(called.assembly_id, "5", "BRU", "5" * 8, 1, MEETING, MEETING)
        attempt(check_in, check)
        wrong = Vote(resolution, "5", Channel.PAPER, venue="BRU", choice="perhaps")
        assert attempt(cast, wrong, now=MEETING) == "invalid_choice"
        vote_online(resolution, range(10, 11))
        again = Vote(resolution, "10", Channel.ONLINE, choice="against")
        assert attempt(cast, again, now=MEETING) == "already_voted"
        assert [(vote.member, vote.choice) for vote in db.session.query(OpenVote)] == [("10", "for")]


def test_a_paper_that_was_entered_is_not_exchanged(called: World) -> None:
    resolution = called.resolutions["1"]
    with called.app.app_context():
        vote_by_every_channel(called, resolution)
        with pytest.raises(Refused) as caught:
            paper_held(db.session(), resolution, "BRU", "4")
        assert refusal(caught)[0] == "no_paper"


def test_names_that_are_not_the_ballots_are_not_announced(called: World) -> None:
    resolution = called.resolutions["1"]
    with called.app.app_context():
        vote_by_every_channel(called, resolution)
        with writing(db.session()) as session:
            session.execute(text(f"INSERT INTO open_vote VALUES ({resolution}, '30', 'for')"))
        step(resolution, "close")
        with pytest.raises(Refused) as caught:
            tally(db.session(), db.session.get_one(Resolution, resolution))
        assert refusal(caught)[0] == "names_differ"


def test_members_are_told_before_and_see_the_names_after(called: World, clock: Clock) -> None:
    resolution, member = called.resolutions["1"], called.member(7)
    names = f"/resolutions/{resolution}/names"
    with called.app.app_context():
        step(resolution, "open")
    ballot = member.look(f"/resolutions/{resolution}?lang=en").text
    assert "This vote is by name" in ballot
    sure = member.look(member.send(f"/resolutions/{resolution}/check", {"choice": "for"}).location).text
    assert "It is by name" in sure
    member.send(f"/resolutions/{resolution}/vote", {"channel": "online", "choice": "for"})
    receipt = member.look(f"/resolutions/{resolution}/receipt").text
    assert "This vote is by name" in receipt
    assert "<dd>For</dd>" in receipt
    assert member.look(names).status_code == 404
    with called.app.app_context():
        step(resolution, "close")
    assert member.look(names).status_code == 404
    with called.app.app_context():
        step(resolution, "announce")
    assert "First7 Name7 (7)" in called.member(8).look(f"{names}?lang=en").text
    assert names in called.member(8).look(f"/resolutions/{resolution}").text
    own = json.loads(member.look("/account/data").data)
    assert own["open_vote"] == [{"resolution_id": resolution, "member": "7", "choice": "for"}]


def test_the_desk_enters_a_paper_by_name(called: World) -> None:
    resolution, steward = called.resolutions["1"], called.person("steward")
    with called.app.app_context():
        attempt(check_in, Scan(called.assembly_id, "6", "BRU", "6" * 8, 1, MEETING, MEETING))
        step(resolution, "open")
    page = steward.look("/desk/BRU/paper?lang=en").text
    assert "Vote by name on paper" in page
    vote = {"member": "6", "resolution": resolution, "choice": "abstain"}
    entered = steward.send("/desk/BRU/paper/by-name", vote)
    assert "is counted: Abstain" in steward.look(f"{entered.location}&lang=en").text
    assert steward.send("/desk/BRU/paper/by-name", vote).headers["Refusal"] == "already_voted"
    assert steward.send("/desk/BRU/paper", vote).headers["Refusal"] == "bad_request"
    other = {"member": "6", "resolution": called.resolutions["2"], "choice": "for"}
    assert steward.send("/desk/BRU/paper/by-name", other).headers["Refusal"] == "bad_request"


def test_a_paper_that_is_not_valid_is_accounted_for_and_names_nobody(called: World) -> None:
    resolution, steward = called.resolutions["1"], called.person("steward")
    with called.app.app_context():
        attempt(check_in, Scan(called.assembly_id, "6", "BRU", "6" * 8, 1, MEETING, MEETING))
        step(resolution, "open")
        vote_online(resolution, range(10, 12))
    vote = {"member": "6", "resolution": resolution, "choice": "not_valid"}
    assert steward.send("/desk/BRU/paper/by-name", vote).status_code == 303
    with called.app.app_context():
        step(resolution, "close")
        assert step(resolution, "announce") == "sheet_missing"
        assert enter(resolution, motion_sheet(1, 0, 0), 1) == "invalid_form"
        for teller in (1, 2):
            assert enter(resolution, motion_sheet(0, 0, 0, unreturned=1, reason="empty"), teller) == "ok"
        assert step(resolution, "announce") == "ok"
        result = result_of(resolution)
        assert (result["ballots"], result["unreturned"]) == (2, 1)
        assert db.session.get(OpenVote, (resolution, "6")) is None


def test_somebody_who_takes_a_members_place_is_named(called: World) -> None:
    resolution = called.resolutions["1"]
    with called.app.app_context():
        with writing(db.session()) as session:
            values = {"media_type": "application/pdf", "sha256": "0", "content": b"%PDF-"}
            neighbour = StandIn(
                assembly_id=called.assembly_id,
                member="4",
                name="A. Neighbour",
                entered_at=MEETING,
                account_id=1,
                **values,
            )
            session.add(neighbour)
        vote_by_every_channel(called, resolution)
        step(resolution, "close")
        assert step(resolution, "announce") == "ok"
        names = roll_call(db.session(), db.session.get_one(Resolution, resolution))
        assert names is not None
        assert {vote.member: vote.holder for vote in names["against"]} == {"1": None, "4": "A. Neighbour"}
