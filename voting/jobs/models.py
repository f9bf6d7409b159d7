"""The tables of long work: what was asked for, how far it is, and what came of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from voting.database import Base, Moment

GOING = "state IN ('asked', 'running')"


class JobState(StrEnum):
    """The life of a job: asked, running, and then done or failed. Only ``voting.jobs.life`` changes it."""

    ASKED = "asked"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Base):
    """Work that somebody has asked for. It is theirs alone, and kept for ``voting.jobs.rules.KEPT``.

    ``work`` names the function that does it, ``request`` and the file that was ``sent`` are what it needs;
    ``same`` is the digest of all this and of who asked, so that the same is not done twice at a time.
    ``moved_at`` is when its process was last known to live. ``done`` of ``total`` says how far it is (0 where
    that is not known). ``answer`` says how the content in ``job_part`` is answered, ``fault`` why there is
    none.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_going", "same", unique=True, sqlite_where=text(GOING), postgresql_where=text(GOING)),
        {"sqlite_autoincrement": True},  # the number of one that is forgotten never means another
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    work: Mapped[str] = mapped_column(String(60))
    same: Mapped[str] = mapped_column(String(64))
    request: Mapped[dict[str, Any]] = mapped_column(JSON)
    sent: Mapped[bytes | None] = deferred(mapped_column())
    state: Mapped[str] = mapped_column(String(10))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    moved_at: Mapped[datetime] = mapped_column(Moment)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    size: Mapped[int] = mapped_column(default=0)
    fault: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class JobPart(Base):
    """A part of what came of a job, in bytes: together, in order of their numbers, they are the file."""

    __tablename__ = "job_part"

    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes]
