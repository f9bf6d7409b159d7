"""A sealed round has one context, made when its rules are frozen; it opens once four have signed it."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.box.sealed_world import SEALED, SealedWorld, make_sealed_world
from tests.gate.crowd import attempt
from tests.world import ACTOR, KEY, MEETING, Clock, make_world
from voting.assembly.models import Assembly
from voting.audit.models import AuditEntry
from voting.ballot.convene import convene
from voting.ballot.life import annul_resolution, open_resolution, put_again
from voting.ballot.models import Resolution
from voting.ballot.sealed_rounds import box_keys_of, sealed_round, sign_context
from voting.ballot.taking_back import take_back_convening
from voting.box.models import BoxSecret, RoundContext
from voting.database import writing
from voting.errors import Refused
from voting.extensions import db
from voting.sealed.documents import read_context

OPENING = {"now": MEETING, "actor": ACTOR}


@pytest.fixture
def sealed(app: Flask, clock: Clock) -> SealedWorld:
    return make_sealed_world(app, clock)


def test_the_context_says_what_is_voted_on_and_under_which_keys(sealed: SealedWorld, app: Flask) -> None:
    with app.app_context():
        for number, identity in sealed.world.resolutions.items():
            resolution, of_round = db.session.get_one(Resolution, identity), sealed.round(number)
            context = read_context(of_round.context)
            assert (context.number, context.round, context.method) == (number, 1, resolution.method)
            assert context.rules_hash == resolution.rules_hash
            assert context.candidates == tuple(option["code"] for option in resolution.options)
            assert bytes.fromhex(context.box_key) == box_keys_of(db.session(), identity).public
            assert of_round.keys == sealed.played.keys
        told = db.session.scalars(select(AuditEntry.details).where(AuditEntry.action == "assembly.convened"))
        assert sealed.round("1").ctx.hex() in told.one()


def test_it_opens_once_four_have_signed(sealed: SealedWorld, app: Flask) -> None:
    with app.app_context():
        identity, of_round = sealed.world.resolutions["1"], sealed.round("1")
        other = sealed.round("2").ctx
        sealed.sign_context("1", (1, 2, 3))
        sealed.sign_context("1", (1, 2, 3))
        assert attempt(open_resolution, identity, **OPENING) == "context_unsigned"
        for who, ctx in ((5, other), (4, of_round.ctx)):
            signature = sealed.played.all[who].sign_context(("else", who), ctx)
            said = attempt(sign_context, sealed.known[4], identity, signature, now=MEETING)
            assert said == "signature_wrong"
        assert attempt(open_resolution, identity, **OPENING) == "context_unsigned"
        sealed.sign_context("1", (4,))
        assert attempt(open_resolution, identity, **OPENING) == "ok"
        assert attempt(open_resolution, sealed.world.resolutions["2"], **OPENING) == "context_unsigned"


def test_nothing_sealed_is_convened_without_keys(app: Flask, clock: Clock) -> None:
    with pytest.raises(Refused) as refused:
        make_world(app, clock, SEALED)
    assert (refused.value.code.value, refused.value.values["numbers"]) == ("keys_missing", "1, 2, 3, 4")


def test_convening_is_taken_back_only_while_nobody_has_signed(sealed: SealedWorld, app: Flask) -> None:
    assembly_id, reason = sealed.world.assembly_id, {"nl": "Fout"}
    again = {"now": MEETING, "account_id": 1}
    with app.app_context():
        before = sealed.round("1").ctx
        assert attempt(take_back_convening, assembly_id, reason, **again) == "ok"
        for table in (RoundContext, BoxSecret):
            assert db.session.scalars(select(table)).all() == []
        assert attempt(convene, KEY.encode(), assembly_id, **OPENING) == "ok"
        assert sealed.round("1").ctx != before
        sealed.sign_context("1", (1,))
        assert attempt(take_back_convening, assembly_id, reason, **again) == "context_signed"
        assert db.session.get_one(Assembly, assembly_id).frozen_at is not None


def test_a_second_round_has_a_context_of_its_own_or_is_not_sealed(sealed: SealedWorld, app: Flask) -> None:
    with app.app_context():
        again = dict[str, int]()
        for number in ("1", "4"):
            identity = sealed.world.resolutions[number]
            with writing(db.session()) as session:
                annul_resolution(session, identity, "Fout", **OPENING)
                again[number] = put_again(session, identity, unsealed=number == "4", **OPENING)
        second = read_context(sealed_round(db.session(), again["1"]).context)
        assert (second.round, second.keys) == (2, read_context(sealed.round("1").context).keys)
        assert attempt(open_resolution, again["1"], **OPENING) == "context_unsigned"
        assert not db.session.get_one(Resolution, again["4"]).sealed
        assert attempt(open_resolution, again["4"], **OPENING) == "ok"
        told = db.session.scalars(
            select(AuditEntry.details).where(AuditEntry.action == "resolution.put_again")
        ).all()
        assert ["unsealed" in each for each in told] == [False, True]
