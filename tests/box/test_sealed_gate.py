"""Sealed votes get in by the one gate: sound, once, of this round, sealed by whom their route says."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.box.sealed_world import SealedWorld, make_sealed_world
from tests.box.voters import sealed_for, send_apart, send_sealed
from tests.gate.crowd import stored
from tests.world import ACTOR, MEETING, Clock, make_world
from voting.ballot.cast import Arrived, Vote, cast_together
from voting.ballot.life import open_resolution
from voting.ballot.models import Ballot, Channel, Deposit, Envelope, Participation
from voting.ballot.sealed_rounds import box_keys_of
from voting.ballot.sealed_votes import MOST_PROOFS, SoundBallot
from voting.database import writing
from voting.extensions import db
from voting.rehearsal.browser import answer_of
from voting.sealed.signatures import is_signed_with, receipt_message
from voting.sealed.tree import leaf_hash


@pytest.fixture
def sealed(app: Flask, clock: Clock) -> SealedWorld:
    """Resolution 1 is open, 2 not yet signed."""
    made = make_sealed_world(app, clock)
    with app.app_context():
        made.sign_context("1")
        with writing(db.session()) as session:
            open_resolution(session, made.world.resolutions["1"], now=MEETING, actor=ACTOR)
    return made


def test_a_sealed_vote_gets_in_and_a_receipt_is_signed(sealed: SealedWorld, app: Flask) -> None:
    identity = sealed.world.resolutions["1"]
    with app.app_context():
        of_round = sealed.round("1")
        ballot = sealed_for(of_round, 1, [0]).ballot
        answer = send_sealed(sealed, 1, identity, ballot)
        assert answer.status_code == 200, answer.text
        receipt, leaf = answer.json["receipt"], leaf_hash(ballot)
        assert receipt == {
            "ctx": of_round.ctx.hex(),
            "leaf": leaf.hex(),
            "signature": receipt["signature"],
        }
        signature, key = bytes.fromhex(receipt["signature"]), box_keys_of(db.session(), identity).public
        db.session.rollback()
        assert is_signed_with(key, signature, receipt_message(of_round.ctx, leaf))
        assert [stored(table, identity) for table in (Participation, Deposit, Envelope)] == [1, 1, 1]
        assert stored(Ballot, identity) == 0
        envelope = db.session.scalars(select(Envelope)).one()
        for known in (leaf[:16], ballot[4:20]):
            assert known not in (envelope.key, envelope.tag_mark)
            assert known not in envelope.content


def test_who_lost_the_answer_gets_the_receipt_by_the_leaf(sealed: SealedWorld, app: Flask) -> None:
    identity = sealed.world.resolutions["1"]
    with app.app_context():
        ballot = sealed_for(sealed.round("1"), 1, [0]).ballot
        first = send_sealed(sealed, 1, identity, ballot)
        assert answer_of(send_sealed(sealed, 1, identity, ballot)) == "ok"
        assert answer_of(send_sealed(sealed, 1, identity, ballot, attempt="other")) == "already_voted"
        address = f"/resolutions/{identity}/receipt"
        again = send_apart(sealed, 1, address, {"leaf": leaf_hash(ballot).hex()})
        assert again.json["signature"] == first.json["receipt"]["signature"]
        assert answer_of(send_apart(sealed, 1, address, {"leaf": bytes(32).hex()})) == "not_found"
        assert answer_of(send_apart(sealed, 1, address, {"leaf": "x"})) == "bad_request"
        assert stored(Participation, identity) == 1


def test_what_is_not_sound_or_not_of_this_round_is_refused(sealed: SealedWorld, app: Flask) -> None:
    identity = sealed.world.resolutions["1"]
    with app.app_context():
        of_round, other = sealed.round("1"), sealed.round("4")
        sound = sealed_for(of_round, 1, [0]).ballot
        retagged = sound[:4] + bytes(32) + sound[36:]
        for member, bad in enumerate(
            (
                retagged,
                sound[:-1],
                sound[:-1] + bytes([sound[-1] ^ 1]),
                sound[:3] + b"\2" + sound[4:],
                sealed_for(of_round, 1, [0], by=0).ballot,
                sealed_for(of_round, 1, [0], by=2).ballot,
                sealed_for(other, 1, [0]).ballot,
                b"?",
            ),
            1,
        ):
            assert answer_of(send_sealed(sealed, member, identity, bad)) == "seal_wrong"
        plain = {"sealed": "", "choice": "for"}
        assert answer_of(send_sealed(sealed, 9, identity, b"", **plain)) == "sealed_needed"
        assert answer_of(send_sealed(sealed, 9, identity, b"", sealed="XY")) == "seal_wrong"
        not_yet = sealed_for(other, 1, [0]).ballot
        assert answer_of(send_sealed(sealed, 9, sealed.world.resolutions["4"], not_yet)) == "not_open"
        assert stored(Participation, identity) == stored(Envelope, identity) == 0


def test_a_copy_is_refused_and_the_others_of_its_batch_are_not(sealed: SealedWorld, app: Flask) -> None:
    identity = sealed.world.resolutions["1"]
    with app.app_context():
        of_round = sealed.round("1")
        ballot, other = (sealed_for(of_round, member, [0]).ballot for member in (1, 3))
        assert answer_of(send_sealed(sealed, 1, identity, ballot)) == "ok"
        assert answer_of(send_sealed(sealed, 2, identity, ballot)) == "seal_copied"
        same_tag = SoundBallot(identity, of_round.ctx, other[:-1] + b"\0")
        votes = [
            Arrived(Vote(identity, str(member), Channel.ONLINE, sealed=sound, takes_part_in=1), MEETING)
            for member, sound in (
                (4, SoundBallot(identity, of_round.ctx, other)),
                (5, SoundBallot(identity, of_round.ctx, ballot)),
                (6, same_tag),
                (7, SoundBallot(identity, bytes(32), sealed_for(of_round, 7, [1]).ballot)),
                (8, SoundBallot(identity, of_round.ctx, sealed_for(of_round, 8, [1]).ballot)),
            )
        ]
        with writing(db.session()) as session:
            answers = [each and each.code.value for each in cast_together(session, votes)]
        assert answers == [None, "seal_copied", "seal_copied", "seal_wrong", None]
        assert stored(Participation, identity) == stored(Envelope, identity) == 3


def test_a_vote_that_could_not_be_cast_costs_no_proof_and_floods_are_stopped(
    sealed: SealedWorld, app: Flask
) -> None:
    identity = sealed.world.resolutions["1"]
    with app.app_context():
        of_round = sealed.round("1")
        sound = sealed_for(of_round, 1, [0]).ballot
        bad = sound[:-1] + bytes([sound[-1] ^ 1])
        for _ in range(MOST_PROOFS):
            assert answer_of(send_sealed(sealed, 1, identity, bad)) == "seal_wrong"
        assert answer_of(send_sealed(sealed, 1, identity, sound)) == "seals_limit"
        assert answer_of(send_sealed(sealed, 2, identity, sealed_for(of_round, 2, [0]).ballot)) == "ok"


def test_without_script_the_server_seals_what_it_sees(sealed: SealedWorld, app: Flask) -> None:
    identity = sealed.world.resolutions["1"]
    fields = {"sealed": "", "choice": "against", "unsealed": "yes"}
    with app.app_context():
        answer = send_sealed(sealed, 1, identity, b"", **fields)
        assert len(bytes.fromhex(answer.json["receipt"]["nonce"])) == 16
        assert stored(Envelope, identity) == 1
        wrong = send_sealed(sealed, 2, identity, b"", **(fields | {"choice": "perhaps"}))
        assert answer_of(wrong) == "invalid_choice"


def test_what_is_not_sealed_takes_no_sealed_vote(app: Flask, clock: Clock) -> None:
    world = make_world(app, clock)
    with app.app_context():
        with writing(db.session()) as session:
            open_resolution(session, world.resolutions["1"], now=MEETING, actor=ACTOR)
        sealed_into = SealedWorld(world, None, [], [])  # type: ignore[arg-type]  # nobody holds keys
        refused = send_sealed(sealed_into, 1, world.resolutions["1"], b"SB1")
        assert answer_of(refused) == "not_sealed"
        sound = SoundBallot(world.resolutions["1"], bytes(32), bytes(40))
        vote = Vote(
            world.resolutions["1"], "1", Channel.ONLINE, sealed=sound, takes_part_in=world.assembly_id
        )
        with writing(db.session()) as session:
            (answer,) = cast_together(session, [Arrived(vote, MEETING)])
        assert answer is not None
        assert answer.code.value == "not_sealed"
