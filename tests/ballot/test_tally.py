"""Nothing is announced unless participations and ballots agree, box by box."""

import pytest
from sqlalchemy import text

from tests.assembly.giving import give_proxy
from tests.ballot.meeting import enter, issue_papers, motion_sheet, refusal, result_of, step, vote_online
from tests.world import ADVANCE, MEETING, World
from voting.attendance.check_in import check_in
from voting.attendance.scan_log import Scan
from voting.ballot.cast import Vote, cast
from voting.ballot.models import Channel, Resolution, State
from voting.ballot.tally import Discrepancy, reconcile, tally
from voting.database import writing
from voting.errors import Refused
from voting.extensions import db

OUTCOME = ("counts", "ballots", "unreturned", "by_channel", "by_venue", "outcome")


def test_all_channels_and_venues_are_counted_together(world: World) -> None:
    resolution = world.resolutions["1"]
    with world.app.app_context():
        with writing(db.session()) as session:
            cast(session, Vote(resolution, "1", Channel.ADVANCE, choice="against"), now=ADVANCE)
            give_proxy(session, world.assembly_id, "3", "2", now=MEETING)
            for member, venue in (("2", "BRU"), ("4", "LIE")):
                check_in(session, Scan(world.assembly_id, member, venue, member * 8, 1, MEETING, MEETING))
        step(resolution, "open")
        with writing(db.session()) as session:
            for vote in (
                Vote(resolution, "2", Channel.VENUE, venue="BRU", choice="for"),
                Vote(resolution, "3", Channel.PROXY, holder="2", choice="for"),
                Vote(resolution, "4", Channel.VENUE, venue="LIE", choice="abstain"),
            ):
                cast(session, vote, now=MEETING)
        vote_online(resolution, range(10, 15))
        issue_papers(world, resolution, range(20, 24))
        step(resolution, "close")
        for teller in (1, 2):
            enter(resolution, motion_sheet(1, 2, 0, unreturned=1, reason="taken home"), teller)
        assert reconcile(db.session(), resolution) == []
        assert step(resolution, "announce") == "ok"
        result = result_of(resolution)
    assert {key: result[key] for key in OUTCOME} == {
        "counts": {"for": 8, "against": 3, "abstain": 1},
        "ballots": 12,
        "unreturned": 1,
        "by_channel": {"advance": 1, "online": 5, "paper": 4, "proxy": 1, "venue": 2},
        "by_venue": {"BRU": 6, "LIE": 1},
        "outcome": "adopted",
    }


TAMPERED = {
    "a ballot too many": (
        "INSERT INTO ballot VALUES ({id}, :key, 'for', NULL)",
        [Discrepancy("all", None, 5, 6)],
    ),
    "a deposit too many": (
        "INSERT INTO deposit VALUES ({id}, :key, 'online', NULL)",
        [Discrepancy("online", None, 5, 6)],
    ),
    "a deposit in another box": (
        "INSERT INTO deposit VALUES ({id}, :key, 'venue', 'LIE')",
        [Discrepancy("venue", "LIE", 0, 1)],
    ),
    "a participation too many": (
        "INSERT INTO participation (resolution_id, member, channel, cast_at) "
        "VALUES ({id}, '30', 'online', '2025-06-17 08:00:00')",
        [Discrepancy("online", None, 6, 5), Discrepancy("all", None, 6, 5)],
    ),
}


@pytest.mark.parametrize("kind", TAMPERED)
@pytest.mark.parametrize("moment", ["open", "closed"])
def test_what_does_not_agree_is_not_announced(world: World, kind: str, moment: str) -> None:
    """The seal is of the ballots that the closing has written: one that was there before it breaks it."""
    resolution = world.resolutions["1"]
    statement, discrepancies = TAMPERED[kind]
    with world.app.app_context():
        step(resolution, "open")
        vote_online(resolution, range(1, 6))
        if moment == "closed":
            step(resolution, "close")
        parameters = {"key": b"0" * 16} if ":key" in statement else {}
        with writing(db.session()) as session:
            session.execute(text(statement.format(id=resolution)), parameters)
        if moment == "open":
            step(resolution, "close")
        assert reconcile(db.session(), resolution) == discrepancies
        sealed = "deposit" in kind or (moment == "open" and "ballot" not in kind)
        assert step(resolution, "announce") == ("not_reconciled" if sealed else "seal_broken")
        stored = db.session.get_one(Resolution, resolution)
        assert State(stored.state) is State.CLOSED
        if sealed:
            with pytest.raises(Refused) as caught:
                tally(db.session(), stored)
            first = discrepancies[0]
            assert refusal(caught) == (
                "not_reconciled",
                {
                    "channel": first.channel,
                    "venue": first.venue or "",
                    "participations": first.participations,
                    "ballots": first.ballots,
                },
            )


def test_a_participation_exchanged_for_another_breaks_the_seal(world: World) -> None:
    """The numbers agree; who has voted is not what it was at closing."""
    resolution = world.resolutions["1"]
    with world.app.app_context():
        step(resolution, "open")
        vote_online(resolution, range(1, 4))
        step(resolution, "close")
        with writing(db.session()) as session:
            for statement in (
                "INSERT INTO participation (resolution_id, member, channel, cast_at) "
                f"VALUES ({resolution}, '30', 'online', '2025-06-17 08:00:00')",
                f"INSERT INTO deposit VALUES ({resolution}, :key, 'online', NULL)",
                f"INSERT INTO ballot VALUES ({resolution}, :key, 'for', NULL)",
            ):
                session.execute(text(statement), {"key": b"0" * 16} if ":key" in statement else {})
        assert reconcile(db.session(), resolution) == []
        assert step(resolution, "announce") == "seal_broken"
