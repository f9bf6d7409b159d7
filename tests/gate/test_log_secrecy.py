"""No choice, code, name, address or password ever stands in the log: through every route, whatever fails."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask, request
from sqlalchemy import text
from werkzeug.routing import Rule

from tests.log_lines import LogLines, log_lines
from tests.web.test_access import ROLE_OF, SIGN_OUTS, address, person, rules
from tests.world import World
from voting.database import writing
from voting.extensions import db
from voting.rehearsal.browser import Browser
from voting.web.routes import ANYBODY, ROUTES

TYPED = "typed-by-somebody"
CHOICES = {"choice": "abstain", "choice-c1": "against", "choice-c2": "against", "ballot": "against"}
FREE = (
    *(
        "name",
        "reason",
        "text",
        "code",
        "password",
        "current",
        "holder",
        "grantor",
        "note",
        "title",
        "subject",
    ),
    *("wifi_name", "wifi_password", "body", "address", "words", "email", "first_name", "attempt", "nonce"),
)
NUMBERS = {"member": "7", "number": "7", "resolution": "1", "paper": "1", "for": "7", "tablet": "1"}


def form(world: World) -> dict[str, Any]:
    """A form with whatever the pages ask for, each value such that it would be recognised."""
    file = (io.BytesIO(f"Lidnummer;Naam\n7;{TYPED}\n".encode()), f"{TYPED}.csv")
    return dict.fromkeys(FREE, TYPED) | CHOICES | NUMBERS | {"code": world.codes["7"], "file": file}


def secrets_of(world: World) -> set[str]:
    """What is not to stand anywhere: what was typed or chosen, and who is who."""
    codes = {*world.codes.values(), *world.staff.values()}
    return {
        *codes,
        *(code.replace("-", "") for code in codes),
        *(TYPED, "abstain", "against", "example.org"),
        *("First7", "Name7", "First1", "Name1"),
        *(str(cookie.value) for browser in world.browsers.values() for cookie in cookies(browser)),
    }


def cookies(browser: Browser) -> list[Any]:
    """The cookies that a browser keeps."""
    cookie = browser._client.get_cookie("voting")
    return [cookie] if cookie else []


@pytest.fixture
def app(app: Flask) -> Flask:
    """The application, whose streams would have no end."""
    app.extensions["live"].hub.close()
    return app


@pytest.fixture
def walked(world: World, capfd: pytest.CaptureFixture[str]) -> Iterator[LogLines]:
    """The log of a test, with all that libraries say: looked through at its end, with what was printed."""
    with log_lines(everything=True) as logged:
        yield logged
    printed = capfd.readouterr()
    for secret in secrets_of(world):
        assert secret not in logged.text, secret
        assert secret not in printed.out + printed.err, secret
    assert all(isinstance(line["event"], str) for line in logged.lines)


def walk(world: World, names: list[str | None]) -> int:
    """Ask for every route that is open to these people, and send forms there; returns how often it failed."""
    failed = 0
    for name in names:
        browser = person(world, name) if name else Browser(world.app, "")
        for rule in rules(world.app):
            allowed = ROUTES[rule.endpoint]
            if allowed is ANYBODY or (name is not None and ROLE_OF[name] in allowed):
                failed += visit(world, browser, rule)
            if name and rule.endpoint in SIGN_OUTS:
                world.browsers.clear()
                browser = person(world, name)
    return failed


def visit(world: World, browser: Browser, rule: Rule) -> int:
    """Ask for one route by each of its methods; returns how many answers were 5xx."""
    path = address(world, rule)
    answers = []
    if "GET" in (rule.methods or ()):
        answers.append(browser.look(f"{path}?for=7&q={TYPED}&code={world.codes['7']}"))
    if "POST" in (rule.methods or ()):
        answers.append(browser.send(path, form(world)))
    return sum(answer.status_code >= 500 for answer in answers)


def one_for_each(world: World) -> dict[str, Browser]:
    """For each route the browser of somebody to whom it is open."""
    names, nobody = {role: name for name, role in ROLE_OF.items()}, Browser(world.app, "")
    return {
        endpoint: nobody if allowed is ANYBODY else person(world, names[min(allowed)])
        for endpoint, allowed in ROUTES.items()
    }


def visit_each(world: World, browsers: dict[str, Browser]) -> int:
    """Ask for every route once, by somebody to whom it is open; returns how often it failed."""
    return sum(visit(world, browsers[rule.endpoint], rule) for rule in rules(world.app))


def break_each(app: Flask, fail: Callable[[], object]) -> None:
    """Let every view fail in the same way."""

    def view(**_values: object) -> str:
        fail()
        return ""

    app.view_functions = dict.fromkeys(app.view_functions, view)


def everything_sent() -> str:
    """All that a request has, in one text, as careless code would put it into an error."""
    who = request.headers.get("Cookie")
    return f"{request.url} {request.form.to_dict()} {list(request.files)} {who} First7 Name7 lid7@example.org"


def test_in_its_usual_course(world: World, walked: LogLines) -> None:
    chair = world.person("chair")
    chair.send(f"/chair/resolutions/{world.resolutions['1']}/open", {})
    failed = walk(world, [*ROLE_OF, None])
    lines = walked.of("a request failed")
    assert len(lines) >= failed
    assert [line["endpoint"] for line in lines if line["status"] == 500] == []


def test_when_something_unexpected_happens_in_every_route(world: World, walked: LogLines) -> None:
    def fail() -> None:
        choice = request.form.get("choice")  # a local variable is not told either
        raise ValueError(f"{choice} {everything_sent()}") from KeyError(everything_sent())

    browsers = one_for_each(world)
    break_each(world.app, fail)
    failed = visit_each(world, browsers)
    lines = walked.of("a request failed")
    assert len(lines) == failed >= len(ROUTES)
    assert {line["endpoint"] for line in lines} == ROUTES.keys()
    assert all(line["code"] == "internal" and len(line["exception"]) == 2 for line in lines)


FAULTS = {
    "a row that is there already": "INSERT INTO member SELECT * FROM member WHERE :sent <> number",
    "a row that refers to nothing": (
        "INSERT INTO participation (resolution_id, member, channel, attempt, cast_at) "
        "VALUES (1, 'nobody', substr(:sent, 1, 1), substr(:sent, 1, 60), '2025-01-01')"
    ),
    "a column that is empty": (
        "INSERT INTO participation (resolution_id, member, channel, attempt) "
        "VALUES (1, '7', substr(:sent, 1, 1), substr(:sent, 1, 60))"
    ),
    "a value of another type": "UPDATE member SET left_on = CAST(:sent AS date) WHERE gone = :sent",
    "what may not be changed": "DELETE FROM audit_entry WHERE action <> :sent",
    "a value that is no number": "SELECT CAST(:sent AS integer) FROM member WHERE gone = '1'",
    "a value that PostgreSQL cannot read": "SELECT CAST(:sent AS integer)",
}


def test_when_the_database_fails_in_every_route(world: World, walked: LogLines) -> None:
    kinds = list(FAULTS.values())
    if db_kind(world.app) == "sqlite":
        kinds.remove(FAULTS["a value that PostgreSQL cannot read"])
    times = iter(range(1_000_000))

    def fail() -> None:
        with writing(db.session()) as session:
            session.execute(text(kinds[next(times) % len(kinds)]), {"sent": everything_sent()})

    browsers = one_for_each(world)
    break_each(world.app, fail)
    failed = visit_each(world, browsers)
    lines = walked.of("a request failed")
    assert len(lines) == failed >= len(ROUTES)
    assert {line["code"] for line in lines} == {"internal", "busy"}
    assert all(line["exception"][0]["statement"] for line in lines)


RENAMED = (
    ("account", "own_name"),
    ("member", "email"),
    ("resolution", "options"),
    ("participation", "channel"),
)


@pytest.mark.parametrize(("table", "column"), RENAMED, ids=lambda name: name)
def test_when_a_column_has_been_renamed(world: World, walked: LogLines, table: str, column: str) -> None:
    browsers = one_for_each(world)
    with world.app.app_context(), writing(db.session()) as session:
        session.execute(text(f"ALTER TABLE {table} RENAME COLUMN {column} TO gone"))
    failed = visit_each(world, browsers)
    lines = walked.of("a request failed")
    assert failed
    assert len([line for line in lines if line["status"] >= 500]) == failed
    assert {line["code"] for line in lines if line["status"] >= 500} <= {"internal", "columns_missing"}


def db_kind(app: Flask) -> str:
    """Which database an application is on."""
    with app.app_context():
        return db.engine.dialect.name
