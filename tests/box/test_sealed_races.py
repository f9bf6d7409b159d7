"""Sealed votes of several processes: those that race a closing are in the box or refused, of copies one gets
in, and a closing that dies leaves nothing.

What is cast here is as long as a ballot and is none: proofs are checked before the gate, and opening a box
after it.
"""

import os
import secrets
import signal
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, make_url

from tests.box.sealed_world import SealedWorld, make_sealed_world
from tests.conftest import new_app
from tests.gate.crowd import FORK, attempt, run_together, stored
from tests.gate.test_closing_race import definition_with
from tests.gate.test_writer import rush
from tests.waiting import PATIENCE
from tests.world import ACTOR, MEETING, Clock
from voting.ballot.ahead import writing_ahead
from voting.ballot.cast import Vote, cast
from voting.ballot.life import close_resolution, open_resolution
from voting.ballot.models import Channel, Deposit, Envelope, Participation, Resolution
from voting.ballot.sealed_ballots import ballots_hold
from voting.ballot.sealed_rounds import sealed_round
from voting.ballot.sealed_votes import SoundBallot, receipt_for
from voting.ballot.tally import reconcile
from voting.ballot.writer import Writer
from voting.box.ballots import leaves_of_box
from voting.box.models import BoxStatement, SealedVote
from voting.extensions import db

RUNNERS = 3
MEMBERS = 600
STEP = {"now": MEETING, "actor": ACTOR}
DYING_AT = ("INSERT INTO statement", "UPDATE audit_head", "UPDATE resolution SET envelope_key")
"""Before these a closing is killed: it has written the ballots, the statement, or all."""


def made(app: Flask, clock: Clock, races: int = 1, members: int = MEMBERS) -> SealedWorld:
    """A world of as many motions, all to be sealed, and open."""
    definition = definition_with(races).replace('\nmethod = "', '\nsealed = true\nmethod = "')
    sealed = make_sealed_world(app, clock, definition, members)
    with app.app_context():
        for number, identity in sealed.world.resolutions.items():
            sealed.sign_context(number)
            assert attempt(open_resolution, identity, **STEP) == "ok"
    return sealed


def long_enough(resolution: int) -> SoundBallot:
    """As long as a ballot of a round, and like no other."""
    of_round = sealed_round(db.session(), resolution)
    db.session.rollback()
    ballot = b"SB1\1" + secrets.token_bytes(of_round.shape.length - 4)
    return SoundBallot(resolution, of_round.ctx, ballot)


def of_member(resolution: int, number: int, sound: SoundBallot) -> Vote:
    return Vote(resolution, str(number), Channel.ONLINE, attempt=f"a{number}", sealed=sound)


def race_for_receipts(_: Flask, share: tuple[int, list[int]]) -> list[list[bytes]]:
    """One runner of all races. Runner 0 closes; the others vote, and ask for a receipt, until they are
    refused. Returns, for each resolution, the leaves that this runner has receipts of."""
    runner, resolutions = share
    receipts = list[list[bytes]]()
    for resolution in resolutions:
        receipts.append([])
        if runner == 0:
            while stored(Participation, resolution) < 2 + resolution % 7:
                pass
            with writing_ahead(db.engine, resolution) as (session, ahead):
                close_resolution(session, resolution, ahead=ahead, **STEP)
            continue
        for member in range(runner, MEMBERS, RUNNERS):
            sound = long_enough(resolution)
            if attempt(cast, of_member(resolution, member, sound), now=MEETING) != "ok":
                break
            assert len(receipt_for(db.session(), resolution, sound.leaf)) == 64
            db.session.rollback()
            receipts[-1].append(sound.leaf)
    return receipts


def test_each_receipt_is_of_a_ballot_in_the_box(
    app: Flask, clock: Clock, database_url: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """Three hundred races in the full form, on PostgreSQL."""
    of_sqlite = make_url(database_url).get_backend_name() == "sqlite"
    races = (50 if of_sqlite else 300) if pytestconfig.getoption("full") else (4 if of_sqlite else 12)
    resolutions = sorted(made(app, clock, races).world.resolutions.values())
    shares = [(runner, resolutions) for runner in range(RUNNERS)]
    runs = run_together(database_url, tmp_path / "crowd", race_for_receipts, shares)
    with app.app_context():
        for resolution, *of_runners in zip(resolutions, *runs, strict=True):
            receipts = sorted(leaf for leaves in of_runners for leaf in leaves)
            assert leaves_of_box(db.session(), resolution) == receipts
            assert db.session.get_one(BoxStatement, resolution).ballots == len(receipts) >= 2
            assert ballots_hold(db.session(), db.session.get_one(Resolution, resolution))
            assert reconcile(db.session(), resolution) == []
            db.session.rollback()


def cast_copies(_: Flask, share: tuple[int, int, list[SoundBallot]]) -> list[str]:
    """One process of several: members of its own with the ballots of all, in batches."""
    resolution, runner, ballots = share
    members = range(100 * runner + 1, 100 * runner + 1 + len(ballots))
    votes = [of_member(resolution, *each) for each in zip(members, ballots, strict=True)]
    return rush(Writer(db.engine), votes)


def test_of_the_copies_of_a_ballot_one_gets_in_whoever_is_first(
    app: Flask, clock: Clock, database_url: str, tmp_path: Path
) -> None:
    """In batches with others, in several processes at one moment."""
    resolution = made(app, clock).world.resolutions["1"]
    with app.app_context():
        copied = [long_enough(resolution) for _ in range(12)]
        own = [[long_enough(resolution) for _ in range(4)] for _ in range(RUNNERS)]
    shares = [(resolution, runner, [*copied, *own[runner]]) for runner in range(RUNNERS)]
    answers = run_together(database_url, tmp_path / "crowd", cast_copies, shares)
    for of_ballot in list(zip(*answers, strict=True))[: len(copied)]:
        assert Counter(of_ballot) == {"ok": 1, "seal_copied": RUNNERS - 1}
    assert all(answer[len(copied) :] == ["ok"] * 4 for answer in answers)
    with app.app_context():
        voted = len(copied) + 4 * RUNNERS
        assert [stored(table, resolution) for table in (Participation, Deposit, Envelope)] == [voted] * 3


def close_and_die(url: str, instance: str, resolution: int, statement: str) -> None:
    """Close a vote, and be killed before a statement of that."""

    def die(*told: Any) -> None:
        if told[2].startswith(statement):
            os.kill(os.getpid(), signal.SIGKILL)

    with new_app(url, Path(instance)).app_context():
        event.listen(db.engine, "before_cursor_execute", die)
        with writing_ahead(db.engine, resolution) as (session, ahead):
            close_resolution(session, resolution, ahead=ahead, **STEP)


def test_a_closing_that_is_killed_leaves_nothing_and_begins_anew(
    app: Flask, clock: Clock, database_url: str, tmp_path: Path
) -> None:
    resolution = made(app, clock, members=40).world.resolutions["1"]
    cast_so_far = list[bytes]()

    def vote() -> None:
        sound = long_enough(resolution)
        assert attempt(cast, of_member(resolution, len(cast_so_far) + 1, sound), now=MEETING) == "ok"
        cast_so_far.append(sound.leaf)

    with app.app_context():
        vote()
        for statement in DYING_AT:
            db.engine.dispose()
            arguments = (database_url, str(tmp_path / "dying"), resolution, statement)
            dying = FORK.Process(target=close_and_die, args=arguments)
            dying.start()
            dying.join(PATIENCE)
            assert dying.exitcode == -signal.SIGKILL, statement
            assert db.session.get_one(Resolution, resolution).state == "open"
            db.session.rollback()
            assert [stored(table, resolution) for table in (SealedVote, BoxStatement)] == [0, 0]
            vote()
        with writing_ahead(db.engine, resolution) as (session, ahead):
            close_resolution(session, resolution, ahead=ahead, **STEP)
        assert leaves_of_box(db.session(), resolution) == sorted(cast_so_far)
        assert db.session.get_one(BoxStatement, resolution).ballots == len(cast_so_far) == 1 + len(DYING_AT)
