"""Who may open what: every route of the application, with every role and with none."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.conftest import new_app
from tests.databases import Content
from tests.web.second import second_assembly
from tests.world import Clock, World
from voting.accounts.models import Role
from voting.attendance.passes import pass_token
from voting.extensions import db
from voting.rehearsal.browser import Browser, answer_of
from voting.web.chair.preview import SHOWN as CONSOLE_SHOWN
from voting.web.office.invitations.before import LETTER_POLICY
from voting.web.routes import ANYBODY, DESK, OF_KEYHOLDERS, ROUTES
from voting.web.security import HEADERS, SCANNER_HEADERS, policy_with_frames

ROLE_OF = {
    **{name: Role(name) for name in ("chair", "steward", "supervisor", "teller", "secretary")},
    **{name: Role(name) for name in ("auditor", "administrator", "display", "member")},
}
"""The people of the tests' world, one for each role."""

ROOMS = {
    "member": {Role.MEMBER},
    "desk": {*DESK, Role.TELLER, Role.SECRETARY, Role.ADMINISTRATOR, Role.AUDITOR},
    "chair": {Role.CHAIR},
    "office": {Role.SECRETARY, Role.ADMINISTRATOR, Role.AUDITOR},
}
"""Whom each room is for, whatever the table says."""

SIGN_OUTS = ("entrance.sign_out", "account.sign_out_everywhere")
SHUT = {"sign_in_needed", "forbidden"}


@pytest.fixture
def app(
    make_database: Callable[..., str], database_content: Content, tmp_path: Path, clock: Clock
) -> Iterator[Flask]:
    """Which database it is makes no difference here: SQLite alone."""
    application = new_app(make_database("sqlite", database_content), tmp_path / "instance", clock)
    application.extensions["live"].hub.close()  # a stream would have no end
    yield application
    with application.app_context():
        db.engine.dispose()


def address(world: World, rule: Rule) -> str:
    """An address that the rule matches, about the world."""
    values: dict[str, object] = {
        "resolution_id": world.resolutions["1"],
        "venue": "BRU",
        "code": world.staff["display"],
        "year": 2025,
        "report_id": 1,
        "kind": "counter",
        "change": "open",
        "speaker_id": 1,
        "question_id": 1,
        "answer_id": 1,
        "proxy_id": 1,
        "stand_in_id": 1,
        "tablet_id": 1,
        "document_id": 1,
        "event_id": 1,
        "mail_id": 1,
        "invitee_id": 1,
        "stay": 1,
        "part": "venues",
        "position": 0,
        "candidate": 0,
        "act": "up",
        "name": "0" * 64,
        "letter": "invitation",
        "step": "call",
        "step_id": 1,
        "leaf": "0" * 64,
        "form": "pdf",
        "number": "1",
        "practice": "motion",
        "side": 192,
        "movement_id": 1,
        "upload_id": 1,
        "job_id": 1,
        "factor_id": 1,
        "file_type": "csv",
        "which": "template",
        "filename": "style.css",
        "key": "0" * 32,
        "account_id": 10_000,
        "incident_id": 1,
        "assembly_id": world.assembly_id,
        "language": "nl",
        "token": "2222-2222-2222-2222",
        "asked": "nothing that was signed",
        "as_whom": "member",
        "question": "nothing that was signed",
    }
    missing = rule.arguments - values.keys()
    assert not missing, f"{rule}: say in this test what to put for {missing}"
    adapter = world.app.url_map.bind("localhost")
    return adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments})


def rules(app: Flask) -> list[Rule]:
    """Every route, signing out last."""
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint in SIGN_OUTS, rule.rule))


def person(world: World, name: str) -> Browser:
    return world.member(1) if name == "member" else world.person(name)


def assert_headers(response: TestResponse) -> None:
    scanners = r"/desk/\w+/(find|training)?|/events/\d+/door"
    is_scanner = re.fullmatch(scanners, response.request.path) and response.status_code == 200
    is_letter = re.fullmatch(r"/office/invitations/look/invitation/\w+", response.request.path)
    shown = {"Content-Security-Policy": LETTER_POLICY} if is_letter and response.status_code == 200 else {}
    follows = response.request.path == "/assembly/follow" and response.status_code == 200
    if follows or (response.request.path.startswith("/chair/") and response.status_code in CONSOLE_SHOWN):
        shown = {"Content-Security-Policy": policy_with_frames("")}
    for name, value in (HEADERS | (SCANNER_HEADERS if is_scanner else {}) | shown).items():
        assert response.headers.get(name) == value, response.request.path
    assert "Cache-Control" in response.headers
    if not response.request.path.startswith("/static/"):
        assert response.headers["Cache-Control"] == "no-store"


def test_the_table_names_every_route_and_nothing_else(app: Flask) -> None:
    assert {rule.endpoint for rule in rules(app)} == ROUTES.keys()


def test_the_table_keeps_each_room_to_those_it_is_for() -> None:
    for endpoint, allowed in ROUTES.items():
        room = endpoint.partition(".")[0]
        if room in ROOMS:
            assert allowed, f"{endpoint} is open to anybody"
            assert allowed <= ROOMS[room], endpoint
    assert {endpoint for endpoint, allowed in ROUTES.items() if allowed is ANYBODY} == {
        *(
            "static",
            "health.healthz",
            "health.live_at_all",
            "health.ready",
            "metrics.numbers",
            "entrance.welcome",
            "entrance.sign_in",
            "entrance.sign_out",
        ),
        *("entrance.invitation", "entrance.password", "entrance.sign_in_by_password"),
        *("openid.ask_provider", "openid.back_from_provider"),
        *("first_page.form", "first_page.begin", "first_page.begun", "cooperative.logo", "privacy.notice"),
        *("verify.page", "verify.program"),
        *("new_password.forgotten", "new_password.ask", "new_password.asked", "new_password.choose"),
        "new_password.set_by_token",
        *OF_KEYHOLDERS,
        *("display.overlay", "display.overlay_state"),
        *(
            "display.screen",
            "display.state",
            "display.stream",
            "live.votes_now",
            "live.phase",
            "live.results",
        ),
        *("live.alive", "api.description", "examined.as_seen", "examined.first_event"),
        *(f"tablet.{name}" for name in ("enrolment_page", "enrol", "lock_screen", "start", "ballot")),
        *(f"tablet.{name}" for name in ("check", "vote", "still_here", "finish", "idle", "done", "stream")),
        *(f"tablet.{name}" for name in ("practice_ballot", "check_practice", "count_practice", "practised")),
        *(f"tablet.{name}" for name in ("more_time", "confirm", "confirm_practice")),
    }


def test_an_auditor_changes_nothing(app: Flask) -> None:
    writing = {rule.endpoint for rule in rules(app) if "POST" in (rule.methods or ())}
    changing = [endpoint for endpoint in writing if Role.AUDITOR in (ROUTES[endpoint] or ())]
    assert sorted(changing) == ["account.sign_out_everywhere", "jobs.again"]


@pytest.mark.parametrize("name", [*ROLE_OF, None], ids=lambda name: name or "nobody")
def test_every_route_opens_to_those_in_the_table_alone(app: Flask, world: World, name: str | None) -> None:
    browser = person(world, name) if name else Browser(app, "")
    for rule in rules(app):
        allowed = ROUTES[rule.endpoint]
        if name and rule.endpoint in SIGN_OUTS:
            world.browsers.clear()
            browser = person(world, name)
        path = address(world, rule)
        if rule.endpoint in OF_KEYHOLDERS:
            continue  # by tokens alone, without a form's: tests/box
        may = allowed is ANYBODY or (name is not None and ROLE_OF[name] in allowed)
        shut = "forbidden" if name else "sign_in_needed"
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            if method == "GET":
                answers = [browser.look(path)]
            else:
                answers = [browser.send(path, {"csrf_token": ""})]
                assert answer_of(answers[0]) == ("form_expired" if may else shut), (method, path)
                answers.append(browser.send(path, {}))
            for response in answers:
                assert_headers(response)
                answer = answer_of(response)
                if not may:
                    assert (answer, response.status_code) == (shut, 403 if name else 401), (method, path)
                elif method == "GET":
                    home_of_a_display = rule.endpoint == "entrance.home" and name == "display"
                    assert answer not in SHUT or home_of_a_display, (method, path)
                else:
                    assert answer not in SHUT, (method, path)


def test_other_methods_open_nothing(app: Flask, world: World) -> None:
    client = app.test_client()
    for rule in rules(app):
        path = address(world, rule)
        for method in ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"):
            response = client.open(path, method=method)
            assert_headers(response)
            if ROUTES[rule.endpoint] is not ANYBODY and response.status_code < 400:
                pytest.fail(f"{method} {path} was answered {response.status_code} to nobody")


@pytest.mark.parametrize("name", ["member", "chair", "administrator", None])
def test_a_route_that_the_table_does_not_name_is_shut_to_all(
    app: Flask, world: World, name: str | None
) -> None:
    app.add_url_rule("/new", "new", lambda: "a secret", methods=["GET", "POST"])
    browser = person(world, name) if name else Browser(app, "")
    for response in (browser.look("/new"), browser.send("/new", {})):
        assert answer_of(response) == "forbidden"
        assert "a secret" not in response.text
        assert_headers(response)


def test_a_role_at_one_venue_opens_no_other(world: World) -> None:
    brussels, liege, supervisor = (world.person(name) for name in ("steward", "steward_lie", "supervisor"))
    one = world.resolutions["1"]
    for path in ("/desk/LIE/", "/desk/GNT/", "/desk/bru/"):
        assert answer_of(brussels.look(path)) == "forbidden"
    for path in ("/desk/LIE/check-in", "/desk/LIE/paper"):
        fields = {"member": "1", "nonce": "nonce-one", "resolution": one}
        assert answer_of(brussels.send(path, fields)) == "forbidden"
    assert answer_of(brussels.look("/desk/BRU/")) == "ok"
    assert answer_of(liege.look("/desk/LIE/")) == "ok"
    assert answer_of(liege.look("/desk/BRU/")) == "forbidden"
    assert answer_of(supervisor.look("/desk/LIE/")) == "ok"
    assert answer_of(supervisor.look("/desk/GNT/")) == "not_found"


def test_nobody_reaches_into_another_assembly(world: World) -> None:
    second = second_assembly(world)
    theirs, member, chair = world.resolutions["1"], second.member, second.chair
    assert answer_of(chair.send(f"/chair/resolutions/{second.resolutions['1']}/open", {})) == "ok"
    assert answer_of(world.person("chair").send(f"/chair/resolutions/{theirs}/open", {})) == "ok"
    vote = {"channel": "online", "choice": "for"}
    answers = [
        member.look(f"/resolutions/{theirs}"),
        member.look(f"/resolutions/{theirs}?for=2"),
        member.look(f"/resolutions/{theirs}/receipt"),
        member.send(f"/resolutions/{theirs}/vote", vote),
        *(
            chair.send(f"/chair/resolutions/{theirs}/{change}", {"reason": "x"})
            for change in ("open", "close", "announce", "again", "annul", "tie")
        ),
        second.steward.send("/desk/BRU/paper", {"member": "1", "resolution": theirs}),
        world.person("teller").look(f"/desk/BRU/sheets/{second.resolutions['1']}"),
        world.person("teller").send(f"/desk/BRU/sheets/{second.resolutions['1']}", {"ballots": "0"}),
    ]
    assert [answer_of(answer) for answer in answers] == ["not_found"] * len(answers)
    assert answer_of(world.member(1).send(f"/resolutions/{theirs}/vote", vote)) == "ok"
    assert answer_of(member.send(f"/resolutions/{second.resolutions['1']}/vote", vote)) == "ok"


def test_a_pass_of_another_assembly_opens_no_door(world: World) -> None:
    second = second_assembly(world)
    token = pass_token(b"a key for tests only", world.assembly_id, "1")
    fields = {"member": token, "nonce": "nonce-one"}
    assert answer_of(second.steward.send("/desk/BRU/check-in", fields)) == "other_assembly"


def test_only_a_displays_code_opens_the_display(world: World) -> None:
    client = world.app.test_client()
    for name, code in {**world.staff, "member": world.codes["1"], "none": "x"}.items():
        for path in (f"/display/{code}/", f"/display/{code}/state"):
            assert client.get(path).status_code == (200 if name == "display" else 404), (name, path)


@pytest.mark.parametrize(
    "path", ["/nowhere", "/resolutions/x", "/chair", "/desk", "/static/../wsgi.py", "/office/x"]
)
def test_what_is_not_there_has_an_answer_with_headers_too(world: World, path: str) -> None:
    for browser in (world.member(1), world.person("secretary")):
        response = browser.look(path)
        assert response.status_code in (308, 404)
        assert_headers(response)
