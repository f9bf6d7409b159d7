"""In the demonstration nothing comes in before somebody has said that it is invented."""

import io

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.register.files import file, line
from tests.register.office import within
from tests.world import ASSEMBLY, MEETING, Clock, World, make_world
from voting.audit.chain import record
from voting.demo.mark import ACTOR, LOADED
from voting.register.models import Member, Upload

NEW = {
    **{"number": "900", "category": "A", "kind": "natural", "name": "Zon", "language": "nl"},
    **{"decision": "joined", "on": "2025-06-01", "reason": "try"},
}
FORMS = {
    "/office/register/imports": {"file": file(line(900))},
    "/office/register/new": NEW,
    "/office/assembly": {"file": ASSEMBLY.replace("2025-06-17", "2026-06-17").encode()},
}


def fields(page: str) -> dict[str, object]:
    return {
        name: (io.BytesIO(value), "some.file") if isinstance(value, bytes) else value
        for name, value in FORMS[page].items()
    }


@pytest.fixture
def demonstration(app: Flask, clock: Clock) -> World:
    within(app, lambda session: record(session, now=MEETING, actor=ACTOR, action=LOADED))
    return make_world(app, clock)


@pytest.mark.parametrize("page", FORMS)
def test_what_is_real_has_an_installation_of_its_own(demonstration: World, page: str) -> None:
    secretary = demonstration.person("secretary")
    form = secretary.look(f"{'/office/' if page == '/office/assembly' else page}?lang=en").text
    assert "This is the demonstration: its members are invented." in form
    assert 'href="/office/own-installation"' in form
    count = select(func.count(Member.number) + select(func.count(Upload.id)).scalar_subquery())
    before = within(demonstration.app, lambda session: session.scalar(count))
    refused = secretary.send(page, fields(page))
    assert refused.headers["Refusal"] == "demonstration_untold"
    assert within(demonstration.app, lambda session: session.scalar(count)) == before
    assert "Refusal" not in secretary.send(page, fields(page) | {"invented": "yes"}).headers


def test_how_to_begin_is_told(demonstration: World) -> None:
    page = demonstration.person("secretary").look("/office/own-installation?lang=en").text
    assert "INSTANCE=" in page
    assert "make serve" in page


@pytest.mark.parametrize("page", FORMS)
def test_an_installation_of_ones_own_asks_nothing(world: World, page: str) -> None:
    secretary = world.person("secretary")
    assert "demonstration" not in secretary.look("/office/register/imports?lang=en").text
    assert "Refusal" not in secretary.send(page, fields(page)).headers
