"""What docs/standards.md says: each point of each text is answered, each yes names a test that there is, and
each no says why. And what it tells of keys and limits is so."""

import ast
import importlib
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from voting import PACKAGE
from voting.config import settings

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "standards.md").read_text()
ROW = re.compile(r"^\| ([0-9]+(?:[.-][0-9]+)*) \| (.+) \| (.+) \| (.+) \|$", re.M)
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")
ANSWERS = {"yes", "in part", "no", "organiser", "–"}
ASVS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2,
    "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3,
    "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3,
    "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3,
    "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2,
    "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1,
    "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
}  # fmt: skip
"""By section of ASVS 5.0.0, how many points it has at levels 1 and 2: they come first."""
CNIL = [*(f"1-{number:02}" for number in range(1, 12)), *(f"2-{number:02}" for number in range(1, 8))]
CRYPTOGRAPHY = {
    "accounts/factors", "accounts/codes.py", "accounts/known_keys.py", "accounts/openid.py",
    "accounts/passwords.py", "apple_pass.py", "backups/key_sheet.py", "web/metrics.py",
    "attendance/door_roll.py", "audit/heads.py", "audit/keys.py", "audit/signer.py", "audit/stamps.py",
    "assembly/member_code.py", "auditing/packing.py", "ballot/sealing.py", "ballot/envelopes.py",
    "ballot/box_keys.py", "ballot/sealed_votes.py",
    "google_pass.py", "installation.py", "web/desk/numbers.py", "web/filled_in.py", "web/live.py",
    "sealed/group.py", "sealed/signatures.py", "web/member/pocket.py", "web/openid.py", "web/acts.py",
    "web/second/codes.py",
}  # fmt: skip
"""Where something is encrypted, signed, or compared under a key."""


def rows() -> list[tuple[str, str, str, str]]:
    return [(number, asked, answer, why) for number, asked, answer, why in ROW.findall(TEXT)]


@cache
def named_in(path: str) -> set[str]:
    file = ROOT / "tests" / path
    if not file.exists():
        return set()
    names = {node.name for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.FunctionDef)}
    return {name for name in names if name.startswith("test_")}


def test_each_point_is_answered_once() -> None:
    asvs = [f"{section}.{number}" for section, most in ASVS.items() for number in range(1, most + 1)]
    numbers = [number for number, *_ in rows()]
    assert numbers == [*map(str, range(1, 50)), *CNIL, *asvs]


@pytest.mark.parametrize(("number", "answer", "why"), [(row[0], row[2], row[3]) for row in rows()])
def test_a_yes_has_a_test_and_a_no_a_reason(number: str, answer: str, why: str) -> None:
    named = NAMED.findall(why)
    said = re.sub(r"`[^`]*`|[\s,;:.()]", "", why)
    assert answer in ANSWERS
    assert [f"{path}::{name}" for path, name in named if name not in named_in(path)] == []
    assert named or answer not in ("yes", "in part")
    assert len(said) >= 8 or answer in ("yes", "–")


@pytest.mark.parametrize(("path", "names"), re.findall(r"`voting/([\w/]+)\.py` \(([^)]+)\)", TEXT))
def test_a_limit_is_the_one_in_the_code(path: str, names: str) -> None:
    module = importlib.import_module(f"voting.{path.replace('/', '.')}")
    found = [getattr(module, name) for name in re.findall(r"`(\w+)`", names)]
    values = [each for value in found for each in (value.values() if isinstance(value, dict) else [value])]
    (told,) = [line for line in TEXT.splitlines() if f"`voting/{path}.py` ({names})" in line]
    for value in values:
        said = (f"{value // 1024**2} MiB", f"{value // 1024} KiB", f"{value:,} ", str(value // 10**6))
        assert any(each in told for each in said if each != "0"), value


def test_the_limit_of_any_request_is_the_one_that_is_set(tmp_path: Path) -> None:
    most = settings(tmp_path)["MAX_CONTENT_LENGTH"] // 1024**2
    assert f"| any request | {most} MiB |" in TEXT


def test_each_key_is_told(tmp_path: Path) -> None:
    """Every setting that is a secret, or names a file with one, is in the table of keys."""
    table = TEXT.partition("## Keys\n")[2].partition("\n## ")[0]
    secret = re.compile(r"KEY$|SECRET|TOKEN$|_URL$|PASS$|PASSWORD")
    settable = set(re.findall(r'environ(?:\.get\(|\[)"(\w+)"', (PACKAGE / "config.py").read_text()))
    assert {name for name in settable if secret.search(name)} - NO_SECRET <= set(
        re.findall(r"`(\w+)`", table)
    )
    assert settings(tmp_path)["SECRET_KEY"] == (tmp_path / "secret-key").read_text()
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


NO_SECRET = {"TIMESTAMP_URL", "DIRECT_DATABASE_URL", "OPENID_URL"}
"""Addresses without a password, or that of a database which is in the table already."""


def test_cryptography_is_where_it_is_told() -> None:
    """Whoever adds some tells of it in docs/standards.md, and here."""
    imported = re.compile(
        r"^\s*(?:from|import) (cryptography|gmpy2|hmac|argon2|jwt|pyotp|authlib|webauthn|Crypto)\b", re.M
    )
    found = set()
    for path in PACKAGE.rglob("*.py"):
        if imported.search(path.read_text()):
            place = str(path.relative_to(PACKAGE))
            found.add("accounts/factors" if place.startswith("accounts/factors/") else place)
    assert found == CRYPTOGRAPHY
    told = TEXT.partition("## Keys\n")[2].partition("\n## ")[0]
    assert all(name in told for name in ("HMAC-SHA-256", "AES-256-GCM", "Ed25519", "Argon2id", "SHA-256"))


def test_the_linter_looks_for_flaws() -> None:
    """Ruff's rules about security (S) are on, nothing of them is passed over in what is served, and where one
    is, it is said why."""
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    assert "S" in lint["select"]
    assert not [code for code in lint["ignore"] if code.startswith("S")]
    served = {place: codes for place, codes in lint["per-file-ignores"].items() if place.startswith("voting")}
    assert not [code for codes in served.values() for code in codes if code.startswith("S")]
    passed_over = [
        line.strip()
        for path in PACKAGE.rglob("*.py")
        for line in path.read_text().splitlines()
        if re.search(r"#\s*noqa: .*\bS[0-9]{3}", line)
    ]
    assert passed_over
    assert [line for line in passed_over if not re.search(r"noqa: [A-Z0-9, ]+ - \S+ \S+", line)] == []


def test_each_package_is_pinned() -> None:
    """Each package that is installed for this product, also one that another asks for, has one version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
    ]
    pinned = dict(
        re.findall(
            r"^([\w.-]+)==(\S+)$", (ROOT / "constraints.txt").read_text().lower().replace("_", "-"), re.M
        )
    )
    for requirement in asked:
        (found,) = re.findall(r"^([\w.-]+)(?:\[\w+\])?==(\S+)$", requirement.lower())
        assert pinned[found[0]] == found[1]
    assert len(pinned) > len(asked)


def test_a_field_for_a_password_hides_it_and_lets_it_be_pasted() -> None:
    fields = [
        field
        for path in (PACKAGE / "templates").rglob("*.html")
        for field in re.findall(
            r"<input[^>]*autocomplete=\"(?:current|new)-password\"[^>]*>", path.read_text()
        )
    ]
    assert len(fields) >= 3
    assert [field for field in fields if 'type="password"' not in field] == []
    scripts = "\n".join(
        path.read_text() for path in (PACKAGE / "static").rglob("*.js") if "vendor" not in path.parts
    )
    assert not re.search(r"""["']paste["']|onpaste""", scripts)
