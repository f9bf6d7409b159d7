"""Signed heads of the log: who has one finds out that the log was written anew, however sound its chain."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.accounts.letters import letters_to
from tests.auditing.attacker import change
from tests.auditing.rewriting import rewrite
from tests.ballot.meeting import step, vote_online
from tests.world import MEETING, World
from voting.audit.anchors import read_anchors
from voting.audit.chain import verify
from voting.audit.heads import (
    STEPS,
    Head,
    anchor_faults,
    head_faults,
    public_key_of,
    signed_heads,
)
from voting.audit.models import AuditEntry
from voting.audit.signer import BrokenLog, HeadSigner
from voting.audit.words import head_words
from voting.database import writing
from voting.extensions import db
from voting.web.each_second import sign_log

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
OF_KEY = public_key_of(KEY)


def sign(kept: Path) -> int:
    """As a process does that has just been started."""
    return HeadSigner(lambda: KEY, kept).sign_steps(db.session(), now=MEETING + timedelta(minutes=1))


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Where the signer remembers the last head."""
    return tmp_path / "last"


@pytest.fixture
def signed(world: World, kept: Path) -> World:
    """A resolution taken through its life; its heads are signed."""
    one = world.resolutions["1"]
    with world.app.app_context():
        assert step(one, "open") == "ok"
        vote_online(one, range(1, 4))
        for name in ("close", "announce"):
            assert step(one, name) == "ok"
        assert sign(kept) == 4
    return world


def entry_of(session: Session, action: str) -> AuditEntry:
    return session.scalars(select(AuditEntry).where(AuditEntry.action == action)).one()


def test_each_step_has_a_head_that_is_signed(signed: World, kept: Path) -> None:
    with signed.app.app_context():
        steps = db.session.scalars(select(AuditEntry.seq).where(AuditEntry.action.in_(STEPS))).all()
        assert [head.seq for head in signed_heads(db.session())] == sorted(steps)
        assert list(head_faults(db.session(), OF_KEY)) == []
        assert sign(kept) == 0


FORGED = {
    "hash": "UPDATE signed_head SET hash = 'f' WHERE seq = (SELECT max(seq) FROM signed_head)",
    "moment": "UPDATE signed_head SET signed_at = '2025-06-18 08:00:00'",
    "signature": "UPDATE signed_head SET signature = 'zz'",
    "key": f"UPDATE signed_head SET public_key = '{public_key_of(Ed25519PrivateKey.generate())}'",
}


@pytest.mark.parametrize("statement", FORGED.values(), ids=FORGED)
def test_what_is_forged_is_not_valid(signed: World, statement: str) -> None:
    with signed.app.app_context(), writing(db.session()) as session:
        change(session, statement)
        said = list(head_faults(session, OF_KEY))
        session.rollback()
    assert any("is not valid" in one for one in said), said


def test_heads_signed_with_another_key_are_named(signed: World) -> None:
    with signed.app.app_context():
        said = list(head_faults(db.session(), public_key_of(Ed25519PrivateKey.generate())))
    assert len(said) == 4
    assert all("another key than that of this installation" in one for one in said)


def test_a_signature_that_is_gone_is_missed(signed: World) -> None:
    with signed.app.app_context(), writing(db.session()) as session:
        closed = entry_of(session, "resolution.closed").seq
        change(session, f"DELETE FROM signed_head WHERE seq = {closed}")
        said = list(head_faults(session, OF_KEY))
        session.rollback()
    assert said == [f"entry {closed} of the log is a step without a signed head: its signature is gone"]


def test_a_log_that_was_written_anew_is_sound_and_not_the_one_that_was_signed(
    signed: World, kept: Path
) -> None:
    """With the signatures left, and with the signatures taken away: then the anchors outside tell, whether
    they are hashes or words."""
    with signed.app.app_context():
        heads = [Head(head.seq, head.hash) for head in signed_heads(db.session())]
        words = [Head(seq, " ".join(head_words(entry_hash))) for seq, entry_hash in heads]
        opened = entry_of(db.session(), "resolution.opened").seq
        assert list(anchor_faults(db.session(), heads + words)) == []
        with writing(db.session()) as session:
            rewrite(session, opened - 1, actor="somebody else")
        assert verify(db.session())[1] == []
        said = list(head_faults(db.session(), OF_KEY))
        assert len(said) == 3
        assert all("the log was written anew" in one for one in said)
        with writing(db.session()) as session:
            change(session, "DELETE FROM signed_head")
        assert list(head_faults(db.session(), OF_KEY)) == []
        for outside in (heads, words):
            assert len(list(anchor_faults(db.session(), outside))) == 3
        with pytest.raises(BrokenLog):
            sign(kept)
        assert signed_heads(db.session()) == []


def test_a_log_whose_end_was_cut_off_is_not_signed_and_found(signed: World, kept: Path) -> None:
    with signed.app.app_context():
        last = signed_heads(db.session())[-1].seq
        with writing(db.session()) as session:
            change(
                session,
                f"DELETE FROM signed_head WHERE seq = {last}",
                f"DELETE FROM audit_entry WHERE seq >= {last}",
                f"UPDATE audit_head SET seq = {last - 1}, "
                f"hash = (SELECT hash FROM audit_entry WHERE seq = {last - 1})",
            )
        assert verify(db.session())[1] == []
        (said,) = anchor_faults(db.session(), [Head(last, "f" * 64)])
        assert said == f"entry {last}, of which the head was kept, is gone: the end of the log was cut off"
        assert step(signed.resolutions["2"], "open") == "ok"
        with pytest.raises(BrokenLog):
            sign(kept)


def test_a_signer_reads_on_from_where_it_was(signed: World, kept: Path) -> None:
    """A log that is changed after it has read it, before that place or after, is not signed."""
    signer, two = HeadSigner(lambda: KEY, kept), signed.resolutions["2"]
    with signed.app.app_context():
        assert signer.sign_steps(db.session(), now=MEETING) == 0
        assert step(two, "open") == "ok"
        assert signer.sign_steps(db.session(), now=MEETING) == 1
        assert signer.sign_steps(db.session(), now=MEETING) == 0
        last = signed_heads(db.session())[-1].seq
        assert step(two, "close") == "ok"
        with writing(db.session()) as session:
            rewrite(session, last - 1, actor="somebody else")
        with pytest.raises(BrokenLog):
            signer.sign_steps(db.session(), now=MEETING)
        assert signed_heads(db.session())[-1].seq == last


def test_a_head_that_somebody_else_put_into_the_table_is_not_gone_on_from(signed: World, kept: Path) -> None:
    kept.unlink()
    with signed.app.app_context():
        with writing(db.session()) as session:
            change(session, "UPDATE signed_head SET signature = hash || hash")
        assert step(signed.resolutions["2"], "open") == "ok"
        with pytest.raises(BrokenLog, match="is not valid"):
            sign(kept)


def test_a_database_that_was_begun_anew_is_signed_once_somebody_says_so(world: World, kept: Path) -> None:
    kept.write_text(json.dumps([1_000, "f" * 64]))
    signer = HeadSigner(lambda: KEY, kept)
    with world.app.app_context():
        with pytest.raises(BrokenLog, match="voting audit heads --anew"):
            signer.sign_steps(db.session(), now=MEETING)
        signer.begin_anew(db.session(), now=MEETING, actor="test")
        assert signer.sign_steps(db.session(), now=MEETING) == 1
        assert entry_of(db.session(), "log.signed_anew").actor == "test"
        assert json.loads(kept.read_text())[0] == signed_heads(db.session())[-1].seq


def test_the_server_signs_what_is_due(signed: World) -> None:
    """With the key that lies in the folder of the installation, readable by its owner alone."""
    with signed.app.app_context():
        sign_log()
        assert step(signed.resolutions["2"], "open") == "ok"
        sign_log()
        head = signed_heads(db.session())[-1]
        assert head.seq == db.session.scalar(select(func.max(AuditEntry.seq)))
        assert head.public_key != OF_KEY
        key = Path(signed.app.config["LOG_KEY"])
        assert key.stat().st_mode & 0o777 == 0o600
        assert key.read_text().startswith("-----BEGIN PRIVATE KEY-----")


def test_heads_are_read_as_they_are_printed_or_typed() -> None:
    one = "ab" * 32
    words = head_words(one)
    assert len(words) == 6
    assert all(re.fullmatch("[a-z]{3,8}", word) for word in words)
    text = (
        f"# Ed25519 00\n\n7 {one} {' '.join(words)} 2025-06-17T08:00:00 00\n 8  {' '.join(words).upper()}\n"
    )
    assert read_anchors(text) == [Head(7, one), Head(8, " ".join(words))]


@pytest.mark.parametrize(
    "line", ["x", "7", "7 ab", "x " + "ab" * 32, "7 one two three four five", "-1 " + "ab" * 32]
)
def test_what_is_no_head_is_refused_with_its_line(line: str) -> None:
    with pytest.raises(ValueError, match="Line 2 is no number"):
        read_anchors(f"# heads\n{line}\n")


def test_a_file_without_heads_is_refused() -> None:
    with pytest.raises(ValueError, match="no head"):
        read_anchors("# Ed25519 00\n")


def test_auditors_are_mailed_the_heads_as_they_can_be_held_against_the_log(signed: World) -> None:
    """The addresses are a setting: who holds the database cannot change them."""
    signed.app.config["AUDITORS"] = ["auditor@example.org", "second@example.org"]
    with signed.app.app_context():
        assert step(signed.resolutions["2"], "open") == "ok"
        sign_log()
        sign_log()
    letters = [letters_to(signed, address) for address in signed.app.config["AUDITORS"]]
    assert [len(each) for each in letters] == [1, 1]
    lines = [line for line in letters[0][0].splitlines() if re.match(r"\d+ [0-9a-f]{64} ", line)]
    anchors = read_anchors("\n".join(lines))
    with signed.app.app_context():
        assert anchors == [Head(signed_heads(db.session())[-1].seq, signed_heads(db.session())[-1].hash)]
        assert list(anchor_faults(db.session(), anchors)) == []
        with writing(db.session()) as session:
            rewrite(session, anchors[0].seq - 1, actor="somebody else")
        assert len(list(anchor_faults(db.session(), anchors))) == 1
