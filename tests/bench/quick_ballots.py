"""Many sealed ballots in little time, for measuring: filled into a database as if the gate had taken them.

Those that are ``long_enough`` are as long as ballots, all different, and prove nothing: nobody looks at
proofs when a vote is closed. Those that ``hold`` are sound, but many share their secrets, by which they could
be opened.
"""

import secrets
from collections.abc import Iterable, Iterator
from itertools import cycle, islice
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests.sealed.bundles import Answers, Drawn, PlayedRound
from voting.assembly.models import RollEntry
from voting.ballot.envelopes import cipher_of
from voting.ballot.models import Deposit, Envelope, Participation, Resolution
from voting.ballot.sealed_rounds import SealedRound
from voting.ballot.sealed_votes import marker_of, marks_of
from voting.ballot.sealing import encrypted_with
from voting.bulk import insert_rows
from voting.clock import system_clock
from voting.register.models import Member
from voting.sealed.documents import read_context
from voting.sealed.tree import leaf_hash
from voting.sealed.wire import tag_of
from voting.verify_sealed import shape_of

STARTED = 12
"""So many ballots are encrypted; the others differ from them in their tags, and so in their proofs."""


def long_enough(of_round: SealedRound, number: int) -> Iterator[bytes]:
    """As long as ballots."""
    return (b"SB1\1" + secrets.token_bytes(of_round.shape.length - 4) for _ in range(number))


def that_hold(of_round: SealedRound, number: int) -> Iterator[bytes]:
    """Sound motion ballots: for, against and abstentions in turn."""
    made, drawn = _RoundHere(of_round), Drawn(b"quick")
    answers: list[Answers] = [[place % 3] for place in range(STARTED)]
    started = [made.started(each, drawn) for each in answers]
    tags = (secrets.token_bytes(32) for _ in range(number))
    for ballot, tag in zip(islice(cycle(started), number), tags, strict=True):
        yield made.finish_ballot(ballot, tag)


class _RoundHere(PlayedRound):
    """A round of the server's own."""

    def __init__(self, of_round: SealedRound) -> None:
        context = read_context(of_round.context)
        self.ceremony: Any = SimpleNamespace(keys=SimpleNamespace(key=of_round.keys.key))
        self.shape = shape_of(context.method, len(context.candidates), context.seats)
        self.questions = [proof for proof in self.shape if proof.label[:1] == b"q"]
        self.ctx, self._of_key = of_round.ctx, None


def enlarge(session: Session, members: int, have: int) -> None:
    """Let there be so many members on the register and on the roll, like the first."""
    for table, column in ((Member, Member.number), (RollEntry, RollEntry.member)):
        first = dict(session.execute(select(table.__table__).where(column == "1")).mappings().one())
        name = column.key
        insert_rows(session, table, (first | {name: str(number)} for number in range(have + 1, members + 1)))
    session.execute(text("UPDATE assembly SET entitled = :n, frozen_entitled = :n"), {"n": members})


def put_in(
    session: Session, of_round: SealedRound, ballots: Iterable[bytes], number: int, first: int = 1
) -> None:
    """Let so many members, from the one of this number on, have cast these ballots from home."""
    resolution = of_round.resolution_id
    box = {"resolution_id": resolution, "channel": "online", "venue": None}
    who = box | {"holder": None, "attempt": None, "cast_at": system_clock()}
    numbers = sorted(map(str, range(first, first + number)))
    insert_rows(session, Participation, (who | {"member": each} for each in numbers))
    insert_rows(session, Deposit, (box | {"key": secrets.token_bytes(16)} for _ in numbers))
    envelope_key = session.get_one(Resolution, resolution).envelope_key
    cipher, marker = cipher_of(session, envelope_key), marker_of(session, envelope_key)

    def envelopes() -> Iterator[dict[str, Any]]:
        for ballot in ballots:
            key, tag_mark = marks_of(marker, leaf_hash(ballot), tag_of(ballot))
            content = encrypted_with(cipher, ballot, key)
            yield {"resolution_id": resolution, "key": key, "content": content, "tag_mark": tag_mark}

    insert_rows(session, Envelope, envelopes())
