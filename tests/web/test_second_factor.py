"""The staff show a second factor before their roles are open to them."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.accounts.factors.app import (
    CODES,
    confirm_here,
    require_second_factor,
    set_up,
    staff_with_phone,
)
from tests.command_line import Terminal
from tests.log_lines import log_lines
from tests.web.test_access import address, rules
from tests.world import World
from voting import create_app
from voting.accounts.attempts import LOCKED
from voting.accounts.factors.rules import FRESH, NEEDED_BY
from voting.audit.models import AuditEntry
from voting.extensions import db
from voting.logs import Bounded, configure
from voting.rehearsal.browser import Browser, answer_of
from voting.web.routes import ANYBODY, JUST_CONFIRMED, ROUTES, UNCONFIRMED

NEEDING = sorted(role.value for role in NEEDED_BY)
OPEN_ANYWAY = {"entrance.sign_out", *UNCONFIRMED}


def logged(world: World) -> list[str]:
    with world.app.app_context():
        return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))


@pytest.mark.parametrize("name", NEEDING)
def test_a_sign_in_with_the_code_alone_opens_no_route_of_the_role(world: World, name: str) -> None:
    """A stolen code or cookie: every route that needs the role, by every method."""
    require_second_factor(world.app)
    world.app.extensions["live"].hub.close()
    thief = Browser(world.app, world.staff[name])
    for rule in rules(world.app):
        allowed = ROUTES[rule.endpoint]
        if allowed is ANYBODY or rule.endpoint in OPEN_ANYWAY:
            continue
        path = address(world, rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            answer = thief.look(path) if method == "GET" else thief.send(path, {})
            shut = "second_factor_needed" if name in allowed else "forbidden"
            assert (answer_of(answer), answer.status_code) == (shut, 403), (method, path)


def test_the_same_routes_are_open_once_it_was_shown(world: World) -> None:
    chair, _ = staff_with_phone(world, "chair")
    assert answer_of(chair.look("/chair/")) == "ok"
    secretary, _ = staff_with_phone(world, "secretary")
    for path in ("/office/", "/office/staff", "/account/"):
        assert answer_of(secretary.look(path)) == "ok"


def test_nobody_else_is_asked(world: World) -> None:
    require_second_factor(world.app)
    for browser, path in (
        (world.member(1), "/assembly"),
        (world.person("steward"), "/desk/BRU/"),
        (world.person("supervisor"), "/desk/BRU/"),
        (world.person("auditor"), "/office/"),
    ):
        assert answer_of(browser.look(path)) == "ok"
        assert answer_of(browser.look("/account/second/confirm")) == "forbidden"


def test_from_the_code_to_the_page_of_the_role(world: World) -> None:
    require_second_factor(world.app)
    secretary = Browser(world.app, world.staff["secretary"])
    assert secretary.look("/home", follow=True).request.path == "/account/second/app"
    phone, page = set_up(secretary, world.clock)
    assert len(CODES.findall(page.text)) == 10
    assert not CODES.findall(secretary.look(page.request.path).text)
    again = Browser(world.app, world.staff["secretary"])
    assert again.look("/home", follow=True).request.path == "/account/second/confirm"
    refused = again.look("/office/staff")
    assert answer_of(refused) == "second_factor_needed"
    assert "/account/second/confirm?back=/office/staff" in refused.text
    world.clock.moment += timedelta(minutes=1)
    answer = confirm_here(again, phone.shows(), "/office/staff")
    assert answer.headers["Location"] == "/office/staff"
    assert answer_of(again.look("/office/staff")) == "ok"
    assert {"factor.added", "recovery_codes.issued", "factor.shown"} <= set(logged(world))


@pytest.mark.parametrize("back", ["//evil.example/", "https://evil.example/", "/\\evil", "/nowhere", "x", ""])
def test_it_leads_back_to_a_page_of_ours_alone(world: World, back: str) -> None:
    chair, phone = staff_with_phone(world, "chair")
    world.clock.moment += timedelta(minutes=1)
    assert confirm_here(chair, phone.shows(), back).headers["Location"] == "/home"


def test_a_copied_cookie_gains_nothing_when_its_owner_confirms(world: World) -> None:
    _, phone = staff_with_phone(world, "chair")
    world.clock.moment += timedelta(minutes=1)
    owner = Browser(world.app, world.staff["chair"])
    stolen = owner._client.get_cookie("voting")
    assert stolen
    assert confirm_here(owner, phone.shows()).status_code == 303
    thief = world.app.test_client()
    thief.set_cookie("voting", stolen.value)
    assert answer_of(thief.get("/chair/")) == "sign_in_needed"
    assert answer_of(owner.look("/chair/")) == "ok"


def test_a_code_that_was_used_counts_no_more(world: World) -> None:
    _, phone = staff_with_phone(world, "teller")
    thief = Browser(world.app, world.staff["teller"])
    answer = confirm_here(thief, phone.shows())
    assert (answer_of(answer), answer.status_code) == ("second_factor_wrong", 401)
    assert answer_of(thief.look("/desk/BRU/sheets")) == "second_factor_needed"
    assert logged(world)[-1] == "factor.wrong"


def test_guessing_is_slowed_down_for_the_account(world: World) -> None:
    _, phone = staff_with_phone(world, "chair")
    thief = Browser(world.app, world.staff["chair"])
    world.clock.moment += timedelta(minutes=1)
    before = len(logged(world))
    answers = [answer_of(confirm_here(thief, "000000")) for _ in range(8)]
    assert answers == ["second_factor_wrong"] * 4 + ["too_many_attempts"] * 4
    assert len(logged(world)) == before + 4
    other = Browser(world.app, world.staff["chair"])
    assert answer_of(confirm_here(other, phone.shows())) == "too_many_attempts"
    world.clock.moment += LOCKED
    assert answer_of(confirm_here(other, phone.shows())) == "ok"


def test_a_recovery_code_stands_once_for_a_lost_phone(world: World) -> None:
    require_second_factor(world.app)
    _, page = set_up(Browser(world.app, world.staff["chair"]), world.clock)
    code = CODES.findall(page.text)[3]
    assert answer_of(confirm_here(Browser(world.app, world.staff["teller"]), code)) != "ok"
    here, there = (Browser(world.app, world.staff["chair"]) for _ in range(2))
    assert answer_of(confirm_here(here, code.lower().replace("-", " "))) == "ok"
    assert answer_of(here.look("/chair/")) == "ok"
    assert answer_of(confirm_here(there, code)) == "second_factor_wrong"


def test_another_is_added_only_by_who_has_just_shown_one(world: World) -> None:
    chair, phone = staff_with_phone(world, "chair")
    thief = Browser(world.app, world.staff["chair"])
    world.clock.moment += FRESH
    fields = {"salt": "0" * 32, "name": "x", "code": "000000"}
    for browser in (thief, chair):
        page = browser.look("/account/second/app", follow=True)
        assert (page.request.path, page.request.args["back"]) == (
            "/account/second/confirm",
            "/account/second/app",
        )
        assert answer_of(browser.send("/account/second/app", fields)) == "confirm_again"
    assert answer_of(confirm_here(chair, phone.shows())) == "ok"
    _, page = set_up(chair, world.clock)
    assert page.request.path == "/home"
    assert not CODES.findall(page.text)


def test_one_is_removed_but_not_the_last_and_other_devices_are_signed_out(world: World) -> None:
    chair, phone = staff_with_phone(world, "chair")
    world.clock.moment += timedelta(minutes=1)
    other = Browser(world.app, world.staff["chair"])
    assert answer_of(confirm_here(other, phone.shows())) == "ok"
    chair.look("/account/")
    assert answer_of(chair.send("/account/second/1/remove", {})) == "last_factor"
    second, _ = set_up(chair, world.clock)
    chair.look("/account/")
    assert answer_of(chair.send("/account/second/99/remove", {})) == "not_found"
    assert answer_of(chair.send("/account/second/1/remove", {})) == "ok"
    assert answer_of(other.look("/chair/")) == "sign_in_needed"
    world.clock.moment += timedelta(minutes=1)
    again = Browser(world.app, world.staff["chair"])
    assert answer_of(confirm_here(again, phone.shows())) == "second_factor_wrong"
    assert answer_of(confirm_here(again, second.shows())) == "ok"
    assert "factor.removed" in logged(world)


def test_the_office_removes_what_somebody_else_has_lost(world: World) -> None:
    chair, phone = staff_with_phone(world, "chair")
    secretary, own = staff_with_phone(world, "secretary")
    page = secretary.look("/office/staff").text
    with world.app.app_context():
        added = select(AuditEntry.actor).where(AuditEntry.action == "factor.added").order_by(AuditEntry.seq)
        theirs, mine = (actor.partition(" ")[2] for actor in db.session.scalars(added))
    assert f"/office/staff/{theirs}/factors/remove" in page
    assert f"/office/staff/{mine}/factors/remove" not in page
    assert answer_of(secretary.send(f"/office/staff/{mine}/factors/remove", {})) == "second_person"
    assert answer_of(secretary.send(f"/office/staff/{theirs}/factors/remove", {})) == "ok"
    assert answer_of(chair.look("/chair/")) == "sign_in_needed"
    again = Browser(world.app, world.staff["chair"])
    assert again.look("/home", follow=True).request.path == "/account/second/app"
    assert answer_of(again.look("/chair/")) == "second_factor_needed"
    assert own.shows() != phone.shows()


@pytest.mark.parametrize(("endpoint", "change"), sorted(JUST_CONFIRMED, key=str))
def test_what_matters_most_asks_again_after_half_an_hour(
    world: World, endpoint: str, change: str | None
) -> None:
    name = "chair" if endpoint.startswith("chair.") else "secretary"
    browser, phone = staff_with_phone(world, name)
    [rule] = [
        rule for rule in rules(world.app) if rule.endpoint == endpoint and "POST" in (rule.methods or ())
    ]
    path = address(world, rule).replace("/open", f"/{change}")
    browser.look("/home", follow=True)
    assert answer_of(browser.send(path, {})) != "confirm_again"
    world.clock.moment += FRESH
    before = logged(world)
    answer = browser.send(path, {})
    assert (answer_of(answer), answer.status_code) == ("confirm_again", 403)
    assert "/account/second/confirm" in answer.text
    assert logged(world) == before
    assert answer_of(confirm_here(browser, phone.shows())) == "ok"
    assert answer_of(browser.send(path, {})) != "confirm_again"


def test_a_form_that_was_open_can_be_sent_after_confirming(world: World) -> None:
    """Who goes back finds what they typed in their browser: the form still counts."""
    secretary, phone = staff_with_phone(world, "secretary")
    world.clock.moment += FRESH
    secretary.look("/office/staff")
    form = {"people": "An; teller", "csrf_token": secretary.field("csrf_token", "")}
    assert answer_of(secretary.send("/office/staff", form)) == "confirm_again"
    assert answer_of(confirm_here(secretary, phone.shows())) == "ok"
    assert answer_of(secretary.send("/office/staff", form)) == "ok"


def test_going_to_another_assembly_takes_it_along(world: World) -> None:
    secretary, _ = staff_with_phone(world, "secretary")
    secretary.look("/office/assemblies")
    assert answer_of(secretary.send("/office/assemblies", {"date": "2026-06-16", "kind": "ordinary"})) == "ok"
    assert answer_of(secretary.look("/office/preparation")) == "ok"


@pytest.mark.parametrize("name", ["chair", "secretary", "teller", "administrator"])
def test_where_it_is_off_each_page_of_those_who_would_need_it_says_so(world: World, name: str) -> None:
    browser = world.person(name)
    said = 'id="second-factor-off"'
    assert said in browser.look("/home", follow=True).text
    assert said in browser.look("/account/").text
    assert said not in world.member(1).look("/account/").text
    assert said not in world.person("steward").look("/desk/BRU/").text
    require_second_factor(world.app)
    assert said not in world.member(1).look("/account/").text
    assert said not in Browser(world.app, world.staff[name]).look("/home", follow=True).text


def test_any_other_value_refuses_to_start(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("INSTANCE", str(tmp_path))
    monkeypatch.setenv("SECOND_FACTOR", "no")
    with pytest.raises(ValueError, match="SECOND_FACTOR must be required or off"):
        create_app()
    monkeypatch.delenv("SECOND_FACTOR")
    assert create_app().config["SECOND_FACTOR"] == "required"


def test_whoever_is_turned_away_has_a_line_and_of_the_staff_an_entry(world: World) -> None:
    steward, member = world.person("steward"), world.member(1)
    before = len(logged(world))
    with log_lines() as written:
        for _ in range(5):
            assert answer_of(steward.look("/office/")) == "forbidden"
            assert answer_of(member.look("/office/")) == "forbidden"
        assert answer_of(Browser(world.app, "AAAA-AAAA-AAAA-AAAA").signed_in) == "sign_in_failed"
    assert logged(world)[before:] == ["access.refused"]
    lines = written.of("turned away")
    assert [line["code"] for line in lines] == [*["forbidden"] * 10, "sign_in_failed"]
    assert {line["account"] is None for line in lines[1::2]} == {True}
    assert {line["endpoint"] for line in lines[:10]} == {"office.overview"}
    assert "AAAA" not in written.text
    world.clock.moment += timedelta(minutes=1)
    steward.look("/office/")
    assert logged(world)[before:] == ["access.refused"] * 2


def test_no_flood_fills_the_log() -> None:
    configure()
    with log_lines() as written:
        told = Bounded("something", most=3)
        for number in range(10):
            told.tell(number=number)
    assert [line["number"] for line in written.of("something")] == [0, 1, 2]


def test_from_a_terminal_the_factor_of_the_last_secretary_is_removed(
    world: World, database_url: str, tmp_path: Path
) -> None:
    secretary, _ = staff_with_phone(world, "secretary")
    terminal = Terminal(database_url, tmp_path / "instance")
    listed = terminal.run_here("remove-factors", world.assembly_id)
    number = listed.output.partition(":")[0]
    assert listed.output == f"{number}: secretary, secretary\n"
    assert terminal.run_here("remove-factors", world.assembly_id, 99_999).exit_code == 2
    assert terminal.run_here("remove-factors", world.assembly_id, number).output == ""
    assert answer_of(secretary.look("/office/")) == "sign_in_needed"
    assert terminal.run_here("remove-factors", world.assembly_id, number).exit_code == 2
    assert logged(world)[-1] == "factor.removed"
