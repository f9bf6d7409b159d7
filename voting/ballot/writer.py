"""Votes that arrive together share a transaction and one durable commit: who writes those of a process.

While one batch is written the next gathers, so that the batches are the larger the greater the rush is.
"""

from collections import deque
from datetime import datetime

import gevent
from gevent.event import AsyncResult
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voting.ballot.cast import Arrived, Vote, cast, cast_together
from voting.database import writing
from voting.errors import COME_AGAIN, Code, Refused

MOST_WAITING = 4_000
"""Votes that may wait; whoever comes then is told to come again."""
MOST_TOGETHER = 500
"""Votes of one batch: what a closing may have to wait for."""


class _Waiting:
    """A vote that has arrived, and what is answered: nothing, or an exception."""

    def __init__(self, arrived: Arrived) -> None:
        self.arrived, self.answer = arrived, AsyncResult()


class Writer:
    """Casts the votes of one process. They wait by lane, and a lane has a greenlet of its own for as long as
    votes wait in it.

    On PostgreSQL each resolution is a lane, so that no vote waits for the closing of another than its own; on
    SQLite, where one writes at a time, there is one.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lanes: dict[int, deque[_Waiting]] = {}

    def cast(self, vote: Vote, *, now: datetime) -> None:
        """Hand a vote over, and wait until it is durably cast. Raises what ``voting.ballot.cast.cast``
        raises, and Refused(busy) where too many wait, or whoever writes has ended before their time.

        Whoever does not wait for the answer has voted all the same.
        """
        if sum(map(len, self._lanes.values())) >= MOST_WAITING:
            raise Refused(Code.BUSY, seconds=COME_AGAIN)
        lane = vote.resolution_id if self._engine.dialect.name == "postgresql" else 0
        waiting = _Waiting(Arrived(vote, now))
        if lane in self._lanes:
            self._lanes[lane].append(waiting)
        else:
            self._lanes[lane] = deque([waiting])
            gevent.spawn(self._write, lane)
        waiting.answer.get()

    def _write(self, lane: int) -> None:
        waiting, batch = self._lanes[lane], list[_Waiting]()
        try:
            while waiting:
                batch = [waiting.popleft() for _ in range(min(len(waiting), MOST_TOGETHER))]
                self._answer(batch)
        finally:
            del self._lanes[lane]
            for each in (*batch, *waiting):
                if not each.answer.ready():
                    each.answer.set_exception(Refused(Code.BUSY, seconds=COME_AGAIN))

    def _answer(self, batch: list[_Waiting]) -> None:
        """Cast the votes of a batch, and then answer each. Where anything fails nothing of it is kept, and
        each is tried by itself: one that another process was faster with costs the others nothing."""
        try:
            with Session(self._engine) as session, writing(session):
                refusals = cast_together(session, [each.arrived for each in batch])
        except Exception:
            for each in batch:
                self._answer_alone(each)
            return
        for each, refusal in zip(batch, refusals, strict=True):
            if refusal is None:
                each.answer.set()
            else:
                each.answer.set_exception(refusal)

    def _answer_alone(self, waiting: _Waiting) -> None:
        vote, now = waiting.arrived
        try:
            with Session(self._engine) as session, writing(session):
                cast(session, vote, now=now)
        except Exception as error:
            waiting.answer.set_exception(error)
        else:
            waiting.answer.set()
