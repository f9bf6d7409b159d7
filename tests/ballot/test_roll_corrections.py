"""Late corrections of a frozen roll: honoured by the gate and the doors, logged, and never against a vote."""

import threading

import pytest
from sqlalchemy import func, select

from tests.world import ACTOR, KEY, MEETING, World
from voting.accounts.credentials import issue_to_members
from voting.assembly.models import Assembly, RollEntry
from voting.assembly.roll import entitled_by_class, is_entitled
from voting.attendance.check_in import check_in, join_online
from voting.attendance.passes import pass_token
from voting.attendance.presence import present_or_represented
from voting.attendance.rules import Answer
from voting.attendance.scan_log import Scan
from voting.audit.chain import verify
from voting.ballot.cast import Vote, cast
from voting.ballot.export_count import export_count
from voting.ballot.life import (
    announce_resolution,
    annul_resolution,
    close_resolution,
    open_resolution,
    put_again,
)
from voting.ballot.models import Channel, Participation, Resolution
from voting.ballot.roll_corrections import (
    add_to_roll,
    corrected_hash,
    corrections_of,
    remove_from_roll,
    roll_is_sound,
)
from voting.database import writing
from voting.errors import Refused
from voting.extensions import db
from voting.recount import recount
from voting.rehearsal.browser import Browser, answer_of

KEYED = KEY.encode()


def add(world: World, member: str, reason: str = "forgotten") -> str:
    return outcome(
        world,
        lambda session: add_to_roll(
            session, KEYED, world.assembly_id, member, reason, now=MEETING, account_id=1
        ),
    )


def remove(world: World, member: str, reason: str = "had left") -> str:
    return outcome(
        world,
        lambda session: remove_from_roll(
            session, world.assembly_id, member, reason, now=MEETING, account_id=1
        ),
    )


def vote(world: World, member: str, resolution: str = "1") -> str:
    ballot = Vote(world.resolutions[resolution], member, Channel.ONLINE, choice="for")
    return outcome(world, lambda session: cast(session, ballot, now=MEETING))


def outcome(world: World, act: object) -> str:
    with world.app.app_context():
        try:
            with writing(db.session()) as session:
                act(session)  # type: ignore[operator]
        except Refused as refused:
            return refused.code.value
        finally:
            db.session.remove()
    return "ok"


def opened(world: World, resolution: str = "1") -> int:
    with world.app.app_context(), writing(db.session()) as session:
        open_resolution(session, world.resolutions[resolution], now=MEETING, actor=ACTOR)
    return world.resolutions[resolution]


def test_who_is_added_can_do_all_that_others_can(world: World) -> None:
    opened(world)
    assert vote(world, "41") == "not_entitled"
    assert add(world, "41") == "ok"
    assert add(world, "41") == "on_roll_already"
    assert vote(world, "41") == "ok"
    with world.app.app_context():
        assembly = db.session.get_one(Assembly, world.assembly_id)
        assert (assembly.entitled, assembly.frozen_entitled) == (41, 40)
        assert sum(entitled_by_class(db.session(), world.assembly_id).values()) == 41
        assert roll_is_sound(db.session(), assembly)
        [correction] = corrections_of(db.session(), world.assembly_id)
        assert (correction.member, correction.kind, correction.reason) == ("41", "added", "forgotten")
        with writing(db.session()) as session:
            codes = issue_to_members(session, KEYED, world.assembly_id, ["41"], now=MEETING, actor=ACTOR)
    assert answer_of(Browser(world.app, codes["41"]).look("/assembly/pass")) == "ok"
    token = pass_token(KEYED, world.assembly_id, "41")
    answer = world.person("steward").send("/desk/BRU/check-in", {"member": token, "nonce": "n" * 8})
    assert answer_of(answer) == "ok"
    assert remove(world, "41") == "has_voted"


def test_who_is_removed_can_do_nothing_any_more(world: World) -> None:
    opened(world)
    for member in ("3", "4"):
        assert outcome(world, lambda s, m=member: join_online(s, world.assembly_id, m, now=MEETING)) == "ok"
    assert remove(world, "3") == "ok"
    assert remove(world, "3") == "not_on_roll"
    assert vote(world, "3") == "not_entitled"
    assert answer_of(world.member(3).look("/assembly/pass")) == "not_entitled"
    with world.app.app_context():
        with writing(db.session()) as session:
            scan = Scan(world.assembly_id, "3", "BRU", "n" * 8, 1, MEETING, MEETING)
            arrival = check_in(session, scan)
        assert arrival.answer is Answer.NOT_ENTITLED
        assert list(db.session.scalars(present_or_represented(world.assembly_id))) == ["4"]
        assembly = db.session.get_one(Assembly, world.assembly_id)
        assert (assembly.entitled, assembly.frozen_entitled) == (39, 40)
        assert roll_is_sound(db.session(), assembly)
        assert not is_entitled(db.session(), world.assembly_id, "3")
        before = corrected_hash(db.session(), assembly)
        assert before != assembly.roll_hash
    assert add(world, "3", "it was somebody else") == "ok"
    assert vote(world, "3") == "ok"
    with world.app.app_context():
        assembly = db.session.get_one(Assembly, world.assembly_id)
        assert assembly.entitled == 40
        assert corrected_hash(db.session(), assembly) not in (before, assembly.roll_hash)
        assert verify(db.session())[1] == []


def test_nobody_is_removed_against_a_vote(world: World) -> None:
    opened(world)
    assert world.member(6).send("/proxy", {"holder": "7", "name": "Name7"}).status_code < 400
    assert world.member(7).send("/proxy/accept", {"grantor": "6"}).status_code < 400
    assert outcome(world, lambda s: join_online(s, world.assembly_id, "7", now=MEETING)) == "ok"
    ballot = Vote(world.resolutions["1"], "6", Channel.PROXY, holder="7", choice="for")
    assert outcome(world, lambda s: cast(s, ballot, now=MEETING)) == "ok"
    assert [remove(world, member) for member in ("6", "7", "5")] == ["has_voted", "has_voted", "ok"]


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_a_correction_needs_a_reason(world: World, reason: str) -> None:
    assert add(world, "41", reason) == "reason_missing"
    assert remove(world, "3", reason) == "reason_missing"


def test_what_cannot_be_corrected(world: World) -> None:
    assert add(world, "no such") == "no_member"
    assert remove(world, "41") == "not_on_roll"
    one = opened(world)
    with world.app.app_context(), writing(db.session()) as session:
        close_resolution(session, one, now=MEETING, actor=ACTOR)
    assert (add(world, "41"), remove(world, "3")) == ("not_announced", "not_announced")


def test_results_and_new_rounds_hold_what_was_frozen_and_who_was_entitled(world: World) -> None:
    add(world, "41")
    one = opened(world)
    for member in (*map(str, range(1, 12)), "41"):
        assert vote(world, member) == "ok"
    with world.app.app_context():
        with writing(db.session()) as session:
            close_resolution(session, one, now=MEETING, actor=ACTOR)
        with writing(db.session()) as session:
            announce_resolution(session, one, now=MEETING, actor=ACTOR)
        export = export_count(db.session(), one)
        assert export["result"]["entitled"] == 41
        assert recount(export) == []
    two = opened(world, "2")
    remove(world, "20")
    with world.app.app_context(), writing(db.session()) as session:
        before = session.get_one(Resolution, two).rules_hash
        annul_resolution(session, two, "x", now=MEETING, actor=ACTOR)
        again = put_again(session, two, now=MEETING, actor=ACTOR)
        assert session.get_one(Resolution, again).rules_hash != before
    with world.app.app_context():
        assert recount(export_count(db.session(), one)) == []


def test_a_vote_and_a_removal_at_the_same_moment_never_both_succeed(world: World) -> None:
    """Twenty members, each removed and voting at once, from two threads with connections of their own."""
    opened(world)
    members = [str(number) for number in range(1, 21)]
    answers: dict[str, list[str]] = {member: [] for member in members}
    for member in members:
        barrier = threading.Barrier(2)

        def run(act: object, member: str = member, barrier: threading.Barrier = barrier) -> None:
            barrier.wait()
            answers[member].append(act(world, member))  # type: ignore[operator]

        threads = [threading.Thread(target=run, args=(act,)) for act in (vote, remove)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert all(sorted(found) in (["has_voted", "ok"], ["not_entitled", "ok"]) for found in answers.values())
    with world.app.app_context():
        voted = select(Participation.member).where(Participation.resolution_id == world.resolutions["1"])
        for member in db.session.scalars(voted):
            assert is_entitled(db.session(), world.assembly_id, member)
        assert db.session.scalar(select(func.count()).select_from(RollEntry)) == 40


def test_the_office_corrects_and_shows_it(world: World) -> None:
    secretary = world.person("secretary")
    fields = {"kind": "removed", "member": "9", "reason": "Stond twee keer in het register"}
    assert answer_of(secretary.send("/office/roll", fields)) == "ok"
    page = secretary.look("/office/roll").text
    assert "Stond twee keer in het register" in page
    assert answer_of(secretary.send("/office/roll", fields | {"kind": "deleted"})) == "bad_request"
    assert "9" in world.person("auditor").look("/office/roll").text
