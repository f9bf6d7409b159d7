"""What has been removed because its period was over, and the counts that were kept of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.retention.models import Forgetting
from voting.retention.rules import DataKind


def forgotten_at(session: Session, kind: DataKind, assembly_id: int | None = None) -> datetime | None:
    """When data of a kind were last removed: those of one assembly or, without one, those that belong to
    none. None where they never were."""
    return session.scalar(
        select(Forgetting.at).where(*_of(kind, assembly_id)).order_by(Forgetting.id.desc()).limit(1)
    )


def kept_counts(session: Session, kind: DataKind, assembly_id: int) -> dict[str, Any] | None:
    """The figures that were kept when an assembly's data of a kind were removed (a JSON object; which ones
    depends on the kind). None where the data are still there to be counted."""
    return session.scalar(
        select(Forgetting.counts).where(*_of(kind, assembly_id)).order_by(Forgetting.id).limit(1)
    )


def forgettings(session: Session, limit: int = 100) -> Sequence[Forgetting]:
    """The latest removals, newest first, at most ``limit``."""
    return session.scalars(select(Forgetting).order_by(Forgetting.id.desc()).limit(limit)).all()


def _of(kind: DataKind, assembly_id: int | None) -> tuple[Any, ...]:
    same = Forgetting.assembly_id.is_(None) if assembly_id is None else Forgetting.assembly_id == assembly_id
    return Forgetting.kind == kind.value, same
