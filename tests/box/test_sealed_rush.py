"""What a sealed vote costs the server, and what it keeps, does not grow with the votes that are there, and
nobody can use up what is another's."""

import secrets

import gevent
import pytest
from flask import Flask
from sqlalchemy import event

from tests.box.sealed_world import SealedWorld
from tests.box.test_sealed_gate import sealed as sealed
from tests.box.voters import sealed_for, send_sealed
from tests.waiting import PATIENCE
from tests.world import MEETING
from voting.assembly.paper_proxies import enter_paper_proxy
from voting.ballot import sealed_votes
from voting.ballot.cast import Vote
from voting.ballot.models import Channel, Envelope, Participation
from voting.ballot.sealed_votes import MOST_PROOFS, Marks, SealChecker, marked_already
from voting.ballot.writer import Looker
from voting.bulk import insert_rows
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.rehearsal.browser import answer_of

MANY = 3_000


def test_nobody_uses_up_the_proofs_of_another(sealed: SealedWorld, app: Flask) -> None:
    """Neither whoever names a member, nor the holder of their proxy."""
    identity = sealed.world.resolutions["1"]
    with app.app_context():
        with writing(db.session()) as session:
            enter_paper_proxy(session, 1, "5", "6", b"%PDF-", now=MEETING, account_id=1)
        ballot = sealed_for(sealed.round("1"), 5, [0]).ballot
        bad = ballot[:-1] + bytes([ballot[-1] ^ 1])
        for _ in range(MOST_PROOFS + 1):
            assert answer_of(send_sealed(sealed, 7, identity, bad, **{"for": "5"})) == "no_proxy"
        for _ in range(MOST_PROOFS):
            assert answer_of(send_sealed(sealed, 6, identity, bad, **{"for": "5"})) == "seal_wrong"
        assert answer_of(send_sealed(sealed, 6, identity, bad, **{"for": "5"})) == "seals_limit"
        assert answer_of(send_sealed(sealed, 5, identity, ballot)) == "ok"


def test_what_a_process_knows_of_senders_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_votes, "MOST_TRIED", 3)
    checker = SealChecker()
    for number in range(9):
        with checker.admitted(1, str(number), str(number)):
            pass
    assert len(checker._tried) == 3


def test_what_there_is_no_time_for_does_not_count() -> None:
    checker = SealChecker()
    for _ in range(MOST_PROOFS + 1):
        with pytest.raises(Refused, match="busy"), checker.admitted(1, "1", "1"):
            raise Refused(Code.BUSY)
    for _ in range(MOST_PROOFS):
        with pytest.raises(Refused, match="seal_wrong"), checker.admitted(1, "1", "1"):
            raise Refused(Code.SEAL_WRONG)
    with pytest.raises(Refused, match="seals_limit"), checker.admitted(1, "1", "1"):
        raise AssertionError


def test_keys_and_signatures_are_read_once_for_all_votes_of_a_round(sealed: SealedWorld, app: Flask) -> None:
    sent = list[str]()
    with app.app_context():
        checker, identity = SealChecker(), sealed.world.resolutions["1"]
        event.listen(db.engine, "before_cursor_execute", lambda *told: sent.append(told[2]))
        with pytest.raises(Refused, match="not_open"):
            checker.round_for_votes(db.session(), sealed.world.resolutions["2"])
        first = checker.round_for_votes(db.session(), identity)
        sent.clear()
        assert checker.round_for_votes(db.session(), identity) is first
        assert not sent
        sealed.sign_context("2")
        assert checker.round_for_votes(db.session(), sealed.world.resolutions["2"]).ctx != first.ctx


def test_marks_are_found_without_looking_through_all(sealed: SealedWorld, app: Flask) -> None:
    """SQLite's steps for one ballot: no more where thousands wait."""
    if "sqlite" not in app.config["SQLALCHEMY_DATABASE_URI"]:
        pytest.skip("the steps are SQLite's")
    identity, steps = sealed.world.resolutions["1"], list[int]()
    with app.app_context():
        row = {"resolution_id": identity, "content": b"sealed"}
        marks = [Marks(secrets.token_bytes(16), secrets.token_bytes(16)) for _ in range(MANY)]
        with writing(db.session()) as session:
            insert_rows(session, Envelope, (row | {"key": each.leaf, "tag_mark": each.tag} for each in marks))
        raw = db.session.connection().connection.dbapi_connection
        raw.set_progress_handler(lambda: steps.append(1), 10)  # type: ignore[union-attr]  # SQLite's own
        some = [marks[0], Marks(bytes(16), marks[1].tag), Marks(marks[2].leaf, bytes(16))]
        found = marked_already(db.session(), identity, some)
        assert found == {*marks[0], marks[1].tag, marks[2].leaf}
        assert len(steps) < MANY / 30


def test_those_who_wait_are_looked_at_together_and_each_is_told_their_own(
    sealed: SealedWorld, app: Flask
) -> None:
    identity, statements = sealed.world.resolutions["1"], list[str]()
    with app.app_context():
        with writing(db.session()) as session:
            enter_paper_proxy(session, 1, "5", "6", b"%PDF-", now=MEETING, account_id=1)
        assert (
            answer_of(send_sealed(sealed, 1, identity, sealed_for(sealed.round("1"), 1, [0]).ballot)) == "ok"
        )
        counted = db.session.get_one(Participation, (identity, "1")).attempt
        db.session.rollback()
        looker = Looker(db.engine)
        votes = [
            Vote(identity, "1", Channel.ONLINE, attempt=counted),
            Vote(identity, "1", Channel.ONLINE, attempt="another"),
            Vote(identity, "2", Channel.ONLINE, attempt=counted),
            Vote(identity, "41", Channel.ONLINE),
            Vote(identity, "5", Channel.PROXY, holder="6"),
            Vote(identity, "5", Channel.PROXY, holder="7"),
            Vote(sealed.world.resolutions["4"], "3", Channel.ONLINE),
            Vote(10_000, "3", Channel.ONLINE),
        ]

        def looked(vote: Vote) -> bool | str:
            try:
                return looker.look(vote, now=MEETING)
            except Refused as refused:
                return refused.code.value

        event.listen(db.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
        asked = [gevent.spawn(looked, vote) for vote in votes]
        gevent.joinall(asked, timeout=PATIENCE)
        told = [each.get(block=False) for each in asked]
        assert told == [
            *(True, "already_voted", False, "not_entitled"),
            *(False, "no_proxy", "not_open", "not_found"),
        ]
        assert len([each for each in statements if each.startswith("SELECT")]) == 3
