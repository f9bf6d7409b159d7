"""The bundle of a sealed resolution: all from which its counts can be worked out again, by whoever trusts
nobody (docs/sealed-bundle.md)."""

from typing import Any

from sqlalchemy.orm import Session

from voting.aside import aside
from voting.auditing.packing import zipped
from voting.ballot.forgotten_votes import is_forgotten
from voting.ballot.models import Resolution, State
from voting.ballot.rules import MINIMUM_GROUP
from voting.ballot.sealed_opening import shares_of
from voting.ballot.sealed_rounds import sealed_round, signatures_of
from voting.box.ballots import all_ballots_of_box
from voting.box.models import BoxStatement, MadeKeys, OpenedCount, Signed
from voting.errors import Code, Refused
from voting.sealed.documents import QUORUM, document_bytes
from voting.sealed.wire import FORMAT


def sealed_bundle(session: Session, resolution_id: int, *, to_auditors: bool) -> bytes:
    """The ZIP of an announced sealed resolution. Where few ballots lie in the box, or few on paper, sums and
    counts are told ``to_auditors`` alone. Raises Refused: not_found, not_announced, not_opened; forgotten
    once the ballots are removed."""
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
    ballots = [ballot for some in all_ballots_of_box(session, resolution_id) for ballot in some]
    told = to_auditors or not tells_of_few(statement.ballots, statement.paper)
    files = {
        "ballots.bin": b"".join(ballots),
        "context.json": of_round.context,
        "count.json": document_bytes({"counts": counted.counts if told else [], "format": FORMAT}),
        "keys.json": bytes(session.get_one(MadeKeys, of_round.keyset_id).content),
        "opening.json": document_bytes(_opening(session, statement, with_shares=told)),
    }
    packed: bytes = aside(zipped, files)
    return packed


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
