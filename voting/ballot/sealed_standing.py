"""How far a sealed round has come: what its keyholders have done, and what the closed box told of itself.

It is what everybody may be told while votes are cast and afterwards: nothing in it tells a count. Signatures
and shares were checked before they were stored, so they are only numbered here; what opens a round or a box
checks them again.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.ballot.agenda import IN_ORDER
from voting.ballot.forgotten_votes import is_forgotten
from voting.ballot.models import Resolution, State
from voting.ballot.sealed_opening import checked_by
from voting.box.models import (
    BoxStatement,
    KeyholderSignature,
    Keyset,
    OpenedCount,
    OpeningShare,
    RoundContext,
    Signed,
)
from voting.sealed.documents import QUORUM, read_session
from voting.sealed.wire import digits_aloud


@dataclass(frozen=True, slots=True)
class ToldBox:
    """What a closed box told of itself: how many ``ballots`` lie in it, of which ``by_server``, ``by_device``
    and ``by_tablet`` were sealed there; how many votes there are on ``paper``; and its twenty digits."""

    ballots: int
    by_server: int
    by_device: int
    by_tablet: int
    paper: int
    digits: str


@dataclass(frozen=True, slots=True)
class SealedStanding:
    """How far a round is. ``keyholders`` are their names; whoever has done something is told by their number,
    1 to 5: who has signed the ``context``, checked and ``signed`` the box, said that three ``voices`` have
    read its digits, ``shared``. ``box`` is None until the vote is closed; its ballots are gone once it
    ``is_forgotten`` how members voted."""

    keyholders: tuple[str, ...]
    context: tuple[int, ...]
    box: ToldBox | None
    checked: tuple[int, ...]
    signed: tuple[int, ...]
    voices: tuple[int, ...]
    shared: tuple[int, ...]
    is_opened: bool
    is_forgotten: bool = False

    @property
    def context_is_signed(self) -> bool:
        """Whether the quorum of the keyholders has signed what the vote is about."""
        return len(self.context) >= QUORUM

    @property
    def is_by_voices(self) -> bool:
        """Whether the box was opened by three who have read its digits to each other."""
        return bool(self.shared) and len(self.signed) < QUORUM

    def named(self, numbers: Collection[int]) -> list[str]:
        """The names of these keyholders."""
        return [name for number, name in enumerate(self.keyholders, 1) if number in numbers]

    def others(self, numbers: Collection[int]) -> list[str]:
        """The names of the other keyholders."""
        return [name for number, name in enumerate(self.keyholders, 1) if number not in numbers]


def sealed_standing(session: Session, resolution_id: int) -> SealedStanding | None:
    """How far a round is; None of one that has no context: it is not sealed, or not convened."""
    context = session.get(RoundContext, resolution_id)
    if context is None:
        return None
    keyset = session.get_one(Keyset, context.keyset_id)
    signed = _signed(session, resolution_id)
    statement = session.get(BoxStatement, resolution_id)
    return SealedStanding(
        keyholders=_names(bytes(keyset.session)),
        context=signed[Signed.CONTEXT],
        box=_told(statement) if statement else None,
        checked=tuple(checked_by(session, resolution_id)),
        signed=signed[Signed.STATEMENT],
        voices=signed[Signed.VOICES],
        shared=_shared(session, resolution_id),
        is_opened=session.get(OpenedCount, resolution_id) is not None,
        is_forgotten=is_forgotten(session, resolution_id),
    )


def unsigned_rounds(session: Session, assembly_id: int) -> list[str]:
    """The numbers of the sealed votes of a convened assembly that cannot be opened yet, nor voted on in
    advance: too few keyholders have signed what they are about. In the order of the agenda."""
    signed = (
        select(func.count())
        .where(
            KeyholderSignature.resolution_id == Resolution.id,
            KeyholderSignature.kind == Signed.CONTEXT.value,
        )
        .scalar_subquery()
    )
    found = (
        select(Resolution.number)
        .join(RoundContext, RoundContext.resolution_id == Resolution.id)
        .where(Resolution.assembly_id == assembly_id, Resolution.state == State.DRAFT.value, signed < QUORUM)
    )
    return list(session.scalars(found.order_by(*IN_ORDER)))


def rounds_at_risk(session: Session) -> list[str]:
    """The sealed rounds that can still be voted on, as number/round: where this is a database that was
    restored, each may have had ballots since, which are not in it. Keyholders sign no second box of one."""
    found = (
        select(Resolution.number, Resolution.round)
        .join(RoundContext, RoundContext.resolution_id == Resolution.id)
        .where(Resolution.state.in_([State.DRAFT.value, State.OPEN.value]))
    )
    rows = session.execute(found.order_by(Resolution.assembly_id, *IN_ORDER))
    return [f"{number}/{round_}" for number, round_ in rows]


def was_sealed(session: Session, resolution: Resolution) -> bool:
    """Whether votes on a resolution are not sealed that were so in an earlier round."""
    if resolution.sealed or resolution.round == 1:
        return False
    earlier = select(Resolution.id).where(
        Resolution.assembly_id == resolution.assembly_id,
        Resolution.number == resolution.number,
        Resolution.round < resolution.round,
        Resolution.sealed,
    )
    return session.scalar(earlier.limit(1)) is not None


def _told(statement: BoxStatement) -> ToldBox:
    digits = digits_aloud(bytes(statement.content))
    by_server, by_device, by_tablet = statement.by
    return ToldBox(statement.ballots, by_server, by_device, by_tablet, statement.paper, digits)


def _signed(session: Session, resolution_id: int) -> dict[Signed, tuple[int, ...]]:
    rows = session.execute(
        select(KeyholderSignature.kind, KeyholderSignature.keyholder)
        .where(KeyholderSignature.resolution_id == resolution_id)
        .order_by(KeyholderSignature.keyholder)
    ).all()
    return {kind: tuple(keyholder for of, keyholder in rows if of == kind) for kind in Signed}


def _shared(session: Session, resolution_id: int) -> tuple[int, ...]:
    shares = select(OpeningShare.keyholder).where(OpeningShare.resolution_id == resolution_id)
    return tuple(session.scalars(shares.order_by(OpeningShare.keyholder)))


@lru_cache(maxsize=8)
def _names(session_document: bytes) -> tuple[str, ...]:
    return read_session(session_document).keyholders
