"""The routes for machines are those that their description has, and answer what it says, whatever they are
asked."""

import ast
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings

import voting.web
from tests.ballot.meeting import step, vote_online
from tests.gate.crowd import attempt
from tests.world import MEETING, World
from voting.attendance.check_in import join_online
from voting.ballot.life import annul_resolution
from voting.rehearsal.browser import answer_of

OF_OUR_PAGES = {
    *("desk/answers.py", "desk/door.py", "desk/offline.py", "jobs/asking.py"),
    *("keyholders.py", "member/sealed_votes.py"),
    *("jobs/pages.py", "member/pocket.py", "member/vote.py", "tablet/lock.py", "errors.py", "examined.py"),
}
"""Files with views whose JSON the scripts of their own pages read: it changes with them."""
DESCRIPTION = "/api/openapi.json"


@pytest.fixture
def described(world: World) -> dict[str, Any]:
    """The description, as a machine gets it that has not signed in."""
    found = world.app.test_client().get(DESCRIPTION)
    assert (found.status_code, found.mimetype) == (200, "application/json")
    return dict(found.json)  # type: ignore[arg-type]


def for_machines(app: Flask) -> set[tuple[str, str]]:
    """Addresses and methods of the routes for machines."""
    return {
        (rule.rule, method.lower())
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(("api.", "health."))
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_each_route_is_described_and_no_other(world: World, described: dict[str, Any]) -> None:
    paths = {(path, method) for path, item in described["paths"].items() for method in item}
    assert paths == for_machines(world.app)


def test_whatever_else_answers_json_belongs_to_a_page_of_ours() -> None:
    folder = Path(voting.web.__file__).parent
    found = set()
    for path in folder.rglob("*.py"):
        names = {node.id for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Name)}
        if "jsonify" in names and path.parent.name != "api" and path.name != "health.py":
            found.add(str(path.relative_to(folder)))
    assert found == OF_OUR_PAGES


def test_a_machine_is_answered_in_json_also_where_it_is_refused(world: World) -> None:
    for path, status, code in (("/api/agenda", 401, "sign_in_needed"), ("/api/none", 404, "not_found")):
        refused = world.app.test_client().get(path)
        assert (refused.status_code, refused.json and refused.json["code"]) == (status, code)
        assert answer_of(refused) == code


@pytest.mark.parametrize("signed_in", [False, True])
def test_answers_are_as_described(world: World, signed_in: bool, pytestconfig: pytest.Config) -> None:
    """Asked in every way that the description allows or forbids: no error, no answer that it lacks."""
    import schemathesis  # here alone: it takes seconds to load
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks

    live(world)
    schema = schemathesis.openapi.from_wsgi(DESCRIPTION, world.app)
    sign_in = session_of(world) if signed_in else {}
    asked = [
        *(not_a_server_error, checks.status_code_conformance, checks.content_type_conformance),
        *(checks.response_headers_conformance, checks.response_schema_conformance),
        checks.unsupported_method,
    ]
    statuses = set[tuple[str, int]]()
    for found in schema.get_all_operations():
        operation = found.ok()

        @given(case=operation.as_strategy())
        @settings(
            max_examples=200 if pytestconfig.getoption("full") else 15,
            suppress_health_check=list(HealthCheck),
        )
        def conforms(case: Any) -> None:
            case.cookies = dict(case.cookies or {}) | sign_in
            response = case.call(cookies=case.cookies)
            statuses.add((case.path, response.status_code))
            case.validate_response(response, checks=asked)

        conforms()
    assert ("/healthz", 200) in statuses
    assert ("/api/agenda", 200 if signed_in else 401) in statuses


def live(world: World) -> None:
    """Resolutions in each state: one announced, one closed, one open, one annulled."""
    lives = {"1": ("open", "close", "announce"), "2": ("open", "close"), "3": ("open",), "4": ("open",)}
    with world.app.app_context():
        for member in range(1, 13):
            assert attempt(join_online, world.assembly_id, str(member), now=MEETING) == "ok"
        for number, steps in lives.items():
            for name in steps:
                if (number, name) == ("1", "close"):
                    vote_online(world.resolutions[number], range(1, 13))
                assert step(world.resolutions[number], name) == "ok"
        assert (
            attempt(annul_resolution, world.resolutions["4"], "a reason", now=MEETING, actor="test") == "ok"
        )


def session_of(world: World) -> dict[str, str]:
    """The cookie of a member who has signed in."""
    client = world.member(3)._client
    cookie = client.get_cookie(world.app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    return {cookie.key: cookie.value}
