"""The tables of a sealed vote agree with the log, and the bundle of the assembly is sound with it."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from sqlalchemy import text

from tests.box.sealed_world import make_sealed_world
from tests.box.test_whole_rounds import STEP, pages_that_opened, vote_and_close
from tests.gate.crowd import attempt
from tests.world import KEY, MEETING, Clock
from voting.audit.heads import public_key_of
from voting.audit.signer import HeadSigner
from voting.audit_check import check_bundle, main
from voting.auditing.bundle import bundle_content
from voting.auditing.contradictions import contradictions
from voting.auditing.packing import packed
from voting.ballot.life import announce_resolution, annul_resolution, open_resolution, put_again
from voting.ballot.models import Resolution
from voting.box.models import BoxStatement
from voting.database import writing
from voting.extensions import db
from voting.sealed.wire import digits_aloud


def test_an_assembly_with_sealed_votes_is_sound_for_auditors(
    app: Flask, clock: Clock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sealed, key = make_sealed_world(app, clock), Ed25519PrivateKey.generate()
    identity = sealed.world.resolutions["1"]
    with app.app_context():
        vote_and_close(sealed)
        assert list(contradictions(db.session())) == []
        pages_that_opened(sealed, identity)
        assert attempt(announce_resolution, identity, **STEP) == "ok"
        with writing(db.session()) as session:
            annul_resolution(session, sealed.world.resolutions["4"], "Fout", **STEP)
            again = put_again(session, sealed.world.resolutions["4"], unsealed=True, **STEP)
            open_resolution(session, again, **STEP)
        assert list(contradictions(db.session())) == []
        with writing(db.session()) as session:
            annul_resolution(session, again, "Toch niet", **STEP)
        HeadSigner(lambda: key, tmp_path / "last").sign_steps(db.session(), now=MEETING)
        content = bundle_content(db.session(), KEY.encode(), sealed.world.assembly_id)
        told = next(each for name, each in content.items() if name == "resolution-001.json")
        assert len(told["ballots"]) == 12
        assert check_bundle(packed(content, key), public_key_of(key)) == []
        digits = digits_aloud(bytes(db.session.get_one(BoxStatement, identity).content))
    (tmp_path / "bundle.zip").write_bytes(packed(content, key))
    assert main([str(tmp_path / "bundle.zip")]) == 0
    printed = capsys.readouterr().out
    assert (
        "12 ballots in the box (12 sealed on devices, 0 on tablets, 0 by the server), 0 votes on pa"
        in printed
    )
    assert digits[:4] + " " + digits[4:8] in printed
    assert "resolution 1/1: signed by keyholders 1, 2, 3, 4, opened with the shares of 1, 2, 3" in printed
    assert "4/1" not in printed


def test_a_statement_that_is_not_in_the_log_is_found(app: Flask, clock: Clock) -> None:
    sealed = make_sealed_world(app, clock)
    identity = sealed.world.resolutions["1"]
    with app.app_context():
        vote_and_close(sealed, voters=2)
        trigger = {
            "sqlite": "DROP TRIGGER statement_no_update",
            "postgresql": "DROP TRIGGER statement_append_only ON statement",
        }
        with writing(db.session()) as session:
            session.execute(text(trigger[db.engine.dialect.name]))
            session.execute(text("UPDATE statement SET content = :other"), {"other": bytes(64)})
        assert any("statement" in each for each in contradictions(db.session()))
        assert db.session.get_one(Resolution, identity).sealed
