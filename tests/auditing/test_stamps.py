"""Heads that a service outside has stamped: asked again until it has, valid, and no change of one unseen."""

import json
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from tests.auditing.attacker import change
from tests.auditing.stamping import StampService, stamp_service
from tests.ballot.meeting import step
from tests.world import KEY as INSTALLATION
from tests.world import MEETING, World
from voting import config
from voting.audit.models import HeadStamp
from voting.audit.signer import HeadSigner
from voting.audit.stamps import AGAIN_AFTER, NoStampError, Stamper, stamp_faults, unstamped_head
from voting.audit_check import check_bundle, main
from voting.auditing.bundle import bundle_content
from voting.auditing.packing import packed
from voting.database import writing
from voting.extensions import db

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)


@pytest.fixture(scope="module")
def service() -> Iterator[StampService]:
    with stamp_service() as service:
        yield service


@pytest.fixture
def signed(world: World, tmp_path: Path) -> World:
    """Three heads are signed: of convening, and of a vote that was opened and closed."""
    with world.app.app_context():
        for name in ("open", "close"):
            assert step(world.resolutions["1"], name) == "ok"
        assert HeadSigner(lambda: KEY, tmp_path / "last").sign_steps(db.session(), now=MEETING) == 3
    return world


def stamped(service: StampService) -> Stamper:
    stamper = Stamper(service.url, service.roots)
    assert stamper.stamp_heads(db.session(), now=MEETING) == 3
    return stamper


def test_each_head_is_stamped_once_and_valid(signed: World, service: StampService) -> None:
    with signed.app.app_context():
        assert unstamped_head(db.session(), before=MEETING + timedelta(minutes=1)) is not None
        stamper, asked = stamped(service), service.asked
        assert stamper.stamp_heads(db.session(), now=MEETING) == 0
        assert service.asked == asked
        assert list(stamp_faults(db.session(), service.roots)) == []
        assert unstamped_head(db.session(), before=MEETING + timedelta(minutes=1)) is None


def test_a_service_that_is_away_is_asked_again_and_not_at_once(signed: World, service: StampService) -> None:
    stamper = Stamper(service.url, service.roots)
    with signed.app.app_context():
        service.answers = False
        with pytest.raises(NoStampError, match="503"):
            stamper.stamp_heads(db.session(), now=MEETING)
        service.answers = True
        assert stamper.stamp_heads(db.session(), now=MEETING) == 0
        assert stamper.stamp_heads(db.session(), now=MEETING + AGAIN_AFTER) == 3


def test_what_is_no_stamp_of_this_head_by_this_service_is_not_kept(
    signed: World, service: StampService
) -> None:
    with signed.app.app_context(), stamp_service() as stranger:
        stamped_before = service.answer_to(_query(b"something else"))
        for url, roots, instead in (
            (stranger.url, service.roots, None),
            (service.url, service.roots, b"no stamp"),
            (service.url, service.roots, stamped_before),
        ):
            service.instead = instead
            with pytest.raises(NoStampError):
                Stamper(url, roots).stamp_heads(db.session(), now=MEETING)
        service.instead = None
        assert db.session.scalars(select(HeadStamp)).all() == []


def _query(text: bytes) -> bytes:
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    return TimestampRequestBuilder().data(text).hash_algorithm(HashAlgorithm.SHA256).build().as_bytes()


TAMPERINGS = {
    "of another head": (
        "UPDATE head_stamp SET answer = (SELECT answer FROM head_stamp WHERE seq = (SELECT max(seq) FROM "
        "head_stamp)) WHERE seq = (SELECT min(seq) FROM head_stamp)",
        "is not valid",
    ),
    "of another moment": ("UPDATE head_stamp SET at = '2025-06-18 08:00:00'", "is of another moment"),
    "none": ("UPDATE head_stamp SET answer = substr(answer, 2)", "is not valid"),
    "of a head signed later": ("UPDATE signed_head SET signed_at = '2025-06-18 08:00:00'", "is not valid"),
    "gone": (
        "DELETE FROM head_stamp WHERE seq NOT IN (SELECT min(seq) FROM head_stamp) "
        "AND seq NOT IN (SELECT max(seq) FROM head_stamp)",
        "it is gone",
    ),
}


def test_no_change_of_a_stamp_goes_unseen(signed: World, service: StampService) -> None:
    with signed.app.app_context():
        stamped(service)
        for name, (statement, said) in TAMPERINGS.items():
            with writing(db.session()) as session:
                change(session, statement)
                found = list(stamp_faults(session, service.roots))
                session.rollback()
            assert any(said in fault for fault in found), (name, found)
        with stamp_service() as stranger:
            assert len(list(stamp_faults(db.session(), stranger.roots))) == 3


def test_an_auditor_checks_them_with_openssl_alone(
    signed: World, service: StampService, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with signed.app.app_context():
        stamped(service)
        content = bundle_content(db.session(), INSTALLATION.encode(), signed.assembly_id)
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(packed(content, KEY))
    assert main([str(bundle)]) == 0
    assert "3 time stamps are NOT checked here" in capsys.readouterr().out
    assert main([str(bundle), "--stamps", str(tmp_path)]) == 0
    (tmp_path / "roots.pem").write_bytes(service.roots.read_bytes())
    commands = [line for line in capsys.readouterr().out.splitlines() if line.startswith("openssl")]
    assert len(commands) == 3
    for command in commands:
        done = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (done.returncode, "OK" in done.stdout) == (0, True), done.stderr
        wrong = command.replace("-digest ", "-digest 00").split()
        wrong[4] = wrong[4][:64]
        assert subprocess.run(wrong, cwd=tmp_path, capture_output=True, check=False).returncode != 0
    swapped = json.loads(json.dumps(content))
    first, second = swapped["stamps.json"][:2]
    first[1], second[1] = second[1], first[1]
    found = check_bundle(packed(swapped, KEY))
    assert len([fault for fault in found if "is not one of its head" in fault]) == 2
    doubled = json.loads(json.dumps(content))
    doubled["stamps.json"].append(doubled["stamps.json"][0])
    assert "the time stamps are not each there once" in " ".join(check_bundle(packed(doubled, KEY)))


@pytest.mark.parametrize(("url", "roots"), [("ftp://x", "roots.pem"), ("https://x", "")])
def test_a_service_needs_an_address_and_certificates(
    url: str, roots: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIMESTAMP_URL", url)
    monkeypatch.setenv("TIMESTAMP_ROOTS", roots)
    with pytest.raises(ValueError, match="TIMESTAMP_URL"):
        config.settings(tmp_path)
