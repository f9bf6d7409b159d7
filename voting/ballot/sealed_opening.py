"""Opening a closed box: keyholders sign its statement, and then send their shares of its sums
(docs/sealed.md, Closing and opening).

What costs arithmetic is done outside every transaction. Of a box whose vote was annulled nothing is taken any
more.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.aside import aside
from voting.ballot.locks import hold_resolution
from voting.ballot.log import log_resolution
from voting.ballot.models import Resolution, State
from voting.ballot.sealed_rounds import (
    SealedRound,
    keep_signature,
    require_keyholder,
    sealed_round,
    signatures_of,
)
from voting.box.ballots import all_ballots_of_box
from voting.box.keysets import KnownKeyholder
from voting.box.models import BoxStatement, BoxSums, CheckedBox, OpenedCount, OpeningShare, Signed
from voting.database import writing
from voting.errors import Code, Refused
from voting.sealed.counting import UncountableSum
from voting.sealed.documents import THRESHOLD
from voting.sealed.group import Element, Ristretto, ristretto
from voting.sealed.opening import (
    SHARE_BYTES,
    ClosedBox,
    QuestionSum,
    opened_count,
    opened_share,
)
from voting.sealed.wire import SealedShape, parsed_ballot

OPENABLE = (State.CLOSED, State.ANNOUNCED)
_Sums = list[tuple[Element, Element]]


@dataclass(frozen=True, slots=True)
class TrueShares:
    """The shares of one keyholder of all questions, each of which is proven: ``true_shares_of`` makes
    them."""

    keyholder: int
    content: bytes


def tell_checked(session: Session, who: KnownKeyholder, resolution_id: int, *, now: datetime) -> None:
    """Note that a keyholder's page has looked at all ballots of a box and found them sound; to be told so
    again changes nothing. Raises Refused: not_found, keyholder_unknown, wrong_state."""
    resolution, _, _ = _closed(session, who, resolution_id)
    if session.get(CheckedBox, (resolution_id, who.number)) is None:
        session.add(CheckedBox(resolution_id=resolution_id, keyholder=who.number, checked_at=now))
        log_resolution(session, resolution, "box.checked", now=now, actor=who.actor)


def checked_by(session: Session, resolution_id: int) -> list[int]:
    """The numbers of the keyholders whose pages have looked at a closed box."""
    checked = select(CheckedBox.keyholder).where(CheckedBox.resolution_id == resolution_id)
    return list(session.scalars(checked.order_by(CheckedBox.keyholder)))


def sign_statement(
    session: Session,
    who: KnownKeyholder,
    resolution_id: int,
    signature: bytes,
    *,
    voices: bool = False,
    now: datetime,
) -> None:
    """Take a keyholder's signature under the statement of a box; with ``voices`` they say that three have
    read its digits to each other. The same again changes nothing.

    Raises Refused: not_found; keyholder_unknown; wrong_state where the vote is not closed, or annulled;
    signature_wrong.
    """
    resolution, of_round, statement = _closed(session, who, resolution_id)
    if who.number not in of_round.keys.signers(statement.content, {who.number: signature}):
        raise Refused(Code.SIGNATURE_WRONG)
    keep_signature(session, resolution, who, Signed.STATEMENT, signature, now=now)
    if voices:
        keep_signature(session, resolution, who, Signed.VOICES, signature, now=now)


def may_be_opened(session: Session, of_round: SealedRound, statement: BoxStatement) -> bool:
    """Whether shares of a box are taken: four have signed it or, by voice, three."""
    signatures = signatures_of(session, of_round.resolution_id, Signed.STATEMENT)
    if of_round.keys.has_quorum(statement.content, signatures):
        return True
    voices = signatures_of(session, of_round.resolution_id, Signed.VOICES)
    return len(of_round.keys.signers(statement.content, voices)) >= THRESHOLD


def true_shares_of(
    session: Session, who: KnownKeyholder, resolution_id: int, shares: Sequence[bytes]
) -> TrueShares:
    """The shares of a keyholder, once the proof of each is found true. It is read and reckoned with nothing
    locked. Raises Refused: not_found; keyholder_unknown; share_early before the box is signed;
    share_wrong."""
    of_round, statement = sealed_round(session, resolution_id), session.get(BoxStatement, resolution_id)
    require_keyholder(of_round, who)
    if statement is None or not may_be_opened(session, of_round, statement):
        raise Refused(Code.SHARE_EARLY)
    sums = sums_of_closed_box(session, of_round)
    if not statement.ballots or len(shares) != len(sums):
        raise Refused(Code.SHARE_WRONG)
    public = of_round.keys.public_shares[who.number - 1]
    content = bytes(statement.content)
    for question, (of, share) in enumerate(zip(sums, shares, strict=True)):
        if aside(opened_share, content, who.number, question, public, of, share) is None:
            raise Refused(Code.SHARE_WRONG)
    return TrueShares(who.number, b"".join(shares))


def take_shares(
    session: Session, who: KnownKeyholder, resolution_id: int, shares: TrueShares, *, now: datetime
) -> None:
    """Store the shares of a keyholder; whoever has sent theirs changes nothing by sending them again. Raises
    Refused: not_found, keyholder_unknown, wrong_state."""
    resolution, _, _ = _closed(session, who, resolution_id)
    if session.get(OpeningShare, (resolution_id, who.number)) is None:
        session.add(
            OpeningShare(
                resolution_id=resolution_id, keyholder=who.number, content=shares.content, sent_at=now
            )
        )
        log_resolution(session, resolution, "box.shared", now=now, actor=who.actor)


def tell_false_share(session: Session, who: KnownKeyholder, resolution_id: int, *, now: datetime) -> None:
    """Let the log say that a keyholder's page, or somebody with its token, has sent what is no share."""
    resolution, _, _ = _closed(session, who, resolution_id)
    log_resolution(session, resolution, "box.share_refused", now=now, actor=who.actor)


def count_opened_box(session: Session, resolution_id: int, *, now: datetime) -> bool:
    """Count a box once three have sent their shares, in a transaction of its own; returns whether it is
    counted. The log says who has opened it, and nothing of the counts: they are told with the result. Raises
    Refused(box_uncountable) where no sound ballots have such sums."""
    shares = shares_of(session, resolution_id)
    if session.get(OpenedCount, resolution_id) is not None:
        return True
    if len(shares) < THRESHOLD:
        return False
    of_round, statement = sealed_round(session, resolution_id), session.get_one(BoxStatement, resolution_id)
    box = ClosedBox(statement.ballots, tuple(statement.by), bytes(statement.root))
    sums, content = sums_of_closed_box(session, of_round), bytes(statement.content)
    try:
        counted = aside(opened_count, content, of_round.keys, of_round.shape, box, sums, shares)
    except UncountableSum as error:
        raise Refused(Code.BOX_UNCOUNTABLE) from error
    with writing(session):
        resolution = hold_resolution(session, resolution_id)
        if session.get(OpenedCount, resolution_id) is None and State(resolution.state) in OPENABLE:
            counts = [list(answers) for answers in counted.answers]
            session.add(OpenedCount(resolution_id=resolution_id, counts=counts))
            signed = signatures_of(session, resolution_id, Signed.STATEMENT)
            log_resolution(
                session,
                resolution,
                "box.opened",
                now=now,
                actor="box",
                signed=list(signed),
                shares=sorted(shares),
                voices=list(signatures_of(session, resolution_id, Signed.VOICES)),
            )
    return True


def shares_of(session: Session, resolution_id: int) -> dict[int, list[bytes]]:
    """By keyholder, the shares of all questions that have been sent."""
    rows = session.execute(
        select(OpeningShare.keyholder, OpeningShare.content)
        .where(OpeningShare.resolution_id == resolution_id)
        .order_by(OpeningShare.keyholder)
    )
    return {
        keyholder: [bytes(content[at : at + SHARE_BYTES]) for at in range(0, len(content), SHARE_BYTES)]
        for keyholder, content in rows
    }


def sums_of_closed_box(session: Session, of_round: SealedRound) -> list[QuestionSum]:
    """A and B of each question of a closed box: reckoned once from its ballots, whose proofs the gate has
    checked, and then kept. A large one takes many seconds: whoever of this process needs it meanwhile waits
    for it."""
    if (kept := _kept_sums(session, of_round)) is not None:
        return kept
    session.rollback()
    with _summing:
        if (kept := _kept_sums(session, of_round)) is not None:
            return kept
        sums = _summed(session, of_round)
        content = b"".join(alpha + beta for alpha, beta in sums)
        with writing(session):
            hold_resolution(session, of_round.resolution_id)
            if session.get(BoxSums, of_round.resolution_id) is None:
                session.add(BoxSums(resolution_id=of_round.resolution_id, content=content))
    return sums


_summing = threading.Lock()


def _kept_sums(session: Session, of_round: SealedRound) -> list[QuestionSum] | None:
    kept = session.get(BoxSums, of_round.resolution_id)
    if kept is None:
        return None
    words = [bytes(kept.content[at : at + 32]) for at in range(0, len(kept.content), 32)]
    return list(zip(words[::2], words[1::2], strict=True))


def _summed(session: Session, of_round: SealedRound) -> list[QuestionSum]:
    group = ristretto()
    sums: _Sums = [(group.identity, group.identity)] * len(of_round.shape.questions)
    for some in all_ballots_of_box(session, of_round.resolution_id):
        sums = aside(_with, sums, some, of_round.shape, group)
    return [(group.encoded(alpha), group.encoded(beta)) for alpha, beta in sums]


def _with(sums: _Sums, ballots: Sequence[bytes], shape: SealedShape, group: Ristretto) -> _Sums:
    for ballot in ballots:
        points = [group.element_from(each) for each in parsed_ballot(ballot, shape).ciphertexts]
        sums = [
            (group.add(alpha, points[2 * at]), group.add(beta, points[2 * at + 1]))
            for at, (alpha, beta) in enumerate(sums)
        ]
    return sums


def _closed(
    session: Session, who: KnownKeyholder, resolution_id: int
) -> tuple[Resolution, SealedRound, BoxStatement]:
    """A closed box, held so that it is not annulled meanwhile. Raises Refused: not_found, keyholder_unknown,
    wrong_state."""
    resolution = hold_resolution(session, resolution_id, shared=True)
    of_round, statement = sealed_round(session, resolution_id), session.get(BoxStatement, resolution_id)
    require_keyholder(of_round, who)
    if statement is None or State(resolution.state) not in OPENABLE:
        raise Refused(Code.WRONG_STATE)
    return resolution, of_round, statement
