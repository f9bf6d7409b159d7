"""Sealed votes come by every channel: in advance, from a tablet, for somebody represented; paper stays
paper."""

import pytest
from flask import Flask

from tests.box.sealed_world import SealedWorld, make_sealed_world
from tests.box.test_whole_rounds import STEP, pages
from tests.box.voters import sealed_for, send_sealed
from tests.gate.crowd import attempt, stored
from tests.tablets.test_hand_over import Device, arrive, give, opened
from tests.world import ADVANCE, MEETING, Clock
from voting.assembly.paper_proxies import enter_paper_proxy
from voting.ballot.cast import Vote, cast
from voting.ballot.life import announce_resolution, close_resolution
from voting.ballot.models import Channel, Participation, Result
from voting.ballot.paper import Sheet, enter_sheet
from voting.ballot.sealed_closing import own_line
from voting.box.models import BoxStatement
from voting.database import writing
from voting.extensions import db
from voting.rehearsal.browser import answer_of
from voting.sealed.tree import leaf_hash


@pytest.fixture
def sealed(app: Flask, clock: Clock) -> SealedWorld:
    return make_sealed_world(app, clock)


def signed(sealed: SealedWorld) -> int:
    """Resolution 1, whose context four have signed; its id."""
    identity = sealed.world.resolutions["1"]
    for page in pages(sealed)[:4]:
        assert answer_of(page.sign_context(identity)) == "ok"
    return identity


def test_in_advance_once_four_have_signed(sealed: SealedWorld, app: Flask, clock: Clock) -> None:
    clock.moment = ADVANCE
    identity = sealed.world.resolutions["1"]
    with app.app_context():
        ballot = sealed_for(sealed.round("1"), 1, [0]).ballot
        assert answer_of(send_sealed(sealed, 1, identity, ballot, channel="advance")) == "not_open"
        signed(sealed)
        assert answer_of(send_sealed(sealed, 1, identity, ballot, channel="advance")) == "ok"


def test_a_proxy_is_sealed_for_the_member_represented(sealed: SealedWorld, app: Flask) -> None:
    with app.app_context():
        identity = signed(sealed)
        with writing(db.session()) as session:
            enter_paper_proxy(session, 1, "5", "6", b"%PDF-", now=MEETING, account_id=1)
    opened(sealed.world, "1")
    with app.app_context():
        ballot = sealed_for(sealed.round("1"), 5, [1]).ballot
        answer = send_sealed(sealed, 6, identity, ballot, **{"for": "5"})
        assert answer.json["receipt"]["leaf"] == leaf_hash(ballot).hex()
        assert answer_of(send_sealed(sealed, 7, identity, ballot, **{"for": "5"})) == "no_proxy"
        vote = db.session.get_one(Participation, (identity, "5"))
        assert (vote.channel, vote.holder) == ("proxy", "6")


def test_a_tablet_of_the_house_says_that_it_has_sealed(sealed: SealedWorld, app: Flask) -> None:
    with app.app_context():
        identity = signed(sealed)
        of_round = sealed.round("1")
        by_device, by_tablet = (sealed_for(of_round, 1, [0], by=by).ballot for by in (1, 2))
    opened(sealed.world, "1")
    tablet = Device(sealed.world)
    arrive(sealed.world, 1)
    assert give(sealed.world, 1) == "ok"
    address = f"{tablet.wakes()}resolutions/{identity}/vote"
    page = tablet.client.get(tablet.wakes()).text
    token = page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    fields = {"csrf_token": token, "attempt": "one"}
    json = {"Accept": "application/json"}
    refused = tablet.client.post(address, data=fields | {"sealed": by_device.hex()}, headers=json)
    assert answer_of(refused) == "seal_wrong"
    answer = tablet.client.post(address, data=fields | {"sealed": by_tablet.hex()}, headers=json)
    assert answer.json["receipt"]["leaf"] == leaf_hash(by_tablet).hex()
    again = tablet.client.post(address, data=fields | {"sealed": by_tablet.hex()}, headers=json)
    assert answer_of(again) == "ok"
    with app.app_context():
        assert stored(Participation, identity) == 1


def test_paper_is_counted_by_tellers_and_stands_in_the_statement(sealed: SealedWorld, app: Flask) -> None:
    with app.app_context():
        identity = signed(sealed)
    opened(sealed.world, "1")
    arrive(sealed.world, 20)
    with app.app_context():
        of_round = sealed.round("1")
        assert answer_of(send_sealed(sealed, 1, identity, sealed_for(of_round, 1, [0]).ballot)) == "ok"
        with writing(db.session()) as session:
            cast(session, Vote(identity, "20", Channel.PAPER, venue="BRU"), now=MEETING)
            close_resolution(session, identity, **STEP)
        statement = db.session.get_one(BoxStatement, identity)
        assert (statement.ballots, statement.paper) == (1, 1)
        assert own_line(db.session(), identity, "20").how == 2
        keyholders = pages(sealed)
        for page in keyholders[:4]:
            assert answer_of(page.sign(identity)) == "ok"
        for page in keyholders[:3]:
            assert answer_of(page.share(identity)) == "ok"
        assert attempt(announce_resolution, identity, **STEP) == "sheet_missing"
        counted = Sheet(1, 0, "", {"for": 0, "against": 1, "abstain": 0}, spoiled=0)
        with writing(db.session()) as session:
            for account in (1, 2):
                enter_sheet(session, identity, "BRU", counted, account_id=account, now=MEETING)
        assert attempt(announce_resolution, identity, **STEP) == "ok"
        assert db.session.get_one(Result, identity).content["counts"] == {
            "for": 1,
            "against": 1,
            "abstain": 0,
        }
