"""A show of hands: counted by two in each hall, held against who was there, beside votes online."""

import pytest

from tests.assembly.giving import give_proxy
from tests.ballot.meeting import refusal, result_of, step, vote_online
from tests.gate.crowd import attempt
from tests.world import MEETING, World
from voting.attendance.check_in import check_in
from voting.attendance.scan_log import Scan
from voting.ballot.cast import Vote, cast
from voting.ballot.export_count import export_count
from voting.ballot.hands import possible_hands
from voting.ballot.models import Channel, Resolution
from voting.ballot.on_the_spot import Proposal, put_on_the_spot
from voting.ballot.paper import Sheet, enter_sheet
from voting.ballot.reconciliation import sign_offs
from voting.ballot.spot import Spot
from voting.ballot.tally import reconcile, tally
from voting.database import writing
from voting.errors import InvalidForm, Refused
from voting.extensions import db
from voting.recount import recount, seal
from voting.report.minutes import minutes
from voting.wording.minutes.document import minutes_document


def hands(for_: int, against: int, abstain: int) -> Sheet:
    """What a teller counted."""
    return Sheet(for_ + against + abstain, 0, "", {"for": for_, "against": against, "abstain": abstain})


def enter(resolution: int, venue: str, sheet: Sheet, teller: int) -> str | None:
    with writing(db.session()) as session:
        return enter_sheet(session, resolution, venue, sheet, account_id=teller, now=MEETING)


@pytest.fixture
def raised(world: World) -> int:
    """A motion of order by show of hands, closed: 1 to 4 are in Brussels, where 1 has the proxy of 9; 5 is in
    Liège; 10 to 12 have voted online, and 4 had before coming."""
    with world.app.app_context():
        with writing(db.session()) as session:
            proposal = Proposal(Spot.CLOSE_DEBATE, {"nl": "Sluiten"}, "once", by_hands=True)
            put = put_on_the_spot(session, world.assembly_id, proposal, now=MEETING, actor="test")
            resolution = put.id
            give_proxy(session, world.assembly_id, "9", "1", now=MEETING)
        step(resolution, "open")
        vote_online(resolution, range(4, 5))
        with writing(db.session()) as session:
            for member in "12345":
                venue = "LIE" if member == "5" else "BRU"
                check_in(session, Scan(world.assembly_id, member, venue, member * 8, 1, MEETING, MEETING))
        vote_online(resolution, range(10, 13))
        for vote in (
            Vote(resolution, "2", Channel.VENUE, venue="BRU", choice="for"),
            Vote(resolution, "2", Channel.ONLINE, choice="for"),
            Vote(resolution, "2", Channel.PAPER, venue="BRU"),
            Vote(resolution, "9", Channel.PROXY, holder="1", choice="for"),
        ):
            assert attempt(cast, vote, now=MEETING) == "show_of_hands"
        assert step(resolution, "close") == "ok"
        db.session.rollback()
    return resolution


def test_hands_are_counted_beside_electronic_votes(world: World, raised: int) -> None:
    with world.app.test_request_context():
        stored = db.session.get_one(Resolution, raised)
        assert possible_hands(db.session(), stored) == {"BRU": 4, "LIE": 1}
        assert step(raised, "announce") == "hands_missing"
        for teller in (1, 2):
            assert enter(raised, "BRU", hands(2, 1, 1), teller) is None
            assert enter(raised, "LIE", hands(0, 0, 0), teller) is None
        assert reconcile(db.session(), raised) == []
        assert {venue.figures.papers for venue in sign_offs(db.session(), stored)} == {0}
        assert step(raised, "announce") == "ok"
        result = result_of(raised)
        assert result["counts"] == {"for": 6, "against": 1, "abstain": 1}
        assert (result["ballots"], result["by_channel"]) == (8, {"online": 4, "hands": 4})
        assert result["by_venue"] == {"BRU": 4}
        assert result["present_or_represented"] == 9
        counted = result["hands"]["BRU"]
        assert counted["cells"] == {"for": 2, "against": 1, "abstain": 1}
        assert counted["counted_by"] != counted["confirmed_by"]
        export = export_count(db.session(), raised)
        assert recount(export) == []
        export["result"]["hands"]["BRU"]["cells"]["for"] = 7
        export["seal"] = seal(export)
        assert any("hands" in sentence for sentence in recount(export))
        told = str(minutes_document(minutes(db.session(), world.assembly_id)))
        assert counted["counted_by"] in told


def test_never_more_hands_than_members_who_can_raise_them(world: World, raised: int) -> None:
    with world.app.app_context():
        with pytest.raises(InvalidForm) as caught:
            enter(raised, "BRU", hands(5, 0, 0), 1)
        assert [(fault.column, fault.code) for fault in caught.value.faults] == [
            ("ballots", "hands_too_many")
        ]
        with pytest.raises(InvalidForm):
            enter(raised, "LIE", hands(1, 1, 0), 1)


def test_two_tellers_must_agree(world: World, raised: int) -> None:
    with world.app.app_context():
        assert enter(raised, "BRU", hands(2, 1, 1), 1) is None
        assert enter(raised, "BRU", hands(1, 2, 1), 2) == "for: 1 / 2, against: 2 / 1"
        with pytest.raises(Refused) as caught:
            tally(db.session(), db.session.get_one(Resolution, raised))
        assert refusal(caught)[0] == "hands_missing"


def test_who_is_in_a_hall_is_told_to_raise_a_hand(world: World) -> None:
    chair = world.person("chair")
    order = {"spot": "suspend", "how": "by_hands", "nonce": "x", "open_now": "yes"}
    assert chair.send("/chair/on-the-spot", order).status_code == 303
    with world.app.app_context():
        attempt(check_in, Scan(world.assembly_id, "1", "BRU", "1" * 8, 1, MEETING, MEETING))
        resolution = db.session.query(Resolution).filter_by(number="P1").one().id
        db.session.rollback()
    assert (
        "raise your hand when the chair asks"
        in world.member(1).look(f"/resolutions/{resolution}?lang=en").text
    )
    online = world.member(2).look(f"/resolutions/{resolution}?lang=en").text
    assert "Vote here only if you are in none of the halls" in online
    chair.send(f"/chair/resolutions/{resolution}/close", {})
    teller = world.person("teller")
    assert "who could raise one, or a card: 1" in teller.look("/desk/BRU/sheets?lang=en").text
    form = teller.look(f"/desk/BRU/sheets/{resolution}?lang=en").text
    assert "Hands and cards raised, in all" in form
    assert "Not returned" not in form
    counted = {"ballots": "1", "cell-for": "1", "cell-against": "0", "cell-abstain": "0"}
    for name in ("teller", "teller_2"):
        assert world.person(name).send(f"/desk/BRU/sheets/{resolution}", counted).status_code == 303
    chair.send(f"/chair/resolutions/{resolution}/announce", {})
    assert "By show of hands in Brussel: For 1, Against 0" in world.member(3).look("/results?lang=en").text
