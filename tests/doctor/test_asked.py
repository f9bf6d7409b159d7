"""What the doctor asks of the world, asked for real: of files, disks, and of servers with something wrong."""

import json
import os
import shutil
import socket
import sqlite3
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from sqlalchemy import create_engine, text

from tests.conftest import new_app
from tests.doctor.test_rules import codes
from tests.doctor.world import (
    answering,
    certificate,
    names_of,
    saying,
    speaking_tls,
    time_of,
    told_by_datagram,
)
from tests.gate.served import serve
from tests.mail.postbox import Postbox
from tests.waiting import PATIENCE
from tests.world import KEY
from voting.backups.taking import BEING_MADE, LAST
from voting.database import normalise_url
from voting.doctor.backups_age import check_backups
from voting.doctor.clock import check_clock, offset_from
from voting.doctor.databases import check_database, of_sqlite, postgresql_settings
from voting.doctor.disk import check_disk
from voting.doctor.earnest import check_earnest
from voting.doctor.examination import Patient, examine
from voting.doctor.finding import Finding, well
from voting.doctor.keys import check_keys
from voting.doctor.letters_way import check_mail
from voting.doctor.log_heads import check_log
from voting.doctor.mail_records import check_mail_records
from voting.doctor.proxies import check_proxies, seconds_to_first_event
from voting.doctor.schemas import check_schema
from voting.doctor.tls import check_tls, leaves_open
from voting.doctor.zones import check_zones, of_zone
from voting.extensions import db

STRONG = "b5c0b187fe309af0f4d35982fd961d7e"
Made = Callable[..., Patient]


@pytest.fixture
def patient(tmp_path: Path) -> Made:
    """An installation with nothing wrong, but for what a test says."""
    instance = tmp_path / "instance"
    instance.mkdir(mode=0o700)
    for name in ("secret-key", "log-key.pem"):
        (instance / name).write_text("secret")
        (instance / name).chmod(0o600)

    def made(url: str = "sqlite://", named: dict[str, str] | None = None, **settings: Any) -> Patient:
        usual: dict[str, Any] = {
            **dict.fromkeys(("BALLOT_KEY", "APPLE_PASS", "GOOGLE_PASS", "MAIL_URL", "TIMESTAMP_URL"), ""),
            **{"SECRET_KEY": STRONG, "LOG_KEY": str(instance / "log-key.pem"), "AUDITORS": ["a@b.example"]},
            **{"ADDRESS": "http://localhost", "SESSION_COOKIE_SECURE": False, "SECOND_FACTOR": "required"},
            **{"MAIL_FROM": "Vote <vote@coop.example>"},
        }
        return Patient(usual | settings, instance, create_engine(normalise_url(url)), {}, **(named or {}))

    return made


def test_keys_that_others_read(patient: Made, tmp_path: Path) -> None:
    assert codes(check_keys(patient())) == ["log_key_beside_database"]
    sick = patient(SECRET_KEY="short", BALLOT_KEY="b" * 64)
    for path, mode in (("secret-key", 0o640), ("log-key.pem", 0o604), ("", 0o777)):
        (sick.instance / path).chmod(mode)
    found = check_keys(sick)
    assert codes(found) == [
        *["key_weak"] * 2,
        *["key_readable"] * 2,
        "folder_writable",
        "log_key_beside_database",
    ]
    assert "short" not in " ".join(one.sentence.replace("is short", "") + one.remedy for one in found)


def test_backups_as_they_are_noted(patient: Made) -> None:
    made = patient()
    assert codes(check_backups(made)) == ["no_backup"]
    for content in ("", "[]", '{"at": 7}', '{"at": "2026-06-01T00:00:00"}'):
        (made.instance / LAST).write_text(content)
        assert codes(check_backups(made)) == ["no_backup"], content
    for hours, expected in ((1, []), (30, ["backup_old"]), (300, ["backup_too_old"])):
        at = datetime.now(UTC) - timedelta(hours=hours)
        (made.instance / LAST).write_text(json.dumps({"at": at.isoformat()}))
        assert codes(check_backups(made)) == expected


def test_a_copy_that_a_backup_has_left_behind(patient: Made) -> None:
    made = patient()
    copy = made.instance / BEING_MADE
    copy.mkdir()
    assert codes(check_backups(made)) == ["no_backup"], "it may be in the making"
    long_ago = (datetime.now(UTC) - timedelta(hours=7)).timestamp()
    os.utime(copy, (long_ago, long_ago))
    assert codes(check_backups(made)) == ["no_backup", "backup_cut_off"]


def test_the_disk(patient: Made) -> None:
    assert [one.subject for one in check_disk(patient())] == ["disk", "disk"]


@pytest.mark.parametrize(
    ("name", "days", "is_known", "expected"),
    [
        ("localhost", 90, True, []),
        ("localhost", 20, True, ["certificate_ends"]),
        ("localhost", -1, True, ["certificate_over"]),
        ("elsewhere.example", 90, True, ["certificate_of_another"]),
        ("localhost", 90, False, ["certificate_unknown"]),
    ],
)
def test_certificates(
    patient: Made,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    days: int,
    is_known: bool,
    expected: list[str],
) -> None:
    path = certificate(tmp_path, name, days)
    if is_known:
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
    with answering(speaking_tls(path)) as port:
        assert (
            codes(check_tls(patient(ADDRESS=f"https://localhost:{port}/vote", SESSION_COOKIE_SECURE=True)))
            == expected
        )
    gone = patient(ADDRESS=f"https://localhost:{port}", SESSION_COOKIE_SECURE=True)
    assert codes(check_tls(gone)) == ["address_unreachable"]


def test_who_asks_without_tls_is_led_to_it() -> None:
    for head, expected in {
        "HTTP/1.1 301 Moved\nLocation: https://localhost/": False,
        "HTTP/1.1 301 Moved\nLocation: http://localhost/x": True,
        "HTTP/1.1 200 OK": True,
    }.items():
        with answering(saying(head)) as port:
            assert leaves_open("127.0.0.1", port) == expected, head
    assert not leaves_open("127.0.0.1", port), "nobody is there any more"


def test_a_time_server(patient: Made) -> None:
    for ahead, expected in ((0.0, []), (-5.0, ["clock_off"]), (100.0, ["clock_wrong"])):
        with told_by_datagram(time_of(ahead)) as server:
            assert abs(offset_from(server) - ahead) < 0.9
            assert codes(check_clock(patient(named={"time_server": server}))) == expected
    for wrong in (time_of(0, stratum=0), lambda _asked: b"no time", lambda asked: time_of(0)(bytes(48))):
        with told_by_datagram(wrong) as server:
            assert codes(check_clock(patient(named={"time_server": server}))) == ["time_server_silent"]


def test_names_that_a_server_tells(patient: Made) -> None:
    texts = {
        "coop.example": ["v=spf1 " + "ip4:192.0.2.1 " * 20 + "-all"],
        "_dmarc.coop.example": ["v=DMARC1; p=none"],
    }
    with told_by_datagram(names_of(texts)) as server:
        made = patient(MAIL_URL="smtp://mail.example", named={"name_server": server})
        assert codes(check_mail_records(made)) == ["no_dkim"]
        texts["mail._domainkey.coop.example"] = ["v=DKIM1; p=" + "x" * 300]
        assert codes(check_mail_records(made)) == []
        texts.clear()
        assert codes(check_mail_records(made)) == ["no_spf", "no_dkim", "no_dmarc"]


@pytest.fixture
def mail_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., tuple[Postbox, str]]]:
    """Starts a mail server as a test describes it; the box, and where it is."""
    running = list[Controller]()

    def start(*, tls: bool, password: str = "") -> tuple[Postbox, str]:
        context = None
        if tls:
            path = certificate(tmp_path)
            monkeypatch.setenv("SSL_CERT_FILE", str(path))
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(path)

        def admit(_server: SMTP, _session: object, _envelope: object, _how: str, data: Any) -> AuthResult:
            return AuthResult(success=data.password.decode() == password, handled=False)

        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        own = {
            "tls_context": context,
            "require_starttls": tls,
            "authenticator": admit,
            "auth_require_tls": tls,
        }
        box = Postbox()
        running.append(Controller(box, hostname="127.0.0.1", port=port, **own))
        running[-1].start()
        return box, f"localhost:{port}"

    yield start
    for server in running:
        server.stop()


def test_a_mail_server(patient: Made, mail_server: Callable[..., tuple[Postbox, str]]) -> None:
    assert codes(check_mail(patient())) == ["no_mail_server"]
    assert codes(check_mail(patient(MAIL_URL="http://x"))) == ["mail_url_unclear"]
    box, where = mail_server(tls=True, password="right")
    for url, expected in {
        f"smtp://me:right@{where}": [],
        f"smtp://me:wrong@{where}": ["mail_login_refused"],
        f"smtp://{where}": [],
        f"smtp://me:right@127.0.0.1:{where.partition(':')[2]}": ["mail_certificate"],
    }.items():
        found = check_mail(patient(MAIL_URL=url))
        assert codes(found) == expected, url
        assert not any(secret in repr(found) for secret in ("right@", "wrong@"))
    assert not box.taken
    made = patient(MAIL_URL=f"smtp://me:right@{where}", named={"letter_to": "me@coop.example"})
    assert codes(check_mail(made)) == []
    assert b"To: me@coop.example" in box.taken[0]
    box.unknown.add("me@coop.example")
    assert codes(check_mail(made)) == ["letter_refused"]
    _box, in_the_clear = mail_server(tls=False)
    assert codes(check_mail(patient(MAIL_URL=f"smtp://{in_the_clear}"))) == []
    assert codes(check_mail(patient(MAIL_URL=f"smtp://me:right@{in_the_clear}"))) == ["mail_no_tls"]
    assert codes(check_mail(patient(MAIL_URL="smtp://localhost:1"))) == ["mail_unreachable"]
    unset = check_mail(patient(MAIL_URL=f"smtp://{where}", MAIL_FROM="assembly@localhost"))
    assert codes(unset) == ["no_sender"]


def test_a_file_of_sqlite(tmp_path: Path, make_database: Callable[[str], str], patient: Made) -> None:
    whole = patient(make_database("sqlite"))
    assert codes(check_database(whole)) == []
    file = whole.database_file
    assert file
    assert codes(of_sqlite(file, "nfs4")) == ["database_on_network"]
    whole.engine.dispose()
    damaged = tmp_path / "damaged.sqlite3"
    with sqlite3.connect(damaged) as connection:
        connection.execute("CREATE TABLE one (two)")
        connection.executemany("INSERT INTO one VALUES (?)", [("x" * 3000,)] * 40)
    connection.close()
    assert codes(of_sqlite(damaged, "ext4")) == ["not_wal"]
    with damaged.open("r+b") as content:
        content.seek(4096 * 3)
        content.write(os.urandom(4096 * 3))
    assert "database_damaged" in codes(of_sqlite(damaged, ""))


def test_a_server_of_postgresql(make_database: Callable[[str], str], patient: Made) -> None:
    """What is asked is what the server is set to, not what a connection of ours has set for itself."""
    made = patient(make_database("postgresql"))
    with made.engine.connect() as connection:
        connection.execute(text("SET synchronous_commit = off"))
        settings = postgresql_settings(connection)
        assert settings["default_transaction_read_only"] == "off"
        assert settings["standby"] == "false"
        assert (
            settings["synchronous_commit"]
            == connection.execute(
                text("SELECT reset_val FROM pg_settings WHERE name = 'synchronous_commit'")
            ).scalar_one()
        )
    assert set(codes(check_database(made))) <= {"fsync_off", "full_page_writes_off", "synchronous_commit_off"}
    assert codes(check_clock(made)) == []
    made.engine.dispose()
    unreachable = patient("postgresql://nobody@127.0.0.1:1/none")
    assert codes(check_database(unreachable)) == ["database_unusable"]


def test_what_the_database_holds(database_url: str, patient: Made) -> None:
    made = patient(database_url)
    for check in (check_schema, check_zones, check_log, check_earnest):
        assert codes(check(made)) == [], check
    made.engine.dispose()
    empty = patient("sqlite://")
    assert codes(check_schema(empty)) == ["migrations_pending"]


def test_zones_that_are_not_known_here() -> None:
    now = datetime.now(UTC)
    assert of_zone("Europe/Brussels", now) is None
    found = of_zone("Europe/Nowhere", now)
    assert found
    assert found.code == "zone_unknown"


def test_zones_whose_rules_are_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import zoneinfo
    from importlib import resources

    (tmp_path / "Europe").mkdir()
    with resources.as_file(resources.files("tzdata.zoneinfo").joinpath("Africa/Algiers")) as other:
        shutil.copy(other, tmp_path / "Europe" / "Brussels")
    zoneinfo.reset_tzpath([tmp_path])
    zoneinfo.ZoneInfo.clear_cache()
    try:
        found = of_zone("Europe/Brussels", datetime.now(UTC))
        assert found
        assert found.code == "zone_outdated"
    finally:
        zoneinfo.reset_tzpath()
        zoneinfo.ZoneInfo.clear_cache()


def test_the_installation_at_its_own_address(
    patient: Made, make_database: Callable[[str], str], tmp_path: Path
) -> None:
    """As it is really served: the doctor is answered, and nobody else."""
    url = make_database("sqlite")
    with serve(url, tmp_path / "served", 1, letters=False) as served:
        address = f"http://127.0.0.1:{served.port}"
        assert requests.get(f"{address}/healthz", timeout=PATIENCE).ok
        assert codes(check_proxies(patient(ADDRESS=address, SECRET_KEY=KEY))) == []
        assert codes(check_proxies(patient(ADDRESS=address))) == ["answered_by_another"], "of another secret"
    assert codes(check_proxies(patient(ADDRESS=address))) == ["not_served"]


def test_a_stream_that_is_kept_back() -> None:
    until = 0.3

    def held(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
        connection.settimeout(until)
        try:
            connection.recv(1)  # nothing comes: time passes
        except TimeoutError:
            connection.sendall(b"data: {}\n\n")

    with answering(held) as port:
        assert seconds_to_first_event(f"http://127.0.0.1:{port}/") >= until


def test_who_says_who_asks(
    tmp_path: Path, make_database: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from voting.doctor.question import signed_question

    monkeypatch.setenv("HTTPS", "1")
    monkeypatch.setenv("PROXIES", "192.0.2.7")
    app = new_app(make_database("sqlite"), tmp_path / "instance")
    asked = f"/doctor/{signed_question(KEY)}"
    sent = {
        "X-Forwarded-For": "6.6.6.6, 198.51.100.9",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "coop.example",
    }

    def seen(by: str) -> Any:
        return app.test_client().get(asked, headers=sent, environ_base={"REMOTE_ADDR": by}).json

    told = {"client": "198.51.100.9", "scheme": "https", "host": "coop.example"}
    assert seen("192.0.2.7") == told | {"told_by_proxy": True}
    past = {"client": "192.0.2.8", "told_by_proxy": False, "scheme": "http", "host": "localhost"}
    assert seen("192.0.2.8") == past, "whoever comes past the proxy is believed nothing"
    assert app.test_client().get("/doctor/anything").status_code == 404
    with app.app_context():
        db.engine.dispose()


def test_one_subject_breaks_no_other(patient: Made) -> None:
    never = socket.socketpair()

    def fails(_patient: Patient) -> list[Finding]:
        raise RuntimeError("with a secret in it")

    def hangs(_patient: Patient) -> list[Finding]:
        never[0].recv(1)
        return []

    checks = {"a": fails, "b": hangs, "c": partial(lambda _patient: [well("c", "Well.")])}
    found = examine(patient(), checks, patience=0.3)
    assert [(one.subject, one.code) for one in found] == [
        ("a", "not_examined"),
        ("b", "no_answer"),
        ("c", "ok"),
    ]
    assert "secret" not in repr(found)
    never[1].close()
