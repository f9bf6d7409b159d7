"""How the application says no: stable codes, in four languages, to people and machines; and stays up."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import func, make_url, select

from tests.conftest import new_app
from tests.postgres import execute
from tests.web.test_access import assert_headers
from tests.world import World
from voting.attendance.models import CheckIn, Presence
from voting.audit.models import AuditEntry
from voting.ballot.models import Envelope, Participation
from voting.errors import Code, Fault, InvalidFile, InvalidForm, Refused
from voting.extensions import db
from voting.rehearsal.browser import Browser, answer_of
from voting.web import routes
from voting.web.errors import STATUS
from voting.wording.faults import FAULTS
from voting.wording.refusals import REFUSALS, refusal_sentence

LANGUAGES = ("nl", "fr", "en", "de")


def stored(world: World) -> list[int]:
    """How much there is of everything that a request can write."""
    tables = (AuditEntry, Participation, Envelope, Presence, CheckIn)
    with world.app.app_context():
        return [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def posts(world: World) -> list[tuple[Browser, str, dict[str, object]]]:
    """Requests that write, each complete but for its token."""
    one = world.resolutions["1"]
    chair, member, steward = world.person("chair"), world.member(1), world.person("steward")
    return [
        (member, f"/resolutions/{one}/vote", {"channel": "online", "choice": "for"}),
        (member, "/assembly/join", {}),
        (member, "/proxy", {"holder": "2", "name": "Name2"}),
        (steward, "/desk/BRU/check-in", {"member": "3", "nonce": "nonce-one"}),
        (steward, "/desk/BRU/paper", {"member": "3", "resolution": one}),
        (chair, f"/chair/resolutions/{one}/close", {}),
        (chair, f"/chair/resolutions/{one}/annul", {"reason": "x"}),
    ]


def test_without_its_token_a_form_has_expired_and_nothing_is_stored(world: World) -> None:
    one = world.resolutions["1"]
    assert answer_of(world.person("chair").send(f"/chair/resolutions/{one}/open", {})) == "ok"
    requests = posts(world)
    before = stored(world)
    for browser, path, fields in requests:
        foreign = world.member(9).field("csrf_token", "")
        assert foreign
        for token in ("", "wrong", foreign, browser.field("csrf_token", "")[:-1]):
            response = browser.send(path, fields | {"csrf_token": token})
            assert (answer_of(response), response.status_code) == ("form_expired", 400), path
            assert_headers(response)
    assert stored(world) == before
    for browser, path, fields in requests:
        if not path.endswith(("/paper", "/annul")):
            assert answer_of(browser.send(path, fields)) == "ok", path
    assert stored(world) > before


def test_signing_in_needs_a_token_too(world: World) -> None:
    response = world.app.test_client().post("/sign-in", data={"code": world.codes["1"]})
    assert answer_of(response) == "form_expired"


def test_every_code_has_a_sentence_and_every_status_is_a_refusal(app: Flask) -> None:
    assert REFUSALS.keys() == set(Code)
    assert STATUS.keys() <= set(Code)
    assert all(400 <= status < 600 for status in STATUS.values())
    with app.test_request_context():
        for code in Code:
            with force_locale("en"):
                assert refusal_sentence(Refused(code)).strip()


def test_sentences_are_templates_with_values_that_can_be_filled_in() -> None:
    for sentence in (*REFUSALS.values(), *FAULTS.values()):
        assert not re.search(r"%(?!\(\w+\)s)", str(sentence)), sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_is_a_page_in_the_language_of_the_reader(world: World, language: str) -> None:
    member = world.member(1)
    member.look(f"/assembly?lang={language}")
    one = world.resolutions["1"]
    response = member.send(f"/resolutions/{one}/vote", {"channel": "online", "choice": "for"})
    assert (response.status_code, answer_of(response)) == (409, "not_open")
    assert f'<html lang="{language}">' in response.text
    assert 'role="alert"' in response.text
    assert 'data-code="not_open"' in response.text


def test_every_refusal_has_its_own_sentence_in_each_language(app: Flask) -> None:
    for code in Code:
        with app.test_request_context():
            sentences = set()
            for language in LANGUAGES:
                with force_locale(language):
                    sentences.add(refusal_sentence(Refused(code)))
        assert len(sentences) == len(LANGUAGES), code


@pytest.mark.parametrize(("kind", "code"), [(InvalidForm, "invalid_form"), (InvalidFile, "invalid_file")])
def test_a_machine_is_told_the_code_of_each_fault(
    app: Flask, monkeypatch: pytest.MonkeyPatch, kind: type[InvalidFile], code: str
) -> None:
    def fail() -> str:
        raise kind([Fault(3, "email", "email_invalid", {"value": "x"}), Fault(0, "name", "value_missing")])

    monkeypatch.setitem(routes.ROUTES, "fail", routes.ANYBODY)
    app.add_url_rule("/fail", "fail", fail)
    answer = app.test_client().get("/fail?lang=en", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.headers["Refusal"]) == (422, code)
    assert answer.json is not None
    assert answer.json["code"] == code
    told = [(fault["code"], fault["line"], fault["field"]) for fault in answer.json["faults"]]
    assert told == [("value_missing", 0, "name"), ("email_invalid", 3, "email")]
    assert all(
        "is missing" in fault["message"] or "“x”" in fault["message"] for fault in answer.json["faults"]
    )


@pytest.mark.parametrize(
    ("path", "who", "status", "code"),
    [
        ("/assembly", None, 401, "sign_in_needed"),
        ("/chair/", "member", 403, "forbidden"),
        ("/nowhere", None, 404, "not_found"),
        ("/resolutions/4711", "member", 404, "not_found"),
        ("/chair/incidents", "chair", 405, "not_found"),
    ],
)
def test_a_machine_is_answered_in_json(
    world: World, path: str, who: str | None, status: int, code: str
) -> None:
    client = world.app.test_client()
    if who:
        secret = world.codes["1"] if who == "member" else world.staff[who]
        browser = Browser(world.app, secret)
        client = browser._client
    response = client.get(path, headers={"Accept": "application/json"})
    assert response.status_code == status
    assert response.mimetype == "application/json"
    assert response.json is not None
    assert response.json["code"] == code == response.headers["Refusal"]
    assert response.json["message"]
    assert_headers(response)
    page = client.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
    assert (page.status_code, page.mimetype, page.headers["Refusal"]) == (status, "text/html", code)


NASTY = [
    "\0",
    "1\0",
    "x" * 70,
    "x" * 5_000,
    "é😀",
    "-1",
    "1e9",
    "9" * 30,
    "<script>alert(1)</script>",
    "%s%(n)s",
    "' --",
]


def test_nonsense_is_refused_not_stumbled_over(world: World) -> None:
    one = world.resolutions["1"]
    chair, member = world.person("chair"), world.member(1)
    assert answer_of(chair.send(f"/chair/resolutions/{one}/open", {})) == "ok"
    steward, teller = world.person("steward"), world.person("teller")
    for text in NASTY:
        requests = [
            (member, f"/resolutions/{one}/vote", {"channel": "online", "choice": text}),
            (member, f"/resolutions/{one}/vote", {"channel": text, "choice": "for"}),
            (member, f"/resolutions/{one}/vote", {"channel": "venue", "venue": text, "choice": "for"}),
            (member, f"/resolutions/{one}/vote", {"for": text, "choice": "for"}),
            (member, "/proxy", {"holder": text}),
            (
                steward,
                "/desk/BRU/check-in",
                {"member": f"9{text}", "nonce": "nonce-one"},
            ),  # a name is looked for
            (steward, "/desk/BRU/check-in", {"member": "1", "nonce": text * 70}),
            (steward, "/desk/BRU/paper", {"member": text, "resolution": one}),
            (steward, "/desk/BRU/paper", {"member": "1", "resolution": text}),
            (teller, f"/desk/BRU/sheets/{one}", {"ballots": text}),
            (teller, f"/desk/BRU/sheets/{one}", {"ballots": "0", "reason": text}),
            (chair, f"/chair/resolutions/{world.resolutions['2']}/tie", {"order": text}),
        ]
        for browser, path, fields in requests:
            response = browser.send(path, fields)
            refused = response.status_code == 303 and "Refusal" in response.headers  # led to the door's page
            assert refused or 400 <= response.status_code < 500, (path, fields, answer_of(response))
            assert "<script>alert" not in response.text
    assert stored(world)[1:4] == [0, 0, 0]


def test_an_attempt_that_cannot_be_stored_is_no_vote(world: World) -> None:
    one = world.resolutions["1"]
    assert answer_of(world.person("chair").send(f"/chair/resolutions/{one}/open", {})) == "ok"
    fields = {"channel": "online", "choice": "for"}
    answers = [
        answer_of(world.member(number).send(f"/resolutions/{one}/vote", fields | {"attempt": attempt}))
        for number, attempt in enumerate(("\0", "x" * 65, "x" * 5_000), 1)
    ]
    assert set(answers) <= {"ok", "bad_request"}
    assert stored(world)[1] == stored(world)[2] == answers.count("ok")


@pytest.mark.parametrize("number", ["2147483648", "9" * 30, "0", "-1", "1.5", "%00", "1%00"])
def test_an_impossible_number_in_an_address_is_not_found(world: World, number: str) -> None:
    for browser, path in (
        (world.member(1), f"/resolutions/{number}"),
        (world.member(1), f"/resolutions/{number}/receipt"),
        (world.person("teller"), f"/desk/BRU/sheets/{number}"),
        (world.person("secretary"), f"/office/report/{number}"),
    ):
        assert answer_of(browser.look(path)) == "not_found", path
    assert answer_of(world.person("chair").send(f"/chair/resolutions/{number}/open", {})) == "not_found"


@pytest.mark.parametrize(
    "path",
    [
        "/desk/%00/",
        "/desk/%00/sheets",
        "/resolutions/1?for=%00",
        "/resolutions/1/receipt?for=%00",
        "/display/%00/",
    ],
)
def test_a_nul_in_an_address_opens_nothing(world: World, path: str) -> None:
    name = {"/desk/%00/": "supervisor", "/desk/%00/sheets": "teller"}.get(path)
    browser = world.person(name) if name else world.member(1)
    assert 400 <= browser.look(path).status_code < 500


def test_a_file_with_faults_is_answered_with_all_of_them(world: World) -> None:
    secretary = world.person("secretary")
    before = stored(world)
    for path, content in (
        ("/office/register/imports", b"Lidnummer;Naam\n1;\xe9\n"),
        ("/office/assembly", b"date = 1\n"),
        ("/office/register/imports", b"\x1f\x8b"),
    ):
        response = secretary.send(path, {"file": (io.BytesIO(content), "file")})
        assert (response.status_code, answer_of(response)) == (422, "invalid_file")
        assert response.text.count("<li>") >= 1
    assert answer_of(secretary.send("/office/register/imports", {})) == "bad_request"
    assert stored(world) == before


def test_health_tells_whether_the_database_answers(app: Flask, world: World, database_url: str) -> None:
    member, client = world.member(1), app.test_client()
    well = client.get("/healthz")
    assert (well.status_code, well.mimetype) == (200, "application/json")
    is_file = database_url.startswith("sqlite")  # a file that is gone is made anew, without a table in it
    gone = (500, "internal") if is_file else (503, "database_away")
    with database_gone(app, database_url):
        ill = client.get("/healthz")
        assert (ill.status_code, ill.mimetype) == (503, "application/json")
        assert ill.json != well.json
        for response in (
            member.look("/assembly"),
            member.send("/assembly/join", {}),
            client.get(f"/display/{world.staff['display']}/"),
            member.look("/assembly?lang=fr"),
        ):
            assert (response.status_code, answer_of(response)) == gone
            assert 'role="alert"' in response.text
            assert_headers(response)
        assert_headers(ill)


@contextmanager
def database_gone(app: Flask, database_url: str) -> Iterator[None]:
    """Take the database away, and leave an empty one behind: what the fixture removes must be there."""
    url = make_url(database_url)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    assert url.database
    if url.drivername.startswith("sqlite"):
        for path in Path(url.database).parent.glob(Path(url.database).name + "*"):
            path.unlink()
        yield
        return
    execute(url.set(database="postgres"), f"DROP DATABASE {url.database} WITH (FORCE)")
    yield
    execute(url.set(database="postgres"), f"CREATE DATABASE {url.database}")


def test_cookies_are_for_the_server_alone(
    make_database: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS", "1")
    app = new_app(make_database("sqlite"), tmp_path / "instance")
    response = app.test_client().get("/?lang=fr", base_url="https://localhost")
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-voting=")
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert_headers(response)


def test_no_other_site_reads_an_answer_and_no_request_is_sent_back(world: World) -> None:
    for path in ("/", "/api/agenda", "/healthz", "/none"):
        response = world.app.test_client().get(path, headers={"Origin": "https://example.org"})
        assert not [name for name, _ in response.headers if name.startswith("Access-Control-")]
        assert world.app.test_client().open(path, method="TRACE").status_code in (404, 405)
