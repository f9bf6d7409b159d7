"""The life of a job: asked, running, then done or failed; and forgotten after a day.

Each function is a transaction's part: the caller commits. A job that is over never changes again.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voting.errors import Code
from voting.jobs.models import Job, JobPart, JobState
from voting.jobs.rules import KEPT, STALLED

GOING = (JobState.ASKED.value, JobState.RUNNING.value)
DIED = {"code": Code.JOB_STOPPED.value, "values": {}}
"""The fault of a job whose process has ended before it."""


def ask(
    session: Session,
    account_id: int,
    work: str,
    request: Mapping[str, Any],
    same: str,
    sent: bytes | None = None,
    *,
    now: datetime,
) -> int:
    """The id of a job that does this: of the one that is going already, where the same account has asked for
    the ``same``."""
    lose_stalled(session, now=now)
    going = select(Job.id).where(Job.same == same, Job.state.in_(GOING))
    found = session.scalar(going)
    if found is not None:
        return found
    job = Job(
        account_id=account_id,
        work=work,
        same=same,
        request=dict(request),
        sent=sent,
        state=JobState.ASKED.value,
        asked_at=now,
        moved_at=now,
    )
    try:
        with session.begin_nested():
            session.add(job)
    except IntegrityError:  # asked at the same instant, over another connection
        return session.scalars(going).one()
    return job.id


def job_waits(session: Session) -> bool:
    """Whether a job waits to be begun, asked in a reading transaction: on SQLite one that writes would take
    the lock."""
    waits = session.scalar(select(Job.id).where(Job.state == JobState.ASKED.value).limit(1)) is not None
    session.rollback()
    return waits


def take_next(session: Session, *, now: datetime) -> int | None:
    """Begin the job that was asked for first; its id, or None where none waits."""
    waiting = select(Job).where(Job.state == JobState.ASKED.value).order_by(Job.id).limit(1)
    job = session.scalars(waiting.with_for_update(skip_locked=True)).one_or_none()
    if job is None:
        return None
    job.state, job.moved_at = JobState.RUNNING.value, now
    return job.id


def note_progress(session: Session, job_id: int, done: int, total: int, *, now: datetime) -> None:
    """Note that the process of a job lives, and that ``done`` of ``total`` is done."""
    _change(session, job_id, moved_at=now, done=done, total=total)


def finish(session: Session, job_id: int, answer: Mapping[str, Any], size: int, *, now: datetime) -> None:
    """Note that a job is done, how it is answered, and how many bytes its parts have."""
    _change(session, job_id, state=JobState.DONE.value, moved_at=now, answer=dict(answer), size=size)


def fail(session: Session, job_id: int, fault: Mapping[str, Any] = DIED, *, now: datetime) -> None:
    """Note why there is no answer to a job, and let go of the parts that it has made."""
    if _change(session, job_id, state=JobState.FAILED.value, moved_at=now, fault=dict(fault)):
        session.execute(delete(JobPart).where(JobPart.job_id == job_id))


def lose_stalled(session: Session, *, now: datetime) -> None:
    """Note that the jobs have failed whose process gives no sign of life any more."""
    silent = select(Job.id).where(Job.state == JobState.RUNNING.value, Job.moved_at <= now - STALLED)
    for job_id in session.scalars(silent).all():
        fail(session, job_id, now=now)


def expired(session: Session, *, now: datetime, limit: int = 100) -> Sequence[int]:
    """The jobs that are kept no longer, so many at the most."""
    return session.scalars(select(Job.id).where(Job.asked_at <= now - KEPT).limit(limit)).all()


def forget_some(session: Session, job_id: int, parts: int = 8) -> bool:
    """Remove a job and what came of it, so many parts of it at a time; whether it is gone now."""
    some = select(JobPart.number).where(JobPart.job_id == job_id).limit(parts)
    numbers = session.scalars(some).all()
    if numbers:
        session.execute(delete(JobPart).where(JobPart.job_id == job_id, JobPart.number.in_(numbers)))
        return False
    session.execute(delete(Job).where(Job.id == job_id))
    return True


def jobs_of(session: Session, account_id: int, *, now: datetime) -> Sequence[Job]:
    """What an account has asked for and is still kept, the last first."""
    mine = select(Job).where(Job.account_id == account_id, Job.asked_at > now - KEPT)
    return session.scalars(mine.order_by(Job.id.desc())).all()


def job_of(session: Session, account_id: int, job_id: int, *, now: datetime) -> Job | None:
    """A job of this account that is still kept; None where there is none."""
    mine = select(Job).where(Job.id == job_id, Job.account_id == account_id, Job.asked_at > now - KEPT)
    return session.scalars(mine.execution_options(populate_existing=True)).one_or_none()


def _change(session: Session, job_id: int, **values: object) -> bool:
    """Change a job that runs; whether it does."""
    running = update(Job).where(Job.id == job_id, Job.state == JobState.RUNNING.value).values(**values)
    changed = session.execute(running)
    assert isinstance(changed, CursorResult)  # noqa: S101 - what an update returns
    return bool(changed.rowcount)


def hand_on(session: Session, account_id: int, before: str, after: str) -> None:
    """Let what somebody has asked for, and is not begun yet, be done for the sign-in ``after``, which takes
    the place of the one ``before``."""
    waiting = select(Job).where(Job.account_id == account_id, Job.state == JobState.ASKED)
    for job in session.scalars(waiting):
        if job.request.get("sign_in") == before:
            job.request = job.request | {"sign_in": after}
