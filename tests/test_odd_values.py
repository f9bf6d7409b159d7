"""No value in any field or address makes the server fail: it is taken, or refused with a code."""

import io
import re
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import pytest
from flask import Flask
from werkzeug.routing import Rule

import voting.web
from tests.audit.changes import steps
from tests.audit.test_every_change import CHAIR_DECIDES, prepared
from tests.world import Clock, make_world
from voting.rehearsal.browser import answer_of

ODD = (
    "9" * 30,
    "-1",
    "2147483648",
    "9223372036854775808",
    "1e400",
    "NaN",
    "٣",
    "²",
    "ключ",
    "a\0b",
    "\ufffe",
    "𐀀" * 40,
    "x" * 100_000,
    "0001-01-01",
    "9999-12-31",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "2025-03-30T02:30",
    "0000-00-00",
    "24:00",
    "-99999999999999",
    "253402300800000",
    "[[[[",
    "{}",
    "null",
    "A/../../B",
    "%00%ff",
    "' OR 1=1 --",
    "{{ 7 * 7 }}",
    "=1+1",
)
"""Numbers, moments and texts at the ends of what there is, and beyond."""
BYTES = "%ff%fe%c0%80"
"""What is no text at all, in an address."""
PEOPLE = ("secretary", "chair", "supervisor", "steward", "auditor", "administrator")
Case = TypeVar("Case")
ASKED_SO_OFTEN = count()
ASKED = re.compile(r'in_address\("(\w+)"\)')


def failed(response: Any) -> str | None:
    """The status of an answer that says that the server has failed."""
    return f"{response.status_code} {answer_of(response)}" if response.status_code >= 500 else None


def anew(fields: dict[str, object]) -> dict[str, object]:
    """The same fields, with files that can be read once more."""
    found = dict(fields)
    for name, value in fields.items():
        if isinstance(value, tuple):
            value[0].seek(0)
            found[name] = (io.BytesIO(value[0].read()), *value[1:])
    return found


def with_each_odd(fields: dict[str, object]) -> Iterator[dict[str, object]]:
    """The fields of a request, each in its turn with each odd value, thrice, and left out; and a field more,
    of an odd name."""
    for name in fields:
        for odd in ODD:
            yield {**fields, name: odd}
        yield {**fields, name: [*([str(fields[name])] * 3), ODD[0]]}
        yield {key: value for key, value in fields.items() if key != name}
    for odd in ODD:
        yield {**fields, "was": odd, odd[:200]: odd}


def some_of(odd: Sequence[Case], number: int, config: pytest.Config) -> Iterator[Case]:
    """Some of them, others each time that this is asked: all in the full form."""
    first = next(ASKED_SO_OFTEN) * number
    for place in range(len(odd) if config.getoption("full") else number):
        yield odd[(first + place) % len(odd)]


def test_no_value_in_a_field_makes_the_server_fail(
    app: Flask, clock: Clock, pytestconfig: pytest.Config
) -> None:
    world = make_world(app, clock, CHAIR_DECIDES)
    found = list[str]()
    for step in steps(world):
        request = prepared(step, world)
        browser, path, fields = request
        for odd in some_of([*with_each_odd(fields)], 8, pytestconfig):
            response = browser.send(path, anew(odd))
            if why := failed(response):
                changed = {name: str(odd[name])[:40] for name in odd if odd[name] != fields.get(name)}
                found.append(f"{step[0]}: {changed} -> {why}")
        browser.send(path, anew(fields))
    assert found == []


def in_path(odd: str) -> str:
    """A value as it stands in a path or behind the question mark of an address."""
    return odd if odd == BYTES else quote(odd[:2_000], safe="")


def addresses(rule: Rule, asked: list[str]) -> Iterator[str]:
    """Addresses of a rule, with odd values in the place of each of its parts, and of all that it may ask
    for."""
    plain = re.sub(r"<int:\w+>", "1", re.sub(r"<(?!int:)[^>]*>", "BRU", rule.rule))
    yield plain
    for odd in (*ODD, BYTES):
        if rule.arguments:
            yield re.sub(r"<[^>]*>", lambda _, odd=odd: in_path(odd), rule.rule)  # type: ignore[misc]
        yield f"{plain}?{'&'.join(f'{name}={in_path(odd)}' for name in asked)}"


def test_no_address_makes_the_server_fail(app: Flask, clock: Clock, pytestconfig: pytest.Config) -> None:
    """Asked for by somebody who may open the page, where there is such a one."""
    world = make_world(app, clock, CHAIR_DECIDES)
    code = "\n".join(path.read_text() for path in Path(voting.web.__file__).parent.rglob("*.py"))
    asked, found = sorted(set(ASKED.findall(code))), list[str]()
    people = [world.member(1), *(world.person(role) for role in PEOPLE)]
    for rule in world.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.endpoint.startswith("live."):
            first, *others = addresses(rule, asked)
            may = [person for person in people if person.look(first).status_code not in (401, 403)]
            for path in some_of(others, 3, pytestconfig):
                response = (may or people)[0].look(path)
                if why := failed(response):
                    found.append(f"{path[:160]} -> {why}")
                response.close()
    assert found == []
