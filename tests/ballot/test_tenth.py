"""Nobody votes with more than a tenth unnoticed: chair and minutes are told, and all votes count."""

import pytest
from flask_babel import force_locale

from tests.assembly.giving import give_proxy
from tests.ballot.meeting import result_of, step, vote_online
from tests.ballot.test_quorum import arrive
from tests.gate.crowd import attempt
from tests.world import MEETING, World
from voting.assembly.models import Assembly
from voting.ballot.cast import Vote, cast
from voting.ballot.models import Channel, Resolution
from voting.ballot.proxies import withdraw_proxy
from voting.ballot.rules import is_above_a_tenth
from voting.ballot.tenth import Heavy, heavy_now, heavy_votes
from voting.database import writing
from voting.extensions import db
from voting.report.document import Text
from voting.report.minutes import minutes
from voting.wording.minutes.document import minutes_document


@pytest.mark.parametrize(
    ("votes", "present", "above"),
    [(2, 19, True), (2, 20, False), (3, 29, True), (1, 1, False), (1, 9, False), (2, 2, True)],
)
def test_a_tenth_is_exact_and_ones_own_vote_is_never_too_much(votes: int, present: int, above: bool) -> None:
    assert is_above_a_tenth(votes, present) is above


def heavy(world: World) -> list[Heavy]:
    found = heavy_now(db.session(), db.session.get_one(Assembly, world.assembly_id))
    db.session.rollback()
    return found


def test_a_holder_is_noticed_while_few_are_here_and_no_longer_with_many(world: World) -> None:
    with world.app.app_context():
        with writing(db.session()) as session:
            give_proxy(session, world.assembly_id, "30", "1", now=MEETING)
        assert heavy(world) == [], "a holder who is not there votes for nobody"
        arrive(world.assembly_id, range(1, 19))
        assert heavy(world) == [Heavy("1", "First1 Name1", 2, 19)]
        arrive(world.assembly_id, range(19, 20))
        assert heavy(world) == []
        with writing(db.session()) as session:
            withdraw_proxy(session, world.assembly_id, "30", now=MEETING)
        assert heavy(world) == []


def test_what_was_cast_is_told_at_the_closing_and_counted(world: World) -> None:
    one = world.resolutions["1"]
    with world.app.app_context():
        with writing(db.session()) as session:
            give_proxy(session, world.assembly_id, "30", "1", now=MEETING)
            give_proxy(session, world.assembly_id, "31", "2", now=MEETING)
        arrive(world.assembly_id, range(1, 11))
        step(one, "open")
        by_proxy = Vote(one, "30", Channel.PROXY, holder="1", choice="for")
        assert attempt(cast, by_proxy, now=MEETING) == "ok"
        vote_online(one, range(1, 2))
        vote_online(one, range(2, 3), "against")
        assert heavy_votes(db.session(), db.session.get_one(Resolution, one)) == []
        db.session.rollback()
        step(one, "close")
        told = heavy_votes(db.session(), db.session.get_one(Resolution, one))
        assert told == [Heavy("1", "First1 Name1", 2, 12)]
        db.session.rollback()
        assert step(one, "announce") == "ok"
        assert result_of(one)["counts"] == {"for": 2, "against": 1, "abstain": 0}


def test_the_chair_and_the_minutes_say_who(world: World) -> None:
    one = world.resolutions["1"]
    with world.app.app_context(), writing(db.session()) as session:
        give_proxy(session, world.assembly_id, "30", "1", now=MEETING)
    with world.app.app_context():
        arrive(world.assembly_id, range(1, 6))
    chair = world.person("chair")
    told = "More than a tenth (WVV/CSA, art. 8:5): First1 Name1 (1) can cast 2 of 6 votes"
    assert told in chair.look("/chair/?lang=en").text
    with world.app.app_context():
        step(one, "open")
        for vote in (
            Vote(one, "30", Channel.PROXY, holder="1", choice="for"),
            Vote(one, "1", Channel.VENUE, venue="BRU", choice="for"),
        ):
            assert attempt(cast, vote, now=MEETING) == "ok"
        step(one, "close")
    assert "First1 Name1 (1) cast 2 of 6 votes" in chair.look("/chair/?lang=en").text
    with world.app.app_context():
        assert step(one, "announce") == "ok"
    with world.app.test_request_context(), force_locale("en"):
        document = minutes_document(minutes(db.session(), world.assembly_id))
    told = [block.text for block in document.blocks if isinstance(block, Text)]
    assert [text for text in told if "First1 Name1 (1) cast 2 of 6 votes present" in text]
