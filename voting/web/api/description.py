"""The description of the routes for machines, in OpenAPI 3.1: each route, each status, each value.

``tests/web/test_machines.py`` holds it against the routes there are, and asks them whatever it allows.
"""

from typing import Any

from voting.ballot.models import State
from voting.ballot.outcome import Outcome
from voting.errors import Code
from voting.languages import LANGUAGES
from voting.web.errors import STATUS
from voting.web.health import FAULTS

Schema = dict[str, Any]
"""A schema of JSON (2020-12), or another part of the description."""
VERSION = "1"
"""Of the description: another where something that is described changes its name or meaning."""


def _table(**properties: Schema) -> Schema:
    """A table with these values, all of which are there, and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _or_none(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _by_name(of: Schema) -> Schema:
    return {"type": "object", "additionalProperties": of}


def _named(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


TEXT, YES_OR_NO = {"type": "string"}, {"type": "boolean"}
NUMBER = {"type": "integer", "minimum": 0}
HASH = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
BY_NAME = _by_name(NUMBER)

RESULT = {
    "type": "object",
    "description": "What was announced. What only some resolutions have stands beside these values.",
    "properties": {
        "ballots": NUMBER | {"description": "All that were counted: the base of a majority of those cast."},
        "unreturned": NUMBER | {"description": "Paper ballots that were handed out and did not come back."},
        "by_channel": BY_NAME,
        "by_venue": BY_NAME,
        "counts": {
            "type": "object",
            "description": "By position, by candidate, or by candidate and position.",
            "additionalProperties": {"anyOf": [NUMBER, BY_NAME]},
        },
        "blank": NUMBER,
        "outcome": {"enum": [outcome.value for outcome in Outcome]},
        "elected": _list(TEXT),
        "tied": _list(TEXT),
        "entitled": NUMBER,
        "present_or_represented": NUMBER,
        "majority": TEXT,
        "quorum": _or_none(TEXT),
        "tie_rule": TEXT,
        "rules_hash": HASH,
        "cells_hash": HASH,
    },
}
RESULT["required"] = list(RESULT["properties"])

SCHEMAS: dict[str, Schema] = {
    "Texts": {
        "type": "object",
        "description": "A text by language.",
        "propertyNames": {"enum": list(LANGUAGES)},
        "additionalProperties": TEXT,
    },
    "Result": RESULT,
    "Resolution": _table(
        id=NUMBER,
        number=TEXT,
        position=NUMBER,
        round=NUMBER,
        title=_named("Texts"),
        state={"enum": [state.value for state in State]},
        turnout=_or_none(NUMBER) | {"description": "How many have voted, once it may be told."},
        result=_or_none(_named("Result")) | {"description": "Only once it is announced."},
    ),
    "Agenda": _table(
        assembly=_table(
            date={"type": "string", "format": "date"},
            title=_named("Texts"),
            entitled=_or_none(NUMBER),
            cancelled=YES_OR_NO,
        ),
        points=_list(_table(number=TEXT, position=NUMBER, title=_named("Texts"))),
        resolutions=_list(_named("Resolution")),
    ),
    "Health": _table(
        status={"enum": ["ok", "look", "unavailable"]},
        faults=_list(_table(code={"enum": list(FAULTS)}, message=TEXT)),
    ),
    "Refusal": {
        "type": "object",
        "description": "Why something is refused: the code is never renamed, the message is for people.",
        "properties": {
            "code": {"enum": [code.value for code in Code]},
            "message": TEXT,
            "request": TEXT | {"description": "By which the log has its line about it, where there is one."},
        },
        "required": ["code", "message"],
        "additionalProperties": False,
    },
}


def _answer(says: str, schema: str, **headers: Schema) -> Schema:
    answer: Schema = {
        "description": says,
        "content": {"application/json": {"schema": _named(schema)}},
    }
    if headers:
        answer["headers"] = {name.replace("_", "-"): of for name, of in headers.items()}
    return answer


REFUSAL_HEADER = {"description": "The code once more.", "required": True, "schema": TEXT}
AGAIN_HEADER = {"description": "Seconds to wait.", "required": True, "schema": TEXT}


def _health(name: str, summary: str) -> Schema:
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "security": [],
            "responses": {
                "200": _answer("It can.", "Health"),
                "503": _answer("It cannot, and why.", "Health", Refusal=REFUSAL_HEADER),
            },
        }
    }


def _refused(*codes: Code) -> dict[str, Schema]:
    """The answers of these refusals, by status."""
    statuses: dict[int, list[str]] = {}
    for code in codes:
        statuses.setdefault(STATUS.get(code, 409), []).append(code.value)
    return {
        str(status): _answer(", ".join(named), "Refusal", Refusal=REFUSAL_HEADER)
        for status, named in statuses.items()
    }


def described(cookie: str, root: str = "/") -> Schema:
    """The description, where sign-ins are kept in this cookie and all paths begin at ``root``."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "General assembly: routes for machines",
            "version": VERSION,
            "description": (
                "Everything is read; nothing can be voted or changed here. Sign in as a person does "
                "(POST /sign-in) and keep the cookie. What a page tells nobody yet, these routes tell nobody."
            ),
        },
        "servers": [{"url": root}],
        "paths": {
            "/api/agenda": {
                "get": {
                    "operationId": "agenda",
                    "summary": "The assembly, its points and resolutions: states, turnout, results.",
                    "security": [{"sign_in": []}],
                    "responses": {
                        "200": _answer("The agenda as everyone may see it now.", "Agenda"),
                        **_refused(Code.SIGN_IN_NEEDED, Code.BUSY, Code.DATABASE_AWAY, Code.INTERNAL),
                    },
                }
            },
            "/api/openapi.json": {
                "get": {
                    "operationId": "description",
                    "summary": "This description.",
                    "security": [],
                    "responses": {
                        "200": {
                            "description": "OpenAPI 3.1",
                            "content": {"application/json": {"schema": {"type": "object"}}},
                        },
                        **_refused(Code.BUSY, Code.DATABASE_AWAY, Code.INTERNAL),
                    },
                }
            },
            "/healthz": _health("health", "Whether the application can work, for whatever watches over it."),
            "/healthz/ready": _health("ready", "The same, for what gives it requests: whether to do so."),
            "/healthz/live": {
                "get": {
                    "operationId": "live",
                    "summary": "That this process answers, whatever becomes of the database.",
                    "security": [],
                    "responses": {"200": _answer("It does.", "Health")},
                }
            },
        },
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"sign_in": {"type": "apiKey", "in": "cookie", "name": cookie}},
        },
    }
