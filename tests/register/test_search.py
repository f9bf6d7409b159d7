"""Finding members: by what is typed, how they stand on a day, page by page; and every look is kept."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.register.office import act, bring_in, details, within
from tests.world import World, row
from voting.extensions import db
from voting.register.edit import add_member
from voting.register.models import Category, Look, MovementKind, PersonKind
from voting.register.search import MembershipState, Query, numbers_of, search

TODAY = date(2025, 6, 17)


def found(app: Flask, words: str = "", on: date = TODAY, **asked: str) -> list[str]:
    with app.app_context():
        total, members = search(db.session(), Query(on, words, **asked))
        numbers = list(db.session.scalars(numbers_of(db.session(), Query(on, words, **asked))))
        db.session.rollback()
    assert total == len(members) == len(numbers)
    assert {member.number for member in members} == set(numbers)
    return [member.number for member in members]


@pytest.fixture
def some(app: Flask) -> Flask:
    bring_in(
        app,
        row(1, name="Lefèvre", first_name="Zoë", municipality="Liège", postcode="4000"),
        row(2, name="O’Brien_50%", first_name="Bård", email="Bo@Example.org"),
        row(12, name="Adams", category=Category.B, left_on=date(2024, 5, 1), left_as=MovementKind.RESIGNED),
        row(
            30,
            name="Zon SC",
            first_name="",
            kind=PersonKind.LEGAL,
            representative="Sofie Straat",
            joined_on=date(2024, 1, 1),
        ),
    )
    within(app, lambda session: add_member(session, "40", details(40, name="Wacht"), None, act()))
    within(
        app, lambda session: add_member(session, "41", details(41, name="Weg"), MovementKind.REFUSED, act())
    )
    return app


@pytest.mark.parametrize("words", ["li", "Li", "wu", "Wu Li", "li wu"])
def test_a_name_of_two_letters_comes_before_those_that_have_it_inside(app: Flask, words: str) -> None:
    inside = [row(n, name=f"Aelilwu{n}", first_name="Wuliane", municipality="Liège") for n in range(1, 60)]
    bring_in(app, *inside, row(90, name="Li", first_name="Wu"))
    with app.app_context():
        _, members = search(db.session(), Query(TODAY, words))
        assert members[0].number == "90"


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("", ["12", "1", "2", "40", "41", "30"]),
        ("lefevre", ["1"]),
        ("ZOE lefèvre", ["1"]),
        ("liege 4000", ["1"]),
        ("o'brien", ["2"]),
        ("50%", ["2"]),
        ("_50", ["2"]),
        ("%%", []),
        ("_____", []),
        ("bard", ["2"]),
        ("bo@example.org", ["2"]),
        ("straat", ["30"]),
        ("12", ["12"]),
        ("2", ["2"]),
        ("brien", ["2"]),
        ("efevr", ["1"]),
        ("lef zo", ["1"]),
        ("zoele", ["1"]),
        ("zon sc", ["30"]),
        ("zonsc", ["30"]),
        ("lid4", ["40", "41"]),
        ("'; DROP TABLE member; --", []),
    ],
)
def test_by_what_is_typed(some: Flask, words: str, numbers: list[str]) -> None:
    assert found(some, words) == numbers


def test_by_how_they_stand_on_a_day(some: Flask) -> None:
    assert found(some, state=MembershipState.MEMBER) == ["1", "2", "30"]
    assert found(some, state=MembershipState.MEMBER, on=date(2023, 1, 1)) == ["12", "1", "2"]
    assert found(some, state=MembershipState.LEFT) == ["12"]
    assert found(some, state=MembershipState.REFUSED) == ["41"]
    assert found(some, state=MembershipState.APPLICANT) == ["40"]
    assert found(some, state=MembershipState.LATER, on=date(2023, 1, 1)) == ["41", "30"]
    assert found(some, category="B") == ["12"]
    assert found(some, kind=PersonKind.LEGAL) == ["30"]


def test_every_page_together_is_everybody_once(app: Flask) -> None:
    bring_in(app, *(row(number, name="Peeters", first_name="Jan") for number in range(1, 121)))
    with app.app_context():
        pages = [search(db.session(), Query(TODAY), page)[1] for page in (1, 2, 3, 4)]
        db.session.rollback()
    assert [len(page) for page in pages] == [50, 50, 20, 0]
    assert len({member.number for page in pages for member in page}) == 120


def looks(world: World) -> list[tuple[str, str | None, int]]:
    query = select(Look.what, Look.member, Look.found).order_by(Look.id)
    return within(world.app, lambda session: [tuple(item) for item in session.execute(query)])


def test_what_the_desk_looks_up_is_kept_too(world: World) -> None:
    supervisor, secretary = world.person("supervisor"), world.person("secretary")
    for browser, path in (
        (supervisor, "/desk/BRU/find?q=name7"),
        (supervisor, "/desk/BRU/help?member=7"),
        (supervisor, "/desk/BRU/help"),
        (supervisor, "/desk/BRU/proxies?grantor=7&holder=8"),
        (secretary, "/office/after/attendance.csv"),
        (secretary, "/office/after/minutes.docx"),
    ):
        assert browser.look(path).status_code == 200, path
    assert looks(world) == [
        ("door", None, 1),
        ("help", "7", 1),
        ("proxy", "7", 1),
        ("proxy", "8", 1),
        ("attendance", None, 0),
        ("minutes", None, 0),
    ]


def test_the_list_of_looks_says_in_words_what_was_searched_for(world: World) -> None:
    secretary = world.person("secretary")
    secretary.look("/office/register?words=on=name7 x&category=A&kind=legal&state=left&on=2020-02-01")
    secretary.look("/office/register?words=name8")
    page = secretary.look("/office/register/looks?lang=nl").text
    assert (
        "<td>on=name7 x · Categorie A · rechtspersoon · uitgetreden · Op de dag: 1 februari 2020</td>" in page
    )
    assert "<td>name8</td>" in page


def test_every_look_is_kept_and_shown(world: World) -> None:
    secretary = world.person("secretary")
    for path in (
        "/office/register?words=name7",
        "/office/register/member/7",
        "/office/register/details/7",
        "/office/register/data/7",
        "/office/register/duplicates",
    ):
        assert secretary.look(path).status_code == 200
    secretary.send("/office/register/export/xlsx", {})
    assert looks(world) == [
        ("search", None, 1),
        ("member", "7", 1),
        ("member", "7", 1),
        ("data", "7", 1),
        ("duplicates", None, 0),
        ("export", None, 42),
    ]
    page = world.person("auditor").look("/office/register/looks?member=7").text
    assert page.count("secretary") == 3
    assert secretary.look("/office/register/member/nobody").status_code == 404
    assert len(looks(world)) == 6, "nothing was seen"


@pytest.mark.parametrize(
    "path",
    [
        "?page=0",
        "?page=-5",
        "?page=99999999999999",
        "?on=x",
        "?on=9999-12-31",
        "?state=x",
        "?words=%00",
        "?page=x",
    ],
)
def test_what_makes_no_sense_is_still_answered(world: World, path: str) -> None:
    assert world.person("secretary").look(f"/office/register{path}").status_code == 200
