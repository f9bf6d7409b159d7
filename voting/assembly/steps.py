"""What has become of an assembly after it was convened: taken back, postponed or cancelled, and why."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly, ConveningStep, StepKind
from voting.errors import Code, Refused

LONGEST_REASON = 1000


def steps_of(session: Session, assembly_id: int) -> list[ConveningStep]:
    """The steps of an assembly in order."""
    query = select(ConveningStep).where(ConveningStep.assembly_id == assembly_id)
    return list(session.scalars(query.order_by(ConveningStep.id)))


def standing_step(session: Session, assembly: Assembly) -> ConveningStep | None:
    """The step that members still have to know of: that it was cancelled or postponed, or that convening was
    taken back and has not been done again. None where there is none."""
    steps = steps_of(session, assembly.id)
    if not steps or (steps[-1].kind == StepKind.TAKEN_BACK and assembly.frozen_at is not None):
        return None
    return steps[-1]


def times_convened(assembly_id: int) -> ScalarSelect[int]:
    """SQL for how often an assembly has been convened, or would have been if it were now: 1 for the first
    time. It numbers the waves of invitations."""
    taken_back = (
        select(func.count() + 1)
        .select_from(ConveningStep)
        .where(ConveningStep.assembly_id == assembly_id, ConveningStep.kind == StepKind.TAKEN_BACK.value)
    )
    return taken_back.scalar_subquery()


def require_reason(reason: dict[str, str]) -> None:
    """Raise Refused(reason_missing) where none is given in any language, or one is too long."""
    if not reason or any(not text.strip() or len(text) > LONGEST_REASON for text in reason.values()):
        raise Refused(Code.REASON_MISSING)


def require_confirmed(entitled: int | None, confirmed: int | None) -> None:
    """Raise Refused(entitled_differs) where a person has typed another number than that of those entitled.
    ``confirmed`` is None where nobody is asked, because everything is invented or recorded."""
    if confirmed is not None and confirmed != entitled:
        raise Refused(Code.ENTITLED_DIFFERS, entitled=entitled or 0)


def last_step_id(session: Session, assembly_id: int) -> int:
    """The id of the last step of an assembly, 0 where there is none."""
    query = select(func.max(ConveningStep.id)).where(ConveningStep.assembly_id == assembly_id)
    return session.scalar(query) or 0


def add_step(
    session: Session,
    assembly_id: int,
    kind: StepKind,
    reason: dict[str, str],
    *,
    days: tuple[date, date] | None = None,
    venues: Sequence[dict[str, Any]] = (),
    now: datetime,
    account_id: int,
) -> ConveningStep:
    """Write a step; ``days`` are those before and after a postponement, ``venues`` the halls that it
    changes."""
    day_before, day = days or (None, None)
    step = ConveningStep(
        assembly_id=assembly_id,
        kind=kind.value,
        reason=reason,
        day_before=day_before,
        day=day,
        venues=list(venues) or None,
        at=now,
        account_id=account_id,
    )
    session.add(step)
    session.flush()
    return step
