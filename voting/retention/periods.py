"""The retention periods of an installation, read and changed."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.audit.chain import record
from voting.errors import Code, Refused
from voting.retention.models import Retention
from voting.retention.rules import LONGEST, DataKind
from voting.stamp import require_same


def periods(session: Session) -> dict[DataKind, int]:
    """For how many months each kind of data is kept."""
    months = {row.kind: row.months for row in session.execute(select(Retention.kind, Retention.months))}
    return {kind: months[kind] for kind in DataKind}


def change_periods(
    session: Session, asked: Mapping[DataKind, int], was: str, *, now: datetime, actor: str
) -> None:
    """Keep each of the kinds for the given number of months; each change is logged.

    ``was`` is the stamp of :func:`periods` as they were seen. Raises Refused, and changes nothing:
    period_invalid where one is not from 1 to ``LONGEST``; changed_meanwhile.
    """
    if not all(1 <= months <= LONGEST for months in asked.values()):
        raise Refused(Code.PERIOD_INVALID, longest=LONGEST)
    stored = session.scalars(select(Retention).order_by(Retention.kind).with_for_update()).all()
    require_same(periods(session), was)
    for row in stored:
        months = asked.get(DataKind(row.kind), row.months)
        if months != row.months:
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
