"""Codes as they are issued, replaced and looked up; roles as they are granted and revoked."""

import pytest
from sqlalchemy import LargeBinary, String, cast, select, update

from tests.web.second import second_assembly
from tests.world import ACTOR, KEY, MEETING, World
from voting.accounts.credentials import find_credential, grants_of, issue_to_members, issue_to_staff
from voting.accounts.models import Account, Role, RoleGrant
from voting.accounts.rules import Grant
from voting.database import Base, writing
from voting.extensions import db
from voting.rehearsal.browser import Browser, answer_of


def reissue(world: World, *members: int) -> dict[str, str]:
    with world.app.app_context(), writing(db.session()) as session:
        numbers = [str(number) for number in members]
        return issue_to_members(session, KEY.encode(), world.assembly_id, numbers, now=MEETING, actor=ACTOR)


def revoke(world: World, name: str) -> None:
    """Take every role from somebody on the staff."""
    with world.app.app_context(), writing(db.session()) as session:
        account = session.scalars(select(Account.id).where(Account.name == name)).one()
        session.execute(update(RoleGrant).where(RoleGrant.account_id == account).values(revoked=True))


def test_everyone_has_a_code_of_their_own(world: World) -> None:
    codes = [*world.codes.values(), *world.staff.values()]
    assert len(set(codes)) == len(codes)
    with world.app.app_context():
        found = {find_credential(db.session(), KEY.encode(), code).id for code in codes}
    assert len(found) == len(codes)


def test_a_code_is_typed_in_any_way(world: World) -> None:
    code = world.codes["1"]
    for typed in (code, code.lower(), code.replace("-", ""), f"  {code.replace('-', ' ')}\n"):
        assert answer_of(Browser(world.app, typed).look("/assembly")) == "ok"


@pytest.mark.parametrize("code", ["", "----", "2222-2222-2222-2222", "' OR 1=1 --", "\0", "é" * 5000])
def test_what_is_no_code_lets_nobody_in(world: World, code: str) -> None:
    browser = Browser(world.app, code)
    assert browser.signed_in.status_code == 401
    assert answer_of(browser.signed_in) == "sign_in_failed"
    assert answer_of(browser.look("/assembly")) == "sign_in_needed"


def test_a_new_code_kills_the_old_one_and_its_open_sessions_at_once(world: World) -> None:
    member, other = world.member(1), world.member(2)
    assert answer_of(member.look("/assembly")) == "ok"
    new = reissue(world, 1)
    assert new.keys() == {"1"}
    assert answer_of(member.look("/assembly")) == "sign_in_needed"
    one = world.resolutions["1"]
    answer = member.send(f"/resolutions/{one}/vote", {"channel": "online", "choice": "for"})
    assert answer_of(answer) == "sign_in_needed"
    assert answer_of(Browser(world.app, world.codes["1"]).signed_in) == "sign_in_failed"
    assert answer_of(Browser(world.app, new["1"]).look("/assembly")) == "ok"
    assert answer_of(other.look("/assembly")) == "ok"


def test_revoked_and_unknown_codes_are_answered_alike(world: World) -> None:
    reissue(world, 1)
    revoked, unknown = (Browser(world.app, code) for code in (world.codes["1"], "2222-3333-4444-5555"))
    assert revoked.signed_in.status_code == unknown.signed_in.status_code
    token = 'name="csrf_token" value='
    assert revoked.signed_in.text.split(token)[0] == unknown.signed_in.text.split(token)[0]


def test_codes_for_two_assemblies_live_apart(world: World) -> None:
    second, member = second_assembly(world), world.member(1)
    reissue(world, 1)
    assert answer_of(second.member.look("/assembly")) == "ok"
    assert answer_of(member.look("/assembly")) == "sign_in_needed"


def test_a_revoked_role_ends_with_the_next_request(world: World) -> None:
    chair = world.person("chair")
    assert answer_of(chair.look("/chair/")) == "ok"
    revoke(world, "chair")
    assert answer_of(chair.look("/chair/")) == "sign_in_needed"
    one = world.resolutions["1"]
    assert answer_of(chair.send(f"/chair/resolutions/{one}/open", {})) == "sign_in_needed"
    display = world.app.test_client()
    assert display.get(f"/display/{world.staff['display']}/").status_code == 200
    revoke(world, "display")
    assert display.get(f"/display/{world.staff['display']}/").status_code == 404


def test_roles_are_those_of_one_assembly(world: World) -> None:
    with world.app.app_context(), writing(db.session()) as session:
        code = issue_to_staff(
            session,
            KEY.encode(),
            world.assembly_id,
            "both",
            "fr",
            [(Role.STEWARD, "BRU"), (Role.TELLER, None)],
            now=MEETING,
            actor=ACTOR,
        )
        account = session.scalars(select(Account.id).where(Account.name == "both")).one()
        assert find_credential(session, KEY.encode(), code)
        assert grants_of(session, account, world.assembly_id) == {
            Grant(Role.STEWARD, "BRU"),
            Grant(Role.TELLER, None),
        }
        assert grants_of(session, account, world.assembly_id + 1) == frozenset()


def test_codes_stand_in_no_table(world: World) -> None:
    secrets = {code.replace("-", "") for code in (*world.codes.values(), *world.staff.values())}
    with world.app.app_context():
        for table in Base.metadata.sorted_tables:
            for column in table.c:
                binary = isinstance(column.type, LargeBinary)
                kept = column if binary else cast(column, String)
                for value in db.session.scalars(select(kept).select_from(table)):
                    told = value.decode(errors="replace") if binary and value else value
                    assert (told or "").upper().replace("-", "") not in secrets
