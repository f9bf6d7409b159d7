"""Whoever votes while a closing is being prepared is in the box, and stands in the tree of who took part."""

import pytest
from flask import Flask

from tests.box.sealed_world import SealedWorld
from tests.box.test_sealed_gate import sealed as sealed
from tests.box.voters import sealed_for, send_sealed
from tests.gate.crowd import attempt
from tests.tablets.test_hand_over import arrive
from tests.world import MEETING
from voting.ballot.ahead import look_ahead
from voting.ballot.cast import Vote, cast
from voting.ballot.life import close_resolution
from voting.ballot.models import Channel, Resolution
from voting.ballot.roll_corrections import remove_from_roll
from voting.ballot.sealed_closing import _took_part, own_line
from voting.box.models import BoxStatement
from voting.extensions import db
from voting.rehearsal.browser import answer_of

STEP = {"now": MEETING, "actor": "test"}


@pytest.mark.parametrize("corrected", [False, True])
def test_votes_that_come_after_all_was_looked_at_ahead_are_in_it(
    sealed: SealedWorld, app: Flask, corrected: bool
) -> None:
    identity = sealed.world.resolutions["1"]

    def vote(*members: int) -> None:
        for member in members:
            ballot = sealed_for(sealed.round("1"), member, [0]).ballot
            assert answer_of(send_sealed(sealed, member, identity, ballot)) == "ok"

    arrive(sealed.world, 20)
    with app.app_context():
        vote(1, 2, 30)
        ahead = look_ahead(db.session(), identity)
        db.session.rollback()
        vote(3, 4, 11)
        assert attempt(cast, Vote(identity, "20", Channel.PAPER, venue="BRU"), now=MEETING) == "ok"
        if corrected:
            removing = {"reason": "Dubbel", "now": MEETING, "account_id": 1}
            assert attempt(remove_from_roll, sealed.world.assembly_id, "40", **removing) == "ok"
        assert attempt(close_resolution, identity, ahead=ahead, **STEP) == "ok"
        statement = db.session.get_one(BoxStatement, identity)
        anew = _took_part(db.session(), db.session.get_one(Resolution, identity), 7)
        assert (statement.took_part, statement.took_part_leaves) == (anew.root, b"".join(anew.leaves))
        assert (statement.ballots, statement.paper) == (6, 1)
        how = {member: own_line(db.session(), identity, str(member)).how for member in (1, 3, 11, 20, 39)}
        assert how == {1: 1, 3: 1, 11: 1, 20: 2, 39: 0}
