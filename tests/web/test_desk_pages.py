"""Pages of the desks: they are never the answer to a form that did something, show once what was issued, and
say on the spot what was wrong."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.accounts.help_desk import ask_another_for, pass_of, scan_pass
from tests.world import ADVANCE, Clock, World, make_world
from voting.accounts.models import Credential
from voting.ballot.models import Participation
from voting.extensions import db
from voting.rehearsal.browser import Browser, answer_of

CODE = re.compile(r'class="code"[^>]*>([A-Z0-9-]{19})<')
MINUTE = timedelta(minutes=1)
NAMESAKES = {7: ("Jan", "Peeters", "4000"), 8: ("Jan", "Peeters", "9000"), 9: ("Li", "Ng", "1000")}


@pytest.fixture
def desk(app: Flask, clock: Clock) -> World:
    """A world with two namesakes, and a name of two letters."""

    def details(number: int) -> dict[str, object]:
        if number not in NAMESAKES:
            return {}
        first_name, name, postcode = NAMESAKES[number]
        return {"first_name": first_name, "name": name, "postcode": postcode}

    return make_world(app, clock, details=details)


def opened(browser: Browser, answer: TestResponse) -> str:
    """The page to which a form leads."""
    assert answer.status_code == 303, answer.text[:500]
    return browser.look(answer.location + "&lang=en").text


def open_first(world: World) -> int:
    """Open resolution 1; returns its id. Members 5 to 9 are checked in."""
    one = world.resolutions["1"]
    assert answer_of(world.person("chair").send(f"/chair/resolutions/{one}/open", {})) == "ok"
    for member in range(5, 10):
        fields = {"member": pass_of(world, str(member)), "nonce": f"arrival-{member}"}
        assert answer_of(world.person("steward").send("/desk/BRU/check-in", fields)) == "ok"
    return one


def rows(world: World, table: type) -> int:
    """How many rows a table has."""
    with world.app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_a_new_code_is_shown_once_and_a_reload_gives_no_other(desk: World) -> None:
    supervisor = desk.person("supervisor")
    answer = supervisor.send("/desk/BRU/help", scan_pass(desk, supervisor, "3"))
    issued = rows(desk, Credential)
    assert "-" not in answer.location.partition("?")[2].replace("once", "")
    page = opened(supervisor, answer)
    [code] = CODE.findall(page)
    assert 'class="languages"' not in page, "another language would be another load"
    assert code not in str(answer.headers)
    again = opened(supervisor, answer)
    assert CODE.findall(again) == []
    assert "was shown once" in again
    assert rows(desk, Credential) == issued
    assert answer_of(Browser(desk.app, code).signed_in) == "ok"


def test_what_is_shown_once_is_for_whoever_sent_the_form(desk: World) -> None:
    supervisor, secretary = desk.person("supervisor"), desk.person("secretary")
    answer = supervisor.send("/desk/BRU/help", scan_pass(desk, supervisor, "3"))
    [kept] = [cookie for cookie in answer.headers.getlist("Set-Cookie") if cookie.startswith("once-")]
    assert "HttpOnly" in kept
    assert "Path=/desk/BRU/help" in kept
    name, _, value = kept.partition(";")[0].partition("=")
    secretary._client.set_cookie(name, value, path="/desk/BRU/help")
    assert CODE.findall(opened(secretary, answer)) == []


def test_a_new_pass_and_a_new_tablet_are_shown_once(desk: World) -> None:
    supervisor = desk.person("supervisor")
    for path, fields, shown in (
        ("/desk/BRU/help/pass", scan_pass(desk, supervisor, "3"), 'class="pass"'),
        ("/desk/BRU/tablets/new", {"name": "Tablet 1"}, 'class="code"'),
        ("/desk/BRU/close", {}, "Checked out: 0"),
    ):
        answer = supervisor.send(path, fields)
        assert shown in opened(supervisor, answer), path
        assert shown not in opened(supervisor, answer), path


def test_the_help_desk_finds_by_name_number_and_pass_and_says_what_is_wrong(desk: World) -> None:
    supervisor = desk.person("supervisor")

    def looked_up(typed: str) -> str:
        return opened(supervisor, supervisor.send("/desk/BRU/help/look-up", {"member": typed}))

    found = looked_up("peeters")
    assert ("4000" in found, "9000" in found, "?member=7" in found) == (True, True, True)
    assert "Li Ng" in looked_up("ng")
    assert "There is no member with this number: 99." in looked_up("99")
    assert "Nobody found" in looked_up("zzz")
    assert "Others have the same name" in looked_up("7")
    assert "Others have the same name" not in looked_up("9")
    unknown = supervisor.send("/desk/BRU/help/look-up?lang=en", {"member": "AV1-" + "0" * 32})
    assert "Nobody has this pass" in unknown.text
    supervisor.look("/desk/BRU/help?member=41")
    confirming = ask_another_for(supervisor, "41", "/desk/BRU/help/pass")
    assert answer_of(desk.person("steward").send(confirming, {})) == "not_entitled"


def test_a_refusal_at_the_paper_desk_keeps_the_form_and_speaks_to_the_steward(desk: World) -> None:
    steward, three, one = desk.person("steward"), desk.resolutions["3"], open_first(desk)
    assert answer_of(desk.person("chair").send(f"/chair/resolutions/{three}/open", {})) == "ok"

    def issue(member: str) -> TestResponse:
        return steward.send("/desk/BRU/paper?lang=en", {"member": member, "resolution": one})

    absent = issue("20")
    assert answer_of(absent) == "not_present"
    assert "This member is not checked in here." in absent.text
    assert 'value="20"' in absent.text
    assert f'<option value="{one}" selected>' in absent.text
    assert "Nobody in the register has this number" in issue("999").text
    assert answer_of(issue("5")) == "ok"
    assert "Give them no ballot" in issue("5").text
    for name in ("jan", "jan peeters"):
        found = issue(name).text
        assert ("4000" in found, "9000" in found, f'value="{name}"' in found) == (True, True, True)
    assert rows(desk, Participation) == 1


def test_a_ballot_that_is_sent_twice_is_one_and_told_once(desk: World) -> None:
    steward, one = desk.person("steward"), open_first(desk)
    fields = {"member": "5", "resolution": one, "attempt": "one-press"}
    first, second = (steward.send("/desk/BRU/paper", fields) for _ in range(2))
    assert (answer_of(first), answer_of(second)) == ("ok", "ok")
    assert rows(desk, Participation) == 1
    assert "Give member 5 one paper ballot" in opened(steward, second)
    assert "Give member 5" not in opened(steward, second)


def test_the_paper_desk_begins_at_what_is_on_the_screens(desk: World, clock: Clock) -> None:
    steward, three, one = desk.person("steward"), desk.resolutions["3"], open_first(desk)

    def chosen() -> list[str]:
        return re.findall(r'<option value="(\d+)" selected>', steward.look("/desk/BRU/paper").text)

    assert chosen() == [str(one)]
    clock.moment += MINUTE
    assert answer_of(desk.person("chair").send(f"/chair/resolutions/{three}/open", {})) == "ok"
    assert chosen() == [str(three)]
    clock.moment += MINUTE
    assert answer_of(desk.person("chair").send("/chair/screen", {"resolution": one})) == "ok"
    assert chosen() == [str(one)]
    assert f'<option value="{one}" selected>' in steward.look("/desk/BRU/paper/points/issue").text


def test_a_spoiled_ballot_is_exchanged_on_pages_that_can_be_opened_again(desk: World) -> None:
    supervisor, one = desk.person("supervisor"), open_first(desk)
    assert answer_of(supervisor.send("/desk/BRU/paper", {"member": "7", "resolution": one})) == "ok"
    none = supervisor.send("/desk/BRU/paper/spoiled?lang=en", {"member": "8", "resolution": one})
    assert (answer_of(none), 'value="8"' in none.text) == ("no_paper", True)
    found = supervisor.send("/desk/BRU/paper/spoiled", {"member": "7", "resolution": one})
    assert "4000" in opened(supervisor, found)
    fields = {"member": "7", "resolution": one, "paper": "1", "handed_back": "yes"}
    refused = supervisor.send("/desk/BRU/paper/replace", fields | {"reason": " "})
    assert (answer_of(refused), 'value="yes" required checked' in refused.text) == ("reason_missing", True)
    answer = supervisor.send("/desk/BRU/paper/replace", fields | {"reason": "coffee"})
    assert "one new paper ballot" in opened(supervisor, answer)
    assert "one new paper ballot" not in opened(supervisor, answer)


def test_a_tablet_desk_says_what_is_wrong_and_keeps_what_was_typed(desk: World) -> None:
    supervisor = desk.person("supervisor")
    answer = supervisor.send("/desk/BRU/tablets/new", {"name": "Tablet 1"})
    [code] = CODE.findall(opened(supervisor, answer))
    desk.app.test_client().post("/tablet/new/", data={"code": code})
    assert answer_of(Tablet(desk, code).enrolled) == "ok"
    refused = supervisor.send("/desk/BRU/tablets?lang=en", {"member": "20", "tablet": 1})
    assert answer_of(refused) == "not_present"
    assert "not checked in here" in refused.text
    assert 'value="20"' in refused.text


class Tablet:
    """A device that is made a tablet with its code."""

    def __init__(self, world: World, code: str) -> None:
        browser = Browser.__new__(Browser)
        browser._client, browser._fields, browser._was = world.app.test_client(), {}, {}
        browser.look("/tablet/new/")
        self.enrolled = browser.send("/tablet/new/", {"code": code})


def test_nothing_of_it_holds_before_the_day(desk: World, clock: Clock) -> None:
    clock.moment = ADVANCE
    page = desk.person("steward").look("/desk/BRU/paper?lang=en")
    assert "No vote is open now." in page.text
