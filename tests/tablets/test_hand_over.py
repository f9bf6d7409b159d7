"""A tablet goes from hand to hand: one member at a time, and nothing of one is left for the next."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import Client

from tests.accounts.help_desk import pass_of
from tests.gate.crowd import attempt, run_together
from tests.world import KEY, MEETING, Clock, World
from voting.ballot.models import Participation
from voting.database import writing
from voting.extensions import db
from voting.rehearsal.browser import answer_of
from voting.tablets.enrolment import add_tablet, enrol_tablet
from voting.tablets.hand_over import hand_over
from voting.tablets.models import HandOver

HERE = "BRU"


class Device:
    """A tablet in somebody's hands: a browser that keeps cookies."""

    def __init__(self, world: World, name: str = "Tablet 1", venue: str = HERE) -> None:
        self.client: Client = world.app.test_client()
        with world.app.app_context(), writing(db.session()) as session:
            code = add_tablet(
                session, KEY.encode(), world.assembly_id, venue, name, now=world.clock(), account_id=1
            )
        token = re.findall(r'name="csrf_token" value="([^"]+)"', self.client.get("/tablet/new/").text)
        answer = self.client.post("/tablet/new/", data={"csrf_token": token[0], "code": code})
        assert answer.location == "/tablet/", answer.text
        self.code = code

    def wakes(self) -> str:
        """Where the lock screen leads: the address of the session that it was handed, or itself."""
        answer = self.client.get("/tablet/")
        return answer.location or "/tablet/"

    def fields(self, address: str) -> dict[str, str]:
        """The hidden fields of a page."""
        text = self.client.get(address).text
        return dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', text))


def opened(world: World, *numbers: str) -> None:
    for number in numbers:
        step = f"/chair/resolutions/{world.resolutions[number]}/open"
        assert answer_of(world.person("chair").send(step, {})) == "ok"


def arrive(world: World, *members: int, venue: str = HERE) -> None:
    steward = world.person("steward" if venue == HERE else "steward_lie")
    for member in members:
        fields = {"member": pass_of(world, str(member)), "nonce": f"arrival-{member}"}
        assert answer_of(steward.send(f"/desk/{venue}/check-in", fields)) == "ok"


def give(world: World, member: int | str, tablet: int = 1) -> str:
    fields = {"member": str(member), "tablet": str(tablet)}
    return answer_of(world.person("steward").send(f"/desk/{HERE}/tablets", fields))


def participation(world: World, member: int) -> Any:
    with world.app.app_context():
        found = db.session.get(Participation, (world.resolutions["1"], str(member)))
        return (found.channel, found.venue) if found else None


def test_a_member_votes_on_a_tablet_and_it_locks_itself(world: World) -> None:
    opened(world, "1")
    arrive(world, 5)
    tablet = Device(world)
    assert tablet.wakes() == "/tablet/"
    assert give(world, 5) == "ok"
    start = tablet.wakes()
    page = tablet.client.get(start)
    assert "First5 Name5" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    ballot = f"{start}resolutions/{world.resolutions['1']}"
    fields = {**tablet.fields(ballot), "choice": "for"}
    assert tablet.client.post(f"{ballot}/check", data=fields).location == f"{ballot}/check"
    assert "Name5" in tablet.client.get(f"{ballot}/check").text
    cast = tablet.client.post(f"{ballot}/vote", data=fields)
    assert cast.location == "/tablet/done"
    done = tablet.client.get("/tablet/done").text
    assert "Name5" not in done
    assert participation(world, 5) == ("venue", HERE)
    assert tablet.wakes() == "/tablet/"
    again = tablet.client.post(f"{ballot}/vote", data=fields, headers={"Accept": "application/json"})
    assert again.status_code == 410  # after the lock screen the form is one of nobody
    assert give(world, 5) == "already_voted"


def test_the_form_of_a_vote_that_was_not_answered_is_answered_as_before(world: World) -> None:
    opened(world, "1")
    arrive(world, 5)
    tablet = Device(world)
    give(world, 5)
    ballot = f"{tablet.wakes()}resolutions/{world.resolutions['1']}"
    tablet.client.post(f"{ballot}/check", data={**tablet.fields(ballot), "choice": "for"})
    fields = tablet.fields(f"{ballot}/check")
    for _ in range(2):
        assert tablet.client.post(f"{ballot}/vote", data=fields).location == "/tablet/done"
    changed = fields | {"attempt": "another-attempt", "choice": "against"}
    assert tablet.client.post(f"{ballot}/vote", data=changed).location == "/tablet/"


def test_nothing_of_one_member_works_in_the_hands_of_the_next(world: World) -> None:
    opened(world, "1")
    arrive(world, 5, 6)
    tablet = Device(world)
    give(world, 5)
    first = tablet.wakes()
    ballot = f"{first}resolutions/{world.resolutions['1']}"
    old = {**tablet.fields(ballot), "choice": "for"}
    assert tablet.client.post(f"{first}end", data=old).location == "/tablet/"
    assert give(world, 6) == "ok"
    second = tablet.wakes()
    assert second != first
    now = tablet.fields(second)
    for address in (first, ballot):
        assert tablet.client.get(address).location == "/tablet/"
        assert tablet.wakes() == second
    for fields in (old, old | {"csrf_token": now["csrf_token"]}):
        for path in ("/check", "/vote"):
            assert tablet.client.post(ballot + path, data=fields).location == "/tablet/"
    assert participation(world, 5) is None
    assert participation(world, 6) is None
    other = Device(world, "Tablet 2")
    assert other.client.get(second).location == "/tablet/"  # an address alone opens nothing
    nobody = world.app.test_client().get(second)
    assert nobody.headers["Refusal"] == "unknown_tablet"


def test_an_old_form_sent_to_a_tablets_page_signs_nobody_out_elsewhere(world: World) -> None:
    member = world.member(1)
    for path in ("/tablet/new/", "/tablet/practice/check", "/tablet/x/end"):
        assert answer_of(member.send(path, {"csrf_token": ""})) == "form_expired"
        assert answer_of(member.look("/assembly")) == "ok"


def test_a_minute_of_nothing_ends_it_on_the_server_too(world: World, clock: Clock) -> None:
    opened(world, "1")
    arrive(world, 5, 6)
    tablet = Device(world)
    give(world, 5)
    start = tablet.wakes()
    ballot = f"{start}resolutions/{world.resolutions['1']}"
    fields = {**tablet.fields(ballot), "choice": "for"}
    clock.moment += timedelta(seconds=59)
    assert tablet.client.post(f"{start}here", data=fields).status_code == 200
    clock.moment += timedelta(seconds=69)
    assert give(world, 6) == "tablet_in_use"
    clock.moment += timedelta(seconds=2)
    assert tablet.wakes() == "/tablet/"
    late = tablet.client.post(f"{ballot}/vote", data=fields, headers={"Accept": "application/json"})
    assert late.status_code == 410
    assert participation(world, 5) is None
    assert give(world, 6) == "ok"
    assert tablet.client.get(f"{tablet.wakes()}idle").location == "/tablet/"
    assert tablet.wakes() == "/tablet/"
    with world.app.app_context():
        endings = db.session.scalars(select(HandOver.ending).order_by(HandOver.id)).all()
    assert endings == ["idle", "idle"]


@pytest.mark.parametrize(
    ("member", "code"),
    [
        ("7", "not_present"),
        ("8", "not_present"),
        ("41", "not_entitled"),
        ("9", "not_present"),
        ("x!", "unknown_pass"),
    ],
)
def test_only_who_is_present_here_is_handed_a_tablet(world: World, member: str, code: str) -> None:
    opened(world, "1")
    arrive(world, 8, venue="LIE")
    assert answer_of(world.member(9).send("/assembly/join", {})) == "ok"
    Device(world)
    assert give(world, member) == code


def test_a_tablet_is_for_one_and_a_member_has_one(world: World) -> None:
    arrive(world, 5, 6)
    tablet, other = Device(world), Device(world, "Tablet 2")
    assert give(world, 5) == "not_open"
    opened(world, "1")
    assert give(world, 5) == "ok"
    first = tablet.wakes()
    assert give(world, 5) == "ok"  # pressed twice
    assert tablet.wakes() == first
    assert give(world, 6) == "tablet_in_use"
    assert give(world, 5, tablet=2) == "has_tablet"
    assert give(world, 6, tablet=99) == "not_found"
    world.person("steward").look(f"/desk/{HERE}/tablets")
    assert answer_of(world.person("steward").send(f"/desk/{HERE}/tablets/1/lock", {})) == "ok"
    assert tablet.wakes() == "/tablet/"
    assert give(world, 5, tablet=2) == "ok"
    assert other.wakes() != "/tablet/"
    path = "/desk/LIE/tablets/2/lock"
    assert answer_of(world.person("steward_lie").send(path, {})) == "not_found"  # another venue's


def test_a_tablet_that_somebody_else_has_by_now_is_not_locked_for_the_one_before(world: World) -> None:
    opened(world, "1")
    arrive(world, 5, 6)
    tablet, steward, path = Device(world), world.person("steward"), f"/desk/{HERE}/tablets"
    assert give(world, 5) == "ok"
    steward.look(path)
    assert answer_of(steward.send(f"{path}/1/lock", {})) == "ok"
    assert answer_of(steward.send(f"{path}/1/lock", {})) == "ok", "it is locked: nothing is left to end"
    assert give(world, 6) == "ok"
    start = tablet.wakes()
    stale = steward.send(f"{path}/1/lock", {})
    assert (answer_of(stale), stale.status_code) == ("changed_meanwhile", 409)
    assert tablet.wakes() == start != "/tablet/"
    steward.look(path)
    assert answer_of(steward.send(f"{path}/1/lock", {})) == "ok"
    assert tablet.wakes() == "/tablet/"


def test_taking_a_tablet_away_twice_or_while_somebody_has_it_costs_no_vote(world: World) -> None:
    opened(world, "1")
    arrive(world, 5)
    tablet, other, supervisor = Device(world), Device(world), world.person("supervisor")
    path = f"/desk/{HERE}/tablets"
    supervisor.look(path)
    assert give(world, 5) == "ok"
    for _twice in range(2):
        assert answer_of(supervisor.send(f"{path}/1/revoke", {})) == "ok"
        assert 'data-tablet="1"' not in supervisor.look(path).text
    assert give(world, 5, tablet=2) == "ok"
    ballot = f"{other.wakes()}resolutions/{world.resolutions['1']}"
    fields = {**other.fields(ballot), "choice": "for"}
    assert other.client.post(f"{ballot}/vote", data=fields).location == "/tablet/done"
    assert tablet.wakes() != ballot


def give_as(_app: Flask, share: tuple[int, int, str]) -> str:
    """One steward of several who hand tablets over at the same moment."""
    assembly_id, tablet, member = share
    arguments = (assembly_id, HERE, tablet, member)
    return attempt(hand_over, *arguments, account_id=int(member) + tablet, shown=True, now=MEETING)


@pytest.mark.parametrize("shares", [[(1, "5"), (1, "6")], [(1, "5"), (2, "5")]])
def test_two_hand_overs_at_the_same_moment_are_one(
    world: World, database_url: str, tmp_path: Path, shares: list[tuple[int, str]]
) -> None:
    opened(world, "1")
    arrive(world, 5, 6)
    Device(world)
    Device(world, "Tablet 2")
    work = [(world.assembly_id, *share) for share in shares]
    answers = run_together(database_url, tmp_path / "crowd", give_as, work)
    assert answers.count("ok") == 1
    assert set(answers) <= {"ok", "tablet_in_use", "has_tablet"}
    with world.app.app_context():
        assert len(db.session.scalars(select(HandOver)).all()) == 1


def test_all_that_is_open_is_voted_on_and_for_those_represented_too(world: World) -> None:
    assert answer_of(world.member(20).send("/proxy", {"holder": "5", "name": "Name5"})) == "ok"
    assert answer_of(world.member(5).send("/proxy/accept", {"grantor": "20"})) == "ok"
    opened(world, "1")
    arrive(world, 5)
    tablet = Device(world)
    give(world, 5)
    start = tablet.wakes()
    ballot = f"{start}resolutions/{world.resolutions['1']}"
    own = {**tablet.fields(ballot), "choice": "for"}
    assert tablet.client.post(f"{ballot}/vote", data=own).location == f"{start}?counted=yes"
    theirs = {**tablet.fields(f"{ballot}?for=20"), "choice": "against"}
    assert theirs["for"] == "20"
    assert tablet.client.post(f"{ballot}/vote", data=theirs).location == "/tablet/done"
    assert participation(world, 5) == ("venue", HERE)
    assert participation(world, 20) == ("proxy", HERE)


def test_a_code_makes_one_tablet_and_for_half_an_hour(world: World, clock: Clock) -> None:
    tablet = Device(world)
    with world.app.app_context():
        key = KEY.encode()
        assert attempt(enrol_tablet, key, tablet.code, now=clock()) == "link_expired"
        assert attempt(enrol_tablet, key, "2222-2222-2222-2222", now=clock()) == "link_expired"
        with writing(db.session()) as session:
            details: dict[str, Any] = {"now": clock(), "account_id": 1}
            late = add_tablet(session, key, world.assembly_id, HERE, "Tablet 2", **details)
        assert attempt(enrol_tablet, key, late, now=clock() + timedelta(minutes=30)) == "link_expired"
        assert attempt(add_tablet, key, world.assembly_id, HERE, " ", **details) == "bad_request"


def test_a_tablet_that_is_taken_away_opens_nothing_more(world: World) -> None:
    opened(world, "1")
    arrive(world, 5)
    tablet = Device(world)
    give(world, 5)
    start = tablet.wakes()
    assert answer_of(world.person("supervisor").send(f"/desk/{HERE}/tablets/1/revoke", {})) == "ok"
    for address in ("/tablet/", start):
        assert answer_of(tablet.client.get(address)) == "unknown_tablet"
    assert give(world, 5) == "wrong_state"


def test_whoever_set_the_tablet_up_is_signed_out_on_it(world: World) -> None:
    supervisor = world.person("supervisor")
    supervisor.look(f"/desk/{HERE}/tablets")
    added = supervisor.look(supervisor.send(f"/desk/{HERE}/tablets/new", {"name": "Tablet 1"}).location)
    code = re.findall(r'class="code" translate="no">([^<]+)<', added.text)[0]
    assert answer_of(supervisor.send("/tablet/new/", {"code": code})) == "ok"
    assert answer_of(supervisor.look(f"/desk/{HERE}/")) == "sign_in_needed"
    assert answer_of(supervisor.look("/tablet/")) == "ok"
