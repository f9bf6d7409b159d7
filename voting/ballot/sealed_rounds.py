"""The context of each sealed round: made when its rules are frozen, and signed by keyholders before it takes
votes (docs/sealed.md, Documents)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from voting.ballot.box_keys import BoxKeys, box_keys_from, new_box_secret
from voting.ballot.envelopes import ballot_key_of
from voting.ballot.locks import hold_resolution
from voting.ballot.log import log_resolution
from voting.ballot.models import Resolution, State
from voting.ballot.sealing import WrongKey
from voting.box.keysets import KnownKeyholder, keys_made
from voting.box.models import BoxSecret, KeyholderSignature, MadeKeys, RoundContext, Signed
from voting.errors import Code, Refused
from voting.sealed.documents import SealedContext, context_hash, read_context
from voting.sealed.keys import SealedKeys, checked_keys
from voting.sealed.signatures import context_message
from voting.sealed.wire import SealedShape


@dataclass(frozen=True, slots=True)
class SealedRound:
    """What ballots of a round are sealed to: its context as bytes, their hash, the keys, and the shape."""

    resolution_id: int
    keyset_id: int
    context: bytes
    ctx: bytes
    keys: SealedKeys
    shape: SealedShape


def require_keys(session: Session, assembly_id: int, resolutions: Sequence[Resolution]) -> None:
    """Raise Refused(keys_missing) where something is to be sealed, and no keys have been made."""
    sealed = [resolution.number for resolution in resolutions if resolution.sealed]
    if sealed and keys_made(session, assembly_id) is None:
        raise Refused(Code.KEYS_MISSING, numbers=", ".join(sealed))


def prepare_context(session: Session, resolution: Resolution) -> str:
    """Make the context of a round whose rules have just been frozen, and the secrets of its box; returns ctx
    in hexadecimal. Raises Refused(keys_missing)."""
    made = keys_made(session, resolution.assembly_id)
    if made is None:
        raise Refused(Code.KEYS_MISSING, numbers=resolution.number)
    secret = new_box_secret(ballot_key_of(session))
    context = SealedContext(
        assembly=resolution.assembly_id,
        box_key=box_keys_from(ballot_key_of(session), secret).public.hex(),
        candidates=tuple(str(option["code"]) for option in resolution.options),
        keys=made.sha256,
        method=resolution.method,
        number=resolution.number,
        round=resolution.round,
        rules_hash=resolution.rules_hash or "",
        seats=resolution.seats,
    ).written()
    session.add(RoundContext(resolution_id=resolution.id, keyset_id=made.keyset_id, content=context))
    session.flush()
    session.add(BoxSecret(resolution_id=resolution.id, content=secret))
    session.flush()
    return context_hash(context).hex()


def sealed_round(session: Session, resolution_id: int) -> SealedRound:
    """The round of a sealed resolution. Raises Refused(not_found) where it has no context."""
    context = session.get(RoundContext, resolution_id)
    if context is None:
        raise Refused(Code.NOT_FOUND)
    keys = keys_from(bytes(session.get_one(MadeKeys, context.keyset_id).content))
    content = bytes(context.content)
    shape = read_context(content).shape
    return SealedRound(resolution_id, context.keyset_id, content, context_hash(content), keys, shape)


def box_keys_of(session: Session, resolution_id: int) -> BoxKeys:
    """The secrets of the box of a round. Raises Refused: not_found once they are forgotten;
    ballot_key_wrong."""
    secret = session.get(BoxSecret, resolution_id)
    if secret is None:
        raise Refused(Code.NOT_FOUND)
    try:
        return box_keys_from(ballot_key_of(session), bytes(secret.content))
    except WrongKey as error:
        raise Refused(Code.BALLOT_KEY_WRONG) from error


def sign_context(
    session: Session, who: KnownKeyholder, resolution_id: int, signature: bytes, *, now: datetime
) -> None:
    """Take a keyholder's signature under the context of a round. The same keyholder again changes nothing.

    Raises Refused: not_found; keyholder_unknown where the keys are not those of this keyholder's ceremony;
    wrong_state once the vote is over; signature_wrong.
    """
    resolution = hold_resolution(session, resolution_id, shared=True)
    of_round = sealed_round(session, resolution_id)
    require_keyholder(of_round, who)
    if State(resolution.state) not in (State.DRAFT, State.OPEN):
        raise Refused(Code.WRONG_STATE)
    if who.number not in of_round.keys.signers(context_message(of_round.ctx), {who.number: signature}):
        raise Refused(Code.SIGNATURE_WRONG)
    keep_signature(session, resolution, who, Signed.CONTEXT, signature, now=now)


def require_keyholder(of_round: SealedRound, who: KnownKeyholder) -> None:
    """Raise Refused(keyholder_unknown) where somebody is a keyholder of other keys."""
    if who.keyset_id != of_round.keyset_id:
        raise Refused(Code.KEYHOLDER_UNKNOWN)


def keep_signature(
    session: Session,
    resolution: Resolution,
    who: KnownKeyholder,
    kind: Signed,
    signature: bytes,
    *,
    now: datetime,
) -> None:
    """Store what a keyholder has signed, once, and log it. What it is worth is for the caller."""
    if session.get(KeyholderSignature, (resolution.id, kind.value, who.number)) is not None:
        return
    session.add(
        KeyholderSignature(
            resolution_id=resolution.id,
            kind=kind.value,
            keyholder=who.number,
            signature=signature,
            signed_at=now,
        )
    )
    log_resolution(
        session, resolution, f"box.{kind}_signed", now=now, actor=who.actor, signature=signature.hex()
    )


def signatures_of(session: Session, resolution_id: int, kind: Signed) -> dict[int, bytes]:
    """By keyholder, what was signed of a round."""
    rows = session.execute(
        select(KeyholderSignature.keyholder, KeyholderSignature.signature)
        .where(KeyholderSignature.resolution_id == resolution_id, KeyholderSignature.kind == kind.value)
        .order_by(KeyholderSignature.keyholder)
    )
    return {keyholder: bytes(signature) for keyholder, signature in rows}


def is_context_signed(session: Session, resolution_id: int) -> bool:
    """Whether the quorum of the keyholders has signed the context of a round, as it is now."""
    of_round = sealed_round(session, resolution_id)
    return of_round.keys.may_open_round(of_round.ctx, signatures_of(session, resolution_id, Signed.CONTEXT))


def has_signed_contexts(session: Session, assembly_id: int) -> bool:
    """Whether a keyholder has signed anything of a sealed vote of the assembly."""
    signed = exists().where(
        KeyholderSignature.resolution_id == Resolution.id, Resolution.assembly_id == assembly_id
    )
    return bool(session.scalar(select(signed)))


def remove_contexts(session: Session, assembly_id: int) -> None:
    """Remove the contexts of an assembly whose convening is being taken back, which nobody has signed."""
    own = select(Resolution.id).where(Resolution.assembly_id == assembly_id)
    for table in (BoxSecret, RoundContext):
        session.execute(
            delete(table).where(table.resolution_id.in_(own)).execution_options(synchronize_session=False)
        )


@lru_cache(maxsize=8)
def keys_from(content: bytes) -> SealedKeys:
    """The keys that these bytes are, checked once. Raises BrokenKeys."""
    return checked_keys(content)
