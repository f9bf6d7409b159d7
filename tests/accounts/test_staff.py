"""The staff: brought in whole lists, on cards; shut out at once, and with the end of the assembly."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.web.cards import codes_on, led_to
from tests.world import MEETING, World
from voting.accounts.models import Role
from voting.accounts.rules import Grant, in_force
from voting.accounts.staff import NewStaff, StaffMember, read_staff, staff_of
from voting.assembly.ending import over_at
from voting.errors import InvalidFile
from voting.extensions import db
from voting.rehearsal.browser import Browser, answer_of

EVENING = datetime(2025, 6, 17, 21, 30, tzinfo=UTC)
"""Half past eleven at night in Brussels, on the day of the assembly."""
OVER = datetime(2025, 6, 18, 4, 0, tzinfo=UTC)
"""Six in the morning after it."""


def staff(world: World) -> dict[str, StaffMember]:
    with world.app.app_context():
        return {item.name: item for item in staff_of(db.session(), world.assembly_id)}


def test_a_line_says_for_itself_what_is_not_as_for_all() -> None:
    text = "An  Peeters\nBo; teller; ; fr\nBo; Chair; ; FR\nCem; steward; LIE\n\n"
    assert read_staff(text, ["BRU", "LIE"], "supervisor", "BRU", "de") == [
        NewStaff("An Peeters", "de", ((Role.SUPERVISOR, "BRU"),)),
        NewStaff("Bo", "fr", ((Role.TELLER, "BRU"), (Role.CHAIR, None))),
        NewStaff("Cem", "de", ((Role.STEWARD, "LIE"),)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        *("", "\n;;;\n", "a" * 101 + ";teller", "x;member", "x;display", "x", 'x;"teller', "x;teller;;nl;5"),
        *("x;teller;XXX", "x;teller;;it", "x;teller\nx;teller"),
    ],
)
def test_a_list_of_staff_with_faults(text: str) -> None:
    with pytest.raises(InvalidFile):
        read_staff(text, ["BRU"])


def test_staff_in_bulk_whole_or_not_at_all(world: World) -> None:
    secretary = world.person("secretary")
    fields = {"people": "An Peeters\r\nBob Maes\n", "role": "steward", "venue": "BRU", "language": "nl"}
    page = led_to(secretary, secretary.send("/office/staff", fields))
    codes = codes_on(page)
    assert page.count("data:image/") == len(codes) == 2
    an, bob = (Browser(world.app, code) for code in codes)
    assert answer_of(an.look("/desk/BRU/")) == "ok"
    assert answer_of(an.look("/desk/LIE/")) == "forbidden"
    assert staff(world)["An Peeters"].roles == ((Role.STEWARD, "BRU"),)
    assert staff(world)["An Peeters"].devices == 1
    before = staff(world)
    refused = secretary.send(
        "/office/staff", {"people": "Cem; teller\nAn; koning; BRU; nl\n; steward; X; it\n"}
    )
    assert (answer_of(refused), refused.text.count("<li>")) >= ("invalid_file", 3)
    assert staff(world) == before
    account = before["An Peeters"].account_id
    for _twice in range(2):
        ended = secretary.send(f"/office/staff/{account}/revoke", {})
        assert (answer_of(ended), ended.headers["Location"]) == ("ok", "/office/staff?done=revoked")
    assert answer_of(an.look("/desk/BRU/states")) == "sign_in_needed"
    assert answer_of(Browser(world.app, codes[0]).signed_in) == "sign_in_failed"
    assert answer_of(bob.look("/desk/BRU/")) == "ok"
    assert "An Peeters" not in staff(world)


def test_a_new_code_ends_the_old_one(world: World) -> None:
    secretary, steward = world.person("secretary"), world.person("steward")
    account = staff(world)["steward"].account_id
    secretary.look("/office/staff")
    [code] = codes_on(led_to(secretary, secretary.send(f"/office/staff/{account}/code", {})))
    assert answer_of(steward.look("/desk/BRU/")) == "sign_in_needed"
    assert answer_of(Browser(world.app, code).look("/desk/BRU/")) == "ok"


def test_somebody_is_left_to_run_the_office(world: World) -> None:
    secretary, people = world.person("secretary"), staff(world)
    administrator, only = (people[name].account_id for name in ("administrator", "secretary"))
    assert answer_of(secretary.send(f"/office/staff/{administrator}/revoke", {})) == "ok"
    assert answer_of(secretary.send(f"/office/staff/{only}/revoke", {})) == "last_secretary"
    assert answer_of(secretary.send("/office/staff/999/revoke", {})) == "not_found"


def test_the_roles_of_the_doors_and_tables_end_with_the_assembly() -> None:
    held = frozenset(Grant(role, None) for role in Role)
    assert in_force(held, over=False) == held
    ended = {Role.STEWARD, Role.SUPERVISOR, Role.TELLER}
    assert {grant.role for grant in held - in_force(held, over=True)} == ended


@pytest.mark.parametrize(
    ("timezone", "moment"), [("Europe/Brussels", OVER), ("America/New_York", OVER + timedelta(hours=6))]
)
def test_an_assembly_is_over_at_six_in_the_morning_after_it(timezone: str, moment: datetime) -> None:
    assert over_at(MEETING.date(), timezone) == moment


@pytest.mark.parametrize(
    ("name", "page"),
    [("steward", "/desk/BRU/"), ("supervisor", "/desk/LIE/conflicts"), ("teller", "/desk/BRU/sheets")],
)
def test_who_serves_at_a_venue_is_let_in_until_the_assembly_is_over(
    world: World, name: str, page: str
) -> None:
    browser = world.person(name)
    for moment, answer, signing_in in ((EVENING, "ok", "ok"), (OVER, "sign_in_needed", "sign_in_failed")):
        world.clock.moment = moment
        assert answer_of(browser.look(page)) == answer
        assert answer_of(Browser(world.app, world.staff[name]).signed_in) == signing_in
    assert answer_of(world.person("secretary").look("/office/staff")) == "ok"
    assert answer_of(world.person("chair").look("/chair/")) == "ok"


def test_access_given_after_the_assembly_is_for_that_day(world: World) -> None:
    world.clock.moment = later = OVER + timedelta(days=90)
    secretary = world.person("secretary")
    account = staff(world)["teller"].account_id
    secretary.look("/office/staff")
    [code] = codes_on(led_to(secretary, secretary.send(f"/office/staff/{account}/code", {})))
    for moment, answer in (
        (later, "ok"),
        (later + timedelta(hours=23), "ok"),
        (later + timedelta(days=1), "sign_in_failed"),
    ):
        world.clock.moment = moment
        assert answer_of(Browser(world.app, code).signed_in) == answer, moment
