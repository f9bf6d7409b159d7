"""When it is forgotten how members voted, sealed ballots and the secrets of their box go too; counts stay."""

import datetime as dt
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask

from tests.box.sealed_world import make_sealed_world
from tests.box.test_whole_rounds import STEP, pages_that_opened, vote_and_close
from tests.gate.crowd import attempt, stored
from tests.world import KEY, Clock
from voting.audit.heads import public_key_of
from voting.audit.signer import HeadSigner
from voting.audit_check import check_bundle
from voting.auditing.bundle import bundle_content
from voting.auditing.contradictions import contradictions
from voting.auditing.packing import packed
from voting.ballot.export_count import export_count
from voting.ballot.life import announce_resolution
from voting.box.models import BoxSecret, OpenedCount, SealedVote
from voting.database import writing
from voting.extensions import db
from voting.privacy.forget import due, forget
from voting.rehearsal.browser import answer_of
from voting.retention.rules import DataKind

LATER = dt.date(2026, 10, 1)


def test_ballots_and_secrets_go_and_the_counts_are_still_counted_again(
    app: Flask, clock: Clock, tmp_path: Path
) -> None:
    sealed = make_sealed_world(app, clock)
    identity = sealed.world.resolutions["1"]
    with app.app_context():
        vote_and_close(sealed)
        keyholders = pages_that_opened(sealed, identity)
        assert attempt(announce_resolution, identity, **STEP) == "ok"
        before = export_count(db.session(), identity)["cells"]
        [item] = [each for each in due(db.session(), LATER) if each.kind is DataKind.PARTICIPATIONS]
        with writing(db.session()) as session:
            removed = forget(session, item, now=clock(), actor="test")
        assert (removed["sealed_ballot"], removed["box_secret"]) == (12, 4)
        assert [stored(table, identity) for table in (SealedVote, BoxSecret, OpenedCount)] == [0, 0, 1]
        assert export_count(db.session(), identity)["cells"] == before
        db.session.rollback()
        assert answer_of(keyholders[0].ask(f"/box/{identity}/bundle")) == "forgotten"
        key = Ed25519PrivateKey.generate()
        HeadSigner(lambda: key, tmp_path / "last").sign_steps(db.session(), now=clock())
        content = bundle_content(db.session(), KEY.encode(), sealed.world.assembly_id)
        assert list(contradictions(db.session())) == []
        assert check_bundle(packed(content, key), public_key_of(key)) == []
