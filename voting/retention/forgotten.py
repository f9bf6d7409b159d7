"""What has been forgotten: for those who show it, or count what can no longer be counted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.retention.models import Forgetting
from voting.retention.rules import DataKind


def forgotten_at(session: Session, kind: DataKind, assembly_id: int | None = None) -> datetime | None:
    """When a kind of data was removed last: of one assembly, or what belongs to none. None: never."""
    return session.scalar(
        select(Forgetting.at).where(*_of(kind, assembly_id)).order_by(Forgetting.id.desc()).limit(1)
    )


def kept_counts(session: Session, kind: DataKind, assembly_id: int) -> dict[str, Any] | None:
    """The counts that were made before an assembly's data of a kind went. None: it is still there."""
    return session.scalar(
        select(Forgetting.counts).where(*_of(kind, assembly_id)).order_by(Forgetting.id).limit(1)
    )


def forgettings(session: Session, limit: int = 100) -> Sequence[Forgetting]:
    """The last removals, the latest first."""
    return session.scalars(select(Forgetting).order_by(Forgetting.id.desc()).limit(limit)).all()


def _of(kind: DataKind, assembly_id: int | None) -> tuple[Any, ...]:
    same = Forgetting.assembly_id.is_(None) if assembly_id is None else Forgetting.assembly_id == assembly_id
    return Forgetting.kind == kind.value, same
