"""What is computed aside stops nobody else, and its errors come back to whoever asked."""

import subprocess
import sys
import threading

import gevent
import pytest
from gevent.socket import socketpair

from voting.aside import Queue, aside, in_turns
from voting.errors import Code, Refused


def test_others_go_on_meanwhile() -> None:
    begun, others_went_on = threading.Event(), threading.Event()

    def compute(number: int) -> int:
        begun.set()
        assert others_went_on.wait(60), "nobody else was let in"
        return number + 1

    def others() -> None:
        while not begun.is_set():
            gevent.sleep(0)
        others_went_on.set()

    other = gevent.spawn(others)
    assert aside(compute, 1) == 2
    other.join()


def test_an_error_comes_back_and_nothing_is_written(capfd: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise KeyError("gone")

    with pytest.raises(KeyError, match="gone"):
        aside(fail)
    assert capfd.readouterr().err == ""


def test_a_queue_does_some_at_a_time_while_others_go_on_and_says_when_it_is_full() -> None:
    queue, at_work, most, goes_on = Queue(at_once=2, turns=4, long=5), set[int](), [0], threading.Event()

    def work(number: int) -> int:
        at_work.add(number)
        most.append(len(at_work))
        assert goes_on.wait(60)
        at_work.discard(number)
        if number == 4:
            raise KeyError("gone")
        return number

    def ask(number: int) -> int | str:
        try:
            with queue.place():
                return queue.do(work, number)
        except Refused as refused:
            return refused.code
        except KeyError:
            return "gone"

    crowd = [gevent.spawn(ask, number) for number in range(6)]
    while not crowd[5].ready():
        gevent.sleep(0)
    assert aside(int) == 0
    with gevent.Timeout(60):
        while len(at_work) < 2:
            gevent.sleep(0)
    goes_on.set()
    assert [each.get() for each in crowd] == [0, 1, 2, 3, "gone", Code.BUSY]
    assert max(most) == 2
    assert ask(7) == 7


def test_no_more_have_their_turn_in_a_queue_than_there_are_turns() -> None:
    queue, inside, most = Queue(at_once=1, turns=2, long=9), [0], [0]

    def ask() -> None:
        with queue.place():
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            gevent.sleep(0)
            inside[0] -= 1

    gevent.joinall([gevent.spawn(ask) for _ in range(9)], raise_error=True)
    assert most == [2]


def test_whoever_comes_meanwhile_has_their_turn_before_the_next_part_but_one() -> None:
    turns = list[str]()
    here, there = socketpair()

    def others() -> None:
        while there.recv(1):
            turns.append("other")

    other = gevent.spawn(others)
    here.send(b"x")
    for number in in_turns(range(200)):
        turns.append("part")
        assert turns.count("other") >= number
        here.send(b"x")
    here.close()
    other.join()
    assert turns.count("other") == 201


GIVES_WAY = """
import os
from voting.aside import priority
niceness = lambda: os.getpriority(os.PRIO_PROCESS, 0)
before = priority.first(niceness)
priority.give_way(3)
print(before, niceness(), priority.first(niceness))
"""


def test_what_comes_first_gives_way_to_nobody() -> None:
    told = subprocess.run([sys.executable, "-c", GIVES_WAY], capture_output=True, check=True, text=True)
    before, now, first = map(int, told.stdout.split())
    assert (now, first) == (before + 3, before)
