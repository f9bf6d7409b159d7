"""Whatever stands in the place of a value, those who read nested values read it, or refuse as we refuse."""

import json
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ballot.test_recount import exports
from tests.fuzz.damage import damaged, odd_instead
from tests.fuzz.readers import contest_of
from tests.report.test_facts import CONTENTS
from tests.world import ASSEMBLY
from voting import audit_check
from voting.accounts.provider import Identity, Provider, what_is_told
from voting.audit_check import Log, assembly_faults, check_bundle, packed_again
from voting.ballot.definition import read_draft
from voting.ballot.methods import Method, cells
from voting.definition import read_toml
from voting.errors import InvalidFile, Refused
from voting.recount import UNREADABLE, recount
from voting.report.facts import FactKind, read_fact
from voting.web.desk.sheet_form import read_sheet

BUNDLE: dict[str, Any] = {
    "assembly.json": {
        "id": 1, "entitled": 2, "frozen_entitled": 2, "roll_hash": "ab", "resolutions": ["1/1"],
    },
    "roll.json": ["aa", "bb"],
    "log.json": [
        ["cc"],
        ["dd", "2025-06-17T08:00:00Z", "account 1", "assembly.convened",
         '{"assembly": 1, "roll_hash": "ab", "entitled": 2, "rules": {"1": "ee"}}'],
        ["ff", "2025-06-17T09:00:00Z", "account 1", "resolution.closed",
         '{"assembly": 1, "resolution": "1", "round": 1, "ballots_hash": "gg"}'],
    ],
    "heads.json": [[2, "dd", "2025-06-17T08:00:00Z", "00" * 32, "11" * 64]],
    "resolution-001.json": {
        "number": "1", "round": 1, "state": "closed", "rules_hash": "ee",
        "rules": {"number": "1", "round": 1, "method": "for_against_abstain"},
        "participations": {"marks": ["aa"], "boxes": [["advance", None, 1]]},
        "ballots": [["00" * 16, "for"]], "signatures": [],
    },
    "signature.json": {"public_key": "00" * 32, "signature": "11" * 64},
}  # fmt: skip


def how_often(config: pytest.Config) -> int:
    return 10_000 if config.getoption("full") else 200


@pytest.mark.parametrize("kind", FactKind)
def test_an_entry_of_a_report(kind: FactKind, pytestconfig: pytest.Config) -> None:
    @given(odd_instead([CONTENTS[kind]]))
    @settings(max_examples=how_often(pytestconfig) // 5)
    def holds(content: Any) -> None:
        read, faults = read_fact(kind, 2025, content)
        assert faults or read_fact(kind, 2025, json.loads(json.dumps(read))) == (read, [])

    holds()


def test_an_assembly_that_is_prepared(pytestconfig: pytest.Config) -> None:
    sound = read_toml(ASSEMBLY.encode())[0]._values

    @given(odd_instead([sound]))
    @settings(max_examples=how_often(pytestconfig))
    def holds(values: Any) -> None:
        if isinstance(values, dict):
            try:
                read_draft(values)
            except InvalidFile:
                return

    read_draft(sound)
    holds()


def test_what_is_counted_again(pytestconfig: pytest.Config) -> None:
    """A count that was tampered with is different, or is said to be no export; the command says so too."""

    @given(exports().flatmap(lambda export: odd_instead([export])))
    @settings(max_examples=how_often(pytestconfig))
    def holds(export: Any) -> None:
        if isinstance(export, dict):
            try:
                recount(export)
            except UNREADABLE:
                return

    holds()


def test_a_bundle_of_which_a_value_is_odd_is_not_sound(pytestconfig: pytest.Config) -> None:
    """Whoever signs it anew, it is a bundle with faults, and each fault a sentence."""

    @given(odd_instead([BUNDLE]))
    @settings(max_examples=how_often(pytestconfig))
    def holds(files: Any) -> None:
        if isinstance(files, dict):
            raw = {str(name): json.dumps(value).encode() for name, value in files.items()}
            assert all(isinstance(fault, str) for fault in check_bundle(packed_again(raw)))
        try:
            assert list(assembly_faults(files, Log(files["log.json"], 1)))
        except (*UNREADABLE, StopIteration):
            return

    assert len(list(assembly_faults(BUNDLE, Log(BUNDLE["log.json"], 1)))) >= 1
    holds()


def test_a_damaged_bundle_has_a_fault(pytestconfig: pytest.Config) -> None:
    sound = packed_again({name: audit_check.one_text(value) for name, value in BUNDLE.items()})

    @given(damaged([sound]))
    @settings(max_examples=how_often(pytestconfig))
    def holds(data: bytes) -> None:
        assert check_bundle(data)

    holds()


CLAIMS = {
    "sub": "a", "member_number": "12", "email": "an@example.org", "email_verified": True,
    "acr": "high", "amr": ["pwd", "otp"],
}  # fmt: skip


def test_what_a_provider_tells_of_somebody(pytestconfig: pytest.Config) -> None:
    provider = Provider(
        "https://id", "us", "secret", "Id", "member_number", "email", "openid", frozenset({"otp"})
    )

    @given(odd_instead([CLAIMS]))
    @settings(max_examples=how_often(pytestconfig))
    def holds(claims: Any) -> None:
        if isinstance(claims, dict):
            told = what_is_told(provider, claims)
            for text in (told.member, told.staff):
                assert text is None or (text.strip() and "\0" not in text and len(text) < 500)

    assert what_is_told(provider, CLAIMS) == Identity("12", "an@example.org", True)
    holds()


@pytest.mark.parametrize("method", Method)
def test_what_a_teller_types(method: Method, pytestconfig: pytest.Config) -> None:
    contest = contest_of(method)
    names = [*(f"cell-{cell}" for cell in cells(contest)), "ballots", "unreturned", "spoiled", "reason"]
    typed = damaged([b"12", b"3: e1>e2\n4 x e4\n1  e3>e1", b"blank"])

    @given(st.dictionaries(st.sampled_from([*names, "rankings"]), typed, max_size=5))
    @settings(max_examples=how_often(pytestconfig) // 10)
    def holds(fields: dict[str, bytes]) -> None:
        data = {name: value.decode(errors="replace") for name, value in fields.items()}
        with Flask("a form alone").test_request_context(method="POST", data=data):
            try:
                sheet, faults = read_sheet(contest, ())
            except Refused:
                return
        assert all(0 <= number <= 10**9 for number in (sheet.ballots, sheet.unreturned, sheet.spoiled))
        assert isinstance(faults, list)

    holds()
