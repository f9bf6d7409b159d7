"""Slowing down whoever guesses: the rule, and what it does at the door."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from tests.accounts.passwords import GOOD, give_password, send, try_password
from tests.world import KEY, World
from voting.accounts.attempts import (
    ACCOUNT,
    ADDRESS,
    LOCKED,
    WARY,
    Patience,
    count_failure,
    of_address,
    pause,
)
from voting.accounts.models import Account
from voting.accounts.passwords import hash_password
from voting.database import writing
from voting.extensions import db
from voting.rehearsal.browser import Browser, answer_of
from voting.web.known_device import COOKIE

HALL = "192.0.2.1"
"""The address behind which a whole hall is."""
AGO = st.timedeltas(min_value=timedelta(0), max_value=timedelta(hours=1))


@given(st.sampled_from([ACCOUNT, ADDRESS, WARY]), st.integers(0, 300), AGO)
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


def lock(world: World, address: str) -> None:
    """Let so much fail from an address that it is locked."""
    with world.app.app_context(), writing(db.session()) as session:
        for _ in range(ADDRESS.locked):
            count_failure(session, of_address(KEY.encode(), address), now=world.clock.moment)


def test_from_a_locked_address_who_knows_gets_in_and_who_guesses_is_stopped_sooner(world: World) -> None:
    give_password(world, "40")
    lock(world, HALL)
    wrong, wait = "password_wrong", "too_many_attempts"
    answers = [try_password(world, "39", "a guess", address=HALL) for _ in range(WARY.free + 2)]
    assert answers == [wrong] * (WARY.free + 1) + [wait]
    assert [try_password(world, "38", "a guess", address="192.0.2.2") for _ in range(3)] == [wrong] * 3
    assert try_password(world, "40", GOOD, address=HALL) == "ok"
    client = world.app.test_client()
    for code, answer in (("2222-3333-4444-5555", wait), (world.codes["1"], "ok")):
        assert answer_of(send(client, "/sign-in", {"code": code}, address=HALL)) == answer


def test_a_hall_behind_one_address_signs_in_at_one_moment_with_a_guesser_among_it(world: World) -> None:
    """Before, each of them was counted as having failed until its password was found right."""
    everybody = [str(number) for number in range(1, 41)]
    with world.app.app_context(), writing(db.session()) as session:
        kept = hash_password(GOOD)
        session.execute(update(Account).where(Account.member.in_(everybody)).values(password_hash=kept))
    lock(world, HALL)
    tries = [(number, GOOD) for number in everybody] + [("no such number", "a guess")] * 20
    with ThreadPoolExecutor(16) as crowd:
        answers = Counter(crowd.map(lambda them: try_password(world, *them, address=HALL), sorted(tries)))
    assert answers.pop("ok") == len(everybody)
    assert set(answers) <= {"password_wrong", "too_many_attempts"}


def test_who_guesses_elsewhere_does_not_lock_out_a_device_that_was_signed_in_before(world: World) -> None:
    give_password(world, "1")
    own, fields = world.app.test_client(), {"number": "1", "password": GOOD}
    assert answer_of(send(own, "/sign-in/password", fields)) == "ok"
    send(own, "/sign-out", {})
    for _ in range(4):
        assert try_password(world, "1", "a guess") == "password_wrong"
    assert try_password(world, "1", GOOD) == "too_many_attempts"
    assert answer_of(send(own, "/sign-in/password", fields)) == "ok"
    send(own, "/sign-out", {})
    wrong = [answer_of(send(own, "/sign-in/password", fields | {"password": "a guess"})) for _ in range(5)]
    assert wrong == ["password_wrong"] * 4 + ["too_many_attempts"]
    assert answer_of(send(own, "/sign-in/password", fields | {"number": "2"})) == "password_wrong"


def test_a_device_that_says_itself_that_it_was_signed_in_is_not_believed(world: World) -> None:
    client = world.app.test_client()
    answers = []
    for device in ("a", "b", "c", "d", "e", "f"):
        client.set_cookie(COOKIE, f'["{device}", "1"].c2lnbmVk')
        answers.append(answer_of(send(client, "/sign-in/password", {"number": "1", "password": "a guess"})))
    assert answers == ["password_wrong"] * 4 + ["too_many_attempts"] * 2


def test_a_hall_asks_for_letters_at_one_moment(world: World) -> None:
    client = world.app.test_client()
    lock(world, HALL)
    for number in range(1, 41):
        send(client, "/sign-in/password", {"number": f"no {number}", "password": "a guess"}, address=HALL)
        assert answer_of(send(client, "/password/forgotten", {"number": str(number)}, address=HALL)) == "ok"


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
