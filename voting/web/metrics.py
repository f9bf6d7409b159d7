"""The numbers that a monitor asks for, in Prometheus' text format, of all processes that serve an
installation on this machine.

The page does not exist without a token (``METRICS_TOKEN``), nor for whoever does not send it. What the
numbers give away is in ``docs/secrecy.md``.
"""

import hmac
import os
import resource
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from flask import Blueprint, Flask, Response, current_app, request
from sqlalchemy import Engine, QueuePool, func, select, text
from sqlalchemy.orm import Session

from voting.attendance.doors import Doors
from voting.audit.models import AuditEntry
from voting.ballot.writer import Writer
from voting.disk import free_bytes
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.jobs.models import GOING, Job
from voting.mail.standing import outbox_standing
from voting.meters import Meters
from voting.web.casting import WRITER
from voting.web.desk.letting_in import DOORS
from voting.web.health import FAULTS, Probe, find_faults
from voting.web.live import live
from voting.web.request_log import METERS
from voting.workers import Workers

blueprint = Blueprint("metrics", __name__)

COUNTER, GAUGE, HISTOGRAM = "counter", "gauge", "histogram"
FAMILIES = {
    "voting_votes": (COUNTER, "Votes of pages, tablets and machines, by ok or why refused."),
    "voting_refusals": (COUNTER, "Answers that refuse something, by code."),
    "voting_failures": (COUNTER, "Answers of 5xx, by route."),
    "voting_answer_seconds": (HISTOGRAM, "How long answers took to begin, by route."),
    "voting_check_ins": (COUNTER, "Scans at doors, by venue, desk (its account) and answer."),
    "voting_votes_waiting": (GAUGE, "Votes that wait to be written."),
    "voting_check_ins_waiting": (GAUGE, "Scans that wait to be written."),
    "voting_streams": (GAUGE, "Screens that hold a stream open."),
    "voting_task_age_seconds": (GAUGE, "Since when what is done each second was last done, by task."),
    "voting_database_connections": (GAUGE, "Connections of the pool, by whether they are in use."),
    "voting_memory_bytes": (GAUGE, "Memory of the process."),
    "voting_open_files": (GAUGE, "Files and connections that the process has open."),
    "voting_kept_parts": (GAUGE, "Parts of pages that are kept in memory."),
    "voting_fault": (GAUGE, "1 where this is wrong, by code, else 0."),
    "voting_outbox_letters": (GAUGE, "Letters that wait, may have arrived (doubtful), or were given up."),
    "voting_outbox_oldest_seconds": (GAUGE, "Since when the letter waits that is due longest."),
    "voting_jobs": (GAUGE, "Long work that was asked for and is not done."),
    "voting_database_bytes": (GAUGE, "Size of the database."),
    "voting_log_entries": (GAUGE, "Entries of the audit log."),
    "voting_disk_free_bytes": (GAUGE, "DiskRoom on the disk of the instance folder."),
}
"""By name of a family of numbers, its type, and what it tells."""
WORKER = "worker"
"""The label of what each process counts by itself: one that ends takes its series with it."""
PER_WORKER = 13
"""How many of the families, the first, are of one process each; the others are of the installation."""


Stored = list[tuple[str, dict[str, str], float]]
"""Numbers by their family and labels."""


class Sample(NamedTuple):
    """A number of a family: the ending of its name, its labels and its value."""

    family: str
    ending: str
    labels: dict[str, str]
    value: float


@blueprint.get("/metrics")
def numbers() -> Response:
    """All numbers. Raises Refused(not_found) unless the token is sent as a bearer of it."""
    from prometheus_client import CONTENT_TYPE_LATEST

    token = current_app.config["METRICS_TOKEN"]
    sent = request.authorization
    told = (sent.token if sent is not None and sent.type == "bearer" else None) or ""
    if not token or not hmac.compare_digest(told.encode(), token.encode()):
        raise Refused(Code.NOT_FOUND)
    return Response(_text(_all_samples()), content_type=CONTENT_TYPE_LATEST)


def write_numbers(app: Flask) -> None:
    """Write those of this process down for the others, where there is a token to ask for them. Raises
    OSError."""
    if app.config["METRICS_TOKEN"]:
        _workers().write({"samples": [list(sample) for sample in _of_process()]})


def _workers() -> Workers:
    return Workers(Path(current_app.instance_path) / "workers")


def _all_samples() -> Iterator[Sample]:
    of_workers = {str(os.getpid()): list(_of_process())}
    for pid, told in _workers().others().items():
        of_workers[pid] = [Sample(*sample) for sample in told["samples"]]
    for pid, samples in of_workers.items():
        for sample in samples:
            yield sample._replace(labels=sample.labels | {WORKER: pid})
    yield from _of_installation()


def _text(samples: Iterable[Sample]) -> bytes:
    from prometheus_client import CollectorRegistry, Metric, generate_latest

    families = {name: Metric(name, about, kind) for name, (kind, about) in FAMILIES.items()}
    for family, ending, labels, value in samples:
        families[family].add_sample(f"{family}{ending}", labels, value)

    class Collected:
        def collect(self) -> Iterable[Metric]:
            return families.values()

    registry = CollectorRegistry(auto_describe=False)
    registry.register(Collected())
    return generate_latest(registry)


def _of_process() -> Iterator[Sample]:
    """The numbers of this process."""
    meters: Meters = current_app.extensions[METERS]
    for answer, count in list(meters.votes.items()):
        yield Sample("voting_votes", "_total", {"answer": answer}, count)
    for code, count in list(meters.refusals.items()):
        yield Sample("voting_refusals", "_total", {"code": code}, count)
    for route, count in list(meters.failures.items()):
        yield Sample("voting_failures", "_total", {"route": route}, count)
    for (venue, desk, answer), count in list(meters.arrivals.items()):
        labels = {"venue": venue, "desk": desk, "answer": answer}
        yield Sample("voting_check_ins", "_total", labels, count)
    for route, durations in list(meters.durations.items()):
        buckets = durations.up_to()
        for bound, count in buckets:
            yield Sample("voting_answer_seconds", "_bucket", {"route": route, "le": bound}, count)
        yield Sample("voting_answer_seconds", "_sum", {"route": route}, durations.seconds)
        yield Sample("voting_answer_seconds", "_count", {"route": route}, buckets[-1][1])
    for family, labels, value in _gauges_of_process():
        yield Sample(family, "", labels, value)


def _gauges_of_process() -> Iterator[tuple[str, dict[str, str], float]]:
    writer: Writer | None = current_app.extensions.get(WRITER)
    doors: Doors | None = current_app.extensions.get(DOORS)
    known = live()
    yield "voting_votes_waiting", {}, writer.waiting if writer else 0
    yield "voting_check_ins_waiting", {}, doors.waiting if doors else 0
    yield "voting_streams", {}, known.hub.screens
    for task, age in known.hub.beats.ages().items():
        yield "voting_task_age_seconds", {"task": task.value}, age
    pool = db.engine.pool
    if isinstance(pool, QueuePool):
        yield "voting_database_connections", {"state": "in_use"}, pool.checkedout()
        yield "voting_database_connections", {"state": "free"}, pool.size() - pool.checkedout()
    yield "voting_memory_bytes", {}, _memory()
    yield "voting_open_files", {}, sum(1 for _ in Path("/proc/self/fd").iterdir())
    yield "voting_kept_parts", {}, known.fragments.kept


def _memory() -> int:
    """The bytes of memory that are of this process, on Linux."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def _of_installation() -> Iterator[Sample]:
    """The numbers that are alike for every process; those of a database that does not answer are missing."""
    faults = find_faults()
    for code in FAULTS:
        yield Sample("voting_fault", "", {"code": code}, float(code in faults))
    yield Sample("voting_disk_free_bytes", "", {}, free_bytes(Path(current_app.instance_path)))
    look: Probe[Stored] | None = current_app.extensions.get("look at numbers")
    if look is None:
        look = current_app.extensions["look at numbers"] = Probe(list)
    for family, labels, value in look.take(_stored_numbers):
        yield Sample(family, "", labels, value)


def _stored_numbers(engine: Engine) -> Stored:
    with Session(engine) as session:
        letters = outbox_standing(session, now=now())
        going = session.scalar(select(func.count()).select_from(Job).where(text(GOING)))
        entries = session.scalar(select(func.max(AuditEntry.seq)))
        size = _database_bytes(session)
    oldest = (now() - letters.due_since).total_seconds() if letters.due_since else 0.0
    return [
        ("voting_outbox_letters", {"state": "waiting"}, letters.waiting),
        ("voting_outbox_letters", {"state": "doubtful"}, letters.doubtful),
        ("voting_outbox_letters", {"state": "given_up"}, letters.given_up),
        ("voting_outbox_oldest_seconds", {}, max(oldest, 0.0)),
        ("voting_jobs", {}, going or 0),
        ("voting_log_entries", {}, entries or 0),
        ("voting_database_bytes", {}, size),
    ]


def _database_bytes(session: Session) -> int:
    if session.get_bind().dialect.name == "postgresql":
        return session.scalar(text("SELECT pg_database_size(current_database())")) or 0
    path = Path(session.get_bind().engine.url.database or "")
    return sum(file.stat().st_size for file in path.parent.glob(f"{path.name}*"))
