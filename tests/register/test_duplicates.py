"""Numbers that may be one person: found by what is alike, and decided on by a person."""

from datetime import date
from typing import Any

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, func, select

from tests.register.office import act, bring_in, history, members, within
from tests.world import World, row
from voting.extensions import db
from voting.register.duplicates import Ground, Namesake, alike, decide_pair, likely_duplicates, name_keys
from voting.register.models import Judgement, MovementKind
from voting.stamp import stamp

TODAY = date(2025, 6, 17)
NONE = stamp(None)
"""The stamp of no decision."""
BORN = date(1980, 2, 1)


def person(number: str, name: str = "Peeters", email: str = "", born: date | None = None) -> Namesake:
    return Namesake(number, name, "Jan", email, born)


def grounds(*people: Namesake) -> dict[tuple[str, str], set[Ground]]:
    return {(pair.member, pair.other): set(pair.grounds) for pair in alike(people)}


def test_the_same_name_and_address_day_or_number() -> None:
    people = [
        person("1", email="j@example.org", born=BORN),
        person("2", email="J@Example.org"),
        person("3", name="Péeters", born=BORN),
        person("4", name="Janssens", email="j@example.org", born=BORN),
        person("5"),
        person("0005", name="Ander"),
    ]
    assert grounds(*people) == {
        ("1", "2"): {Ground.NAME_AND_EMAIL},
        ("1", "3"): {Ground.NAME_AND_BIRTH_DATE},
        ("0005", "5"): {Ground.NUMBER},
    }


def test_a_name_is_one_whatever_the_order_of_its_words() -> None:
    assert name_keys("Jan", "De Wit") == name_keys("", "Jan  Dé-Wit")
    assert name_keys("Jan", "DHondt") & name_keys("", "d’Hondt, Jan")
    assert name_keys("Jan Piet", "De Wit") & name_keys("Piet Jan", "De Wit")
    assert not name_keys("Jan", "De Wit") & name_keys("Jan", "De Witte")


@given(
    st.lists(
        st.builds(
            Namesake,
            st.from_regex(r"0{0,2}[1-3]", fullmatch=True),
            st.sampled_from(["A", "B"]),
            st.just(""),
            st.sampled_from(["", "x@y.be", "X@y.be"]),
            st.sampled_from([None, BORN]),
        ),
        max_size=8,
        unique_by=lambda item: item.number,
    )
)
def test_each_pair_once_and_only_who_is_alike(people: list[Namesake]) -> None:
    expected = set()
    for one in people:
        for other in people:
            same_name = one.name == other.name
            same = (
                one.number.lstrip("0") == other.number.lstrip("0")
                or (same_name and one.email and one.email.lower() == other.email.lower())
                or (same_name and one.birth_date and one.birth_date == other.birth_date)
            )
            if one.number < other.number and same:
                expected.add((one.number, other.number))
    found = [(pair.member, pair.other) for pair in alike(people)]
    assert len(found) == len(set(found))
    assert set(found) == expected


def test_one_person_has_one_membership_after_the_decision(app: Flask) -> None:
    same = {"name": "Peeters", "first_name": "Jan", "email": "j@example.org"}
    bring_in(app, row(1, **same), row(2, **same), row(3))
    assert within(app, lambda session: decide_pair(session, "2", "1", "1", act(), NONE)) is None
    assert members(app, TODAY) == {"1": "A", "3": "A"}
    assert history(app, "2")[-1] == ("movements", "joined 01/01/2020", "", "office")
    assert within(app, lambda session: decide_pair(session, "1", "2", "1", act(), NONE)) is None, "sent twice"
    assert within(app, lambda session: decide_pair(session, "1", "2", "2", act(), NONE)) == "wrong_state"
    assert within(app, lambda session: decide_pair(session, "1", "9", None, act(), NONE)) == "not_found"
    assert within(app, lambda session: decide_pair(session, "1", "3", "2", act(), NONE)) == "bad_request"
    assert members(app, TODAY) == {"1": "A", "3": "A"}
    summary = bring_in(app, row(1, **same), row(2, **same), row(3))
    assert [item.number for item in summary.conflicts] == ["2"], "the file does not bring them back"
    assert members(app, TODAY) == {"1": "A", "3": "A"}


def test_only_who_are_members_now_are_listed(app: Flask) -> None:
    same = {"name": "Peeters", "first_name": "Jan", "email": "j@example.org"}
    bring_in(app, row(1, **same, left_on=date(2024, 1, 1), left_as=MovementKind.RESIGNED), row(2, **same))
    with app.app_context():
        assert likely_duplicates(db.session(), TODAY) == []
        assert len(likely_duplicates(db.session(), date(2023, 1, 1))) == 1
        db.session.rollback()


def test_the_page_asks_for_a_decision_and_a_reason(world: World) -> None:
    same = {"name": "Peeters", "first_name": "Jan", "email": "j@example.org"}
    bring_in(world.app, row(60, **same), row(61, **same))
    secretary = world.person("secretary")
    assert "60" in secretary.look("/office/register/duplicates").text
    pair = {"member": "60", "other": "61"}
    for wrong in ({"reason": "x"}, {"decision": "61"}, {"decision": "5", "reason": "x"}):
        answer = secretary.send("/office/register/duplicates", pair | wrong)
        assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)
    count = select(func.count()).select_from(Judgement)
    assert within(world.app, lambda session: session.scalar(count)) == 0
    done = secretary.send("/office/register/duplicates", pair | {"decision": "different", "reason": "twins"})
    assert done.status_code == 303
    assert within(world.app, lambda session: session.scalar(count)) == 1
    assert "twins" in secretary.look("/office/register/duplicates").text


def test_a_page_that_is_turned_compares_nobody_until_the_register_changes(world: World) -> None:
    same = {"name": "Peeters", "first_name": "Jan", "email": "j@example.org"}
    bring_in(world.app, row(60, **same), row(61, **same))
    secretary, compared = world.person("secretary"), list[str]()

    def hear(*heard: Any) -> None:
        if "birth_date" in heard[2] and "movement" in heard[2]:
            compared.append(heard[2])

    with world.app.app_context():
        hub = world.app.extensions["live"].hub
        hub.ticking = True
        hub.looked()
        event.listen(db.engine, "before_cursor_execute", hear)
    for page in (1, 2, 1):
        secretary.look(f"/office/register/duplicates?page={page}")
    assert len(compared) == 1
    bring_in(world.app, row(62, **same))
    assert "62" in secretary.look("/office/register/duplicates").text
    assert len(compared) == 2
