"""Keys are made step by step; what comes too early, twice otherwise, or unsound is refused."""

from flask import Flask
from sqlalchemy import select

from tests.box.ceremony import NAMES, begun, make_keys
from tests.box.pages import KeyholderPage
from tests.gate.crowd import attempt
from tests.world import ACTOR, ASSEMBLY, MEETING, World
from voting.audit.models import AuditEntry
from voting.ballot.definition import read_definition
from voting.ballot.import_assembly import import_assembly
from voting.box.keysets import (
    begin_ceremony,
    keyholder_of,
    keys_made,
    say_commitment,
    say_hello,
    say_on_channel,
    say_ready,
)
from voting.box.models import Keyholder
from voting.database import writing
from voting.extensions import db
from voting.rehearsal.browser import answer_of
from voting.sealed.documents import session_id
from voting.sealed.keys import checked_keys


def draft() -> int:
    """An assembly that is not convened; its id."""
    with writing(db.session()) as session:
        definition, resolutions = read_definition(ASSEMBLY.encode())
        return import_assembly(session, definition, resolutions, now=MEETING, actor=ACTOR).id


def test_five_make_keys_that_anybody_can_check(app: Flask) -> None:
    with app.app_context():
        assembly_id = draft()
        with writing(db.session()) as session:
            played, _, _ = make_keys(session, assembly_id, MEETING)
        made = keys_made(db.session(), assembly_id)
        assert made is not None
        assert checked_keys(made.content) == played.keys
        logged = db.session.scalars(
            select(AuditEntry.action).where(AuditEntry.action.like("ceremony.%"))
        ).all()
        assert [logged.count(f"ceremony.{what}") for what in ("begun", "hello", "channel", "made")] == [
            1,
            5,
            20,
            1,
        ]
        told = " ".join(db.session.scalars(select(AuditEntry.details)))
        assert not any(name in told for name in NAMES)


def test_nothing_is_said_before_its_turn_or_twice_otherwise(app: Flask) -> None:
    with app.app_context():
        assembly_id, now = draft(), {"now": MEETING}
        with writing(db.session()) as session:
            played, known, _ = begun(session, assembly_id, MEETING)
        first, last = known[0], known[-1]
        hello, (message, *_) = played.hellos[0], played.messages.values()
        for who, commitment in zip(known[:-1], played.commitments, strict=False):
            assert attempt(say_commitment, who, commitment, **now) == "ok"
        assert attempt(say_commitment, first, played.commitments[0], **now) == "ok"
        assert attempt(say_commitment, first, bytes(32), **now) == "said_otherwise"
        assert attempt(say_commitment, last, bytes(31), **now) == "keys_unsound"
        assert attempt(say_hello, first, hello, **now) == "keys_early"
        assert attempt(say_commitment, last, played.commitments[-1], **now) == "ok"
        assert attempt(say_hello, first, played.hellos[1], **now) == "keys_unsound"
        assert attempt(say_hello, first, hello, **now) == "ok"
        assert attempt(say_on_channel, first, 2, message, **now) == "keys_early"
        for who, each in zip(known, played.hellos, strict=True):
            assert attempt(say_hello, who, each, **now) == "ok"
        for receiver, content in ((1, message), (6, message), (0, message), (2, message[:31])):
            assert attempt(say_on_channel, first, receiver, content, **now) == "keys_unsound"
        for (sender, receiver), content in list(played.messages.items())[:-1]:
            assert attempt(say_on_channel, known[sender - 1], receiver, content, **now) == "ok"
        assert attempt(say_on_channel, first, 2, bytes(32), **now) == "said_otherwise"
        assert attempt(say_ready, first, played.ready[1], **now) == "keys_early"
        (sender, receiver), content = list(played.messages.items())[-1]
        assert attempt(say_on_channel, known[sender - 1], receiver, content, **now) == "ok"
        assert attempt(say_ready, first, played.ready[2], **now) == "keys_unsound"
        for who in known[:-1]:
            assert attempt(say_ready, who, played.ready[who.number], **now) == "ok"
        assert keys_made(db.session(), assembly_id) is None
        assert attempt(say_ready, last, played.ready[5], **now) == "ok"
        assert keys_made(db.session(), assembly_id) is not None


def test_a_new_attempt_starts_anew_and_the_old_one_counts_no_more(app: Flask) -> None:
    with app.app_context():
        assembly_id = draft()
        with writing(db.session()) as session:
            played, known, _ = make_keys(session, assembly_id, MEETING)
        with writing(db.session()) as session:
            again, _, _ = begun(session, assembly_id, MEETING)
        assert keys_made(db.session(), assembly_id) is None
        assert again.keys.session != played.keys.session
        said = attempt(say_commitment, known[0], played.commitments[0], now=MEETING)
        assert said == "keys_replaced"


def test_only_hashes_of_tokens_are_kept_and_each_speaks_for_one(app: Flask) -> None:
    with app.app_context():
        assembly_id = draft()
        with writing(db.session()) as session:
            tokens = begin_ceremony(session, assembly_id, NAMES, now=MEETING, actor=ACTOR)
        kept = db.session.scalars(select(Keyholder.token_hash)).all()
        assert len(set(kept)) == 5
        assert not set(kept) & set(tokens)
        assert [keyholder_of(db.session(), token).number for token in tokens] == [1, 2, 3, 4, 5]
        assert attempt(keyholder_of, tokens[0][:-1]) == "keyholder_unknown"
        for names in (NAMES[:4], (*NAMES[:4], "Ada"), (*NAMES[:4], " "), (*NAMES[:4], "E\nva")):
            refused = attempt(begin_ceremony, assembly_id, names, now=MEETING, actor=ACTOR)
            assert refused == "keyholders_invalid"


def test_keys_are_made_before_the_assembly_is_convened(world: World) -> None:
    with world.app.app_context():
        refused = attempt(begin_ceremony, world.assembly_id, NAMES, now=MEETING, actor=ACTOR)
        assert refused == "already_frozen"


def test_a_ceremony_by_the_keyholders_own_pages(app: Flask) -> None:
    """Each learns of the others what they need and no more, by HTTP with a token alone."""
    with app.app_context():
        assembly_id = draft()
        with writing(db.session()) as session:
            played, _, tokens = begun(session, assembly_id, MEETING)
        own = [KeyholderPage(app, played.all[at], token) for at, token in enumerate(tokens, 1)]
        session_bytes = bytes.fromhex(own[0].ask("/keys/ceremony").json["session"])
        assert session_id(session_bytes) == played.keys.session
        for page, commitment in zip(own, played.commitments, strict=True):
            assert answer_of(page.tell("/keys/hello", commitment=commitment.hex())) == "ok"
        for page, each in zip(own, played.hellos, strict=True):
            assert answer_of(page.tell("/keys/hello", hello=each.hex())) == "ok"
        for (sender, receiver), message in played.messages.items():
            sent = own[sender - 1].tell("/keys/channel", to=receiver, message=message.hex())
            assert answer_of(sent) == "ok"
        told = own[2].ask("/keys/ceremony").json
        assert told["number"] == 3
        assert {int(who): bytes.fromhex(each) for who, each in told["channel"].items()} == played.to(3)
        assert told["keys"] is None
        for page in own:
            ready = played.ready[page.played.number].hex()
            assert answer_of(page.tell("/keys/ready", signature=ready)) == "ok"
        keys = bytes.fromhex(own[0].ask("/keys/ceremony").json["keys"])
        assert checked_keys(keys) == played.keys


def test_pages_from_disk_may_ask_and_nothing_else_is_believed(app: Flask) -> None:
    client = app.test_client()
    asked = client.options("/keys/hello", headers={"Origin": "null"})
    assert asked.headers["Access-Control-Allow-Origin"] == "*"
    assert "Authorization" in asked.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in asked.headers
    refused = client.post("/keys/hello", json={"hello": "00"})
    assert (refused.status_code, answer_of(refused)) == (401, "keyholder_unknown")
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in client.get("/healthz").headers
    assert "Set-Cookie" not in refused.headers
