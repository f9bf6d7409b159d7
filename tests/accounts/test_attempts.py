"""Slowing down whoever guesses: the rule, and what it does at the door."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.accounts.passwords import GOOD, give_password, send, try_password
from tests.world import KEY, World
from voting.accounts.attempts import (
    ACCOUNT,
    ADDRESS,
    LOCKED,
    Patience,
    count_attempts,
    of_address,
    pause,
)
from voting.database import writing
from voting.extensions import db
from voting.rehearsal.browser import Browser, answer_of

AGO = st.timedeltas(min_value=timedelta(0), max_value=timedelta(hours=1))


@given(st.sampled_from([ACCOUNT, ADDRESS]), st.integers(0, 300), AGO)
def test_the_more_failures_the_longer_and_never_longer_than_the_lock(
    patience: Patience, failures: int, ago: timedelta
) -> None:
    now, next_time = pause(patience, failures, ago), pause(patience, failures + 1, ago)
    assert timedelta(0) <= now <= next_time <= LOCKED
    assert (now == timedelta(0)) if failures <= patience.free else (now + ago >= timedelta(seconds=2))
    if failures >= patience.locked:
        assert now == max(LOCKED - ago, timedelta(0))


@pytest.mark.parametrize("number", ["1", "2", "no such number"])
def test_a_number_is_slowed_and_then_locked_whoever_it_belongs_to(world: World, number: str) -> None:
    """Member 1 has a password, member 2 has none, and the last is nobody's: all are answered alike."""
    give_password(world, "1")
    answers = []
    for _ in range(10):
        answers.append(try_password(world, number, "wrong password"))
        answers.append(try_password(world, number, "wrong password"))
        world.clock.moment += timedelta(seconds=30)
    wrong, wait = "password_wrong", "too_many_attempts"
    assert answers == [wrong, wrong, wrong, wrong, *[wrong, wait] * 6, *[wait] * 4]
    assert try_password(world, number, GOOD) == wait
    world.clock.moment += LOCKED
    assert try_password(world, number, GOOD) == ("ok" if number == "1" else wrong)


def test_a_locked_number_gets_in_with_its_code(world: World) -> None:
    give_password(world, "1")
    for _ in range(12):
        try_password(world, "1", "wrong password")
    assert try_password(world, "1", GOOD) == "too_many_attempts"
    assert answer_of(Browser(world.app, world.codes["1"]).signed_in) == "ok"


def test_getting_in_makes_up_for_slips(world: World) -> None:
    give_password(world, "1")
    for _ in range(5):
        assert try_password(world, "1", "a slip") == "password_wrong"
        assert try_password(world, "1", "a slip") == "password_wrong"
        assert try_password(world, "1", GOOD) == "ok"


def test_an_address_is_locked_for_those_who_guess_and_open_to_those_who_know(world: World) -> None:
    give_password(world, "40")
    subject = of_address(KEY.encode(), "192.0.2.1")
    for failures in range(ADDRESS.locked):
        world.clock.moment += pause(ADDRESS, failures, timedelta(0))
        with world.app.app_context(), writing(db.session()) as session:
            count_attempts(session, subject, now=world.clock.moment)
    wait = "too_many_attempts"
    assert try_password(world, "40", GOOD, address="192.0.2.1") == wait
    assert try_password(world, "40", GOOD, address="192.0.2.2") == "ok"
    client = world.app.test_client()
    for code, answer in (("2222-3333-4444-5555", wait), (world.codes["1"], "ok")):
        assert answer_of(send(client, "/sign-in", {"code": code}, address="192.0.2.1")) == answer
    world.clock.moment += LOCKED
    assert try_password(world, "40", GOOD, address="192.0.2.1") == "ok"


def test_a_thousand_attempts_at_once_are_a_thousand_failures(world: World) -> None:
    """All look before the first has answered: no more get through than one after the other."""
    give_password(world, "1")
    with ThreadPoolExecutor(8) as crowd:
        answers = Counter(crowd.map(lambda _: try_password(world, "1", "a guess"), range(24)))
    assert answers == {"password_wrong": ACCOUNT.free + 1, "too_many_attempts": 24 - ACCOUNT.free - 1}


def test_one_network_counts_as_one_address() -> None:
    key = b"key"
    assert of_address(key, "2001:db8:1:2::3") == of_address(key, "2001:db8:1:2:ffff::9")
    assert of_address(key, "2001:db8:1:2::3") != of_address(key, "2001:db8:1:3::3")
    assert of_address(key, "::ffff:192.0.2.1") == of_address(key, "192.0.2.1")
    assert of_address(key, "192.0.2.1") != of_address(key, "192.0.2.2")
