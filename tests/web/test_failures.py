"""What fails is answered with a sentence and a number, and the log has one line that tells why."""

import logging
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import text

from tests.log_lines import LogLines, log_lines
from tests.web.test_access import assert_headers
from tests.world import World
from voting.database import writing
from voting.extensions import db
from voting.languages import LANGUAGES
from voting.rehearsal.browser import answer_of
from voting.web import routes

SECRET = "2345-6789-ABCD\nchoice=for"
FAILED = "a request failed"


@pytest.fixture
def logged() -> Iterator[LogLines]:
    """What the application logs during the test."""
    with log_lines() as lines:
        yield lines


@pytest.fixture
def failing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a page on which something unexpected happens."""

    def fail(code: str) -> str:
        raise ValueError(f"invalid literal: {code}{SECRET}")

    monkeypatch.setitem(routes.ROUTES, "fail", routes.ANYBODY)
    app.add_url_rule("/fail/<code>", "fail", fail, methods=["GET", "POST"])
    return "/fail/K7PQ-2345"


def rename(world: World, table: str, column: str) -> None:
    """Rename a column behind the application's back."""
    with world.app.app_context(), writing(db.session()) as session:
        session.execute(text(f"ALTER TABLE {table} RENAME COLUMN {column} TO gone"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_the_number_of_the_line(
    app: Flask, failing: str, logged: LogLines, language: str
) -> None:
    page = app.test_client().get(f"{failing}?lang={language}")
    assert (page.status_code, answer_of(page)) == (500, "internal")
    assert_headers(page)
    number = page.headers["X-Request-ID"]
    assert re.fullmatch("[0-9]{10}", number)
    [sentence] = re.findall(r'role="alert"[^>]*>([^<]*)<', page.text)
    assert number in sentence
    [line] = logged.lines
    assert line["request_id"] == number
    assert {name: line[name] for name in ("level", "event", "endpoint", "method", "status", "code")} == {
        **{"level": "error", "event": FAILED, "endpoint": "fail", "method": "GET"},
        **{"status": 500, "code": "internal"},
    }
    [error] = line["exception"]
    assert error["type"] == "ValueError"
    assert re.fullmatch(r"tests/web/test_failures\.py:\d+ fail", error["at"][-1])
    assert "K7PQ" not in logged.text
    assert "2345" not in logged.text
    assert "literal" not in logged.text


def test_a_machine_is_told_the_number_too(app: Flask, failing: str) -> None:
    answer = app.test_client().get(failing, headers={"Accept": "application/json"})
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (500, "internal")
    assert answer.json["request"] == answer.headers["X-Request-ID"]
    assert answer.json["request"] in answer.json["message"]


def test_the_number_is_never_one_that_was_sent(app: Flask, failing: str, logged: LogLines) -> None:
    sent = {"X-Request-ID": "my own", "X-Request-Id": "my own"}
    answers = [app.test_client().get(path, headers=sent) for path in (failing, "/", "/healthz")]
    numbers = {answer.headers["X-Request-ID"] for answer in answers}
    assert len(numbers) == 3
    assert "my own" not in numbers
    assert "my own" not in logged.text


def test_a_refusal_is_no_failure(world: World, logged: LogLines) -> None:
    one = world.resolutions["1"]
    answer = world.member(1).send(f"/resolutions/{one}/vote", {"channel": "online", "choice": "for"})
    assert answer_of(answer) == "not_open"
    assert answer.headers["X-Request-ID"] not in answer.text
    assert logged.lines == []


def test_a_renamed_column_is_an_error_of_ours_and_told(world: World, logged: LogLines) -> None:
    member = world.member(1)
    rename(world, "resolution", "method")
    page = member.look("/assembly")
    assert (page.status_code, answer_of(page)) == (500, "internal")
    [line] = logged.of(FAILED)
    assert line["request_id"] == page.headers["X-Request-ID"]
    assert line["request_id"] in page.text
    assert "method" in line["exception"][0]["message"]
    assert line["exception"][0]["statement"].startswith("SELECT")
    assert any("voting/web/member/" in frame for frame in line["exception"][0]["at"])


def test_who_asks_may_be_unknown_and_still_gets_a_page(world: World, logged: LogLines) -> None:
    member = world.member(1)
    rename(world, "account", "own_language")
    page = member.look("/assembly")
    assert (page.status_code, answer_of(page)) == (500, "internal")
    assert 'role="alert"' in page.text
    numbers = {line["request_id"] for line in logged.lines}
    assert numbers == {page.headers["X-Request-ID"]}
    assert [line["event"] for line in logged.lines] == ["who asks is not known", FAILED]
    assert all(line["exception"] for line in logged.lines)


def test_what_cannot_be_stored_is_logged_and_told(world: World, logged: LogLines, database_url: str) -> None:
    """Only PostgreSQL refuses a text for its length."""
    one = world.resolutions["1"]
    world.person("chair").send(f"/chair/resolutions/{one}/open", {})
    world.member(1).look(f"/resolutions/{one}")
    with world.app.app_context(), writing(db.session()) as session:
        if db.engine.dialect.name == "sqlite":
            session.execute(
                text(
                    "CREATE TRIGGER broken BEFORE INSERT ON participation "
                    "BEGIN SELECT RAISE(ABORT, 'broken'); END"
                )
            )
        else:
            session.execute(text("ALTER TABLE participation ALTER COLUMN attempt TYPE varchar(3)"))
    vote = {"channel": "online", "choice": "for", "attempt": "a secret attempt"}
    answer = world.member(1).send(f"/resolutions/{one}/vote", vote)
    wanted = (500, "internal") if database_url.startswith("sqlite") else (400, "bad_request")
    assert (answer.status_code, answer_of(answer)) == wanted
    [line] = logged.of(FAILED)
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert line["request_id"] in answer.text
    assert line["exception"]
    assert "a secret attempt" not in logged.text


def test_there_is_an_answer_where_the_page_about_the_error_fails_too(
    app: Flask, failing: str, logged: LogLines
) -> None:
    def fail() -> str:
        raise RuntimeError(SECRET)

    app.jinja_env.globals["somebody"] = fail
    page = app.test_client().get(failing)
    assert (page.status_code, answer_of(page)) == (500, "internal")
    assert_headers(page)
    number = page.headers["X-Request-ID"]
    assert page.text.count(number) == len(LANGUAGES)
    [line] = logged.lines
    assert line["request_id"] == number
    assert {error["type"] for error in line["exception"]} == {"RuntimeError", "ValueError"}
    assert "2345" not in logged.text


def test_an_error_while_an_answer_is_on_its_way_has_a_line(app: Flask, failing: str) -> None:
    """The server's own logger writes it, and the line has the number and the route of the request."""

    def stream() -> Iterator[bytes]:
        yield b"begun"
        raise ValueError(SECRET)

    app.view_functions["fail"] = lambda code: app.response_class(stream())
    with log_lines() as logged:
        answer = app.test_client().get(failing)
        try:
            assert answer.data
        except ValueError:
            logging.getLogger("gunicorn.error").exception("Error handling request %s", failing)
    [line] = logged.lines
    assert (line["endpoint"], line["request_id"]) == ("fail", answer.headers["X-Request-ID"])
    assert line["event"] == "Error handling request %s"
    assert line["exception"][0]["type"] == "ValueError"
    assert "K7PQ" not in logged.text
    assert "2345" not in logged.text
