"""Each change of state is in the log, in the same transaction; and the log names nobody."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from tests.audit.changes import Request, Step, steps
from tests.world import ASSEMBLY, Clock, World, make_world
from voting.assembly.models import Assembly
from voting.audit.chain import verify
from voting.audit.models import AuditEntry
from voting.database import Base
from voting.extensions import db
from voting.rehearsal.browser import Browser, answer_of
from voting.wording.log import ACTIONS

UNLOGGED = {
    "member.report": "the report itself is the record, which nothing changes: thousands may come at once",
    "entrance.sign_in": "on which devices somebody is signed in is nobody's business but theirs",
    "entrance.sign_in_by_password": "the same",
    "entrance.sign_out": "the same",
    "office.go_to_assembly": "the same",
    "account.sign_out_everywhere": "the same",
    "new_password.ask": "a letter is queued for whoever was named: nobody is known to have asked",
    "member.check": "changes nothing: asks to confirm",
    "member.box_receipt": "changes nothing: the box signs once more what it has",
    "member.vote": "the participation itself is the record; its order is nobody's business",
    "member.counted_mail": "whether somebody wants a mail is nobody's business but theirs",
    "desk.enter_by_name": "the participation itself is the record; its order is nobody's business",
    "desk.spoiled_paper": "changes nothing: leads to the page that asks to confirm",
    "office.preview_report_text": "changes nothing: shows a text as the report will have it",
    "jobs.again": "changes nothing: what is asked for once more says so itself, as at the first time",
    "desk.look_up": "changes nothing: leads to the page of whoever was looked up",
    "tablet.more_time": "changes nothing: the ballot again, as it was filled in",
    "tablet.check": "changes nothing: asks to confirm",
    "tablet.vote": "the participation itself is the record; its order is nobody's business",
    "member.check_practice": "changes nothing: asks to confirm",
    "member.count_practice": "outside the record: nobody is noted, and at home nothing is kept at all",
    "tablet.check_practice": "changes nothing: asks to confirm",
    "tablet.count_practice": "outside the record: nobody is noted",
    "tablet.still_here": "what the hand-over's own row says: when it was last heard of",
    "tablet.finish": "the same: when and how it ended",
}

BY_KEYHOLDERS = {
    *("keyholders.hello", "keyholders.channel", "keyholders.ready"),
    *("keyholders.signed_context", "keyholders.signed_statement", "keyholders.share"),
    "keyholders.checked",
}
"""What keyholders do by their tokens: tests/box."""
GONE = {"first_page.begin"}
"""What can only be done where there is no assembly yet: tests/ballot/test_beginning.py."""

AT_THE_NEW_ONE = {
    *("office.change_main", "office.change_part", "office.move_part"),
    *("office.change_candidate", "office.move_candidate", "office.add_document", "office.remove_document"),
    *("office.order_agenda", "office.order_candidates", "office.begin_keyholders"),
    *("office.convene", "office.postpone", "office.print_told", "office.take_back", "office.cancel"),
}
"""What is done by the secretary of the assembly that has just been brought in."""

CHAIR_DECIDES = "stand_ins = true\nquestions_close = 2025-06-17T23:00:00\n" + ASSEMBLY.replace(
    'en = "Annual accounts" }', 'en = "Annual accounts" }\ntie_rule = "chair"', 1
)


def everything(app: Flask) -> dict[str, int]:
    """How many rows each table has, and the state of each resolution."""
    with app.app_context():
        found = {
            table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }
        resolutions = Base.metadata.tables["resolution"]
        for identity, state in db.session.execute(select(resolutions.c.id, resolutions.c.state)):
            found[f"resolution {identity} is {state}"] = 1
    return found


class Crash(Exception):
    """Stands for whatever goes wrong at the last moment."""


@contextmanager
def crashing_at_commit() -> Iterator[None]:
    """Every transaction fails just before it is committed."""

    def crash(_session: Session) -> None:
        raise Crash

    event.listen(Session, "before_commit", crash)
    try:
        yield
    finally:
        event.remove(Session, "before_commit", crash)


def at_the_new_one(world: World) -> Browser:
    """The secretary, gone to the assembly that has just been brought in."""
    browser = Browser(world.app, world.staff["secretary"])
    with world.app.app_context():
        latest = db.session.scalar(select(func.max(Assembly.id)))
    browser.send(f"/office/assemblies/{latest}/go", {})
    browser.look("/office/preparation")
    return browser


def prepared(step: Step, world: World) -> Request:
    """The request of a step, by somebody who is signed in already."""
    browser, path, fields = step[1]()
    if step[0] in AT_THE_NEW_ONE:
        browser = at_the_new_one(world)
    page = str(fields.get("was", ""))
    if page.startswith("/"):  # on which it was seen
        browser.look(page)
        fields = {name: value for name, value in fields.items() if name != "was"}
    return browser, path, fields


def sent(request: Request) -> tuple[int, str]:
    """Make the request of a step; returns its status and answer, which is never a page: one that is asked for
    again would do once more what was done."""
    browser, path, fields = request
    response = browser.send(path, fields)
    assert (response.status_code, response.mimetype) != (200, "text/html"), path
    return response.status_code, answer_of(response)


def test_each_change_is_logged_and_one_that_fails_leaves_nothing(app: Flask, clock: Clock) -> None:
    world = make_world(app, clock, CHAIR_DECIDES)
    for step in steps(world):
        endpoint = step[0]
        request = prepared(step, world)
        before = everything(app)
        with crashing_at_commit():
            assert sent(request)[0] == 500, endpoint
        assert everything(app) == before, f"{endpoint} left something behind"
        request = prepared(step, world)
        before = everything(app)
        assert sent(request)[1] == "ok", endpoint
        after = everything(app)
        assert after != before, endpoint
        entries = after["audit_entry"] - before["audit_entry"]
        assert (entries == 0) if endpoint in UNLOGGED else (entries >= 1), endpoint
    with app.app_context():
        assert verify(db.session())[1] == []


def test_no_route_that_writes_is_forgotten_here(world: World) -> None:
    writing = {rule.endpoint for rule in world.app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert writing == {endpoint for endpoint, _ in steps(world)} | UNLOGGED.keys() | BY_KEYHOLDERS | GONE


def test_the_log_names_nobody_and_tells_no_choice(app: Flask, clock: Clock) -> None:
    world = make_world(app, clock, CHAIR_DECIDES)
    for step in steps(world):
        assert sent(prepared(step, world))[1] == "ok", step[0]
    with app.app_context():
        entries = db.session.execute(select(AuditEntry.actor, AuditEntry.action, AuditEntry.details)).all()
    written = "\n".join(" ".join(entry) for entry in entries)
    assert len(entries) > 20
    assert {entry.action for entry in entries} <= ACTIONS.keys()
    for secret in (
        "Name",
        "First",
        "Peeters",
        "T. Eller",
        "example.org",
        *world.codes.values(),
        *world.staff.values(),
    ):
        assert secret not in written
    assert all(re.fullmatch(r"test|(account|member|tablet) \d+", entry.actor) for entry in entries)
    about_votes = [entry.details for entry in entries if "tie" not in entry.action]
    assert not re.search(r'"(for|against|abstain)"', "\n".join(about_votes))


@pytest.mark.parametrize("change", ["close", "announce", "again", "annul"])
def test_what_is_refused_is_not_logged(world: World, change: str) -> None:
    chair = world.person("chair")
    before = everything(world.app)
    path = f"/chair/resolutions/{world.resolutions['1']}/{change}"
    assert answer_of(chair.send(path, {})) in ("wrong_state", "reason_missing")
    assert everything(world.app) == before
