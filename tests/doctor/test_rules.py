"""What the doctor makes of what it has asked: each finding, and none where all is well."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from voting.doctor.backups_age import of_backup
from voting.doctor.clock import of_difference
from voting.doctor.databases import file_system, of_postgresql
from voting.doctor.disk import of_pace, of_room
from voting.doctor.earnest import of_earnest
from voting.doctor.finding import Finding, Grade, worst
from voting.doctor.keys import is_weak
from voting.doctor.log_heads import of_log
from voting.doctor.mail_records import Texts, of_records
from voting.doctor.proxies import PRETENDED, of_request, of_stream
from voting.doctor.question import is_our_question, signed_question
from voting.doctor.tls import disagreement
from voting.doctor.versions import of_versions
from voting.doctor.workers import of_server
from voting.web.forwarded import is_proxy

NOW = datetime(2026, 6, 1, tzinfo=UTC)
SAFE = {
    **dict.fromkeys(("fsync", "full_page_writes", "synchronous_commit"), "on"),
    **{"standby": "false", "default_transaction_read_only": "off", "server_version_num": "160004"},
    **{"max_connections": "100", "superuser_reserved_connections": "3"},
    **{"synchronous_standby_names": "", "statement_timeout": "0"},
}


def codes(findings: list[Finding]) -> list[str]:
    """The codes of what is not well; each has a remedy."""
    bad = [one for one in findings if one.grade]
    assert all(one.remedy and one.sentence.endswith(".") for one in bad)
    return [one.code for one in bad]


def test_the_command_ends_by_the_worst() -> None:
    found = [of_room(10**12), of_room(10**9)]
    assert (worst([]), worst(found), worst([*found, of_room(1)])) == (Grade.OK, Grade.LOOK, Grade.WRONG)
    assert [int(grade) for grade in Grade] == [0, 1, 2]


@pytest.mark.parametrize(
    ("changes", "workers", "expected"),
    [
        ({}, 2, []),
        ({}, 4, ["connections_few"]),
        ({"max_connections": "150"}, 4, []),
        ({"fsync": "off"}, 1, ["fsync_off"]),
        ({"full_page_writes": "off"}, 1, ["full_page_writes_off"]),
        ({"synchronous_commit": "off"}, 1, ["synchronous_commit_off"]),
        ({"synchronous_commit": "remote_apply"}, 1, []),
        ({"standby": "true"}, 1, ["database_read_only"]),
        ({"default_transaction_read_only": "on"}, 1, ["database_read_only"]),
        ({"synchronous_standby_names": "ANY 1 (*)"}, 1, []),
        ({"statement_timeout": "5000"}, 1, []),
        (
            {"synchronous_standby_names": "ANY 1 (*)", "statement_timeout": "5000"},
            1,
            ["statement_timeout_set"],
        ),
        (
            {"synchronous_standby_names": "s", "transaction_timeout": "1"},
            1,
            ["transaction_timeout_set"],
        ),
        ({"server_version_num": "130018"}, 1, ["postgresql_old"]),
    ],
)
def test_settings_of_postgresql(changes: dict[str, str], workers: int, expected: list[str]) -> None:
    assert codes(of_postgresql(SAFE | changes, workers)) == expected


def test_room_pace_clock_and_backup() -> None:
    gigabyte = 1024**3
    assert [of_room(free * gigabyte).code for free in (2, 1)] == ["ok", "disk_scarce"]
    assert of_room(gigabyte // 5).code == "disk_full"
    assert [of_pace(pace).code for pace in (0.02, 0.05, 0.2)] == ["ok", "disk_slow", "disk_very_slow"]
    assert [of_difference(by, "x").code for by in (0.9, -2, 31)] == ["ok", "clock_off", "clock_wrong"]
    ages = [None, *(NOW - timedelta(hours=hours) for hours in (25, 27, 24 * 7 + 1))]
    assert [of_backup(at, NOW).code for at in ages] == ["no_backup", "ok", "backup_old", "backup_too_old"]


def test_the_server_as_it_is_set() -> None:
    assert codes(of_server("1", "127.0.0.1", True, cores=2)) == []
    assert codes(of_server("2", "127.0.0.1", True, cores=2)) == ["workers_on_sqlite"]
    assert codes(of_server("4", "localhost", False, cores=2)) == []
    assert codes(of_server("5", "::1", False, cores=2)) == ["workers_many"]
    assert codes(of_server("1", "0.0.0.0", False, cores=2)) == ["port_open"]
    assert codes(of_server("two", "127.0.0.1", False, cores=2)) == ["workers_unclear"]


def test_what_is_for_looking_around_only() -> None:
    assert codes(of_earnest(False, False, without_factor=False)) == []
    assert codes(of_earnest(True, True, without_factor=False)) == []
    assert codes(of_earnest(True, False, without_factor=False)) == ["demonstration"]
    on_this_machine, in_earnest = (of_earnest(at, at, without_factor=True) for at in (True, False))
    assert codes(on_this_machine) == codes(in_earnest) == ["second_factor_off"]
    assert (worst(on_this_machine), worst(in_earnest)) == (Grade.LOOK, Grade.WRONG)


def test_the_log() -> None:
    assert codes(of_log(None, None, [], told=True)) == []
    expected = ["ballot_key_wrong", "log_not_signed", "log_not_stamped", "heads_kept_here"]
    assert codes(of_log(7, 8, ["1", "2"], told=False)) == expected


def test_packages() -> None:
    asked = {"Flask": "==3.1.3", "gunicorn": "==27.0.1"}
    assert codes(of_versions(asked, {"Flask": "3.1.3", "gunicorn": "27.0.1"}, "3.13")) == []
    (found,) = of_versions(asked, {"Flask": "3.0.0", "gunicorn": ""}, "3.13")
    assert (found.code, found.grade) == ("packages_differ", Grade.LOOK)
    assert "Flask 3.0.0 instead of 3.1.3; gunicorn missing instead of 27.0.1" in found.sentence


def test_weak_secrets() -> None:
    assert not is_weak("b5c0b187fe309af0f4d35982fd961d7e")
    assert is_weak("b5c0b187fe309af0f4d35982fd961d7")
    assert is_weak("secret" * 20)


@pytest.mark.parametrize(
    ("address", "https", "code"),
    [
        ("https://coop.example", True, None),
        ("http://localhost:8000", False, None),
        ("http://127.0.0.1:8000", False, None),
        ("http://coop.example", False, "no_tls"),
        ("https://coop.example", False, "https_inconsistent"),
        ("http://coop.example", True, "https_inconsistent"),
    ],
)
def test_address_and_tls_go_together(address: str, https: bool, code: str | None) -> None:
    found = disagreement(urlsplit(address), https)
    assert (found and found.code) == code


def test_what_the_proxy_says() -> None:
    seen = {"client": "198.51.100.1", "told_by_proxy": True, "scheme": "https", "host": "coop.example"}
    assert codes(of_request(seen, True, "coop.example")) == []
    assert codes(of_request(seen | {"client": PRETENDED}, True, "coop.example")) == ["forwarded_believed"]
    assert codes(of_request(seen | {"told_by_proxy": False}, True, "coop.example")) == ["client_unknown"]
    assert codes(of_request(seen | {"told_by_proxy": False}, False, "coop.example")) == []
    assert codes(of_request(seen | {"scheme": "http"}, True, "coop.example")) == ["scheme_unknown"]
    assert codes(of_request(seen | {"host": "inside:8000"}, True, "coop.example")) == ["host_unknown"]
    assert codes(of_stream(0.2)) == []
    assert codes(of_stream(3.0)) == ["streams_buffered"]


def test_who_is_a_proxy() -> None:
    near = [ip_network(one) for one in ("127.0.0.0/8", "10.0.0.0/8", "::1")]
    for address, expected in {
        **{"": True, "127.0.0.1": True, "10.2.3.4": True, "::1": True, "::ffff:10.2.3.4": True},
        **{"198.51.100.1": False, "::ffff:198.51.100.1": False, "2001:db8::1": False, "unknown": False},
    }.items():
        assert is_proxy(address, near) == expected, address


def test_only_the_installation_asks_itself() -> None:
    question = signed_question("one secret")
    assert is_our_question("one secret", question)
    assert not is_our_question("another secret", question)
    assert not is_our_question("one secret", "doctor")


def test_the_file_system_of_a_file(tmp_path: Path) -> None:
    mounts = f"/dev/sda1 / ext4 rw 0 0\nserver:/x {tmp_path} nfs4 rw 0 0\nproc {tmp_path}xyz proc rw 0 0\n"
    assert file_system(tmp_path / "voting.sqlite3", mounts) == "nfs4"
    assert file_system(tmp_path.parent / "voting.sqlite3", mounts) == "ext4"
    assert file_system(tmp_path / "x", "") == ""


def names(texts: Mapping[str, list[str]]) -> Texts:
    """A name server that knows these texts and no others."""
    return lambda name: texts.get(name, [])


def test_records_of_mail() -> None:
    key = {"mail._domainkey.coop.example": ["v=DKIM1; k=rsa; p=MIGf"]}
    policy = {"_dmarc.coop.example": ["v=DMARC1; p=reject"]}
    own = {"coop.example": ["v=spf1 mx -all", "something else"]}

    def found(texts: Mapping[str, list[str]], domain: str = "coop.example") -> list[str]:
        return codes(of_records(domain, f"vote@{domain}", "mail.example", names(texts)))

    assert found(own | key | policy) == []
    assert found({}) == ["no_spf", "no_dkim", "no_dmarc"]
    assert found(key | policy | {"coop.example": ["v=spf1 -all", "v=spf1 mx -all"]}) == ["spf_twice"]
    assert found(key | policy | {"coop.example": ["v=spf1 mx +all"]}) == ["spf_open"]
    revoked = {"mail._domainkey.coop.example": ["v=DKIM1; p="]}
    assert found(own | policy | revoked) == ["no_dkim"]
    below = {"vote.coop.example": ["v=spf1 -all"], "s1._domainkey.vote.coop.example": ["p=x"]}
    assert found(policy | below, "vote.coop.example") == [], "the policy of the domain above counts"
    remedies = [
        one.remedy for one in of_records("coop.example", "vote@coop.example", "mail.example", names({}))
    ]
    assert "coop.example TXT “v=spf1 mx a:mail.example -all”" in remedies[0]
    assert "_dmarc.coop.example TXT “v=DMARC1; p=quarantine; rua=mailto:vote@coop.example”" in remedies[2]
    assert codes(of_records("coop.example", "x", "x", lambda _name: None)) == ["names_silent"]
