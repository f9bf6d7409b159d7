"""What comes of a job, in parts: written as it is made, read as it is fetched, never whole in memory."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session

from voting.database import writing
from voting.jobs.models import JobPart

PART = 256 * 1024
"""Bytes of a part: so few that nobody waits while one is stored."""


def write_content(session: Session, job_id: int, content: Iterable[bytes]) -> int:
    """Store what comes, each part in a transaction of its own; how many bytes there were."""
    size = 0
    for number, part in enumerate(in_parts(content)):
        with writing(session):
            session.execute(insert(JobPart), {"job_id": job_id, "number": number, "content": part})
        size += len(part)
    return size


def read_content(engine: Engine, job_id: int) -> Iterator[bytes]:
    """The parts of a job, one after the other; no connection is held while somebody fetches one slowly."""
    number = 0
    while (part := _part(engine, job_id, number)) is not None:
        yield part
        number += 1


def in_parts(content: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in parts of ``PART``, of which only the last is smaller."""
    kept = bytearray()
    for some in content:
        kept += some
        while len(kept) >= PART:
            yield bytes(kept[:PART])
            del kept[:PART]
    if kept:
        yield bytes(kept)


def _part(engine: Engine, job_id: int, number: int) -> bytes | None:
    part = select(JobPart.content).where(JobPart.job_id == job_id, JobPart.number == number)
    with Session(engine) as session:
        return session.scalar(part)
