"""Taking back races a vote, a check-in and another secretary: of two that exclude each other one happens."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.gate.crowd import attempt, run_together
from tests.world import ACTOR, ADVANCE, KEY, MEETING, World
from voting.assembly.locks import lock_assembly
from voting.assembly.models import Assembly, ConveningStep, RollEntry
from voting.assembly.steps import steps_of
from voting.attendance.check_in import check_in, join_online
from voting.attendance.models import Presence
from voting.attendance.scan_log import Scan
from voting.audit.chain import verify
from voting.ballot.cast import Vote, cast
from voting.ballot.convene import convene
from voting.ballot.models import Channel, Envelope, Participation
from voting.ballot.taking_back import take_back_convening
from voting.extensions import db
from voting.stamp import require_same, stamp

REASON = {"nl": "Een fout"}
ROUNDS = 4
Act = Callable[[Session], object]


def acts(kind: str, share: tuple[int, int, int]) -> Act:
    """What one runner does; ``share``: the assembly, a resolution, and the number of the runner."""
    assembly, resolution, runner = share
    member = str(runner)

    def vote(session: Session) -> None:
        cast(session, Vote(resolution, member, Channel.ADVANCE, choice="for"), now=ADVANCE)

    def arrive(session: Session) -> None:
        check_in(session, Scan(assembly, member, "BRU", f"nonce-{runner:04}", 1, MEETING, MEETING))

    def join(session: Session) -> None:
        join_online(session, assembly, member, now=MEETING)

    return {"vote": vote, "arrive": arrive, "join": join}[kind]


def race(_: Flask, share: tuple[str, tuple[int, int, int]]) -> str:
    """Runner 0 takes back; each of the others does one thing."""
    kind, (assembly, resolution, runner) = share
    if runner == 0:
        return attempt(take_back_convening, assembly, REASON, now=ADVANCE, account_id=1)
    return attempt(acts(kind, (assembly, resolution, runner)))


def number(table: type) -> int:
    found = db.session.scalar(select(func.count()).select_from(table)) or 0
    db.session.rollback()
    return found


@pytest.mark.parametrize("kind", ["vote", "arrive", "join"])
def test_either_it_is_taken_back_or_somebody_has_voted_or_is_present(
    world: World, database_url: str, tmp_path: Path, kind: str
) -> None:
    """From several processes at once, until somebody has been faster than whoever takes it back."""
    seen: set[str] = set()
    for begun in range(ROUNDS):
        people = [1 + begun * 4 + place for place in range(4)]
        shares = [(kind, (world.assembly_id, world.resolutions["1"], runner)) for runner in (0, *people)]
        order = shares[1:] + shares[:1] if begun % 2 else shares
        answers = dict(
            zip(
                [share[1][2] for share in order],
                run_together(database_url, tmp_path / "crowd", race, order),
                strict=True,
            )
        )
        seen.add(answers[0])
        with world.app.app_context():
            frozen = db.session.get_one(Assembly, world.assembly_id).frozen_at
            db.session.rollback()
            done = number(Participation) if kind == "vote" else number(Presence)
            assert number(Envelope) == number(Participation)
            assert verify(db.session())[1] == []
            db.session.rollback()
            assert answers[0] in ("ok", "has_begun")
            assert (frozen is None, done > 0) == (answers[0] == "ok", answers[0] == "has_begun")
            if answers[0] == "ok":
                assert (number(RollEntry), set(answers.values()) & {"internal"}) == (0, set())
                assert "ok" not in [answers[runner] for runner in people]
                assert attempt(convene, KEY.encode(), world.assembly_id, now=ADVANCE, actor=ACTOR) == "ok"
            else:
                assert [answers[runner] for runner in people].count("ok") == done
                break
    assert seen


def take_back_as_seen(session: Session, assembly: int, was: str) -> None:
    """What the office's page does."""
    lock_assembly(session, assembly, frozen=True)
    require_same([step.id for step in steps_of(session, assembly)], was)
    take_back_convening(session, assembly, REASON, now=ADVANCE, account_id=1)


def secretary(_: Flask, share: tuple[int, str]) -> str:
    """One of several who take the same convening back."""
    return attempt(take_back_as_seen, *share)


def convener(_: Flask, share: int) -> str:
    """One of several who convene the same assembly."""
    return attempt(convene, KEY.encode(), share, now=ADVANCE, actor=ACTOR)


def test_of_several_secretaries_one_wins_and_the_others_are_told(
    world: World, database_url: str, tmp_path: Path
) -> None:
    shares = [(world.assembly_id, stamp([]))] * 4
    answers = run_together(database_url, tmp_path / "crowd", secretary, shares)
    assert sorted(answers) == ["not_frozen"] * 3 + ["ok"]
    conveners = run_together(database_url, tmp_path / "crowd", convener, [world.assembly_id] * 4)
    assert sorted(conveners) == ["already_frozen"] * 3 + ["ok"]
    late = run_together(database_url, tmp_path / "crowd", secretary, shares)
    assert late == ["changed_meanwhile"] * 4, "convened again, it is not what they saw"
    with world.app.app_context():
        assert number(ConveningStep) == 1
        assert number(RollEntry) == 40
        assert verify(db.session())[1] == []
