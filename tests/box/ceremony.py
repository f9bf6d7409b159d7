"""A ceremony that is played against the server, by the keyholders of tests/sealed/keyholder.py."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from tests.sealed.keyholder import PlayedCeremony
from tests.world import ACTOR
from voting.box.keysets import (
    KnownKeyholder,
    begin_ceremony,
    keyholder_of,
    latest_keyset,
    say_commitment,
    say_hello,
    say_on_channel,
    say_ready,
)


class Meeting(NamedTuple):
    """Keyholders as they are played, as the server knows them, and their tokens."""

    played: PlayedCeremony
    known: list[KnownKeyholder]
    tokens: list[str]


NAMES = ("Ada", "Bea", "Cem", "Dov", "Eva")


def begun(session: Session, assembly_id: int, now: datetime) -> Meeting:
    """Five keyholders of a new attempt, who have said nothing yet to the server; and as it knows them."""
    tokens = begin_ceremony(session, assembly_id, NAMES, now=now, actor=ACTOR)
    session.flush()
    keyset = latest_keyset(session, assembly_id)
    assert keyset is not None
    known = [keyholder_of(session, token) for token in tokens]
    return Meeting(PlayedCeremony(keyset.sid), known, tokens)


def make_keys(session: Session, assembly_id: int, now: datetime) -> Meeting:
    """The same, who have said everything."""
    meeting = begun(session, assembly_id, now)
    played, known, _ = meeting
    for who in known:
        say_commitment(session, who, played.commitments[who.number - 1], now=now)
    for who in known:
        say_hello(session, who, played.hellos[who.number - 1], now=now)
    for (sender, receiver), message in played.messages.items():
        say_on_channel(session, known[sender - 1], receiver, message, now=now)
    for who in known:
        say_ready(session, who, played.ready[who.number], now=now)
    session.flush()
    return meeting
