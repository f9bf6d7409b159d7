"""Nobody at a desk gets a member's code or pass by themselves: the member's pass was scanned, or another
member of staff confirms on their own device."""

import json
import re

import pytest
from sqlalchemy import select

from tests.accounts.help_desk import ask_another_for, pass_of, scan_pass
from tests.web.second import second_assembly
from tests.world import World
from voting.audit.models import AuditEntry
from voting.extensions import db
from voting.rehearsal.browser import Browser, answer_of

CODE = re.compile(r'class="code" translate="no">([^<]+)<')
PATHS = ("/desk/BRU/help", "/desk/BRU/help/pass")


def log_of(world: World, action: str) -> list[tuple[str, dict[str, object]]]:
    """The entries of the log of an action: who, and what it says."""
    with world.app.app_context():
        rows = db.session.execute(
            select(AuditEntry.actor, AuditEntry.details).where(AuditEntry.action == action)
        )
        return [(actor, json.loads(details)) for actor, details in rows]


def holds_still(world: World, seen: str) -> bool:
    """Whether member 1 has the code and the pass that they had."""
    return pass_of(world, "1") == seen and answer_of(world.member(1).look("/assembly")) == "ok"


@pytest.mark.parametrize("path", PATHS)
def test_one_person_alone_gets_nobodys_code_or_pass(world: World, path: str) -> None:
    desk, seen = world.person("supervisor"), pass_of(world, "1")
    for forged in ({}, {"shown": ""}, {"shown": "1"}, {"shown": scan_pass(world, desk, "2")["shown"]}):
        page = desk.look(desk.send(path, {"member": "1", **forged}).location)
        assert CODE.findall(page.text) == []
        assert "confirm" in page.text
    confirming = ask_another_for(desk, "1", path)
    assert answer_of(desk.send(confirming, {})) == "second_person"
    assert answer_of(Browser(world.app, world.staff["supervisor"]).send(confirming, {})) == "second_person"
    for wrong in (world.member(2), world.person("teller"), world.person("chair"), world.person("auditor")):
        assert answer_of(wrong.send(confirming, {})) == "forbidden"
    assert holds_still(world, seen)


def test_another_member_of_staff_confirms_on_their_own_device_and_once(world: World) -> None:
    desk, steward = world.person("supervisor"), world.person("steward")
    confirming = ask_another_for(desk, "1")
    page = steward.look(confirming + "?lang=en").text
    assert "supervisor asks you to confirm this." in page
    assert "First1 Name1" in page
    assert CODE.findall(page) == []
    given = steward.send(confirming, {})
    [code] = CODE.findall(steward.look(given.location).text)
    assert CODE.findall(desk.look(given.location).text) == []
    assert answer_of(Browser(world.app, code).signed_in) == "ok"
    assert answer_of(steward.send(confirming, {})) == "link_expired"
    assert answer_of(steward.look(confirming)) == "link_expired"
    [(actor, told)] = log_of(world, "credential.reissued")
    assert actor != f"account {told['asked_by']}"


def test_a_scanned_pass_backs_one_thing_for_whoever_scanned_it(world: World) -> None:
    desk, secretary = world.person("supervisor"), world.person("secretary")
    fields = scan_pass(world, desk, "1")
    assert CODE.findall(secretary.look(secretary.send("/desk/BRU/help", fields).location).text) == []
    [code] = CODE.findall(desk.look(desk.send("/desk/BRU/help", fields).location).text)
    assert CODE.findall(desk.look(desk.send("/desk/BRU/help", fields).location).text) == []
    assert answer_of(Browser(world.app, code).signed_in) == "ok"
    [(_, told)] = log_of(world, "credential.reissued")
    assert told["shown"] == "pass"


def test_a_pass_that_was_replaced_backs_nothing(world: World) -> None:
    desk, old = world.person("supervisor"), pass_of(world, "1")
    desk.send("/desk/BRU/help/pass", scan_pass(world, desk, "1"))
    page = desk.look(desk.send("/desk/BRU/help/look-up", {"member": old}).location)
    assert "First1 Name1" in page.text
    assert 'name="shown"' not in page.text


def test_what_is_asked_at_one_assembly_or_hall_is_not_confirmed_at_another(world: World) -> None:
    confirming = ask_another_for(world.person("supervisor"), "1")
    second = second_assembly(world)
    assert answer_of(second.steward.send(confirming, {})) == "link_expired"
    elsewhere = confirming.replace("/BRU/", "/LIE/")
    assert answer_of(world.person("secretary").send(elsewhere, {})) == "link_expired"
    assert answer_of(world.person("secretary").send(confirming, {})) == "ok"


def test_two_who_ask_at_once_are_confirmed_once(world: World) -> None:
    desk, secretary, steward = (world.person(name) for name in ("supervisor", "secretary", "steward"))
    asked = [ask_another_for(desk, "1"), ask_another_for(secretary, "1")]
    assert answer_of(steward.send(asked[0], {})) == "ok"
    assert answer_of(steward.send(asked[1], {})) == "link_expired"
    assert len(log_of(world, "credential.reissued")) == 1
