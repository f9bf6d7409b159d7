"""What a steward can mend is refused on the page where it was filled in: at the desks, the doors, and where a
tablet is set up."""

import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.accounts.help_desk import pass_of
from tests.web.test_desk_pages import CODE, Tablet
from tests.world import ASSEMBLY, Clock, World, make_world
from voting.rehearsal.browser import answer_of

ROLL_CALL = """
[[resolutions]]
number = "5"
kind = "motion"
title = { en = "Roll call" }
method = "for_against_abstain"
ballot = "open"
"""


def assert_on_its_page(answer: TestResponse, code: str, title: str, said: str = "") -> None:
    """A refusal stands on the page with this title, once, as a message that is heard."""
    assert answer_of(answer) == code, answer.text[:300]
    assert re.findall(r"<h1[^>]*>([^<–]*)", answer.text)[0].strip() == title
    shown = re.sub(r"<template.*?</template>", "", answer.text, flags=re.DOTALL)
    messages = [tag for tag in re.findall(r"<[^>]+>", shown) if 'role="alert"' in tag and f'="{code}"' in tag]
    assert len(messages) == 1
    assert said in answer.text


def arrive(world: World, *members: int) -> None:
    """Check members in in Brussels."""
    for member in members:
        fields = {"member": pass_of(world, str(member)), "nonce": f"arrival-{member}"}
        assert answer_of(world.person("steward").send("/desk/BRU/check-in", fields)) == "ok"


def vote(world: World, act: str, number: str = "1") -> None:
    """Open, close or announce a vote."""
    path = f"/chair/resolutions/{world.resolutions[number]}/{act}"
    assert answer_of(world.person("chair").send(path, {})) == "ok"


def test_at_the_paper_desk_without_an_open_vote(world: World) -> None:
    steward = world.person("steward")
    answer = steward.send("/desk/BRU/paper?lang=en", {"member": "5"})
    assert_on_its_page(answer, "bad_request", "Paper ballot", "Something is not filled in.")
    assert 'value="5"' in answer.text


def test_a_vote_by_name_that_was_closed_meanwhile(app: Flask, clock: Clock) -> None:
    world = make_world(app, clock, ASSEMBLY + ROLL_CALL)
    arrive(world, 5)
    steward, five = world.person("steward"), world.resolutions["5"]
    vote(world, "open", "5")
    unmarked = steward.send("/desk/BRU/paper/by-name?lang=en", {"member": "5", "resolution": five})
    assert_on_its_page(unmarked, "bad_request", "Paper ballot", "Something is not filled in.")
    vote(world, "close", "5")
    fields = {"member": "5", "resolution": five, "choice": "for"}
    late = steward.send("/desk/BRU/paper/by-name?lang=en", fields)
    assert_on_its_page(late, "not_open", "Paper ballot", "is not open now")


def test_an_exchange_of_which_the_box_was_not_ticked(world: World) -> None:
    arrive(world, 5)
    vote(world, "open")
    supervisor, one = world.person("supervisor"), world.resolutions["1"]
    assert answer_of(supervisor.send("/desk/BRU/paper", {"member": "5", "resolution": one})) == "ok"
    fields = {"member": "5", "resolution": one, "paper": "1", "reason": "coffee"}
    answer = supervisor.send("/desk/BRU/paper/replace?lang=en", fields)
    assert_on_its_page(answer, "bad_request", "Exchange a spoiled ballot")
    assert 'value="coffee"' in answer.text


def test_a_tablet_that_somebody_else_has_been_given_meanwhile(world: World) -> None:
    supervisor = world.person("supervisor")
    arrive(world, 5)
    vote(world, "open")
    added = supervisor.send("/desk/BRU/tablets/new", {"name": "Tablet 1"})
    [code] = CODE.findall(supervisor.look(added.location).text)
    assert answer_of(Tablet(world, code).enrolled) == "ok"
    assert answer_of(supervisor.send("/desk/BRU/tablets", {"member": "5", "tablet": "1"})) == "ok"
    answer = supervisor.send("/desk/BRU/tablets/1/lock?lang=en", {"was": "another"})
    assert_on_its_page(answer, "changed_meanwhile", "Voting tablets", "compare what stands now")
    nameless = supervisor.send("/desk/BRU/tablets/new?lang=en", {"name": " "})
    assert_on_its_page(nameless, "bad_request", "Voting tablets")
    assert re.search(r'id="name"[^>]*aria-invalid="true"', nameless.text)
    none = supervisor.send("/desk/BRU/tablets?lang=en", {"member": "5"})
    assert_on_its_page(none, "bad_request", "Voting tablets", "Something is not filled in.")


@pytest.mark.parametrize(
    ("path", "fields", "code", "said"),
    [
        ("check-in", {"member": ""}, "bad_request", "Something is not filled in."),
        ("check-out", {"member": "AV1-" + "0" * 32}, "unknown_pass", "or type the name"),
        ("move", {"member": "AV1-" + "0" * 32}, "unknown_pass", "or type the name"),
        ("undo", {"act": "arrival-5"}, "voted_since", "has voted here since"),
        ("ask-move", {"act": "arrival-5"}, "wrong_state", "This cannot be done now"),
    ],
)
def test_at_the_door_without_a_script(
    world: World, path: str, fields: dict[str, str], code: str, said: str
) -> None:
    arrive(world, 5)
    vote(world, "open")
    supervisor = world.person("supervisor")
    one = {"member": "5", "resolution": world.resolutions["1"]}
    assert answer_of(supervisor.send("/desk/BRU/paper", one)) == "ok"
    answer = supervisor.send(f"/desk/BRU/{path}?lang=en", {"nonce": "one-press-here", **fields})
    assert_on_its_page(answer, code, "Check-in", said)
    if fields.get("member"):
        assert f'value="{fields["member"]}"' in answer.text


def test_a_phone_at_the_door_hears_the_code_as_before(world: World) -> None:
    steward = world.person("steward")
    steward.look("/desk/BRU/")
    fields = {"csrf_token": steward.field("csrf_token", ""), "member": "", "nonce": "one-press-here"}
    headers = {"Accept": "application/json"}
    answer = steward._client.post("/desk/BRU/check-in", data=fields, headers=headers)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "bad_request")


def test_a_conflict_that_another_supervisor_has_settled(world: World) -> None:
    supervisor = world.person("supervisor")
    arrive(world, 5)
    there = {"member": "5", "nonce": "over-there"}
    answer_of(world.person("steward_lie").send("/desk/LIE/check-in", there))
    assert answer_of(world.person("steward_lie").send("/desk/LIE/ask-move", {"act": "over-there"})) == "ok"
    fields = {"scan": "over-there", "settlement": "stays", "note": "sister of"}
    assert answer_of(supervisor.send("/desk/BRU/conflicts", fields)) == "ok"
    again = supervisor.send("/desk/BRU/conflicts?lang=en", fields)
    assert_on_its_page(again, "wrong_state", "To be settled")
    impossible = {"member": "5", "nonce": "once-more-there"}
    answer_of(world.person("steward_lie").send("/desk/LIE/check-in", impossible))
    act = {"act": "once-more-there"}
    assert answer_of(world.person("steward_lie").send("/desk/LIE/ask-move", act)) == "ok"
    fields |= {"scan": "once-more-there", "settlement": "as_scanned"}
    refused = supervisor.send("/desk/BRU/conflicts?lang=en", fields)
    assert_on_its_page(refused, "wrong_state", "To be settled")
    assert 'value="sister of"' in refused.text


def test_nobody_is_checked_out_while_a_vote_is_open(world: World) -> None:
    arrive(world, 5)
    vote(world, "open")
    answer = world.person("supervisor").send("/desk/BRU/close?lang=en", {})
    assert_on_its_page(answer, "vote_is_open", "Check everybody out", "Wait until the chair has closed it.")
    assert "Present here now: 1" in answer.text


def test_a_count_of_a_vote_that_is_no_longer_to_be_counted(world: World) -> None:
    vote(world, "open")
    path = f"/desk/BRU/sheets/{world.resolutions['1']}?lang=en"
    answer = world.person("teller").send(path, {"ballots": "0"})
    assert_on_its_page(answer, "wrong_state", "1 · Annual accounts")


def test_a_signature_under_other_figures(world: World) -> None:
    vote(world, "open")
    vote(world, "close")
    supervisor = world.person("supervisor")
    path = f"/desk/BRU/reconciliation/{world.resolutions['1']}"
    changed = supervisor.send(f"{path}?lang=en", {"name": "Zoë", "seen": "other figures"})
    assert_on_its_page(changed, "figures_changed", "Reconciliation", "Nothing has been signed")
    assert 'value="Zoë"' in changed.text
    nameless = supervisor.send(f"{path}?lang=en", {"name": "", "seen": "other figures"})
    assert_on_its_page(nameless, "bad_request", "Reconciliation")
    assert re.search(r'id="name"[^>]*aria-invalid="true"', nameless.text)


def test_a_tablet_that_is_set_up_with_a_wrong_code(world: World) -> None:
    browser = world.person("supervisor")
    browser.look("/tablet/new/")
    answer = browser.send("/tablet/new/?lang=en", {"code": "2222-2222-2222-2222"})
    assert_on_its_page(answer, "link_expired", "Set this tablet up", "ask for a new one")
    assert 'value="2222-2222-2222-2222"' in answer.text


def test_at_the_door_of_an_event(world: World) -> None:
    secretary = world.person("secretary")
    event = {"kind": "workshop", "title": "Samen", "on": "2025-06-17", "city": "Luik"}
    assert answer_of(secretary.send("/events/", event)) == "ok"
    answer = secretary.send("/events/1/door?lang=en", {"member": "999"})
    assert_on_its_page(answer, "unknown_pass", "Check-in", "Nobody has this pass or number.")
    assert 'value="999"' in answer.text
