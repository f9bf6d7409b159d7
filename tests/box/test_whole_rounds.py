"""Whole sealed rounds through HTTP: voted, closed, signed, opened, announced, and the bundle verified by the
file of plain Python that shares no code with the server. And what cheats try."""

import io

import pytest
from flask import Flask
from sqlalchemy import select

from tests.box.pages import KeyholderPage
from tests.box.sealed_world import SealedWorld, make_sealed_world
from tests.box.voters import sealed_for, send_sealed
from tests.gate.crowd import attempt, stored
from tests.world import ACTOR, MEETING, Clock
from voting.audit.models import AuditEntry
from voting.auditing.sealed_bundle import sealed_bundle
from voting.ballot.ahead import writing_ahead
from voting.ballot.export_count import export_count
from voting.ballot.life import announce_resolution, annul_resolution, close_resolution, open_resolution
from voting.ballot.models import Ballot, Resolution, Result
from voting.ballot.sealed_closing import own_line
from voting.box.models import BoxStatement, OpenedCount, SealedVote
from voting.database import writing
from voting.extensions import db
from voting.recount import recount
from voting.rehearsal.browser import answer_of
from voting.sealed.tree import is_included, leaf_hash, took_part_leaf
from voting.sealed.wire import digits_aloud
from voting.verify_sealed import FromElsewhere, check_sealed_bundle

ANSWERS = {
    "1": ([0], [1], [2]),
    "2": ([0, 1, 2], [1, 1, 1], [0, 0, 2]),
    "3": ([1, 1, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]),
}
"""By resolution, the answers that members give in turn."""
VOTERS = 12
STEP = {"now": MEETING, "actor": ACTOR}


@pytest.fixture
def sealed(app: Flask, clock: Clock) -> SealedWorld:
    return make_sealed_world(app, clock)


def pages(sealed: SealedWorld) -> list[KeyholderPage]:
    return [
        KeyholderPage(sealed.world.app, played, token)
        for played, token in zip(sealed.played.all.values(), sealed.tokens, strict=True)
    ]


def pages_that_opened(sealed: SealedWorld, identity: int) -> list[KeyholderPage]:
    """The same, once four have signed a closed box and three have opened it."""
    keyholders = pages(sealed)
    for page in keyholders[:4]:
        page.sign(identity)
    for page in keyholders[:3]:
        page.share(identity)
    return keyholders


def vote_and_close(sealed: SealedWorld, number: str = "1", voters: int = VOTERS) -> list[bytes]:
    """A round that was opened, voted on and closed; the ballots that members sent."""
    identity, sent = sealed.world.resolutions[number], list[bytes]()
    for page in pages(sealed)[:4]:
        assert page.sign_context(identity).status_code == 200
    with writing(db.session()) as session:
        open_resolution(session, identity, **STEP)
    of_round = sealed.round(number)
    for member in range(1, voters + 1):
        ballot = sealed_for(of_round, member, ANSWERS[number][member % 3]).ballot
        answer = send_sealed(sealed, member, identity, ballot)
        assert answer.status_code == 200, answer.text
        sent.append(ballot)
    db.session.rollback()
    with writing_ahead(db.engine, identity) as (session, ahead):
        close_resolution(session, identity, ahead=ahead, **STEP)
    return sent


def verified(packed: bytes, *digits: str) -> list[str]:
    """What the verifier finds wrong with a bundle."""
    known = FromElsewhere(*digits) if digits else FromElsewhere()
    return check_sealed_bundle(io.BytesIO(packed), known)[1]


@pytest.mark.parametrize("number", ANSWERS)
def test_a_round_from_its_context_to_its_bundle(sealed: SealedWorld, app: Flask, number: str) -> None:
    identity = sealed.world.resolutions[number]
    with app.app_context():
        sent, keyholders = vote_and_close(sealed, number), pages(sealed)
        assert stored(Ballot, identity) == 0
        box = db.session.scalars(select(SealedVote.ballot).where(SealedVote.resolution_id == identity)).all()
        assert sorted(map(leaf_hash, box)) == sorted(map(leaf_hash, sent))
        for page in keyholders[:3]:
            assert answer_of(page.sign(identity)) == "ok"
        assert answer_of(keyholders[0].send_shares(identity, [bytes(96)])) == "share_early"
        assert answer_of(keyholders[4].sign(identity)) == "ok"
        opened = [keyholders[at].share(identity).json["opened"] for at in (0, 2, 4)]
        assert opened == [False, False, True]
        assert answer_of(keyholders[0].ask(f"/box/{identity}/bundle")) == "not_announced"
        assert attempt(announce_resolution, identity, **STEP) == "ok"
        told = [
            sum(ANSWERS[number][member % 3][0] == at for member in range(1, VOTERS + 1)) for at in range(3)
        ]
        result = db.session.get_one(Result, identity).content
        first = next(iter(result["counts"].values())) if number != "1" else result["counts"]
        assert first == (
            told[1] if number == "3" else dict(zip(("for", "against", "abstain"), told, strict=True))
        )
        assert result["ballots"] == VOTERS
        packed = keyholders[0].ask(f"/box/{identity}/bundle")
        assert verified(packed.data) == []
        assert verified(packed.data[:-1]) != []
        assert packed.headers["Access-Control-Allow-Origin"] == "*"


def test_who_took_part_stands_in_the_statement(sealed: SealedWorld, app: Flask) -> None:
    identity = sealed.world.resolutions["1"]
    with app.app_context():
        vote_and_close(sealed)
        statement, of_round = db.session.get_one(BoxStatement, identity), sealed.round("1")
        for member, how in (("1", 1), ("12", 1), ("13", 0), ("40", 0)):
            line = own_line(db.session(), identity, member)
            assert (line.how, line.size) == (how, 40)
            leaf = took_part_leaf(of_round.ctx, line.salt, line.how, member)
            assert is_included(leaf, line.index, line.size, line.path, statement.took_part)
        logged = db.session.scalars(
            select(AuditEntry.details).where(AuditEntry.action == "resolution.closed")
        )
        assert statement.content.hex() in logged.one()


def test_a_false_share_is_refused_told_and_the_next_counts(sealed: SealedWorld, app: Flask) -> None:
    identity = sealed.world.resolutions["1"]
    with app.app_context():
        vote_and_close(sealed)
        keyholders = pages(sealed)
        for page in keyholders[:4]:
            page.sign(identity)
        false = [keyholders[1].played.share(0, keyholders[1].played.sums[0])]
        assert answer_of(keyholders[0].send_shares(identity, false)) == "share_wrong"
        assert answer_of(keyholders[0].send_shares(identity, [])) == "share_wrong"
        actions = db.session.scalars(select(AuditEntry.action)).all()
        assert actions.count("box.share_refused") == 2
        db.session.rollback()
        assert [keyholders[at].share(identity).json["opened"] for at in (1, 2, 3)] == [False, False, True]


def test_nothing_is_told_before_it_is_opened_or_after_it_is_annulled(sealed: SealedWorld, app: Flask) -> None:
    identity = sealed.world.resolutions["1"]
    with app.app_context():
        vote_and_close(sealed)
        keyholders = pages(sealed)
        assert attempt(announce_resolution, identity, **STEP) == "not_opened"
        signature = keyholders[0].look(identity)
        assert attempt(annul_resolution, identity, "Fout", **STEP) == "ok"
        told = keyholders[0].tell(f"/keys/{identity}/statement", signature=signature.hex())
        assert answer_of(told) == "wrong_state"
        assert answer_of(keyholders[0].ask(f"/keys/{identity}/ballots")) == "wrong_state"
        assert stored(OpenedCount, identity) == 0


def test_three_who_have_heard_each_other_are_enough(sealed: SealedWorld, app: Flask) -> None:
    identity = sealed.world.resolutions["1"]
    with app.app_context():
        vote_and_close(sealed)
        keyholders = pages(sealed)[:3]
        for page in keyholders[:2]:
            page.sign(identity, voices=True)
        keyholders[2].sign(identity)
        shares = [[page.played.share(0, page.played.sums[0])] for page in keyholders]
        assert answer_of(keyholders[0].send_shares(identity, shares[0])) == "share_early"
        keyholders[2].sign(identity, voices=True)
        for page, share in zip(keyholders, shares, strict=True):
            assert answer_of(page.send_shares(identity, share)) == "ok"
        assert attempt(announce_resolution, identity, **STEP) == "ok"
        packed = keyholders[0].ask(f"/box/{identity}/bundle")
        known = check_sealed_bundle(io.BytesIO(packed.data), FromElsewhere())
        assert known[1] == []
        assert any(sentence.startswith("NOTE") for sentence in known[0])


def test_the_counts_of_few_are_for_auditors_alone(sealed: SealedWorld, app: Flask) -> None:
    identity = sealed.world.resolutions["1"]
    with app.app_context():
        vote_and_close(sealed, voters=9)
        keyholders = pages_that_opened(sealed, identity)
        assert attempt(announce_resolution, identity, **STEP) == "ok"
        public = keyholders[0].ask(f"/box/{identity}/bundle").data
        whole = b"".join(sealed_bundle(db.session(), identity, to_auditors=True).parts)
        assert (verified(public), verified(whole)) == ([], [])
        assert b'"counts":[]' in public
        assert b'"counts":[[3,3,3]]' in whole


def test_an_empty_box_is_counted_without_shares(sealed: SealedWorld, app: Flask) -> None:
    identity = sealed.world.resolutions["1"]
    with app.app_context():
        vote_and_close(sealed, voters=0)
        for page in pages(sealed)[:4]:
            assert answer_of(page.sign(identity)) == "ok"
        assert attempt(announce_resolution, identity, **STEP) == "ok"
        assert verified(pages(sealed)[0].ask(f"/box/{identity}/bundle").data) == []


def test_a_dropped_vote_has_a_receipt_and_its_box_no_signature(sealed: SealedWorld, app: Flask) -> None:
    """A server that leaves a ballot out of what it shows finds no keyholder who signs, and the receipt shows
    it."""
    identity = sealed.world.resolutions["1"]
    with app.app_context():
        sent, page = vote_and_close(sealed), pages(sealed)[0]
        shape = sealed.round("1").shape
        told = page.ask(f"/box/{identity}/statement").json
        without = [each for each in page.box(identity, shape) if each != sent[0]]
        page.box = lambda *_: without  # type: ignore[method-assign]  # what the server shows
        with pytest.raises(Exception, match="as it was told"):
            page.look(identity)
        root = bytes.fromhex(told["root"])
        shown = page.ask(f"/box/{identity}/proof/{leaf_hash(sent[0]).hex()}").json
        path = [bytes.fromhex(each) for each in shown["path"]]
        assert is_included(leaf_hash(sent[0]), shown["index"], shown["size"], path, root)
        assert len(digits_aloud(bytes.fromhex(told["statement"]))) == 20


def test_whoever_has_no_token_is_refused_and_slowed_down(sealed: SealedWorld, app: Flask) -> None:
    identity = sealed.world.resolutions["1"]
    with app.app_context():
        stranger = KeyholderPage(app, sealed.played.all[1], "guess")
        signature = bytes(64).hex()
        answers = {
            answer_of(stranger.tell(f"/keys/{identity}/context", signature=signature)) for _ in range(60)
        }
        assert answers == {"keyholder_unknown", "too_many_attempts"}
        page = pages(sealed)[0]
        assert answer_of(page.tell(f"/keys/{identity}/context", signature=signature)) == "signature_wrong"
        for bad in ("", "0", "XY", None, 7):
            assert answer_of(page.tell(f"/keys/{identity}/context", signature=bad)) == "bad_request"


def test_what_was_announced_is_recounted(sealed: SealedWorld, app: Flask) -> None:
    identity = sealed.world.resolutions["2"]
    with app.app_context():
        vote_and_close(sealed, "2")
        pages_that_opened(sealed, identity)
        assert attempt(announce_resolution, identity, **STEP) == "ok"
        export = export_count(db.session(), identity)
        assert export["rules"]["sealed"] is True
        assert recount(export) == []


def test_a_keyholder_is_told_what_there_is_to_do(sealed: SealedWorld, app: Flask) -> None:
    identity = sealed.world.resolutions["1"]

    def told(page: KeyholderPage) -> dict[str, object]:
        rounds = page.ask("/keys/rounds").json["rounds"]
        assert [each["number"] for each in rounds] == ["1", "2", "3", "4"]
        found: dict[str, object] = rounds[0]
        return found

    with app.app_context():
        first, second, *_ = keyholders = pages(sealed)
        assert answer_of(first.tell(f"/keys/{identity}/checked")) == "wrong_state"
        assert told(first) == {
            "id": identity,
            "number": "1",
            "round": 1,
            "title": db.session.get_one(Resolution, identity).title,
            "state": "draft",
            "candidates": {},
            **{kind: [] for kind in ("context", "checked", "statement", "voices", "shares")},
            "opened": False,
            "ahead": 0,
        }
        vote_and_close(sealed)
        assert told(second)["context"] == [1, 2, 3, 4]
        for page in (second, first, second):
            assert answer_of(page.tell(f"/keys/{identity}/checked")) == "ok"
        assert first.ask(f"/box/{identity}/statement").json["checked"] == [1, 2]
        actions = db.session.scalars(select(AuditEntry.action)).all()
        assert actions.count("box.checked") == 2
        db.session.rollback()
        for page in keyholders[:4]:
            page.sign(identity, voices=page is first)
        for page in keyholders[:3]:
            page.share(identity)
        now = told(first)
        assert [now[name] for name in ("checked", "statement", "voices", "shares", "opened")] == [
            [1, 2],
            [1, 2, 3, 4],
            [1],
            [1, 2, 3],
            True,
        ]
        stranger = KeyholderPage(app, sealed.played.all[1], "guess")
        assert answer_of(stranger.ask("/keys/rounds")) == "keyholder_unknown"
        assert answer_of(stranger.tell(f"/keys/{identity}/checked")) == "keyholder_unknown"
