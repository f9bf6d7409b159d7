"""What is done together when the database fails, or takes long."""

import gevent
import pytest
from gevent.event import Event
from sqlalchemy.exc import OperationalError

from tests.waiting import PATIENCE
from voting import patience
from voting.errors import Code, OutcomeUnknown, Refused
from voting.together import Together


def test_whose_turn_does_not_come_in_time_is_told_so_and_nothing_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(patience, "REQUEST", 0.05)
    begun, going_on, done = Event(), Event(), list[int]()

    def act(asked: list[int]) -> list[int]:
        begun.set()
        assert going_on.wait(PATIENCE)
        done.extend(asked)
        return asked

    together = Together(act)
    first = gevent.spawn(together.ask, 1)
    assert begun.wait(PATIENCE)
    with pytest.raises(Refused) as refused:
        together.ask(2)
    assert refused.value.code is Code.BUSY
    going_on.set()
    assert first.get(timeout=PATIENCE) == 1
    assert done == [1]


@pytest.mark.parametrize(
    ("error", "acts"),
    [
        (OutcomeUnknown(), 1),
        (OperationalError("COMMIT", (), Exception(), connection_invalidated=True), 1),
        (ValueError(), 4),
    ],
)
def test_what_fails_for_all_is_not_tried_for_each(error: Exception, acts: int) -> None:
    batches = list[list[int]]()

    def act(asked: list[int]) -> list[int]:
        batches.append(asked)
        raise error

    together = Together(act)
    asking = [gevent.spawn(together.ask, number) for number in range(3)]
    gevent.joinall(asking, timeout=PATIENCE)
    assert [each.exception for each in asking] == [error] * 3
    assert len(batches) == acts
