"""My admission pass in the wallet of a phone, signed by keys that the test has made."""

import hashlib
import io
import json
import re
import subprocess
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

import jwt
import pytest
from PIL import Image

from tests.accounts.help_desk import scan_pass
from tests.web.images import picture
from tests.world import KEY, World
from voting.attendance.passes import current_token
from voting.cooperative.icon import square_icon
from voting.extensions import db
from voting.google_pass import SAVE
from voting.rehearsal.browser import answer_of

APPLE, GOOGLE = "/assembly/pass.pkpass", "/assembly/pass/google"
SUBJECT = "/UID=pass.coop.example/CN=Pass Type ID: pass.coop.example/OU=TEAM123456/O=Example/C=BE"
ISSUER = "3388000000012345678"


def openssl(*arguments: object) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """A throwaway authority, and a key with a certificate of it in ``apple.pem``; returns its certificate."""
    root, root_key = tmp_path / "root.crt", tmp_path / "root.key"
    key, request, certificate = tmp_path / "pass.key", tmp_path / "pass.csr", tmp_path / "pass.crt"
    new = ("req", "-newkey", "rsa:2048", "-nodes")
    openssl(*new, "-x509", "-days", 2, "-subj", "/CN=Root", "-keyout", root_key, "-out", root)
    openssl(*new, "-subj", SUBJECT, "-keyout", key, "-out", request)
    signing = ("-CA", root, "-CAkey", root_key, "-CAcreateserial", "-days", 2)
    openssl("x509", "-req", "-in", request, *signing, "-out", certificate)
    (tmp_path / "apple.pem").write_text(key.read_text() + certificate.read_text() + root.read_text())
    return root


@pytest.fixture
def keyed(world: World, authority: Path) -> World:
    """The world, on an installation that has the keys of both wallets."""
    folder = authority.parent
    account = {"client_email": "passes@example.iam", "private_key": (folder / "pass.key").read_text()}
    (folder / "google.json").write_text(json.dumps(account))
    world.app.config |= {
        "APPLE_PASS": str(folder / "apple.pem"),
        "GOOGLE_PASS": str(folder / "google.json"),
        "GOOGLE_ISSUER": ISSUER,
    }
    return world


def token(world: World, member: int = 1) -> str:
    with world.app.app_context():
        return current_token(db.session(), KEY.encode(), world.assembly_id, str(member))


def saved(world: World, member: int = 1, language: str = "fr") -> dict[str, bytes]:
    """The files in a member's pass for Apple's Wallet."""
    answer = world.member(member).look(f"{APPLE}?lang={language}")
    assert answer.mimetype == "application/vnd.apple.pkpass"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def claims(world: World, member: int = 1) -> dict[str, object]:
    """What the address says that Google is sent to, once its signature is verified."""
    answer = world.member(member).look(f"{GOOGLE}?lang=fr")
    assert answer.status_code == 303
    assert answer.location.startswith(SAVE)
    folder = Path(world.app.config["GOOGLE_PASS"]).parent
    openssl("rsa", "-in", folder / "pass.key", "-pubout", "-out", folder / "pass.pub")
    public = (folder / "pass.pub").read_text()
    return jwt.decode(
        answer.location.removeprefix(SAVE),
        public,
        algorithms=["RS256"],
        audience="google",
        options={"verify_iat": False},
    )


def test_without_keys_there_is_the_pdf_alone(world: World) -> None:
    page = world.member(1).look("/assembly/pass").text
    assert "pass.pdf" in page
    assert "Wallet" not in page
    for address in (APPLE, GOOGLE):
        assert answer_of(world.member(1).look(address)) == "not_found"


def test_the_page_offers_what_there_are_keys_for(keyed: World) -> None:
    page = keyed.member(1).look("/assembly/pass").text
    assert f'href="{APPLE}"' in page
    assert f'href="{GOOGLE}"' in page
    keyed.app.config["GOOGLE_ISSUER"] = ""
    assert f'href="{GOOGLE}"' not in keyed.member(1).look("/assembly/pass").text


def test_apples_signature_and_manifest(keyed: World, authority: Path, tmp_path: Path) -> None:
    files = saved(keyed)
    manifest = json.loads(files["manifest.json"])
    assert manifest == {
        name: hashlib.sha1(file).hexdigest()
        for name, file in files.items()
        if name not in ("manifest.json", "signature")
    }
    for name in ("manifest.json", "signature"):
        (tmp_path / name).write_bytes(files[name])
    verify = ("smime", "-verify", "-binary", "-inform", "DER", "-CAfile", authority, "-purpose", "any")
    signed = ("-in", tmp_path / "signature", "-content", tmp_path / "manifest.json")
    openssl(*verify, *signed)
    (tmp_path / "manifest.json").write_bytes(files["manifest.json"] + b" ")
    with pytest.raises(subprocess.CalledProcessError):
        openssl(*verify, *signed)


def test_what_stands_on_apples_pass(keyed: World) -> None:
    files = saved(keyed)
    told = json.loads(files["pass.json"])
    assert (told["passTypeIdentifier"], told["teamIdentifier"]) == ("pass.coop.example", "TEAM123456")
    assert told["barcodes"][0]["message"] == token(keyed)
    assert told["relevantDate"] == "2025-06-16T22:00:00+00:00"
    ticket = told["eventTicket"]
    assert ticket["primaryFields"][0]["value"] == "Assemblée générale"
    values = {field["key"]: field["value"] for kind in ticket.values() for field in kind}
    assert values["name"] == "First1 Name1"
    assert values["number"] == "1"
    assert values["category"] == "A"
    assert values["day"] == "17 juin 2025"
    assert values["halls"] == "Bruxelles\nLiège"
    for name, side in (("icon.png", 29), ("icon@2x.png", 58), ("logo@2x.png", 100)):
        assert Image.open(io.BytesIO(files[name])).size == (side, side)


def test_what_google_is_sent(keyed: World) -> None:
    told = claims(keyed)
    assert (told["iss"], told["typ"]) == ("passes@example.iam", "savetowallet")
    [of_class], [shown] = told["payload"]["genericClasses"], told["payload"]["genericObjects"]
    assert shown["classId"] == of_class["id"]
    assert shown["id"].startswith(f"{ISSUER}.pass-")
    assert shown["barcode"] == {"type": "QR_CODE", "value": token(keyed)}
    assert shown["subheader"]["defaultValue"] == {"language": "fr", "value": "First1 Name1"}
    assert {part["id"]: part["body"] for part in shown["textModulesData"]} == {
        "day": "17 juin 2025",
        "number": "1",
        "category": "A",
        "halls": "Bruxelles\nLiège",
    }
    assert token(keyed) not in urlsplit(GOOGLE).path


def test_a_new_pass_takes_the_place_of_the_old(keyed: World) -> None:
    before, was = saved(keyed, 5), claims(keyed, 5)
    supervisor = keyed.person("supervisor")
    assert answer_of(supervisor.send("/desk/BRU/help/pass", scan_pass(keyed, supervisor, "5"))) == "ok"
    after, now = saved(keyed, 5), claims(keyed, 5)
    old, new = json.loads(before["pass.json"]), json.loads(after["pass.json"])
    assert old["serialNumber"] == new["serialNumber"], "in the wallet it replaces the old one"
    assert new["barcodes"][0]["message"] == token(keyed, 5) != old["barcodes"][0]["message"]
    [first], [second] = was["payload"]["genericObjects"], now["payload"]["genericObjects"]
    assert first["id"] != second["id"], "what Google has kept it does not change"


def test_who_is_not_on_the_roll_has_no_pass(keyed: World) -> None:
    for address in (APPLE, GOOGLE):
        assert answer_of(keyed.member(41).look(address)) == "not_entitled"


def test_no_key_is_on_a_page_or_in_a_pass(keyed: World) -> None:
    key = (Path(keyed.app.config["APPLE_PASS"]).parent / "pass.key").read_bytes()
    part = re.sub(rb"\s", b"", key)[200:260]
    assert all(part not in file for file in saved(keyed).values())


def test_the_icon_is_the_logo_or_the_houses_own() -> None:
    wide = square_icon(picture((400, 100)).getvalue(), 192)
    shown = Image.open(io.BytesIO(wide))
    assert shown.size == (192, 192)
    assert shown.getpixel((96, 10)) == (255, 255, 255), "above a wide logo there is white"
    assert Image.open(io.BytesIO(square_icon(None, 512))).size == (512, 512)
