"""Paper ballots: two tellers count apart, and only what both found is counted."""

import pytest
from sqlalchemy import select

from tests.ballot.meeting import enter, issue_papers, motion_sheet, result_of, step, vote_online
from tests.world import World
from voting.audit.models import AuditEntry
from voting.ballot.models import PaperSheet
from voting.ballot.paper import Sheet, agreed_sheets, issued_papers, teller_standing
from voting.ballot.tally import reconcile
from voting.extensions import db

ISSUED = 4


@pytest.fixture
def counted(world: World) -> int:
    """A closed resolution with four paper ballots out and two votes online."""
    resolution = world.resolutions["1"]
    with world.app.app_context():
        step(resolution, "open")
        vote_online(resolution, range(1, 3))
        issue_papers(world, resolution, range(11, 11 + ISSUED))
        step(resolution, "close")
    return resolution


def standings(resolution: int) -> dict[int, str]:
    return {teller: teller_standing(db.session(), resolution, "BRU", teller) for teller in (1, 2, 3)}


def test_two_equal_sheets_are_counted(world: World, counted: int) -> None:
    sheet = motion_sheet(1, 3, 0)
    with world.app.app_context():
        assert issued_papers(db.session(), counted) == {"BRU": ISSUED}
        assert step(counted, "announce") == "sheet_missing"
        assert enter(counted, sheet, teller=1) == "ok"
        assert agreed_sheets(db.session(), counted) == {}
        assert step(counted, "announce") == "sheet_missing"
        assert enter(counted, sheet, teller=2) == "ok"
        assert agreed_sheets(db.session(), counted) == {"BRU": sheet}
        assert reconcile(db.session(), counted) == []
        assert step(counted, "announce") == "ok"
        assert result_of(counted)["counts"] == {"for": 3, "against": 3, "abstain": 0}


def test_one_teller_cannot_agree_with_themselves(world: World, counted: int) -> None:
    with world.app.app_context():
        for _ in range(2):
            assert enter(counted, motion_sheet(1, 3, 0), teller=1) == "ok"
        assert agreed_sheets(db.session(), counted) == {}
        assert step(counted, "announce") == "sheet_missing"


def test_who_has_seen_a_difference_has_had_their_count(world: World, counted: int) -> None:
    with world.app.app_context():
        assert enter(counted, motion_sheet(1, 3, 0), teller=1) == "ok"
        assert enter(counted, motion_sheet(2, 2, 0), teller=2) == "for: 2 / 1, against: 2 / 3"
        assert enter(counted, motion_sheet(1, 3, 0), teller=2) == "count_seen"
        assert standings(counted) == {1: "count_again", 2: "seen", 3: "to_count"}
        assert step(counted, "announce") == "sheet_missing"
        assert enter(counted, motion_sheet(2, 2, 0), teller=1) == "ok"  # counted again, without having seen
        assert agreed_sheets(db.session(), counted) == {"BRU": motion_sheet(2, 2, 0)}
        shown = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "paper.difference_shown"))
        assert [entry.actor for entry in shown] == ["account 2"]


def test_two_who_stay_with_what_they_counted_need_a_third(world: World, counted: int) -> None:
    with world.app.app_context():
        for teller, votes_for in ((1, 1), (2, 2), (1, 1), (3, 0)):
            enter(counted, motion_sheet(votes_for, 4 - votes_for, 0), teller=teller)
        assert standings(counted) == dict.fromkeys((1, 2, 3), "seen")
        assert agreed_sheets(db.session(), counted) == {}
        assert enter(counted, motion_sheet(1, 3, 0), teller=4) == "ok"
        assert agreed_sheets(db.session(), counted) == {"BRU": motion_sheet(1, 3, 0)}


@pytest.mark.parametrize(
    "sheet",
    [
        motion_sheet(1, 1, 1),
        motion_sheet(3, 2, 0),
        motion_sheet(3, 0, 0, unreturned=2, reason="lost"),
        motion_sheet(5, 0, 0, unreturned=-1, reason="found"),
        Sheet(4, 0, "", {"for": 5, "against": -1, "abstain": 0}),
        Sheet(4, 0, "", {"for": 2, "against": 1, "abstain": 0}),
        Sheet(4, 0, "", {"for": 4}),
        Sheet(4, 0, "", {"for": 4, "against": 0, "abstain": 0, "blank": 0}),
    ],
)
def test_an_impossible_sheet_is_refused(world: World, counted: int, sheet: Sheet) -> None:
    with world.app.app_context():
        assert enter(counted, sheet, teller=1) == "invalid_form"
        assert db.session.scalars(select(PaperSheet)).all() == []


def test_ballots_that_did_not_come_back_need_a_reason(world: World, counted: int) -> None:
    with world.app.app_context():
        for reason in ("", "  "):
            assert enter(counted, motion_sheet(3, 0, 0, 1, reason), teller=1) == "invalid_form"
        for teller in (1, 2):
            assert enter(counted, motion_sheet(3, 0, 0, 1, "taken home"), teller=teller) == "ok"
        assert step(counted, "announce") == "ok"
        result = result_of(counted)
    assert (result["ballots"], result["unreturned"]) == (5, 1)
    assert result["counts"] == {"for": 5, "against": 0, "abstain": 0}
    assert result["by_channel"] == {"online": 2, "paper": 4}


def test_sheets_are_entered_after_closing_and_until_they_agree(world: World) -> None:
    resolution = world.resolutions["1"]
    sheet = motion_sheet(1, 0, 0)
    with world.app.app_context():
        step(resolution, "open")
        issue_papers(world, resolution, range(11, 12))
        assert enter(resolution, sheet, teller=1) == "wrong_state"
        step(resolution, "close")
        assert [enter(resolution, sheet, teller=teller) for teller in (1, 2, 3)] == [
            "ok",
            "ok",
            "wrong_state",
        ]
        step(resolution, "announce")
        assert enter(resolution, sheet, teller=1) == "wrong_state"
        assert enter(999, sheet, teller=1) == "not_found"


def test_the_log_tells_that_a_sheet_was_entered_and_not_what_it_says(world: World, counted: int) -> None:
    with world.app.app_context():
        enter(counted, motion_sheet(1, 3, 0), teller=1)
        entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert entry is not None
    assert entry.action == "paper.sheet_entered"
    assert "against" not in entry.details
