"""Passwords: which are taken, how they are kept, how they let people in, and how they are set anew."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher, extract_parameters
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from tests.accounts.letters import letters_to, link_in
from tests.accounts.passwords import GOOD, give_password, send, try_password
from tests.world import World
from voting.accounts.models import Account
from voting.accounts.passwords import (
    NOBODYS_HASH,
    SHORTEST,
    hash_password,
    is_acceptable,
    is_common,
    is_outdated,
    is_right,
)
from voting.database import writing
from voting.extensions import db
from voting.rehearsal.browser import Browser, answer_of


def stored(world: World, number: str) -> str:
    with world.app.app_context():
        return db.session.scalars(select(Account.password_hash).where(Account.member == number)).one() or ""


@pytest.mark.parametrize(
    "password", ["", "short", "aaaaaaaaaaaaaaaa", "peeters12345", "Jan Peeters 12345", "x" * 201]
)
def test_easy_passwords_are_refused(password: str) -> None:
    assert not is_acceptable(password, "12345", "Jan", "Peeters")


@pytest.mark.parametrize(
    "password",
    [
        "qazwsxedcrfv",
        "Password2025!",
        "...sunshine1990",
        "P@ssw0rd12345",
        "welcomewelcome",
        "12345678901234",
        "ecopower monkey",
        "Dragon-Ecopower-12345",
    ],
)
def test_common_passwords_are_known_with_what_people_put_around_them(password: str) -> None:
    assert is_common(password, "12345", "Jan", "Ecopower")


@pytest.mark.parametrize(
    "password", [GOOD, "monkey in the dragon sun", "ecopower levert wind", "🌳🌲🌴🌵🌾🌿🍀🍁"]
)
def test_words_that_together_are_no_common_password_are_not(password: str) -> None:
    assert not is_common(password, "12345", "Jan", "Ecopower")


def test_a_common_password_is_refused_and_the_one_before_stays(world: World) -> None:
    give_password(world, "1")
    phone = Browser(world.app, world.codes["1"])
    fields = {"current": GOOD, "password": "Sunshine-2025-2026"}
    assert answer_of(phone.send("/account/password", fields)) == "password_common"
    assert try_password(world, "1", GOOD) == "ok"


def test_where_no_password_is_stored_the_answer_takes_as_much_work_and_is_no() -> None:
    assert extract_parameters(NOBODYS_HASH) == extract_parameters(hash_password(GOOD))
    assert is_right("nobody's password", NOBODYS_HASH)
    assert not is_right("nobody's password", None)


@given(st.text(min_size=1, max_size=60))
def test_no_short_password_is_ever_taken(password: str) -> None:
    assert not is_acceptable(password) or len(password) >= SHORTEST


@pytest.mark.parametrize(
    "password", [GOOD, "Ann van de Berg gaat fietsen", "пароль из кириллицы", "🌳🌲🌴🌵🌾🌿🍀🍁🍂🍃🌱🌷"]
)
def test_other_passwords_are_taken(password: str) -> None:
    assert is_acceptable(password, "12345", "Ann", "Berg")


def test_they_are_kept_at_the_parameters_of_owasp() -> None:
    kept = extract_parameters(hash_password(GOOD))
    assert (kept.type.name, kept.memory_cost, kept.time_cost, kept.parallelism) == ("ID", 19_456, 2, 1)
    assert is_right(GOOD, hash_password(GOOD))
    assert not is_right(GOOD + " ", hash_password(GOOD))
    assert not is_right(GOOD, None)
    assert not is_right(GOOD, "no hash")
    assert not is_right("nobody's password", None)


def test_different_keyboards_type_the_same_password() -> None:
    assert is_right("cafe\u0301 au lait froid", hash_password("caf\u00e9 au lait froid"))


def test_a_hash_of_lesser_parameters_is_made_anew_at_the_next_sign_in(world: World) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash(GOOD)
    with world.app.app_context(), writing(db.session()) as session:
        session.execute(update(Account).where(Account.member == "1").values(password_hash=weak))
    assert is_outdated(stored(world, "1"))
    assert try_password(world, "1", "wrong") == "password_wrong"
    assert stored(world, "1") == weak
    assert try_password(world, "1", GOOD) == "ok"
    assert stored(world, "1") != weak
    assert not is_outdated(stored(world, "1"))


def test_number_and_password_open_the_members_room(world: World) -> None:
    give_password(world, "1")
    client = world.app.test_client()
    assert answer_of(send(client, "/sign-in/password", {"number": " 1 ", "password": GOOD})) == "ok"
    assert "First1 Name1" in client.get("/assembly").text


def test_a_password_need_not_be_changed_from_time_to_time(world: World) -> None:
    give_password(world, "1")
    world.clock.moment += timedelta(days=3 * 365)
    assert try_password(world, "1", GOOD) == "ok"


def test_unknown_numbers_and_wrong_passwords_get_one_answer(world: World) -> None:
    give_password(world, "1")
    pages = []
    for number in ("1", "2", "99999"):  # a wrong password, none set, nobody
        client = world.app.test_client()
        answer = send(client, "/sign-in/password", {"number": number, "password": "a wrong password"})
        pages.append((answer.status_code, answer.headers["Refusal"], answer.text.split("csrf_token")[0]))
    assert pages[0] == pages[1] == pages[2]
    assert pages[0][:2] == (401, "password_wrong")


def test_a_member_changes_and_cannot_be_robbed_of_a_password(world: World) -> None:
    give_password(world, "1")
    phone, laptop = Browser(world.app, world.codes["1"]), Browser(world.app, world.codes["1"])
    other = {"password": "another four words here"}
    for current in ("", "a guess"):
        assert answer_of(phone.send("/account/password", {**other, "current": current})) == "password_wrong"
    weak = {"password": "too short", "current": GOOD}
    assert answer_of(phone.send("/account/password", weak)) == "password_weak"
    assert answer_of(laptop.look("/assembly")) == "ok"
    before = len(letters_to(world, "lid1@example.org"))
    assert answer_of(phone.send("/account/password", {**other, "current": GOOD})) == "ok"
    assert answer_of(laptop.look("/assembly")) == "sign_in_needed"
    assert answer_of(phone.look("/assembly")) == "ok"
    assert len(letters_to(world, "lid1@example.org")) == before + 1
    assert try_password(world, "1", GOOD) == "password_wrong"
    assert try_password(world, "1", other["password"]) == "ok"


def test_a_letter_brings_a_link_that_sets_a_password_once(world: World) -> None:
    phone = world.member(1)
    client = world.app.test_client()
    send(client, "/password/forgotten", {"number": "1"})
    [letter] = letters_to(world, "lid1@example.org")
    path = link_in(letter)
    for _ in range(3):  # a mail scanner opens it, and opens it again
        page = client.get(path, follow_redirects=True)
        assert page.status_code == 200
        assert 'value="1"' in page.text
    assert answer_of(send(client, path, {"password": "short"})) == "password_weak"
    assert answer_of(phone.look("/assembly")) == "ok"
    assert answer_of(send(client, path, {"password": GOOD})) == "ok"
    assert answer_of(send(client, path, {"password": "another four words here"})) == "link_expired"
    assert client.get(path).status_code == 410
    assert answer_of(phone.look("/assembly")) == "sign_in_needed"
    assert try_password(world, "1", GOOD) == "ok"


def test_a_link_ages_and_dies_with_the_next(world: World) -> None:
    client = world.app.test_client()
    links = []
    for _ in range(2):
        send(client, "/password/forgotten", {"number": "1"})
        links.append(link_in(letters_to(world, "lid1@example.org")[-1]))
        world.clock.moment += timedelta(minutes=10)
    assert client.get(links[0]).status_code == 410
    assert client.get(links[1]).status_code == 303
    world.clock.moment += timedelta(minutes=120)
    assert client.get(links[1]).status_code == 410
    assert client.get("/password/new/2222-3333-4444-5555").status_code == 410


def test_asking_is_answered_alike_whomever_it_is_about(world: World) -> None:
    pages = set()
    for number in ("1", "2", "99999", "'; DROP TABLE mail; --", "9" * 500):
        page = send(world.app.test_client(), "/password/forgotten", {"number": number})
        pages.add((page.status_code, page.text.split("csrf_token")[0]))
    assert len(pages) == 1
    assert letters_to(world, "lid2@example.org")


def test_nobody_is_flooded_with_letters(world: World) -> None:
    for _ in range(5):
        send(world.app.test_client(), "/password/forgotten", {"number": "1"})
    assert len(letters_to(world, "lid1@example.org")) == 1


def test_a_link_goes_where_the_installation_says_not_where_a_request_says(world: World) -> None:
    client = world.app.test_client()
    page = client.get("/password/forgotten", headers={"Host": "evil.example"})
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    client.post(
        "/password/forgotten", data={"csrf_token": token, "number": "1"}, headers={"Host": "evil.example"}
    )
    [letter] = letters_to(world, "lid1@example.org")
    assert "evil.example" not in letter
    assert world.app.config["ADDRESS"] in letter
