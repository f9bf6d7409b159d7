"""The retention periods of an installation, read and changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.audit.chain import record
from voting.errors import Fault, require_sound
from voting.retention.models import Retention
from voting.retention.rules import DataKind, period_faults
from voting.stamp import require_same


def periods(session: Session) -> dict[DataKind, int]:
    """For how many months each kind of data is kept."""
    months = {row.kind: row.months for row in session.execute(select(Retention.kind, Retention.months))}
    return {kind: months[kind] for kind in DataKind}


def change_periods(
    session: Session,
    asked: Mapping[DataKind, int | None],
    was: str,
    *,
    now: datetime,
    actor: str,
    unread: Sequence[Fault] = (),
) -> None:
    """Keep each of the kinds for the given number of months; each change is logged.

    ``was`` is the stamp of :func:`periods` as they were seen, ``unread`` the faults of those that could not
    be read. Changes nothing where it raises InvalidForm, with every fault, or Refused(changed_meanwhile).
    """
    require_sound(period_faults(asked), unread)
    stored = session.scalars(select(Retention).order_by(Retention.kind).with_for_update()).all()
    require_same(periods(session), was)
    for row in stored:
        months = asked.get(DataKind(row.kind))
        if months is not None and months != row.months:
            record(
                session,
                now=now,
                actor=actor,
                action="privacy.period_changed",
                kind=row.kind,
                before=row.months,
                after=months,
            )
            row.months = months
