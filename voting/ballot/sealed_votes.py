"""Sealed ballots before and in the gate: checked outside every transaction, kept in envelopes until the vote
is over (docs/sealed.md, Ballot).

Beside an envelope stand marks of its ballot's leaf and tag, made with a key that goes with that of the
envelopes: as long as the vote goes on they show a copy, and find the ballot of a receipt; afterwards
nobody can tell what they mark.
"""

import hmac
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session

from voting.aside import aside
from voting.ballot.envelopes import ballot_key_of
from voting.ballot.methods import BLANK, MARKED, POSITIONS, Contest, Method
from voting.ballot.models import Envelope, Resolution
from voting.ballot.sealed_rounds import SealedRound, box_keys_of, is_context_signed, sealed_round
from voting.ballot.sealing import WrongKey, envelope_marker
from voting.box.models import SealedVote
from voting.errors import Code, Refused
from voting.sealed.proofs import SealedBallot, check_ballots, new_sealing_seed, seal_ballot, sealing_to
from voting.sealed.signatures import receipt_message
from voting.sealed.tree import leaf_hash
from voting.sealed.wire import tag_of
from voting.together import Together

BY_SERVER, BY_DEVICE, BY_TABLET = range(3)
"""By whom a ballot is sealed."""
MOST_PROOFS = 10
"""Of one member in one round no process checks more."""
MARK_BYTES = 16


@dataclass(frozen=True, slots=True)
class SoundBallot:
    """A ballot of which all proofs were checked, or that the server has sealed itself: only ``SealChecker``
    and ``sealed_by_server`` make one."""

    resolution_id: int
    ctx: bytes
    ballot: bytes

    @property
    def leaf(self) -> bytes:
        """Its name in the box; 32 bytes."""
        return leaf_hash(self.ballot)

    @property
    def tag(self) -> bytes:
        """T, by which it is bound to a member; 32 bytes."""
        return tag_of(self.ballot)


class Marks(NamedTuple):
    """The marks of a leaf and of a tag."""

    leaf: bytes
    tag: bytes


class _ToCheck(NamedTuple):
    """A ballot that waits to be checked, and the round that it must be of."""

    of_round: SealedRound
    ballot: bytes


class SealChecker:
    """Checks the sealed ballots that arrive at a process: those of one round that wait, together; and of one
    member in one round a few only, before any arithmetic."""

    def __init__(self) -> None:
        self._together = Together(_check_together)
        self._tried = Counter[tuple[int, str]]()

    def admit(self, resolution_id: int, member: str) -> None:
        """Count a ballot that came for a member. Raises Refused(seals_limit) where too many have."""
        if self._tried[resolution_id, member] >= MOST_PROOFS:
            raise Refused(Code.SEALS_LIMIT)
        self._tried[resolution_id, member] += 1

    def checked(self, of_round: SealedRound, ballot: bytes, by: int) -> SoundBallot:
        """The ballot, once it is known to be sound and sealed ``by`` whom its route says. Raises Refused:
        seal_wrong, busy."""
        if len(ballot) != of_round.shape.length or ballot[3] != by:
            raise Refused(Code.SEAL_WRONG)
        self._together.ask(_ToCheck(of_round, ballot), of_round.resolution_id)
        return SoundBallot(of_round.resolution_id, of_round.ctx, ballot)


def round_for_votes(session: Session, resolution_id: int) -> SealedRound:
    """The round that votes are sealed to. Raises Refused: not_open before the quorum of the keyholders has
    signed its context, not_found."""
    if not is_context_signed(session, resolution_id):
        raise Refused(Code.NOT_OPEN)
    return sealed_round(session, resolution_id)


def sealed_by_server(
    of_round: SealedRound, contest: Contest, member: str, choice: str
) -> tuple[SoundBallot, bytes]:
    """A canonical choice, which the server has seen, sealed by it for a member; and the nonce by which the
    member's number gives the tag. Each choice takes the same work."""
    made = aside(_sealed, of_round, member, answers_of(contest, choice))
    return SoundBallot(of_round.resolution_id, of_round.ctx, made.ballot), made.nonce


def answers_of(contest: Contest, choice: str) -> list[int]:
    """A canonical choice as the index of the answer to each question."""
    if contest.method is Method.FOR_AGAINST_ABSTAIN:
        return [POSITIONS.index(choice)]
    if contest.method is Method.PER_CANDIDATE:
        return [POSITIONS.index(part.rpartition("=")[2]) for part in choice.split(",")]
    if contest.method not in MARKED:
        raise ValueError(contest.method.value)
    marked = choice.split("+")
    return [int(name in marked) for name in (*contest.candidates, BLANK)]


def marks_of(session: Session, envelope_key: bytes | None, leaf: bytes, tag: bytes = b"") -> Marks:
    """The marks of a ballot whose vote is not over. Raises Refused(ballot_key_wrong)."""
    try:
        marker = envelope_marker(ballot_key_of(session), envelope_key or b"")
    except WrongKey as error:
        raise Refused(Code.BALLOT_KEY_WRONG) from error
    marks = (
        hmac.digest(marker, kind + of, "sha256")[:MARK_BYTES] for kind, of in ((b"leaf", leaf), (b"tag", tag))
    )
    return Marks(*marks)


def marked_already(session: Session, resolution_id: int, marks: Collection[Marks]) -> set[bytes]:
    """Which of these marks are there: of leaves and of tags."""
    if not marks:
        return set()
    leaves, tags = zip(*marks, strict=True)
    of_these = or_(Envelope.key.in_(leaves), Envelope.tag_mark.in_(tags))
    rows = session.execute(
        select(Envelope.key, Envelope.tag_mark).where(Envelope.resolution_id == resolution_id, of_these)
    )
    return {bytes(mark) for row in rows for mark in row if mark is not None}


def is_in_box(session: Session, resolution: Resolution | Row[int, bytes | None], leaf: bytes) -> bool:
    """Whether a ballot of this name lies in the box of a round, or waits for it."""
    if session.get(SealedVote, (resolution.id, leaf)) is not None:
        return True
    if resolution.envelope_key is None:
        return False
    mark = marks_of(session, resolution.envelope_key, leaf).leaf
    return session.get(Envelope, (resolution.id, mark)) is not None


def receipt_for(session: Session, resolution_id: int, leaf: bytes) -> bytes:
    """The signature of the box under a ballot that durably lies in it: to be asked for after the commit.
    Raises Refused: not_found, ballot_key_wrong."""
    resolution = session.execute(
        select(Resolution.id, Resolution.envelope_key).where(Resolution.id == resolution_id)
    ).one_or_none()
    if resolution is None or not is_in_box(session, resolution, leaf):
        raise Refused(Code.NOT_FOUND)
    ctx = sealed_round(session, resolution_id).ctx
    return box_keys_of(session, resolution_id).signing.sign(receipt_message(ctx, leaf))


def _check_together(waiting: Sequence[_ToCheck]) -> list[Exception | None]:
    """Check ballots of one round; what is unsound is refused by itself."""
    of_round, _ = waiting[0]
    ballots = [ballot for _, ballot in waiting]
    unsound = aside(check_ballots, of_round.ctx, of_round.keys.key, of_round.shape, ballots).unsound
    return [Refused(Code.SEAL_WRONG) if place in unsound else None for place in range(len(ballots))]


def _sealed(of_round: SealedRound, member: str, answers: Sequence[int]) -> SealedBallot:
    sealing = sealing_to(of_round.keys.key)
    return seal_ballot(sealing, of_round.ctx, BY_SERVER, member, of_round.shape, answers, new_sealing_seed())
