"""What a server, or somebody at it, could try with a sealed round, and what comes of it."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.box.sealed_world import SealedWorld
from tests.box.test_whole_rounds import STEP, pages, vote_and_close
from tests.box.test_whole_rounds import sealed as sealed
from tests.box.voters import sealed_for, send_sealed
from tests.gate.crowd import attempt
from tests.sealed.keyholder import Refuses
from tests.world import MEETING
from voting.ballot.cast import Vote, cast
from voting.ballot.envelopes import cipher_of
from voting.ballot.life import announce_resolution, close_resolution, open_resolution
from voting.ballot.models import Channel, Envelope, Participation, Resolution
from voting.ballot.sealed_closing import own_line
from voting.ballot.sealed_opening import sums_of_closed_box
from voting.ballot.sealed_rounds import is_context_signed
from voting.ballot.sealed_votes import SoundBallot
from voting.ballot.sealing import encrypted_with
from voting.box.models import BoxStatement, KeyholderSignature
from voting.database import writing
from voting.extensions import db
from voting.rehearsal.browser import answer_of
from voting.sealed.group import ristretto
from voting.sealed.opening import UnsoundBox, closed_box
from voting.sealed.tree import leaf_hash


def test_a_split_view_gets_no_quorum_for_either_box(sealed: SealedWorld, app: Flask) -> None:
    """Two boxes that differ by one vote, shown to different keyholders: none of them sends a share, and the
    server's own log has the one statement."""
    identity = sealed.world.resolutions["1"]
    with app.app_context():
        vote_and_close(sealed)
        keyholders, of_round = pages(sealed), sealed.round("1")
        whole = keyholders[0].box(identity, of_round.shape)
        told, other = db.session.get_one(BoxStatement, identity), whole[1:]
        view = closed_box(other)
        for page in keyholders[:3]:
            page.played.look(
                ("1", 1), of_round.ctx, of_round.shape, other, view.by, told.paper, told.took_part
            )
        for page in keyholders[3:]:
            assert answer_of(page.sign(identity)) == "ok"
        signatures = {
            page.played.number: page.played.sign_statement(page.played.statement) for page in keyholders
        }
        for page in keyholders:
            with pytest.raises(Refuses, match="too few"):
                page.played.release(signatures)
        forged = signatures[1].hex()
        assert (
            answer_of(keyholders[0].tell(f"/keys/{identity}/statement", signature=forged))
            == "signature_wrong"
        )
        with pytest.raises(Refuses, match="another box"):
            keyholders[0].look(identity)
        assert len(db.session.scalars(select(KeyholderSignature).filter_by(kind="statement")).all()) == 2


def test_a_context_for_one_victim_is_signed_by_nobody_twice(sealed: SealedWorld, app: Flask) -> None:
    with app.app_context():
        identity, keyholders = sealed.world.resolutions["1"], pages(sealed)
        for page in keyholders[:4]:
            page.sign_context(identity)
        assert is_context_signed(db.session(), identity)
        for page in keyholders[:4]:
            with pytest.raises(Refuses, match="another context"):
                page.played.sign_context(("1", 1), b"a context for one".ljust(32))


def test_a_stuffed_vote_is_seen_by_whoever_looks_at_their_line(sealed: SealedWorld, app: Flask) -> None:
    """A server that seals a vote itself for a member who stays away, through the gate: it is counted as
    sealed by the server, and the member's line says that they took part."""
    identity = sealed.world.resolutions["1"]
    with app.app_context():
        for page in pages(sealed)[:4]:
            page.sign_context(identity)
        of_round = sealed.round("1")
        stuffed = SoundBallot(identity, of_round.ctx, sealed_for(of_round, 33, [0], by=0).ballot)
        with writing(db.session()) as session:
            open_resolution(session, identity, **STEP)
            vote = Vote(
                identity, "33", Channel.ONLINE, sealed=stuffed, takes_part_in=sealed.world.assembly_id
            )
            cast(session, vote, now=MEETING)
            close_resolution(session, identity, **STEP)
        assert own_line(db.session(), identity, "33").how == 1
        assert db.session.get_one(BoxStatement, identity).by == [1, 0, 0]


def test_a_ballot_past_the_gate_is_found_at_closing(sealed: SealedWorld, app: Flask) -> None:
    """A ballot that was put into the database, with a participation for nobody: there is one too many."""
    identity = sealed.world.resolutions["1"]
    with app.app_context():
        for page in pages(sealed)[:4]:
            page.sign_context(identity)
        of_round = sealed.round("1")
        with writing(db.session()) as session:
            open_resolution(session, identity, **STEP)
        assert answer_of(send_sealed(sealed, 1, identity, sealed_for(of_round, 1, [0]).ballot)) == "ok"
        resolution = db.session.get_one(Resolution, identity)
        cipher, ballot = cipher_of(db.session(), resolution.envelope_key), sealed_for(of_round, 2, [0]).ballot
        with writing(db.session()) as session:
            content = encrypted_with(cipher, ballot, bytes(16))
            session.add(Envelope(resolution_id=identity, key=bytes(16), content=content))
        with writing(db.session()) as session:
            close_resolution(session, identity, **STEP)
        keyholders = pages(sealed)
        for page in keyholders[:4]:
            assert answer_of(page.sign(identity)) == "ok"
        for page in keyholders[:3]:
            assert answer_of(page.share(identity)) == "ok"
        assert attempt(announce_resolution, identity, **STEP) == "not_reconciled"


def test_what_is_kept_after_the_vote_tells_no_member_of_a_ballot(sealed: SealedWorld, app: Flask) -> None:
    """Ballots stand in the order of their leaves, and were written by the closing; what came with the
    participations was encrypted, and its key is gone."""
    identity = sealed.world.resolutions["1"]
    with app.app_context():
        sent = vote_and_close(sealed)
        rows = db.session.scalars(select(Envelope).where(Envelope.resolution_id == identity)).all()
        for row in rows:
            for ballot in sent:
                assert leaf_hash(ballot)[:16] not in (row.key, row.tag_mark)
                assert ballot[4:36] not in row.content
        assert len({len(row.content) for row in rows}) == 1
        assert len(db.session.scalars(select(Participation.member)).all()) == len(sent)


def test_an_unsound_ballot_past_the_gate_gives_sums_that_are_no_counts(
    sealed: SealedWorld, app: Flask
) -> None:
    """A server that lets a ballot in that counts twice, and keyholders who sign without looking: nothing is
    counted, and it is said why."""
    identity, group = sealed.world.resolutions["1"], ristretto()
    with app.app_context():
        for page in pages(sealed)[:4]:
            page.sign_context(identity)
        of_round = sealed.round("1")
        made = sealed_for(of_round, 1, [0]).ballot
        heavier = group.add(group.element_from(made[68:100]), group.base)
        sound = SoundBallot(identity, of_round.ctx, made[:68] + group.encoded(heavier) + made[100:])
        vote = Vote(identity, "1", Channel.ONLINE, sealed=sound, takes_part_in=sealed.world.assembly_id)
        with writing(db.session()) as session:
            open_resolution(session, identity, **STEP)
            cast(session, vote, now=MEETING)
            close_resolution(session, identity, **STEP)
        sums, keyholders = sums_of_closed_box(db.session(), of_round), pages(sealed)
        content = db.session.get_one(BoxStatement, identity).content
        with pytest.raises(UnsoundBox):
            keyholders[0].look(identity)
        for page in keyholders[:4]:
            page.played.statement, page.played.sums = content, sums
            signature = page.played.sign_statement(content).hex()
            assert answer_of(page.tell(f"/keys/{identity}/statement", signature=signature)) == "ok"
        answers = [answer_of(page.share(identity)) for page in keyholders[:4]]
        assert answers == ["ok", "ok", "box_uncountable", "box_uncountable"]
        assert attempt(announce_resolution, identity, **STEP) == "not_opened"
