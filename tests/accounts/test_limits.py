"""For how long somebody stays signed in, by the test's clock."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import g
from sqlalchemy import select

from tests.accounts.factors.app import confirm_here, require_second_factor, staff_with_phone
from tests.world import World
from voting.accounts.limits import IDLE, LASTS, WITH_FACTOR_LASTS, has_lasted, is_idle
from voting.accounts.models import SignIn
from voting.config import OFF
from voting.database import writing
from voting.extensions import db
from voting.jobs.models import Job, JobState
from voting.rehearsal.browser import Browser, answer_of
from voting.web.person import admit

NOW = datetime(2025, 6, 17, 8, 0, tzinfo=UTC)
SCRIPT = {"Sec-Fetch-Mode": "cors"}
"""What a browser says of what a script asks for by itself."""


@pytest.mark.parametrize(("needs", "lasts"), [(True, timedelta(hours=12)), (False, timedelta(days=30))])
def test_a_sign_in_is_over(needs: bool, lasts: timedelta) -> None:
    assert not has_lasted(NOW, NOW + lasts - timedelta(seconds=1), needs_factor=needs)
    assert has_lasted(NOW, NOW + lasts, needs_factor=needs)


def test_a_device_is_idle_after_an_hour() -> None:
    assert not is_idle(NOW, NOW + timedelta(minutes=59))
    assert is_idle(NOW, NOW + timedelta(minutes=60))


def test_a_members_sign_in_ends_after_thirty_days(world: World) -> None:
    member = world.member(1)
    world.clock.moment += LASTS - timedelta(seconds=1)
    assert answer_of(member.look("/assembly")) == "ok"
    world.clock.moment += timedelta(seconds=1)
    answer = member.look("/assembly")
    assert (answer_of(answer), answer.status_code) == ("sign_in_over", 401)
    assert 'name="code"' in answer.text
    assert answer_of(Browser(world.app, world.codes["1"]).look("/assembly")) == "ok"


def test_one_with_a_second_factor_ends_after_twelve_hours_whatever_is_done(world: World) -> None:
    secretary, phone = staff_with_phone(world, "secretary")
    began = world.clock.moment
    while world.clock.moment - began < WITH_FACTOR_LASTS - timedelta(minutes=30):
        world.clock.moment += timedelta(minutes=30)
        assert answer_of(confirm_here(secretary, phone.shows())) == "ok"
        secretary.look("/office/assemblies")
    assert answer_of(secretary.send(f"/office/assemblies/{world.assembly_id}/go", {})) == "ok"
    assert answer_of(secretary.look("/office/")) == "ok"
    world.clock.moment = began + WITH_FACTOR_LASTS
    assert answer_of(secretary.look("/office/")) == "sign_in_over"
    assert answer_of(secretary.look("/account/second/confirm")) == "sign_in_over"


def test_an_hour_of_nothing_shuts_the_role_until_it_is_confirmed(world: World) -> None:
    chair, phone = staff_with_phone(world, "chair")
    for _ in range(3):
        world.clock.moment += IDLE - timedelta(seconds=1)
        assert answer_of(chair.look("/chair/")) == "ok"
    for _ in range(4):
        world.clock.moment += IDLE / 4
        answer = chair.look("/chair/now", headers=SCRIPT)
    assert answer_of(answer) == "idle_too_long"
    answer = chair.look("/chair/")
    assert (answer_of(answer), answer.status_code) == ("idle_too_long", 403)
    assert "/account/second/confirm?back=/chair/" in answer.text
    assert answer_of(chair.look("/chair/")) == "idle_too_long"
    assert answer_of(confirm_here(chair, phone.shows(), "/chair/")) == "ok"
    assert answer_of(chair.look("/chair/")) == "ok"


def test_sending_a_form_is_an_act(world: World) -> None:
    chair, _ = staff_with_phone(world, "chair")
    chair.look("/chair/")
    world.clock.moment += IDLE - timedelta(minutes=1)
    chair.send("/chair/practice/begin", {})
    world.clock.moment += timedelta(minutes=2)
    assert answer_of(chair.look("/chair/")) == "ok"


def test_the_moment_of_another_sign_in_or_a_forged_one_is_worth_nothing(world: World) -> None:
    chair, _ = staff_with_phone(world, "chair")
    teller, _ = staff_with_phone(world, "teller")
    world.clock.moment += IDLE - timedelta(minutes=1)
    assert answer_of(teller.look("/desk/BRU/sheets")) == "ok"
    theirs = teller._client.get_cookie("acted")
    assert theirs
    world.clock.moment += timedelta(minutes=1)
    later = str(round(world.clock.moment.timestamp() * 1000))
    for forged in (theirs.value, f"{later}.{theirs.value.partition('.')[2]}", later, f"{later}.", "x.é", ""):
        chair._client.set_cookie("acted", forged)
        assert answer_of(chair.look("/chair/")) == "idle_too_long"


def test_desks_and_members_are_never_idle(world: World) -> None:
    require_second_factor(world.app)
    steward, member = world.person("steward"), world.member(1)
    world.clock.moment += timedelta(hours=9)
    assert answer_of(steward.look("/desk/BRU/")) == "ok"
    assert answer_of(member.look("/assembly")) == "ok"
    assert not member._client.get_cookie("acted")


def test_where_no_factor_is_needed_nobody_is_idle(world: World) -> None:
    chair, _ = staff_with_phone(world, "chair")
    world.app.config["SECOND_FACTOR"] = OFF
    world.clock.moment += timedelta(hours=13)
    assert answer_of(chair.look("/chair/")) == "ok"


def test_what_was_asked_for_is_done_though_its_asker_confirms_or_rests_meanwhile(world: World) -> None:
    """Long work waits its turn, in another process: for the sign-in that takes the place of the one it was
    asked by, and whatever was done on the device since."""
    secretary, phone = staff_with_phone(world, "secretary")
    with world.app.app_context(), writing(db.session()) as session:
        asker = session.scalars(select(SignIn).where(SignIn.confirmed_at.is_not(None))).one()
        session.add(asked_by(asker.account_id, asker.id, world.clock()))
        before = asker.id
    world.clock.moment += timedelta(minutes=1)
    assert answer_of(confirm_here(secretary, phone.shows())) == "ok"
    world.clock.moment += timedelta(hours=2)
    with world.app.test_request_context():
        sign_in_id = db.session.scalars(select(Job.request)).one()["sign_in"]
        assert sign_in_id != before
        assert not admit(sign_in_id).is_confirmed
        g.asked_before = True
        assert admit(sign_in_id).is_confirmed


def asked_by(account_id: int, sign_in_id: str, moment: datetime) -> Job:
    return Job(
        account_id=account_id,
        work="office.report_file",
        same="0",
        request={"sign_in": sign_in_id},
        state=JobState.ASKED.value,
        asked_at=moment,
        moved_at=moment,
        done=0,
        total=0,
        size=0,
    )
