"""Beginning the first assembly of an installation: once, whoever comes, and however often it is sent."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.world import KEY, MEETING
from voting.accounts.code_sign_in import sign_in
from voting.accounts.models import Account
from voting.assembly.models import Assembly
from voting.audit.chain import verify
from voting.ballot.beginning import Beginning, begin_first, is_begun
from voting.cooperative.stored import the_cooperative
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.wording.new_assembly import empty

DAY = dt.date(2025, 9, 30)


def asked(secretary: str = "Ann") -> Beginning:
    return Beginning({"fr": "Les Moulins"}, empty(DAY, None), secretary, "fr")


def begin_here(app: Flask, form: str, secretary: str = "Ann") -> str:
    """The secretary's code, or the code of the refusal."""
    with app.app_context():
        try:
            with writing(db.session()) as session:
                return begin_first(session, KEY.encode(), asked(secretary), form, now=MEETING)
        except Refused as refused:
            return refused.code.value


def count(app: Flask, table: type[Assembly] | type[Account]) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_it_begins_with_a_name_and_a_secretary_who_gets_in(app: Flask) -> None:
    with app.app_context():
        assert not is_begun(db.session())
    code = begin_here(app, "a")
    with app.app_context():
        assert is_begun(db.session())
        cooperative = the_cooperative(db.session())
        assert cooperative is not None
        assert cooperative.name == {"fr": "Les Moulins"}
        assert cooperative.enterprise_number == ""
        assert verify(db.session()) == (3, [])
        with writing(db.session()) as session:
            assert sign_in(session, KEY.encode(), code, now=MEETING)


def test_of_twenty_at_one_moment_one_begins(app: Flask) -> None:
    with ThreadPoolExecutor(20) as people:
        answers = list(people.map(lambda number: begin_here(app, f"form {number}"), range(20)))
    won = [answer for answer in answers if answer != Code.ALREADY_BEGUN.value]
    assert len(won) == 1, answers
    assert (count(app, Assembly), count(app, Account)) == (1, 1)
    with app.app_context(), writing(db.session()) as session:
        assert sign_in(session, KEY.encode(), won[0], now=MEETING)


def test_the_same_form_twice_at_one_moment_is_one_beginning_with_one_code(app: Flask) -> None:
    with ThreadPoolExecutor(8) as presses:
        codes = set(presses.map(lambda _: begin_here(app, "one form"), range(8)))
    assert len(codes) == 1
    assert count(app, Assembly) == 1


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_form_tells_the_code_again_until_it_has_been_used(app: Flask, signed_in: bool) -> None:
    code = begin_here(app, "a")
    if signed_in:
        with app.app_context(), writing(db.session()) as session:
            sign_in(session, KEY.encode(), code, now=MEETING)
    assert begin_here(app, "a", "Mallory") == ("already_begun" if signed_in else code)
    assert begin_here(app, "another", "Mallory") == "already_begun"
    assert count(app, Account) == 1
