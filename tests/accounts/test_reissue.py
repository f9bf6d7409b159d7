"""A new code ends all that whoever had the old one has opened; and they could not open much with it."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.accounts.help_desk import pass_of, scan_pass
from tests.accounts.letters import letters_to, link_in
from tests.accounts.passwords import GOOD, give_password, send, try_password
from tests.gate.crowd import attempt, run_together
from tests.live.following import hear_of_others
from tests.web.second import second_assembly
from tests.world import ACTOR, KEY, MEETING, World
from voting.accounts.credentials import issue_to_members
from voting.accounts.models import Account
from voting.accounts.password_change import change_password, issue_password_token, set_password_by_token
from voting.accounts.password_sign_in import check_password
from voting.attendance.renewal import renew_access
from voting.database import writing
from voting.extensions import db
from voting.register.models import Member
from voting.rehearsal.browser import Browser, answer_of

OTHER = "another four words here"
ROUNDS = 12


def new_code(world: World, number: str = "1") -> Browser:
    """The help desk gives a member a new code, with which they sign in."""
    desk = world.person("supervisor")
    answer = desk.send("/desk/BRU/help", scan_pass(world, desk, number))
    page = desk.look(answer.location)
    code = re.search(r'class="code" translate="no">([^<]+)<', page.text)
    assert code, page.text
    assert page.text.count('class="pass"') == 2, "the new code, and the new pass"
    return Browser(world.app, code[1])


def password_of(number: str) -> str | None:
    found = db.session.scalars(select(Account.password_hash).where(Account.member == number)).one()
    db.session.rollback()
    return found


def token_for(world: World, number: str) -> str:
    with world.app.app_context(), writing(db.session()) as session:
        return issue_password_token(session, KEY.encode(), session.get_one(Member, number), now=world.clock())


def test_a_new_code_ends_all_that_the_old_one_opened(world: World) -> None:
    hear_of_others(world.app)
    give_password(world, "1")
    thief, other = world.member(1), world.member(2)
    by_password = world.app.test_client()
    assert answer_of(send(by_password, "/sign-in/password", {"number": "1", "password": GOOD})) == "ok"
    token, seen = token_for(world, "1"), pass_of(world, "1")
    for page in (thief.look("/assembly"), by_password.get("/assembly"), other.look("/assembly")):
        assert answer_of(page) == "ok"

    member = new_code(world)

    assert answer_of(thief.look("/assembly")) == answer_of(by_password.get("/assembly")) == "sign_in_needed"
    assert try_password(world, "1", GOOD) == "password_wrong"
    assert by_password.get(f"/password/new/{token}").status_code == 410
    assert answer_of(send(world.app.test_client(), f"/password/new/{token}", {"password": OTHER})) == (
        "link_expired"
    )
    assert answer_of(Browser(world.app, world.codes["1"]).signed_in) == "sign_in_failed"
    door = world.person("steward").send("/desk/BRU/check-in", {"member": seen, "nonce": "a-stolen-pass"})
    assert answer_of(door) == "pass_revoked"
    assert answer_of(member.look("/assembly")) == "ok"
    arrival = {"member": pass_of(world, "1"), "nonce": "the-arrival"}
    assert answer_of(world.person("steward").send("/desk/BRU/check-in", arrival)) == "ok"
    assert answer_of(other.look("/assembly")) == "ok"


def test_who_signed_in_by_password_to_another_assembly_is_signed_out_as_well(world: World) -> None:
    second = second_assembly(world)
    give_password(world, "1")
    by_password = world.app.test_client()
    world.clock.moment = MEETING.replace(year=2026)
    assert answer_of(send(by_password, "/sign-in/password", {"number": "1", "password": GOOD})) == "ok"
    world.clock.moment = MEETING
    new_code(world)
    assert answer_of(by_password.get("/assembly")) == "sign_in_needed"
    assert answer_of(second.steward.look("/desk/BRU/")) == "ok"


def test_a_code_that_the_office_replaces_for_everybody_ends_passwords_too(world: World) -> None:
    for number in ("1", "2"):
        give_password(world, number)
    with world.app.app_context(), writing(db.session()) as session:
        issue_to_members(session, KEY.encode(), world.assembly_id, ["1"], now=MEETING, actor=ACTOR)
    assert try_password(world, "1", GOOD) == "password_wrong"
    assert try_password(world, "2", GOOD) == "ok"


def test_codes_for_the_next_assembly_leave_passwords_alone(world: World) -> None:
    give_password(world, "1")
    second_assembly(world)  # in which member 1 gets a first code
    assert try_password(world, "1", GOOD) == "ok"


def test_a_first_password_counts_only_once_the_mailbox_of_the_register_has_said_so(world: World) -> None:
    thief = world.member(1)
    assert "new-password" not in thief.look("/account/").text
    answer = thief.send("/account/password", {"password": GOOD, "current": GOOD})
    assert (answer_of(answer), answer.location) == ("ok", "/password/asked")
    thief.send("/account/password", {"password": GOOD})
    assert try_password(world, "1", GOOD) == "password_wrong"
    [letter] = [text for text in letters_to(world, "lid1@example.org") if "/password/new/" in text]
    link = link_in(letter)
    assert answer_of(send(world.app.test_client(), link, {"password": OTHER})) == "ok"
    assert try_password(world, "1", OTHER) == "ok"
    assert answer_of(thief.look("/assembly")) == "sign_in_needed"


def test_a_change_that_was_begun_before_the_new_code_is_refused_after_it(world: World) -> None:
    """The password was right, then the help desk gave a new code, then the change comes to be written."""
    give_password(world, "1")
    thief = world.member(1)
    with thief._client.session_transaction() as cookie:
        sign_in_id = cookie["_user_id"]
    with world.app.app_context():
        checked = check_password(db.session(), "1", GOOD)
        assert attempt(change_password, "another sign-in", checked, OTHER, now=MEETING) == "sign_in_needed"
        assert attempt(renew_access, KEY.encode(), world.assembly_id, "1", now=MEETING, actor=ACTOR) == "ok"
        assert attempt(change_password, sign_in_id, checked, OTHER, now=MEETING) == "sign_in_needed"
        assert password_of("1") is None


def race(_: Flask, share: tuple[str, int, list[str]]) -> list[str]:
    """One runner of all rounds: sets passwords by tokens, or gives new codes to the same members."""
    who, assembly_id, tokens = share
    answers = list[str]()
    for number, token in enumerate(tokens, 1):
        if who == "thief":
            answers.append(attempt(set_password_by_token, KEY.encode(), token, GOOD, now=MEETING))
        else:
            answers.append(
                attempt(renew_access, KEY.encode(), assembly_id, str(number), now=MEETING, actor=ACTOR)
            )
    return answers


def test_no_password_outlives_a_new_code_whoever_is_faster(world: World, tmp_path: Any) -> None:
    """Two desks and a thief at once: every new code is given, and whatever was set is void."""
    tokens = [token_for(world, str(number)) for number in range(1, ROUNDS + 1)]
    with world.app.app_context():
        url = db.engine.url.render_as_string(hide_password=False)
        shares = [(who, world.assembly_id, tokens) for who in ("thief", "desk", "other desk")]
        thief, *desks = run_together(url, tmp_path, race, shares)
        assert set(thief) <= {"ok", "link_expired"}
        assert {answer for desk in desks for answer in desk} == {"ok"}
        assert [password_of(str(number)) for number in range(1, ROUNDS + 1)] == [None] * ROUNDS


@pytest.mark.parametrize("path", ["/desk/BRU/help", "/desk/BRU/help/pass"])
def test_nobody_but_the_help_desk_gives_codes_and_passes(world: World, path: str) -> None:
    seen = pass_of(world, "1")
    for browser in (world.person("steward"), world.member(2)):
        assert answer_of(browser.send(path, {"member": "1"})) == "forbidden"
    assert pass_of(world, "1") == seen
    assert answer_of(world.member(1).look("/assembly")) == "ok"
