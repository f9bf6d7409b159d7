"""Becoming present races the closing of the meeting, votes race silence and leaving, late scans a signature:
whatever came first, nobody is present after the end, who votes is present, and what is signed stands."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.gate.crowd import attempt, run_together
from tests.world import ACTOR, MEETING, make_world
from voting.assembly.models import Assembly
from voting.attendance.check_in import check_in, join_online
from voting.attendance.conflicts import note_doubt
from voting.attendance.leaving import leave_online
from voting.attendance.models import ONLINE, Presence, ScanConflict
from voting.attendance.pages import end_silent_stay, page_opened
from voting.attendance.scan_log import Scan
from voting.ballot.arrivals import date_late_scan
from voting.ballot.cast import Vote, cast
from voting.ballot.life import close_resolution, open_resolution
from voting.ballot.meeting import close_meeting, open_meeting
from voting.ballot.models import Channel, Resolution
from voting.ballot.reconciliation import figures_hash, sign_off, sign_reconciliation
from voting.database import writing
from voting.extensions import db

RUNNERS = 4
END = MEETING + timedelta(hours=2)


def comes(_: Flask, share: tuple[int, int]) -> list[str]:
    """Runner 0 closes the meeting; the others become present, one after the other, in a hall or online."""
    assembly, runner = share
    if runner == 0:
        return [attempt(close_meeting, assembly, now=END, actor=ACTOR)]
    answers = []
    for number in range(runner, 40, RUNNERS):
        if number % 2:
            answers.append(attempt(join_online, assembly, str(number), now=MEETING))
        else:
            scan = Scan(assembly, str(number), "BRU", f"nonce-{number:04}", 1, MEETING, MEETING)
            answers.append(attempt(check_in, scan))
    return answers


def test_nobody_is_present_after_a_closing_however_close_they_came(
    app: Flask, database_url: str, tmp_path: Path
) -> None:
    world = make_world(app, app.extensions["clock"])
    with app.app_context():
        assert attempt(open_meeting, world.assembly_id, now=MEETING, actor=ACTOR) == "ok"
    shares = [(world.assembly_id, runner) for runner in range(RUNNERS)]
    closing, *others = run_together(database_url, tmp_path / "crowd", comes, shares)
    assert closing == ["ok"]
    with app.app_context():
        ends = db.session.scalars(select(Presence.until)).all()
        assert db.session.get_one(Assembly, world.assembly_id).closed_at == END
    assert set(ends) <= {END}
    assert len(ends) == sum(answers.count("ok") for answers in others)
    assert set().union(*others) <= {"ok", "meeting_closed"}


def votes_while(_: Flask, share: tuple[str, int, int, int]) -> str:
    """Runner 0 votes; runner 1 leaves, or finds that the page has been silent."""
    kind, assembly, resolution, runner = share

    def vote(session: Session) -> None:
        cast(session, Vote(resolution, "1", Channel.ONLINE, choice="for", takes_part_in=assembly), now=END)

    def falls_silent(session: Session) -> None:
        stay = session.scalars(select(Presence.id).order_by(Presence.id).limit(1)).one()
        end_silent_stay(session, stay, END - timedelta(minutes=10), now=END)

    if runner == 0:
        return attempt(vote)
    return attempt(falls_silent) if kind == "silence" else attempt(leave_online, assembly, "1", now=END)


@pytest.mark.parametrize("kind", ["silence", "leave"])
def test_a_vote_is_cast_by_somebody_present(app: Flask, database_url: str, tmp_path: Path, kind: str) -> None:
    world = make_world(app, app.extensions["clock"])
    one = world.resolutions["1"]
    with app.app_context():
        assert attempt(open_resolution, one, now=MEETING, actor=ACTOR) == "ok"
        assert attempt(join_online, world.assembly_id, "1", now=MEETING) == "ok"
        with writing(db.session()) as session:
            stay = session.scalars(select(Presence.id)).one()
            assert page_opened(session, stay, now=MEETING)
    shares = [(kind, world.assembly_id, one, runner) for runner in range(2)]
    assert run_together(database_url, tmp_path / "crowd", votes_while, shares) == ["ok", "ok"]
    with app.app_context():
        stays = db.session.scalars(select(Presence).order_by(Presence.id)).all()
    assert all(stay.place == ONLINE for stay in stays)
    if kind == "silence":
        assert stays[-1].until is None
        assert [stay.until for stay in stays[:-1]] in ([], [MEETING])
    else:
        assert [stay.since for stay in stays[1:]] in ([], [END])
        assert stays[0].until == END


def signs_while(_: Flask, share: tuple[int, int, int]) -> str:
    """Runner 0 signs the figures of a closed vote; the others send scans made before it was closed."""
    assembly, resolution, runner = share
    late = END + timedelta(minutes=10)
    if runner == 0:
        seen = figures_hash(sign_off(db.session(), db.session.get_one(Resolution, resolution), "BRU").figures)
        return attempt(sign_reconciliation, resolution, "BRU", "An", seen, account_id=1, now=late)

    def comes_late(session: Session) -> None:
        claimed = END - timedelta(minutes=runner)
        scan = Scan(assembly, str(runner), "BRU", f"nonce-{runner:04}", 1, claimed, late, claimed)
        dated, doubt = date_late_scan(session, scan)
        note_doubt(session, dated, check_in(session, dated).answer, doubt)

    return attempt(comes_late)


def test_a_scan_is_before_a_signature_or_changes_nothing_of_it(
    app: Flask, database_url: str, tmp_path: Path
) -> None:
    world = make_world(app, app.extensions["clock"])
    one = world.resolutions["1"]
    with app.app_context():
        for step in (open_resolution, close_resolution):
            assert attempt(step, one, now=END, actor=ACTOR) == "ok"
    shares = [(world.assembly_id, one, runner) for runner in range(RUNNERS)]
    signed, *scans = run_together(database_url, tmp_path / "crowd", signs_while, shares)
    assert scans == ["ok"] * (RUNNERS - 1)
    assert signed in ("ok", "figures_changed")
    with app.app_context():
        early = db.session.scalars(select(Presence.since).where(Presence.since <= END)).all()
        conflicts = db.session.scalars(select(ScanConflict.kind)).all()
        stands = sign_off(db.session(), db.session.get_one(Resolution, one), "BRU")
    assert len(early) + len(conflicts) == RUNNERS - 1
    assert stands.is_signed == (signed == "ok"), "no scan has voided what was signed"
