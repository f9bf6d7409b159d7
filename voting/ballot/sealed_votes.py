"""Sealed ballots before and in the gate: checked outside every transaction, kept in envelopes until the vote
is over (docs/sealed.md, Ballot).

Beside an envelope stand marks of its ballot's leaf and tag, made with a key that goes with that of the
envelopes: as long as the vote goes on they show a copy, and find the ballot of a receipt; afterwards
nobody can tell what they mark.
"""

import hmac
from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Row, exists, select, union_all
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
"""Of one member, sent by one person in one round, no process checks more."""
MOST_TRIED = 100_000
"""Of so many a process knows how many were checked; then those are forgotten that came first."""
MOST_ROUNDS = 64
"""So many rounds a process keeps ready, and the keys of their boxes for signatures."""
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
        self._tried = OrderedDict[tuple[int, str, str], int]()
        self._rounds = OrderedDict[int, SealedRound]()
        self._signing = OrderedDict[int, Ed25519PrivateKey]()

    @contextmanager
    def admitted(self, resolution_id: int, member: str, voter: str) -> Iterator[None]:
        """Count a ballot that somebody sends for a member, and that could be cast; the block checks it. It is
        the sender's count: nobody can use up that of others. Where there is no time for it now, it does not
        count. Raises Refused(seals_limit) where too many have come."""
        key = resolution_id, member, voter
        tried = self._tried.get(key, 0)
        if tried >= MOST_PROOFS:
            raise Refused(Code.SEALS_LIMIT)
        self._tried[key] = tried + 1
        if len(self._tried) > MOST_TRIED:
            self._tried.popitem(last=False)
        try:
            yield
        except Refused as refused:
            if refused.code is Code.BUSY and key in self._tried:
                self._tried[key] -= 1
            raise

    def round_for_votes(self, session: Session, resolution_id: int) -> SealedRound:
        """The round that votes are sealed to. Once its context is signed nothing of it can change, and it is
        kept. Raises Refused: not_open before the quorum of the keyholders has signed, not_found."""
        kept = self._rounds.get(resolution_id)
        if kept is None:
            if not is_context_signed(session, resolution_id):
                raise Refused(Code.NOT_OPEN)
            kept = self._rounds[resolution_id] = sealed_round(session, resolution_id)
            if len(self._rounds) > MOST_ROUNDS:
                self._rounds.popitem(last=False)
        return kept

    def receipt(self, session: Session, cast: SoundBallot) -> bytes:
        """The signature of the box under a ballot that has just been cast: to be asked for after the commit.
        What signs is read once. Raises Refused(ballot_key_wrong)."""
        signing = self._signing.get(cast.resolution_id)
        if signing is None:
            signing = box_keys_of(session, cast.resolution_id).signing
            self._signing[cast.resolution_id] = signing
            if len(self._signing) > MOST_ROUNDS:
                self._signing.popitem(last=False)
        return signing.sign(receipt_message(cast.ctx, cast.leaf))

    def checked(self, of_round: SealedRound, ballot: bytes, by: int) -> SoundBallot:
        """The ballot, once it is known to be sound and sealed ``by`` whom its route says. Raises Refused:
        seal_wrong, busy."""
        if len(ballot) != of_round.shape.length or ballot[3] != by:
            raise Refused(Code.SEAL_WRONG)
        self._together.ask(_ToCheck(of_round, ballot), of_round.resolution_id)
        return SoundBallot(of_round.resolution_id, of_round.ctx, ballot)


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


def marker_of(session: Session, envelope_key: bytes | None) -> bytes:
    """The key of the marks of a round whose vote is not over. Raises Refused(ballot_key_wrong)."""
    try:
        return envelope_marker(ballot_key_of(session), envelope_key or b"")
    except WrongKey as error:
        raise Refused(Code.BALLOT_KEY_WRONG) from error


def marks_of(marker: bytes, leaf: bytes, tag: bytes = b"") -> Marks:
    """The marks of a ballot."""
    marks = (
        hmac.digest(marker, kind + of, "sha256")[:MARK_BYTES] for kind, of in ((b"leaf", leaf), (b"tag", tag))
    )
    return Marks(*marks)


def marked_already(session: Session, resolution_id: int, marks: Collection[Marks]) -> set[bytes]:
    """Which of these marks are there: of leaves and of tags. Each kind is looked for in the index that it
    has: all envelopes of the round would be looked through for both at once."""
    if not marks:
        return set()
    here = Envelope.resolution_id == resolution_id
    leaves, tags = zip(*marks, strict=True)
    found = session.scalars(
        union_all(
            select(Envelope.key).where(here, Envelope.key.in_(leaves)),
            select(Envelope.tag_mark).where(here, Envelope.tag_mark.in_(tags)),
        )
    )
    return {bytes(mark) for mark in found}


def is_in_box(session: Session, resolution: Resolution | Row[int, bytes | None], leaf: bytes) -> bool:
    """Whether a ballot of this name lies in the box of a round, or waits for it. Envelopes are looked at
    first: they go only after their ballots are in the box."""
    if resolution.envelope_key is not None:
        mark = marks_of(marker_of(session, resolution.envelope_key), leaf).leaf
        waits = exists().where(Envelope.resolution_id == resolution.id, Envelope.key == mark)
        if session.scalar(select(waits)):
            return True
    in_box = exists().where(SealedVote.resolution_id == resolution.id, SealedVote.leaf == leaf)
    return bool(session.scalar(select(in_box)))


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
