"""Many look whether their ballot, or their line, is in a closed box: each tree is read and hashed once."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.box.sealed_world import SealedWorld
from tests.box.test_whole_rounds import STEP, pages, pages_that_opened, verified, vote_and_close
from tests.box.test_whole_rounds import sealed as sealed
from tests.gate.crowd import attempt
from tests.waiting import PATIENCE
from voting.auditing.sealed_bundle import sealed_bundle
from voting.ballot import sealed_opening
from voting.ballot.life import announce_resolution
from voting.ballot.sealed_closing import own_line
from voting.ballot.sealed_opening import _summed, sums_of_closed_box
from voting.ballot.sealed_rounds import SealedRound
from voting.box import trees
from voting.box.models import BoxStatement
from voting.box.trees import KeptTrees
from voting.extensions import db
from voting.rehearsal.browser import answer_of
from voting.sealed.opening import QuestionSum
from voting.sealed.tree import is_included, leaf_hash

LEAVES = [leaf_hash(bytes([number])) for number in range(40)]


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """What is asked of the database."""
    sent = list[str]()

    def note(*told: object) -> None:
        sent.append(str(told[2]))

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        yield sent
        event.remove(db.engine, "before_cursor_execute", note)


def asking_for(sent: list[str], columns: str) -> int:
    return sum(columns in statement for statement in sent)


def test_ballots_are_read_once_for_all_who_ask_for_a_path(sealed: SealedWorld, statements: list[str]) -> None:
    identity = sealed.world.resolutions["1"]
    sent, page = vote_and_close(sealed), pages(sealed)[0]
    statements.clear()
    for ballot in sent:
        leaf = leaf_hash(ballot)
        told = page.ask(f"/box/{identity}/proof/{leaf.hex()}").json
        path = [bytes.fromhex(each) for each in told["path"]]
        assert is_included(leaf, told["index"], told["size"], path, bytes.fromhex(told["root"]))
    assert asking_for(statements, "ORDER BY sealed_ballot.leaf") == 1
    for wrong in (bytes(32), sent[0]):
        assert answer_of(page.ask(f"/box/{identity}/proof/{wrong.hex()}")) == "not_found"


def test_who_took_part_is_read_once_and_never_with_the_statement(
    sealed: SealedWorld, statements: list[str]
) -> None:
    identity = sealed.world.resolutions["1"]
    vote_and_close(sealed)
    db.session.expunge_all()
    statements.clear()
    assert len(db.session.get_one(BoxStatement, identity).took_part) == 32
    assert asking_for(statements, "took_part_leaves") == 0
    for member in range(1, 41):
        line = own_line(db.session(), identity, str(member))
        assert line.how == (member <= 12)
    assert asking_for(statements, "took_part_leaves") == 1


def test_a_few_trees_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trees, "MOST_TREES", 2)
    kept, read = KeptTrees(), list[int]()

    def leaves(number: int) -> list[bytes]:
        read.append(number)
        return LEAVES[:number]

    for number in (1, 2, 1, 3, 1, 2):
        assert kept.get(number, "ballots", lambda number=number: leaves(number)).size == number
    assert read == [1, 2, 3, 2]


def test_a_bundle_is_read_as_it_is_fetched(sealed: SealedWorld, statements: list[str]) -> None:
    """Its checksum once for all, the ballots for each: they are never all in memory."""
    identity = sealed.world.resolutions["1"]
    vote_and_close(sealed)
    keyholders = pages_that_opened(sealed, identity)
    assert attempt(announce_resolution, identity, **STEP) == "ok"
    first = keyholders[0].ask(f"/box/{identity}/bundle")
    assert first.content_length == len(first.data)
    assert verified(first.data) == []
    statements.clear()
    again = sealed_bundle(db.session(), identity, to_auditors=False)
    assert asking_for(statements, "sealed_ballot.ballot") == 0
    assert b"".join(again.parts) == first.data
    assert asking_for(statements, "sealed_ballot.ballot") == 2


def test_the_sums_of_a_box_are_reckoned_once_for_keyholders_who_open_it_at_one_moment(
    sealed: SealedWorld, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity, reckoned, barrier = sealed.world.resolutions["1"], list[int](), threading.Barrier(3)

    def summed(session: Session, of_round: SealedRound) -> list[QuestionSum]:
        reckoned.append(of_round.resolution_id)
        return _summed(session, of_round)

    def ask(_: int) -> list[QuestionSum]:
        with app.app_context():
            barrier.wait(PATIENCE)
            return sums_of_closed_box(db.session(), sealed.round("1"))

    with app.app_context():
        vote_and_close(sealed)
        assert pages(sealed)[0].look(identity)
        db.session.rollback()
    monkeypatch.setattr(sealed_opening, "_summed", summed)
    with ThreadPoolExecutor(3) as threads:
        found = list(threads.map(ask, range(3)))
    assert reckoned == [identity]
    assert found[0] == found[1] == found[2]
