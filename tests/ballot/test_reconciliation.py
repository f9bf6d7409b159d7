"""Paper that is exchanged, and the reconciliation that each venue signs: both databases, no pages."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from tests.accounts.help_desk import pass_of
from tests.ballot.meeting import enter, motion_sheet, result_of, step
from tests.gate.crowd import attempt, run_together
from tests.world import MEETING, Clock, World
from voting.attendance.models import Presence
from voting.audit.models import AuditEntry
from voting.ballot.adding_up import mismatches
from voting.ballot.cast import Vote, cast
from voting.ballot.models import Channel, PaperReplacement, Participation, Resolution, SignedReconciliation
from voting.ballot.paper import Sheet, enter_sheet
from voting.ballot.reconciliation import (
    SignOff,
    figures_hash,
    sign_off,
    sign_offs,
    sign_reconciliation,
    venue_figures,
)
from voting.ballot.replacement import replace_paper
from voting.database import writing
from voting.extensions import db
from voting.rehearsal.browser import answer_of

HERE = "BRU"


def exchange(resolution: int, member: int, paper: int = 1, reason: str = "a stain", venue: str = HERE) -> str:
    """Exchange a member's spoiled paper; the answer."""
    arguments = (resolution, venue, str(member), paper, reason)
    return attempt(replace_paper, *arguments, account_id=1, now=MEETING)


def sign(resolution: int, account: int = 1, name: str = "An Teller", seen: str | None = None) -> str:
    """Sign the figures of the venue as they are; the answer."""
    if seen is None:
        seen = figures_hash(stands(resolution).figures)
    arguments = (resolution, HERE, name, seen)
    return attempt(sign_reconciliation, *arguments, account_id=account, now=MEETING)


def stands(resolution: int) -> SignOff:
    """How the venue stands now."""
    found = sign_off(db.session(), db.session.get_one(Resolution, resolution), HERE)
    db.session.rollback()
    return found


@pytest.fixture
def opened(world: World, clock: Clock) -> int:
    """An open vote. In the hall: 1 to 10. 1 and 2 voted on their phones there, 3 online before they came,
    4 and 5 took paper; 6 cast the proxy of 20; 7 voted and has left; 8 to 10 did not vote.
    """
    resolution = world.resolutions["1"]
    assert answer_of(world.member(20).send("/proxy", {"holder": "6", "name": "Name6"})) == "ok"
    assert answer_of(world.member(6).send("/proxy/accept", {"grantor": "20"})) == "ok"
    steward, chair = world.person("steward"), world.person("chair")
    assert answer_of(chair.send(f"/chair/resolutions/{resolution}/open", {})) == "ok"

    def vote(member: int, **fields: str) -> None:
        sent = world.member(member).send(f"/resolutions/{resolution}/vote", {"choice": "for", **fields})
        assert answer_of(sent) == "ok"

    vote(3, channel="online")
    for member in range(1, 11):
        arrival = {"member": pass_of(world, str(member)), "nonce": f"arrival-{member}"}
        assert answer_of(steward.send(f"/desk/{HERE}/check-in", arrival)) == "ok"
    for member in (1, 2, 7):
        vote(member, channel="venue", venue=HERE)
    for member in (4, 5):
        fields = {"member": str(member), "resolution": resolution}
        assert answer_of(steward.send(f"/desk/{HERE}/paper", fields)) == "ok"
    vote(6, **{"for": "20"})
    with world.app.app_context(), writing(db.session()) as session:
        leaving = update(Presence).where(Presence.member == "7", Presence.until.is_(None))
        session.execute(leaving.values(until=MEETING + timedelta(minutes=5)))
    clock.moment = MEETING + timedelta(minutes=10)
    return resolution


def close(world: World, resolution: int) -> None:
    closed = world.person("chair").send(f"/chair/resolutions/{resolution}/close", {})
    assert answer_of(closed) == "ok"


def test_the_figures_of_a_venue_are_those_of_the_hall_at_closing(world: World, opened: int) -> None:
    with world.app.app_context():
        assert exchange(opened, 5) == "ok"
        close(world, opened)
        before_counting = stands(opened).figures
        assert (before_counting.counted, before_counting.is_counted) == (None, False)
        for teller in (1, 2):
            sheet = Sheet(1, 1, "taken home", {"for": 1, "against": 0, "abstain": 0}, spoiled=1)
            assert attempt(enter_sheet, opened, HERE, sheet, account_id=teller, now=MEETING) == "ok"
        figures = stands(opened).figures
        assert figures.present == 9  # 7 has left
        assert figures.voted == {"venue": 2, "online": 1, "paper": 2}
        assert figures.not_voted == 4  # 6, who only voted for another, and 8 to 10
        assert figures.cast == {"venue": 3, "paper": 2, "proxy": 1}
        assert figures.boxes == {"venue": 3, "proxy": 1}
        assert (figures.papers, figures.exchanged) == (3, 1)
        assert (figures.counted, figures.unreturned, figures.spoiled) == (1, 1, 1)
        assert mismatches(figures) == []
        assert step(opened, "announce") == "ok"
        assert result_of(opened)["by_channel"] == {"online": 1, "venue": 3, "proxy": 1, "paper": 2}


def test_an_exchange_leaves_the_vote_alone_and_is_made_once(world: World, opened: int) -> None:
    with world.app.app_context():
        votes = select(func.count()).select_from(Participation)
        before = db.session.scalar(votes)
        assert exchange(opened, 4, reason=" ") == "reason_missing"
        assert exchange(opened, 4, paper=2) == "already_replaced"
        assert exchange(opened, 4, venue="LIE") == "no_paper"
        assert exchange(opened, 1) == "no_paper"  # voted on a phone
        assert exchange(opened, 8) == "no_paper"  # has not voted at all
        assert exchange(999, 4) == "not_found"
        assert exchange(opened, 4) == "ok"
        assert exchange(opened, 4) == "already_replaced"
        assert exchange(opened, 4, paper=2) == "ok"  # spoiled again
        assert db.session.scalar(votes) == before
        entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
        assert entry is not None
        assert entry.action == "paper.replaced"
        db.session.rollback()
        close(world, opened)
        assert exchange(opened, 5) == "not_open"
        assert stands(opened).figures.papers == 4


def exchange_as(_app: Flask, share: tuple[int, int]) -> str:
    """One supervisor of several who exchange the same paper at the same moment."""
    resolution, _ = share
    return exchange(resolution, 4)


def test_two_supervisors_who_exchange_the_same_paper_hand_out_one(
    world: World, opened: int, database_url: str, tmp_path: Path
) -> None:
    shares: list[Any] = [(opened, number) for number in range(4)]
    answers = run_together(database_url, tmp_path / "crowd", exchange_as, shares)
    assert sorted(answers) == ["already_replaced"] * 3 + ["ok"]
    with world.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(PaperReplacement)) == 1


def test_the_tellers_count_the_spoiled_ballots_too(world: World, opened: int) -> None:
    with world.app.app_context():
        assert exchange(opened, 4) == "ok"
        close(world, opened)
        assert enter(opened, motion_sheet(2, 0, 0), teller=1) == "invalid_form"
        hidden = Sheet(1, 1, "one is missing", {"for": 1, "against": 0, "abstain": 0}, spoiled=0)
        assert enter(opened, hidden, teller=1) == "invalid_form"
        right = Sheet(2, 0, "", {"for": 2, "against": 0, "abstain": 0}, spoiled=1)
        assert [enter(opened, right, teller=teller) for teller in (1, 2)] == ["ok", "ok"]


def test_signing_waits_for_the_count_and_holds_while_the_figures_do(world: World, opened: int) -> None:
    with world.app.app_context():
        assert (
            attempt(sign_reconciliation, opened, HERE, "An", "", account_id=1, now=MEETING) == "wrong_state"
        )
        close(world, opened)
        assert sign(opened) == "sheet_missing"
        for teller in (1, 2):
            assert enter(opened, motion_sheet(2, 0, 0), teller=teller) == "ok"
        assert not stands(opened).is_signed
        assert sign(opened, name="  ") == "bad_request"
        assert sign(opened, name="x" * 201) == "bad_request"
        assert sign(opened, seen="0" * 64) == "figures_changed"
        assert sign(opened) == "ok"
        assert sign(opened) == "ok"  # again by the same person: nothing more
        assert sign(opened, account=2, name="Bo Teller") == "ok"
        assert [signature.name for signature in stands(opened).signatures] == ["An Teller", "Bo Teller"]
        assert stands(opened).is_signed
        resolution = db.session.get_one(Resolution, opened)
        assert {item.venue: item.is_signed for item in sign_offs(db.session(), resolution)} == {
            "BRU": True,
            "LIE": False,
        }


def test_who_comes_at_the_moment_of_closing_is_present_and_who_leaves_at_it_is_not(
    world: World, opened: int
) -> None:
    with world.app.app_context():
        close(world, opened)
        closed_at = db.session.get_one(Resolution, opened).closed_at
        assert closed_at is not None
        moment = timedelta(microseconds=1)
        stays = {
            "11": (closed_at, None),
            "12": (closed_at + moment, None),
            "13": (MEETING, closed_at),
            "14": (MEETING, closed_at + moment),
        }
        db.session.rollback()
        before = stands(opened).figures
        with writing(db.session()) as session:
            for member, (since, until) in stays.items():
                stay = {"member": member, "since": since, "until": until}
                session.add(Presence(assembly_id=world.assembly_id, place=HERE, **stay))
        figures = stands(opened).figures
        assert (figures.present, figures.not_voted) == (before.present + 2, before.not_voted + 2)


def test_figures_that_change_end_a_signature_and_a_new_one_can_be_given(world: World, opened: int) -> None:
    """As when a phone that was without network at the door sends, after the signing, who came before."""
    with world.app.app_context():
        close(world, opened)
        for teller in (1, 2):
            assert enter(opened, motion_sheet(2, 0, 0), teller=teller) == "ok"
        assert sign(opened) == "ok"
        seen = figures_hash(stands(opened).figures)
        with writing(db.session()) as session:
            late = Presence(assembly_id=world.assembly_id, member="11", place=HERE, since=MEETING)
            session.add(late)
        assert [signature.valid for signature in stands(opened).signatures] == [False]
        assert sign(opened, seen=seen) == "figures_changed"
        assert sign(opened) == "ok"
        assert [signature.valid for signature in stands(opened).signatures] == [False, True]
        assert db.session.scalar(select(func.count()).select_from(SignedReconciliation)) == 2
        resolution = db.session.get_one(Resolution, opened)
        assert venue_figures(db.session(), resolution, HERE).voted["online"] == 1
        assert step(opened, "announce") == "ok"
        assert stands(opened).is_signed  # also after the announcement


def test_a_venue_where_nobody_took_paper_can_sign_at_once_and_need_not(world: World) -> None:
    two = world.resolutions["2"]
    with world.app.app_context():
        assert step(two, "open") == "ok"
        vote = Vote(two, "1", Channel.ONLINE, choice="c1=for,c2=for,c3=against")
        assert attempt(cast, vote, now=MEETING) == "ok"
        assert sign_offs(db.session(), db.session.get_one(Resolution, two)) == []
        db.session.rollback()
        assert step(two, "close") == "ok"
        assert sign(two, name="x" * 200) == "ok"
        assert step(two, "announce") == "ok"
