"""Doing what was asked for: each job in a copy of this process, which ends with it and gives its memory back.

A copy is begun within a tenth of a second, knows the whole house already, and gives way to the server when
both want the processor. This process itself only looks after them: it notes how far they are, that they live,
and which of them have died.
"""

import os
import signal
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from mmap import mmap

import gevent
import structlog
from sqlalchemy.orm import Session

from voting.aside import priority
from voting.clock import Clock
from voting.database import writing
from voting.jobs.life import expired, fail, forget_some, job_waits, lose_stalled, note_progress, take_next
from voting.logs import lines_are_about
from voting.progress import followed

log = structlog.get_logger(__name__)

AT_ONCE = 4
"""Jobs that are done at the same time, so that a short one does not wait for a long one."""
LOOKS_EVERY = 0.1
"""Seconds between two looks for what has been asked."""
NOTES_EVERY = 1.0
"""Seconds between two notes of how far a job is."""
TIDIES_EVERY = 60.0
"""Seconds between two looks for what is kept no longer."""
NICENESS = 10
_PROGRESS = struct.Struct("=qq")

Do = Callable[[int], None]
"""Does the job of this id, in a process of its own, and notes what came of it."""


@dataclass
class Copy:
    """A process that does a job: the job's id, and memory in which it says how far it is."""

    job_id: int
    told: mmap
    noted_at: float


class Copies:
    """The jobs that are being done, as the database of a ``session`` has them."""

    def __init__(self, session: Session, do: Do, clock: Clock) -> None:
        self._session = session
        self._do = do
        self._clock = clock
        self._running: dict[int, Copy] = {}
        self._tidied_at = -TIDIES_EVERY
        self._takes = True

    @property
    def done(self) -> bool:
        """Whether there is nothing left to do, nor to be begun."""
        return not (self._takes or self._running)

    def take_no_more(self) -> None:
        """Begin nothing more."""
        self._takes = False

    def look(self) -> None:
        """Do what is due: note who has ended and how far the others are, begin what waits, forget what is
        kept no longer."""
        self._note_ended()
        self._note_progress()
        if time.monotonic() - self._tidied_at >= TIDIES_EVERY:
            self._tidied_at = time.monotonic()
            self._tidy()
        while self._takes and len(self._running) < AT_ONCE and (job_id := self._next()) is not None:
            self._begin(job_id)

    def stop(self) -> None:
        """End every job that is being done, and note that it was."""
        for process in self._running:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
        for copy in self._running.values():
            self._note_died(copy.job_id)
        self._running.clear()

    def _next(self) -> int | None:
        if not job_waits(self._session):
            return None
        with writing(self._session) as session:
            return take_next(session, now=self._clock())

    def _begin(self, job_id: int) -> None:
        self._session.close()
        self._session.get_bind().engine.dispose()  # no copy may share a connection
        told, parent = mmap(-1, _PROGRESS.size), os.getpid()
        process = os.fork()
        if process == 0:
            _do_alone(self._do, job_id, told, parent)
        self._running[process] = Copy(job_id, told, time.monotonic())

    def _note_ended(self) -> None:
        for process, copy in list(self._running.items()):
            ended, status = os.waitpid(process, os.WNOHANG)
            if ended:
                del self._running[process]
                if status:
                    log.error("a job has died", job=copy.job_id, ended=os.waitstatus_to_exitcode(status))
                    self._note_died(copy.job_id)

    def _note_progress(self) -> None:
        now = time.monotonic()
        for copy in self._running.values():
            if now - copy.noted_at >= NOTES_EVERY:
                copy.noted_at = now
                with writing(self._session) as session:
                    note_progress(session, copy.job_id, *_PROGRESS.unpack(copy.told[:]), now=self._clock())

    def _note_died(self, job_id: int) -> None:
        with writing(self._session) as session:
            fail(session, job_id, now=self._clock())

    def _tidy(self) -> None:
        with writing(self._session) as session:
            lose_stalled(session, now=self._clock())
        for job_id in expired(self._session, now=self._clock()):
            gone = False
            while not gone:
                with writing(self._session) as session:
                    gone = forget_some(session, job_id)


def _do_alone(do: Do, job_id: int, told: mmap, parent: int) -> None:
    """Do a job in this process, a copy that has just been made, and end with it; or with its parent."""
    status = 1
    try:
        gevent.reinit()
        priority.give_way(NICENESS)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        lines_are_about(job=job_id)
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
        with followed(lambda done, total: told.__setitem__(slice(None), _PROGRESS.pack(done, total))):
            do(job_id)
        status = 0
    except BaseException as error:
        log.error("a job could not be done", job=job_id, exc_info=error)
    finally:
        os._exit(status)


def _end_with(parent: int) -> None:
    """End as soon as the parent has ended, however it did."""
    while os.getppid() == parent:
        time.sleep(NOTES_EVERY)
    os._exit(1)
