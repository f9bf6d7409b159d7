"""Keys are made step by step; what comes too early, twice otherwise, or unsound is refused."""

from flask import Flask
from sqlalchemy import select

from tests.box.ceremony import NAMES, begun, make_keys
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
