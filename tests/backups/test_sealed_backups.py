"""A backup that is older than some sealed votes: what was lost shows, nobody signs a second box, and the
round is annulled and put again."""

from pathlib import Path

import pytest
from flask import Flask

from tests.backups.places import Backups, empty_place
from tests.box.sealed_world import SealedWorld, make_sealed_world
from tests.box.test_whole_rounds import STEP, pages
from tests.box.voters import sealed_for, send_apart, send_sealed
from tests.conftest import new_app
from tests.gate.crowd import attempt
from tests.sealed.keyholder import Refuses
from tests.world import Clock
from voting.ballot.life import annul_resolution, close_resolution, open_resolution, put_again
from voting.ballot.sealed_rounds import sealed_round
from voting.box.models import OpenedCount
from voting.database import writing
from voting.extensions import db
from voting.rehearsal.browser import answer_of
from voting.sealed.tree import leaf_hash

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def vote(sealed: SealedWorld, identity: int, member: int) -> bytes:
    """A member votes in favour; the leaf of their ballot."""
    ballot = sealed_for(sealed_round(db.session(), identity), member, [0]).ballot
    assert answer_of(send_sealed(sealed, member, identity, ballot)) == "ok"
    return leaf_hash(ballot)


def test_a_round_that_lost_votes_is_annulled_and_put_again(
    app: Flask, clock: Clock, database_url: str, tmp_path: Path
) -> None:
    sealed = make_sealed_world(app, clock)
    one, two = (sealed.world.resolutions[number] for number in "12")
    installation = Backups(database_url, tmp_path / "installation")
    installation.prepare()
    with app.app_context():
        for identity in (one, two):
            for page in pages(sealed)[:4]:
                assert answer_of(page.sign_context(identity)) == "ok"
            assert attempt(open_resolution, identity, **STEP) == "ok"
        assert attempt(close_resolution, two, **STEP) == "ok"
        kept = vote(sealed, one, 1)
        assert installation.back_up().exit_code == 0
        lost = vote(sealed, one, 2)
        assert attempt(close_resolution, one, **STEP) == "ok"
        keyholders = pages(sealed)
        for page in keyholders[:4]:
            assert answer_of(page.sign(one)) == "ok"
        db.engine.dispose()

    with empty_place(database_url, installation.instance) as url:
        restored = installation.restore(installation.the_backup(), url=url)
        assert restored.exit_code == 0, restored.output
        assert "by number and round: 1/1, 3/1, 4/1. Each" in restored.stdout
        again = new_app(url, tmp_path / "again", clock)
        sealed.world = sealed.world.moved_to(again, clock)
        with again.app_context():
            address = f"/resolutions/{one}/receipt"
            assert answer_of(send_apart(sealed, 1, address, {"leaf": kept.hex()})) == "ok"
            assert answer_of(send_apart(sealed, 2, address, {"leaf": lost.hex()})) == "not_found"
            assert attempt(close_resolution, one, **STEP) == "ok"
            with pytest.raises(Refuses, match="another box"):
                pages(sealed)[0].sign(one)
            assert attempt(annul_resolution, one, "Teruggezet", **STEP) == "ok"
            with writing(db.session()) as session:
                round_two = put_again(session, one, **STEP)
            for page in pages(sealed)[:4]:
                assert answer_of(page.sign_context(round_two)) == "ok"
            assert attempt(open_resolution, round_two, **STEP) == "ok"
            for member in (1, 2):
                vote(sealed, round_two, member)
            assert attempt(close_resolution, round_two, **STEP) == "ok"
            for page in pages(sealed)[:4]:
                assert answer_of(page.sign(round_two)) == "ok"
            for page in pages(sealed)[:3]:
                assert answer_of(page.share(round_two)) == "ok"
            assert db.session.get_one(OpenedCount, round_two).counts == [[2, 0, 0]]
            db.engine.dispose()
