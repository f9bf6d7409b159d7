"""Amendments of a motion, and the text that is put to the vote."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.ballot.models import Resolution, Result, State
from voting.ballot.spot import Spot, amended_text, is_undecided, stands

Text = dict[str, str]


@dataclass(frozen=True, slots=True)
class AsPut:
    """The text that is voted on, by language, and the one that it replaces, where it differs from it: of an
    amendment the motion's present text, of a motion that was amended its first one."""

    text: Text | None
    before: Text | None


def as_put(session: Session, resolution: Resolution) -> AsPut:
    """The text of a resolution as it is put to the vote."""
    if resolution.spot == Spot.AMENDMENT:
        return AsPut(resolution.text, _before_amendment(session, resolution))
    if resolution.spot is not None or State(resolution.state) is State.ANNULLED:
        return AsPut(resolution.text, None)
    text = amended_text(resolution.text, _adopted(session, resolution))
    first = _first_text(session, resolution)
    return AsPut(text, first if first != text else None)


def latest_round(session: Session, assembly_id: int, number: str) -> Resolution | None:
    """The resolution of an assembly that has this number, in its latest round."""
    rounds = select(Resolution).where(Resolution.assembly_id == assembly_id, Resolution.number == number)
    return session.scalars(rounds.order_by(Resolution.round.desc()).limit(1)).one_or_none()


def undecided_amendment(session: Session, resolution: Resolution) -> str | None:
    """The number of an amendment for which a motion has to wait; None where there is none."""
    waiting = (
        amendment.number
        for amendment, _ in _amendments(session, resolution)
        if is_undecided(State(amendment.state))
    )
    return None if resolution.spot else next(waiting, None)


def _amendments(session: Session, resolution: Resolution) -> list[tuple[Resolution, str | None]]:
    """The amendments of a motion, with the outcome of each that was announced, in the order of announcing."""
    rows = session.execute(
        select(Resolution, Result.content)
        .outerjoin(Result, Result.resolution_id == Resolution.id)
        .where(
            Resolution.assembly_id == resolution.assembly_id,
            Resolution.spot == Spot.AMENDMENT.value,
            Resolution.about == resolution.number,
        )
        .order_by(Resolution.announced_at, Resolution.id)
    )
    return [(amendment, content["outcome"] if content else None) for amendment, content in rows]


def _adopted(session: Session, resolution: Resolution) -> list[Text]:
    return [
        amendment.text or {}
        for amendment, outcome in _amendments(session, resolution)
        if stands(State(amendment.state), outcome)
    ]


def _before_amendment(session: Session, amendment: Resolution) -> Text | None:
    """The text that an amendment would replace, or replaced: that of the amendments adopted before it."""
    motion = latest_round(session, amendment.assembly_id, amendment.about or "")
    if motion is None:
        return None
    earlier = [
        other.text or {}
        for other, outcome in _amendments(session, motion)
        if stands(State(other.state), outcome)
        and other.id != amendment.id
        and (amendment.announced_at is None or _moment(other) < _moment(amendment))
    ]
    return amended_text(_first_text(session, motion), earlier)


def _moment(amendment: Resolution) -> tuple[str, int]:
    return (amendment.announced_at.isoformat() if amendment.announced_at else "", amendment.id)


def _first_text(session: Session, resolution: Resolution) -> Text | None:
    """The text with which a motion was convened."""
    return session.scalar(
        select(Resolution.text).where(
            Resolution.assembly_id == resolution.assembly_id,
            Resolution.number == resolution.number,
            Resolution.round == 1,
        )
    )
