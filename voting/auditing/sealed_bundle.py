"""The bundle of a sealed resolution: all from which its counts can be worked out again, by whoever trusts
nobody (docs/sealed-bundle.md). A large box is read twice, some ballots at a time: for its checksum, which a
process keeps, and for whoever fetches it."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voting.aside import in_turns
from voting.auditing.zip_parts import StoredFile, stored_file, zip_length, zip_parts
from voting.ballot.forgotten_votes import is_forgotten
from voting.ballot.models import Resolution, State
from voting.ballot.rules import MINIMUM_GROUP
from voting.ballot.sealed_opening import shares_of
from voting.ballot.sealed_rounds import sealed_round, signatures_of
from voting.box.ballots import all_ballots_of_box, ballots_of_box
from voting.box.models import BoxStatement, MadeKeys, OpenedCount, Signed
from voting.errors import Code, Refused
from voting.sealed.documents import QUORUM, document_bytes
from voting.sealed.wire import FORMAT

_checksums: WeakKeyDictionary[Engine, dict[int, int]] = WeakKeyDictionary()
"""By database and resolution, the CRC-32 of the ballots of an announced box, which do not change any more."""


@dataclass(frozen=True, slots=True)
class SealedBundle:
    """A ZIP: its length in bytes, and what it consists of."""

    length: int
    parts: Iterator[bytes]


def sealed_bundle(session: Session, resolution_id: int, *, to_auditors: bool) -> SealedBundle:
    """The ZIP of an announced sealed resolution, whose ballots are read as they are fetched. Where few
    ballots lie in the box, or few on paper, sums and counts are told ``to_auditors`` alone. Raises Refused:
    not_found, not_announced, not_opened; forgotten once the ballots are removed."""
    resolution = session.get(Resolution, resolution_id)
    if resolution is None or not resolution.sealed:
        raise Refused(Code.NOT_FOUND)
    if State(resolution.state) is not State.ANNOUNCED:
        raise Refused(Code.NOT_ANNOUNCED)
    of_round, statement = sealed_round(session, resolution_id), session.get_one(BoxStatement, resolution_id)
    counted = session.get(OpenedCount, resolution_id)
    if counted is None:
        raise Refused(Code.NOT_OPENED)
    if is_forgotten(session, resolution_id):
        raise Refused(Code.FORGOTTEN)
    told = to_auditors or not tells_of_few(statement.ballots, statement.paper)
    engine, size = session.get_bind().engine, statement.ballots * of_round.shape.length
    files = [
        StoredFile("ballots.bin", size, _checksum(session, resolution_id), _parts(engine, resolution_id)),
        stored_file("context.json", of_round.context),
        stored_file(
            "count.json", document_bytes({"counts": counted.counts if told else [], "format": FORMAT})
        ),
        stored_file("keys.json", bytes(session.get_one(MadeKeys, of_round.keyset_id).content)),
        stored_file("opening.json", document_bytes(_opening(session, statement, with_shares=told))),
    ]
    return SealedBundle(zip_length(files), zip_parts(files))


def _checksum(session: Session, resolution_id: int) -> int:
    kept = _checksums.setdefault(session.get_bind().engine, {})
    if resolution_id not in kept:
        crc = 0
        for some in in_turns(all_ballots_of_box(session, resolution_id)):
            crc = zlib.crc32(b"".join(some), crc)
        kept[resolution_id] = crc
    return kept[resolution_id]


def _parts(engine: Engine, resolution_id: int) -> Iterator[bytes]:
    """The ballots one behind the other, in parts; nobody keeps a connection while one is being sent."""
    after = b""
    while True:
        with Session(engine) as session:
            some = ballots_of_box(session, resolution_id, after)
        if not some:
            return
        after, _ = some[-1]
        yield b"".join(ballot for _, ballot in some)


def tells_of_few(ballots: int, paper: int) -> bool:
    """Whether the counts of a box, beside those of all, would tell what few have voted."""
    return 0 < ballots < MINIMUM_GROUP or 0 < paper < MINIMUM_GROUP


def _opening(session: Session, statement: BoxStatement, *, with_shares: bool) -> dict[str, Any]:
    identity = statement.resolution_id
    signatures = signatures_of(session, identity, Signed.STATEMENT)
    voices = signatures_of(session, identity, Signed.VOICES) if len(signatures) < QUORUM else {}
    return {
        "box_signature": statement.signature.hex(),
        "context_signatures": _in_hex(signatures_of(session, identity, Signed.CONTEXT)),
        "format": FORMAT,
        "shares": {
            str(keyholder): [each.hex() for each in shares]
            for keyholder, shares in shares_of(session, identity).items()
            if with_shares
        },
        "signatures": _in_hex(signatures),
        "statement": {
            "ballots": statement.ballots,
            "by": list(statement.by),
            "paper": statement.paper,
            "root": statement.root.hex(),
            "took_part": statement.took_part.hex(),
        },
        "three_voices": sorted(voices),
    }


def _in_hex(signatures: dict[int, bytes]) -> dict[str, str]:
    return {str(keyholder): signature.hex() for keyholder, signature in signatures.items()}
