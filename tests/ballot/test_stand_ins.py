"""Where the statutes allow it, somebody who is no member takes a member's place at a venue, with a proxy on
paper."""

import io

import pytest
from flask import Flask

from tests.ballot.meeting import result_of, step, vote_online
from tests.gate.crowd import attempt
from tests.world import ASSEMBLY, MEETING, Clock, World, make_world
from voting.assembly.stand_ins import stand_in_of
from voting.ballot.cast import Vote, cast
from voting.ballot.models import Channel
from voting.database import writing
from voting.extensions import db
from voting.privacy.own_data import own_data
from voting.rehearsal.browser import answer_of
from voting.stamp import stamp

PHOTO = b"\xff\xd8\xff\xe0 a photo of a signature"


@pytest.fixture
def open_to_others(app: Flask, clock: Clock) -> World:
    """An assembly whose statutes do not keep proxies among members; one person may hold one."""
    return make_world(app, clock, "stand_ins = true\n" + ASSEMBLY)


def enter(world: World, member: str = "1", name: str = "Zoë Buiten", content: bytes = PHOTO) -> str:
    fields = {"grantor": member, "name": name, "document": (io.BytesIO(content), "x.jpg")}
    return answer_of(world.person("steward").send("/desk/BRU/stand-ins", fields))


def withdraw(world: World, member: str = "1") -> str:
    with world.app.app_context():
        found = stand_in_of(db.session(), world.assembly_id, member)
        seen = stamp(found.id if found else None)
        db.session.rollback()
    return answer_of(world.member(member).send("/proxy/stand-in/withdraw", {"was": seen}))


def check_in(world: World, member: str) -> str:
    sent = {"member": member, "nonce": f"nonce-of-{member}"}
    return answer_of(world.person("steward").send("/desk/BRU/check-in", sent))


def vote_in_hall(world: World, member: int, number: str = "1") -> str:
    fields = {"choice": "for", "channel": "venue", "venue": "BRU"}
    return answer_of(world.member(member).send(f"/resolutions/{world.resolutions[number]}/vote", fields))


def test_a_member_is_present_through_them_and_votes_through_them(open_to_others: World) -> None:
    world, one = open_to_others, open_to_others.resolutions["1"]
    assert enter(world) == "ok"
    assert enter(world, name="buiten,  ZOË") == "invalid_proxy"
    assert enter(world, name=" zoe buiten") == "ok", "the same again"
    desk = world.person("steward").look("/desk/BRU/proxies?grantor=1&lang=en").text
    assert "Zoë Buiten takes the place of this member." in desk
    assert "Zoë Buiten, who is no member" in world.member(1).look("/assembly?lang=en").text
    assert check_in(world, "1") == "ok"
    with world.app.app_context():
        assert step(one, "open") == "ok"
        vote_online(one, range(2, 5))
        assert attempt(cast, Vote(one, "1", Channel.PAPER, venue="BRU"), now=MEETING) == "ok"
    assert vote_in_hall(world, 1) == "already_voted"
    assert withdraw(world) == "proxy_used"


def test_the_votes_stand_as_votes_by_proxy_and_the_name_in_the_list(open_to_others: World) -> None:
    world, one = open_to_others, open_to_others.resolutions["1"]
    assert enter(world) == "ok"
    assert check_in(world, "1") == "ok"
    with world.app.app_context():
        assert step(one, "open") == "ok"
        vote_online(one, range(2, 5))
    assert vote_in_hall(world, 1) == "ok"
    with world.app.app_context():
        assert step(one, "close") == step(one, "announce") == "ok"
        assert result_of(one)["by_stand_in"] == 1
    assert "1 vote of 4 was cast by proxy." in world.member(9).look("/results?lang=en").text
    listed = world.person("secretary").look("/office/after/attendance.csv?in=en").data.decode("utf-8-sig")
    assert "Zoë Buiten" in listed


def test_the_members_own_vote_from_home_is_not_one_by_proxy(open_to_others: World) -> None:
    world, one = open_to_others, open_to_others.resolutions["1"]
    assert enter(world) == "ok"
    with world.app.app_context():
        assert step(one, "open") == "ok"
        vote_online(one, range(1, 2))
        assert step(one, "close") == step(one, "announce") == "ok"
        assert "by_stand_in" not in result_of(one)
    assert withdraw(world) == "ok"
    assert "Zoë" not in world.member(1).look("/assembly").text


def test_one_at_a_time_and_within_the_limit(open_to_others: World) -> None:
    world = open_to_others
    assert answer_of(world.member(2).send("/proxy", {"holder": "3", "name": "Name3"})) == "ok"
    assert enter(world, "2") == "invalid_proxy", "has offered a proxy to a member"
    assert enter(world, "1") == "ok"
    assert answer_of(world.member(1).send("/proxy", {"holder": "3", "name": "Name3"})) == "invalid_proxy"
    assert enter(world, "4", "ZOË BUITEN") == "proxy_limit"
    assert withdraw(world) == "ok"
    assert enter(world, "4", "ZOË BUITEN") == "ok"


@pytest.mark.parametrize(
    ("member", "name", "content", "code"),
    [
        ("41", "Zoë", PHOTO, "not_entitled"),
        ("1", " - ", PHOTO, "invalid_proxy"),
        ("1", "Z" * 201, PHOTO, "invalid_proxy"),
        ("1", "Zoë", b"<html>", "document_invalid"),
        ("1", "Zoë", b"", "document_invalid"),
    ],
)
def test_what_is_refused(open_to_others: World, member: str, name: str, content: bytes, code: str) -> None:
    assert enter(open_to_others, member, name, content) == code


def test_where_the_statutes_keep_proxies_among_members(world: World) -> None:
    assert enter(world) == "stand_ins_refused"
    assert "stand-in-name" not in world.person("steward").look("/desk/BRU/proxies?grantor=1").text


def test_the_paper_is_seen_by_few_and_taken_back_for_a_reason(open_to_others: World) -> None:
    world = open_to_others
    assert enter(world) == "ok"
    with world.app.app_context():
        found = stand_in_of(db.session(), world.assembly_id, "1")
        assert found is not None
        path, seen = f"/desk/BRU/stand-ins/{found.id}/document", stamp(found.id)
        db.session.rollback()
    assert world.person("supervisor").look(path).data == PHOTO
    for who in ("steward", "teller", "chair"):
        assert answer_of(world.person(who).look(path)) == "forbidden"
    fields = {"grantor": "1", "was": seen}
    send = world.person("supervisor").send
    assert answer_of(send("/desk/BRU/stand-ins/withdraw", fields)) == "reason_missing"
    assert answer_of(send("/desk/BRU/stand-ins/withdraw", fields | {"reason": "fell ill", "was": "x"})) == (
        "changed_meanwhile"
    )
    assert answer_of(send("/desk/BRU/stand-ins/withdraw", fields | {"reason": "fell ill"})) == "ok"


def test_it_is_among_what_is_kept_about_a_member(open_to_others: World) -> None:
    assert enter(open_to_others) == "ok"
    with open_to_others.app.app_context(), writing(db.session()) as session:
        [kept] = own_data(session, "1", MEETING)["stand_in"]
    assert kept["name"] == "Zoë Buiten"
    assert "content" not in kept
