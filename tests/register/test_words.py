"""The words by which members are found are always those of their details, however these were written; and a
page of the register costs the same, however long it is."""

from datetime import date
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.bench.generated import FIRST, load_generated
from tests.bench.meter import Meter
from tests.register.office import act, bring_in, details, within
from tests.world import row
from voting.database import writing
from voting.extensions import db
from voting.register.edit import add_member, change_details, member_version
from voting.register.models import Member, MemberWord
from voting.register.search import PAGE, Query, search
from voting.register.search_text import words_of

TODAY = date(2025, 6, 17)


def words(app: Flask) -> dict[str, set[str]]:
    with app.app_context():
        rows = db.session.execute(select(MemberWord.member, MemberWord.word)).all()
        members = {member.number: member for member in db.session.scalars(select(Member))}
        kept = {number: {word for whose, word in rows if whose == number} for number in members}
        assert kept == {number: words_of(vars(member)) for number, member in members.items()}
        assert len(rows) == sum(map(len, kept.values()))
        return kept


def test_of_names_each_word_with_those_behind_it() -> None:
    told = {"name": "D’Hondt", "first_name": "Jean-Zoë", "representative": "", "municipality": "Sint-Gillis"}
    told |= {"number": "A-12", "email": "Zoe@Example.org", "postcode": "1060"}
    assert words_of(told) == {
        *("jeanzoedhondt", "zoedhondt", "dhondt", "hondt"),
        *("sintgillis", "gillis", "a12", "zoeexampleorg", "1060"),
    }


def test_they_follow_file_and_office(app: Flask) -> None:
    bring_in(app, row(1, name="Maes"), row(2, name="Peeters", municipality="Sint-Gillis"))
    assert "maes" in words(app)["1"]
    bring_in(app, row(1, name="Claes", postcode="1000"), row(3, name="Anders"))
    assert {"claes"} <= words(app)["1"]
    within(app, lambda session: add_member(session, "40", details(40, name="Wacht"), None, act()))
    assert "wacht" in words(app)["40"]

    def marry(session: Session) -> None:
        member = session.get_one(Member, "40")
        changed = details(40, name="Wacht-Maes", email="")
        change_details(session, "40", changed, member_version(member), act())

    within(app, marry)
    assert words(app)["40"] == {"first40wachtmaes", "wachtmaes", "maes", "brussel", "1000", "40"}


@pytest.mark.parametrize("page", [1, 2, 3])
def test_pages_are_the_same_from_either_end(app: Flask, page: int) -> None:
    within(app, lambda session: load_generated(session, 130))
    with app.app_context():
        whole = db.session.scalars(select(Member.number).order_by(Member.search_text, Member.number)).all()
        total, found = search(db.session(), Query(TODAY), page)
    assert total == 130
    assert [one.number for one in found] == whole[(page - 1) * PAGE : page * PAGE]


def asked(members: int) -> dict[str, tuple[Query, int]]:
    last = -(-members // PAGE)
    return {
        "first page": (Query(TODAY), 1),
        "last page": (Query(TODAY), last),
        "by number": (Query(TODAY, str(FIRST + members // 2)), 1),
        "by e-mail": (Query(TODAY, f"lid{FIRST + members // 2}@example.org"), 1),
    }


def test_no_page_grows(app: Flask) -> None:
    """Statements, and on SQLite the steps of its machine but for counting how many there are."""
    costs = []
    with app.app_context():
        db.engine.dispose()
        meter = Meter(db.engine)
        for members, before in ((300, 0), (3_000, 300)):
            with writing(db.session()) as session:
                load_generated(session, members - before, before)
            costs.append(
                {
                    name: meter.cost(partial(search, db.session(), query, page))
                    for name, (query, page) in asked(members).items()
                }
            )
    small, large = costs
    for name in small:
        assert large[name].statements == small[name].statements, name
        assert large[name].steps <= small[name].steps + 1, name
