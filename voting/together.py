"""What arrives at a process at the same time is done together: one transaction, one statement for each table,
one durable commit.

While some of it is being done the next gathers, so that what is done at once is the more the greater the rush
is.
"""

from collections import deque
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

import gevent
from gevent.event import AsyncResult

from voting import patience
from voting.database_errors import concerns_all
from voting.errors import COME_AGAIN, Code, OutcomeUnknown, Refused
from voting.patience import waiting_at_most

MOST_WAITING = 4_000
"""Requests that may wait; whoever comes then is told to come again."""
MOST_TOGETHER = 500
"""Requests of one batch: what somebody else may have to wait for."""

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


class _Waiting(Generic[Asked]):
    """What is asked, and what is answered: a value or an exception."""

    def __init__(self, asked: Asked) -> None:
        self.asked, self.answer = asked, AsyncResult()


class Together(Generic[Asked, Answer]):
    """Does together what requests ask for. They wait by lane, and a lane has a greenlet of its own for as
    long as anything waits in it.

    ``act`` does what it is given, in the order of its arrival, and returns for each its answer, or the
    exception with which it is refused. Where ``act`` itself raises, nothing must be done of it: each is then
    done by itself, so that one that cannot be costs the others nothing. But where it is the database that
    fails, or nobody knows whether it has committed, each is told that.
    """

    def __init__(self, act: Callable[[Sequence[Asked]], Sequence[Answer | Exception]]) -> None:
        self._act = act
        self._lanes: dict[Hashable, deque[_Waiting[Asked]]] = {}

    @property
    def waiting(self) -> int:
        """How many requests wait."""
        return sum(map(len, self._lanes.values()))

    def ask(self, asked: Asked, lane: Hashable = None) -> Answer:
        """Hand over what is asked, and wait until it is done. Raises what it is refused with, and
        Refused(busy) where too many wait, its turn does not come in time, or whoever does it has ended before
        theirs.

        Of whoever does not wait for the answer it is done all the same.
        """
        if self.waiting >= MOST_WAITING:
            raise Refused(Code.BUSY, seconds=COME_AGAIN)
        waiting = _Waiting(asked)
        if lane in self._lanes:
            self._lanes[lane].append(waiting)
        else:
            self._lanes[lane] = deque([waiting])
            gevent.spawn(self._work, lane)
        try:
            answer: Answer = waiting.answer.get(timeout=patience.REQUEST)
        except gevent.Timeout:
            if waiting in self._lanes.get(lane, ()):
                self._lanes[lane].remove(waiting)
                raise Refused(Code.BUSY, seconds=COME_AGAIN) from None
            answer = waiting.answer.get()  # it is being done, which has its end
        return answer

    def _work(self, lane: Hashable) -> None:
        waiting, batch = self._lanes[lane], list[_Waiting[Asked]]()
        try:
            while waiting:
                batch = [waiting.popleft() for _ in range(min(len(waiting), MOST_TOGETHER))]
                self._answer(batch)
        finally:
            del self._lanes[lane]
            for each in (*batch, *waiting):
                if not each.answer.ready():
                    each.answer.set_exception(Refused(Code.BUSY, seconds=COME_AGAIN))

    def _answer(self, batch: list[_Waiting[Asked]]) -> None:
        try:
            with waiting_at_most(patience.REQUEST):
                answers = self._act([each.asked for each in batch])
        except Exception as error:
            alone = len(batch) == 1 or isinstance(error, OutcomeUnknown) or concerns_all(error)
            for each in batch:
                if alone:
                    each.answer.set_exception(error)
                else:
                    self._answer([each])
            return
        for each, answer in zip(batch, answers, strict=True):
            if isinstance(answer, Exception):
                each.answer.set_exception(answer)
            else:
                each.answer.set(answer)
