"""The class on a ballot: that of the roll, only where the rule needs it, and never enough to find a voter."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text, update

from tests.assembly.giving import give_proxy
from tests.ballot.meeting import VENUE, enter, issue_papers, result_of, step, vote_online
from tests.gate.crowd import attempt, choices_of, run_together
from tests.world import ASSEMBLY, MEETING, Clock, World, make_world
from voting.assembly.models import RollEntry
from voting.attendance.check_in import check_in
from voting.attendance.scan_log import Scan
from voting.ballot.cast import Vote, cast
from voting.ballot.export_count import export_count
from voting.ballot.models import Channel, Resolution, State
from voting.ballot.paper import Sheet, enter_sheet
from voting.ballot.roll_corrections import add_to_roll, remove_from_roll
from voting.ballot.tally import Discrepancy, reconcile
from voting.database import writing
from voting.errors import InvalidForm
from voting.extensions import db
from voting.recount import recount
from voting.register.models import Member

CLASSES = "A" * 20 + "B" * 15 + "C" * 5
IN_EACH = ASSEMBLY.replace('majority = "3/4"\nquorum = "1/2"', 'majority = "3/4 in each class"')


@pytest.fixture
def classed(app: Flask, clock: Clock) -> World:
    """Members 1 to 20 are of category A, 21 to 35 of B, 36 to 40 of C; resolution 4 needs three quarters in
    each."""
    return make_world(
        app, clock, IN_EACH, details=lambda number: {"category": CLASSES[min(number, len(CLASSES)) - 1]}
    )


def categories(resolution: int) -> list[str | None]:
    """The category on each ballot."""
    return sorted((category for _, category in choices_of(resolution)), key=lambda name: name or "")


def test_a_ballot_has_the_class_of_the_roll_and_only_where_the_rule_needs_it(classed: World) -> None:
    one, four = classed.resolutions["1"], classed.resolutions["4"]
    with classed.app.app_context():
        with writing(db.session()) as session:  # the register has gone on since the record date
            session.execute(update(Member).where(Member.number == "21").values(category="A"))
        for resolution in (one, four):
            step(resolution, "open")
            vote_online(resolution, range(19, 23))
        assert categories(four) == ["A", "A", "B", "B"]
        assert categories(one) == [None] * 4


def test_a_proxy_is_voted_in_the_class_of_who_gave_it(classed: World) -> None:
    four = classed.resolutions["4"]
    with classed.app.app_context():
        with writing(db.session()) as session:
            give_proxy(session, classed.assembly_id, "36", "1", now=MEETING)
        scan = Scan(classed.assembly_id, "1", VENUE, "nonce-0001", 1, MEETING, MEETING)
        assert attempt(check_in, scan) == "ok"
        step(four, "open")
        vote = Vote(four, "36", Channel.PROXY, holder="1", choice="for")
        assert attempt(cast, vote, now=MEETING) == "ok"
        assert categories(four) == ["C"]


def test_each_class_decides_and_small_ones_are_not_shown(classed: World) -> None:
    four = classed.resolutions["4"]
    with classed.app.app_context():
        step(four, "open")
        vote_online(four, range(1, 21))
        vote_online(four, range(21, 33))
        vote_online(four, range(33, 36), "against")
        vote_online(four, range(36, 38))
        vote_online(four, range(38, 39), "against")
        step(four, "close")
        assert reconcile(db.session(), four) == []
        assert step(four, "announce") == "ok"
        result = result_of(four)
        assert result["outcome"] == "rejected"
        assert result["counts"] == {"for": 34, "against": 4, "abstain": 0}
        shown = {"for": 20, "against": 0, "abstain": 0}
        assert result["by_class"] == {
            "A": {"ballots": 20, "counts": shown, "reached": True},
            "B": {"reached": True},
            "C": {"reached": False},
        }
        export = export_count(db.session(), four)
        assert export["cells_by_class"] == {"A": shown}
        assert recount(export) == []


def test_other_results_say_nothing_of_classes(classed: World) -> None:
    one = classed.resolutions["1"]
    with classed.app.app_context():
        step(one, "open")
        vote_online(one, range(1, 40))
        step(one, "close")
        assert step(one, "announce") == "ok"
        assert "by_class" not in result_of(one)
        assert not {"cells_by_class", "shares"} & export_count(db.session(), one).keys()


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("INSERT INTO ballot VALUES ({id}, :key, 'for', 'A')", [("all", None, 4, 5), ("class", "A", 2, 3)]),
        ("INSERT INTO ballot VALUES ({id}, :key, 'for', NULL)", [("all", None, 4, 5), ("class", "", 0, 1)]),
    ],
)
def test_a_ballot_of_another_class_is_not_announced(classed: World, statement: str, found: list[Any]) -> None:
    four = classed.resolutions["4"]
    with classed.app.app_context():
        step(four, "open")
        vote_online(four, range(19, 23))
        step(four, "close")
        with writing(db.session()) as session:
            session.execute(text(statement.format(id=four)), {"key": b"0" * 16})
        assert reconcile(db.session(), four) == [Discrepancy(*part) for part in found]
        assert step(four, "announce") == "seal_broken"
        assert db.session.get_one(Resolution, four).state == State.CLOSED


def sheet(unreturned: int = 0, **cells: int) -> Sheet:
    """A teller's sheet: cells are given as ``A_for``."""
    counted = {f"{name}:{mark}": 0 for name in "ABC" for mark in ("for", "against", "abstain")}
    counted |= {key.replace("_", ":"): number for key, number in cells.items()}
    return Sheet(sum(cells.values()), unreturned, "kept" if unreturned else "", counted)


def test_papers_are_counted_by_class(classed: World) -> None:
    """Eleven papers of A, three of B, one of C; two did not come back."""
    four = classed.resolutions["4"]
    with classed.app.app_context():
        step(four, "open")
        issue_papers(classed, four, range(10, 24))
        issue_papers(classed, four, range(40, 41))
        step(four, "close")
        impossible = sheet(A_for=12, B_for=2, C_for=1)
        with pytest.raises(InvalidForm) as caught, writing(db.session()) as session:
            enter_sheet(session, four, VENUE, impossible, account_id=1, now=MEETING)
        assert {fault.code for fault in caught.value.faults} == {"sheet_class_issued"}
        for teller in (1, 2):
            enter(four, sheet(2, A_for=10, B_for=1, B_against=1, C_for=1), teller)
        assert step(four, "announce") == "ok"
        assert result_of(four)["counts"] == {"for": 12, "against": 1, "abstain": 0}
        assert {name: told["reached"] for name, told in result_of(four)["by_class"].items()} == {
            "A": True,
            "B": False,
            "C": True,
        }


def test_whoever_is_put_back_onto_the_roll_keeps_the_class_of_the_record_date(classed: World) -> None:
    four = classed.resolutions["4"]
    correction = {"now": MEETING, "account_id": 1}
    with classed.app.app_context():
        with writing(db.session()) as session:
            remove_from_roll(session, classed.assembly_id, "21", "left", **correction)
            session.execute(update(Member).where(Member.number == "21").values(category="A"))
        step(four, "open")
        vote = Vote(four, "21", Channel.ONLINE, choice="for")
        assert attempt(cast, vote, now=MEETING) == "not_entitled"
        with writing(db.session()) as session:
            add_to_roll(session, b"key", classed.assembly_id, "21", "was a member", **correction)
            add_to_roll(session, b"key", classed.assembly_id, "41", "forgotten", **correction)
        vote_online(four, range(21, 22))
        vote_online(four, range(41, 42))
        assert categories(four) == ["A", "B"]
        entry = db.session.get_one(RollEntry, (classed.assembly_id, "41"))
        assert (entry.category, entry.shares) == ("A", None)


def voter(_: Flask, share: tuple[str, int, int, range]) -> list[str]:
    """Members who vote one after the other, or (``correct``) are taken off the roll and put back."""
    kind, assembly, resolution, members = share
    if kind == "vote":
        votes = [Vote(resolution, str(member), Channel.ONLINE, choice="for") for member in members]
        return [attempt(cast, vote, now=MEETING) for vote in votes]
    answers = []
    for member in members:
        answers.append(attempt(remove_from_roll, assembly, str(member), "left", now=MEETING, account_id=1))
        again = (b"key", assembly, str(member), "was a member")
        answers.append(attempt(add_to_roll, *again, now=MEETING, account_id=1))
    return answers


def test_a_corrected_roll_and_ballots_agree_by_class_whatever_comes_first(
    classed: World, database_url: str, tmp_path: Path
) -> None:
    four = classed.resolutions["4"]
    with classed.app.app_context():
        step(four, "open")
    members = range(15, 30)
    shares = [(kind, classed.assembly_id, four, members) for kind in ("vote", "correct")]
    voted, corrected = run_together(database_url, tmp_path / "crowd", voter, shares)
    assert set(voted) <= {"ok", "not_entitled"}
    assert set(corrected) <= {"ok", "has_voted", "on_roll_already"}
    with classed.app.app_context():
        step(four, "close")
        assert reconcile(db.session(), four) == []
        ballots = categories(four)
        assert len(ballots) == voted.count("ok")
        mine = [CLASSES[member - 1] for member, answer in zip(members, voted, strict=True) if answer == "ok"]
        assert ballots == sorted(mine)
        assert step(four, "announce") == "ok"
