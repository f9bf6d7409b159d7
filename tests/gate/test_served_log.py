"""The log of the real server during a small vote: lines of JSON, and no word about who chose what."""

import json
import socket
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import text

from tests.gate.served import Served, Visitor, serve
from tests.world import world_of_today
from voting.database import writing
from voting.extensions import db

WRONG = "a-password-that-is-wrong"


@pytest.fixture
def database_url(make_database: Callable[[str], str]) -> str:
    """What the server writes does not depend on the database: SQLite alone."""
    return make_database("sqlite")


def talk(served: Served, *lines: str) -> bytes:
    """Send a request as it is, and return what comes until the server closes the connection."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=60) as connection:
        connection.sendall("".join(f"{line}\r\n" for line in lines).encode() + b"\r\n")
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


def test_a_small_vote_leaves_lines_without_choices_codes_and_names(
    app: Flask, database_url: str, tmp_path: Path
) -> None:
    world = world_of_today(app)
    one, code = world.resolutions["1"], world.codes["1"]
    vote = f"/resolutions/{one}"
    with serve(database_url, tmp_path / "served", workers=1) as served:
        chair = Visitor(served.port, world.staff["chair"])
        chair.look("/chair/")
        assert chair.send(f"/chair/resolutions/{one}/open", {}).code == "ok"
        members = [Visitor(served.port, world.codes[str(number)]) for number in range(1, 7)]
        for member, choice in zip(members[:3], ("for", "against", "abstain"), strict=True):
            member.look(vote)
            assert member.send(f"{vote}/check", {"choice": choice}).code == "ok"
            member.look(f"{vote}/check")
            assert member.send(f"{vote}/vote", {}).code == "ok"
        members[0].look(f"/in/{code}?q=First1%20Name1")
        members[0].send("/sign-in/password", {"number": "1", "password": WRONG})
        talk(served, f"GET /in/{code} HTTP/9.9", "Host: x")
        talk(served, f"GET /in/{code}/{quote('Name1')}", "Host: x")
        talk(served, f"GET /in/{code} HTTP/1.1", "Host: x", f"Bad Header {code}: x")
        talk(served, f"{code} / HTTP/1.1", "Host: x")
        talk(served, "GET / HTTP/1.1", "Host: x", f"X-Request-ID: {code}", f"Cookie: voting={code}")
        members[3].look(vote)
        assert members[3].send(f"{vote}/check", {"choice": "abstain"}).code == "ok"
        members[3].look(f"{vote}/check")
        with world.app.app_context(), writing(db.session()) as session:
            session.execute(text("ALTER TABLE envelope RENAME COLUMN content TO gone"))
        failed = members[3].send(f"{vote}/vote", {})
        assert (failed.status, failed.code) == (500, "internal")
        with world.app.app_context(), writing(db.session()) as session:
            session.execute(text("ALTER TABLE envelope RENAME COLUMN gone TO content"))
        chair.look("/chair/")
        assert chair.send(f"/chair/resolutions/{one}/close", {}).code == "ok"
        served.process.terminate()
        assert served.process.wait(120) == 0
    log = (tmp_path / "served" / "gunicorn.log").read_text()
    lines = [json.loads(line) for line in log.splitlines()]
    assert "Starting gunicorn" in lines[0]["event"]
    [line] = [line for line in lines if line["event"] == "a request failed"]
    assert (line["endpoint"], line["method"], line["status"]) == ("member.vote", "POST", 500)
    assert line["request_id"] in failed.text
    assert any(line["event"] == "Invalid request from ip" for line in lines)
    for secret in (
        code,
        code.replace("-", ""),
        "Name1",
        "First1",
        "example.org",
        "abstain",
        "against",
        WRONG,
    ):
        assert secret not in log, secret
    for other in world.codes.values():
        assert other not in log
