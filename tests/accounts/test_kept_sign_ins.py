"""Who is signed in is read once and kept; what ends it is seen at the next request."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select, update

from tests.accounts.passwords import give_password, send
from tests.live.following import hear_of_others
from tests.world import KEY, World
from voting.accounts.credentials import issue_to_members, revoke_credentials
from voting.accounts.models import Account, RoleGrant
from voting.accounts.staff import revoke_staff
from voting.database import WrittenTables, committed, writing
from voting.extensions import db
from voting.register.models import Member
from voting.rehearsal.browser import Browser, answer_of
from voting.web.entering import start_entering


@pytest.fixture(autouse=True)
def _follows(app: Flask) -> None:
    hear_of_others(app)


@contextmanager
def statements(world: World) -> Iterator[list[str]]:
    """The statements that ask who is signed in, or as what."""
    asked: list[str] = []

    def note(*call: object) -> None:
        if re.search(r"JOIN sign_in ON|role_grant\.account_id =", str(call[2])):
            asked.append(str(call[2]))

    with world.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


def account_of(name: str) -> int:
    found = select(Account.id).where((Account.member == name) | (Account.own_name == name))
    return db.session.scalars(found).one()


def test_who_asks_again_is_known_without_a_question_also_while_others_sign_in(world: World) -> None:
    member, chair = world.member(1), world.person("chair")
    member.look("/assembly")
    chair.look("/chair/")
    with statements(world) as asked:
        assert answer_of(member.look("/assembly")) == answer_of(chair.look("/chair/")) == "ok"
        assert Browser(world.app, world.codes["2"]).signed_in.status_code == 303
        asked.clear()
        assert answer_of(member.look("/assembly")) == answer_of(chair.look("/chair/")) == "ok"
    assert asked == []


def test_who_has_just_signed_in_is_known_to_the_next_page(world: World) -> None:
    start_entering(world.app)
    with statements(world) as asked:
        member = Browser(world.app, world.codes["1"])
        assert "First1 Name1" in member.look("/account/").text
    assert not [statement for statement in asked if "sign_in" in statement]


def test_a_code_that_is_replaced_right_after_a_sign_in_ends_it_before_the_next_page(world: World) -> None:
    start_entering(world.app)
    page = world.app.test_client()
    with world.app.app_context():
        engine = db.engine

    def replace(_: object, written: WrittenTables) -> None:
        if "sign_in" in written.tables and "credential" not in written.tables:
            reissue(world)

    with committed.connected_to(replace, engine):
        assert answer_of(send(page, "/sign-in", {"code": world.codes["1"]})) == "ok"
    assert answer_of(page.get("/account/")) == "sign_in_needed"


def sign_out_everywhere(world: World) -> None:
    other = Browser(world.app, world.codes["1"])
    other.look("/account/")
    other.send("/account/sign-out-everywhere", {})


def revoke(world: World) -> None:
    with world.app.app_context(), writing(db.session()) as session:
        revoke_credentials(session, world.assembly_id, [account_of("1")], now=world.clock.moment)


def reissue(world: World) -> None:
    with world.app.app_context(), writing(db.session()) as session:
        issue_to_members(
            session, KEY.encode(), world.assembly_id, ["1"], now=world.clock.moment, actor="test"
        )


def strike(world: World) -> None:
    with world.app.app_context(), writing(db.session()) as session:
        session.execute(update(Account).where(Account.member == "1").values(member=None))


def set_a_password(world: World) -> None:
    give_password(world, "1")


@pytest.mark.parametrize("end", [sign_out_everywhere, revoke, reissue, strike, set_a_password])
def test_whatever_ends_a_sign_in_is_seen_at_once(world: World, end: Callable[[World], None]) -> None:
    phone = world.member(1)
    assert answer_of(phone.look("/assembly")) == "ok"
    end(world)
    assert answer_of(phone.look("/assembly")) == "sign_in_needed"


def test_a_role_that_is_taken_or_given_is_seen_at_once(world: World) -> None:
    steward = world.person("steward")
    assert answer_of(steward.look("/desk/BRU/")) == "ok"
    assert answer_of(steward.look("/chair/")) == "forbidden"
    with world.app.app_context(), writing(db.session()) as session:
        session.add(
            RoleGrant(
                account_id=account_of("steward"), assembly_id=world.assembly_id, role="chair", venue=None
            )
        )
    assert answer_of(steward.look("/chair/")) == "ok"
    with world.app.app_context(), writing(db.session()) as session:
        revoke_staff(session, world.assembly_id, account_of("steward"), now=world.clock.moment, actor="test")
    assert answer_of(steward.look("/desk/BRU/")) == "sign_in_needed"


def test_the_end_of_the_assembly_ends_the_roles_at_the_doors(world: World) -> None:
    steward = world.person("steward")
    assert answer_of(steward.look("/desk/BRU/")) == "ok"
    world.clock.moment += timedelta(days=2)
    assert answer_of(steward.look("/desk/BRU/")) == "sign_in_needed"


def test_a_new_name_is_shown_at_once(world: World) -> None:
    member = world.member(1)
    assert "First1 Name1" in member.look("/account/").text
    with world.app.app_context(), writing(db.session()) as session:
        session.get_one(Member, "1").first_name = "Renamed"
    assert "Renamed Name1" in member.look("/account/").text
