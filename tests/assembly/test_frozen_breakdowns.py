"""A past year is told as it was: its groups are those of the roll as it was frozen, whatever the register
says later. Two printings that differ by one corrected address would tell whether that member had voted."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from tests.ballot.meeting import step, vote_online
from tests.gate.crowd import attempt
from tests.register.office import act, bring_in, details, within
from tests.world import KEY, MEETING, Clock, World, make_world, row
from voting.assembly.breakdown import breakdowns
from voting.assembly.models import Assembly, RollEntry
from voting.attendance.check_in import check_in
from voting.attendance.scan_log import Scan
from voting.ballot.roll_corrections import add_to_roll, remove_from_roll
from voting.database import writing
from voting.extensions import db
from voting.register.edit import add_movement, change_details, member_version
from voting.register.models import Category, Member, MovementKind, PersonKind
from voting.report.attendance_list import attendance_list
from voting.report.content import figures_content
from voting.report.turnout import Division, members_in, turnout_by

LATER = date(2026, 2, 1)
CITIES = ("Brussel", "Gent", "Luik")
FROZEN = ("city", "language", "age")


def of_member(number: int) -> dict[str, Any]:
    return {
        "municipality": CITIES[number % 3],
        "language": "fr" if number % 2 else "nl",
        "joined_on": date(2012 if number % 4 else 2024, 1, 1),
    }


@pytest.fixture
def voted(app: Flask, clock: Clock) -> World:
    """An assembly of 99 members, of whom 50 have voted."""
    world = make_world(app, clock, members=99, details=of_member)
    with app.app_context():
        resolution = world.resolutions["1"]
        assert step(resolution, "open") == "ok"
        vote_online(resolution, range(1, 51))
        assert step(resolution, "close") == "ok"
        assert step(resolution, "announce") == "ok"
    return world


def told(world: World) -> tuple[Any, dict[tuple[str, str, bool], list[str]]]:
    """What the report tells of who voted, and who is in each group."""
    with world.app.app_context():
        assembly = db.session.get_one(Assembly, world.assembly_id)
        tables = turnout_by(db.session(), assembly)
        groups = {
            (division, group, voters): list(
                db.session.scalars(
                    members_in(assembly, Division(division), group, cities=tables["city"], voters=voters)
                )
            )
            for division in ("category", *FROZEN)
            for group in tables[division]
            for voters in (True, False)
        }
        db.session.rollback()
    return tables, groups


def by_the_office(app: Flask) -> None:
    version = within(app, lambda session: member_version(session.get_one(Member, "1")))
    changed = details(1, municipality="Aalst", language="de", category=Category.C)
    assert within(app, lambda session: change_details(session, "1", changed, version, act(LATER))) is None


def by_a_file(app: Flask) -> None:
    changed = row(1, **of_member(1) | {"municipality": "Aalst", "language": "de"})
    assert bring_in(app, changed).changes


def by_joining_again(app: Flask) -> None:
    for kind, on in ((MovementKind.RESIGNED, date(2025, 2, 1)), (MovementKind.JOINED, date(2025, 4, 1))):
        assert within(app, lambda session, k=kind, d=on: add_movement(session, "1", k, act(d))) is None


@pytest.mark.parametrize("correct", [by_the_office, by_a_file, by_joining_again])
def test_nothing_that_is_corrected_moves_a_member_to_another_group(
    voted: World, correct: Callable[[Flask], None]
) -> None:
    before = told(voted)
    assert {division: len(before[0][division]) for division in FROZEN} == {"city": 3, "language": 2, "age": 2}
    correct(voted.app)
    assert told(voted) == before


def corrected(world: World, do: Callable[..., None], member: str) -> None:
    key = (KEY.encode(),) if do is add_to_roll else ()
    options = {"now": MEETING, "account_id": 1}
    assert (
        within(
            world.app,
            lambda session: do(session, *key, world.assembly_id, member, "an error of ours", **options),
        )
        is None
    )


def test_who_is_added_late_is_kept_as_they_are_then_and_who_is_removed_is_in_no_group(voted: World) -> None:
    corrected(voted, add_to_roll, "100")
    corrected(voted, remove_from_roll, "99")
    with voted.app.app_context():
        entry = db.session.get_one(RollEntry, (voted.assembly_id, "100"))
        assert (entry.category, entry.municipality, entry.language) == ("A", "Brussel", "nl")
        assert entry.age == "0", "who joined after the record date is no old member"
        entitled = db.session.get_one(Assembly, voted.assembly_id).entitled
        db.session.rollback()
    before = told(voted)
    for division in ("category", *FROZEN):
        assert sum(group["entitled"] for group in before[0][division].values()) == entitled == 99
    moved = row(100, joined_on=date(2025, 6, 3), municipality="Aalst", language="de", category=Category.B)
    bring_in(voted.app, moved)
    assert told(voted) == before


def test_whoever_is_added_has_the_category_of_the_record_date(voted: World) -> None:
    version = within(voted.app, lambda session: member_version(session.get_one(Member, "100")))
    changed = details(100, category=Category.B)
    later = act(date(2025, 6, 10))
    assert within(voted.app, lambda session: change_details(session, "100", changed, version, later)) is None
    corrected(voted, add_to_roll, "100")
    with voted.app.app_context():
        assert db.session.get_one(RollEntry, (voted.assembly_id, "100")).category == "A"


@pytest.mark.parametrize("column", ["municipality", "language", "age"])
def test_the_database_keeps_them(voted: World, column: str) -> None:
    with voted.app.app_context(), pytest.raises(DBAPIError), writing(db.session()) as session:
        session.execute(text(f"UPDATE roll_entry SET {column} = 'x'"))


def kept(world: World) -> dict[str, tuple[str, str, str]]:
    columns = (RollEntry.municipality, RollEntry.language, RollEntry.age)
    with world.app.app_context():
        rows = db.session.execute(select(RollEntry.member, *columns)).all()
        db.session.rollback()
    return {member: tuple(values) for member, *values in rows}  # type: ignore[misc]  # three of them


@pytest.fixture
def migrated_again(voted: World) -> World:
    """A database of the time before rolls kept anything of this, in which the register has changed since."""
    with voted.app.app_context():
        downgrade(revision="2026_12_01_report_fact")
        with writing(db.session()) as session:
            session.execute(update(Member).where(Member.number == "1").values(municipality="Aalst"))
        upgrade()
    return voted


def test_a_roll_that_was_frozen_before_is_filled_once_from_the_register(migrated_again: World) -> None:
    with migrated_again.app.app_context():
        record_date = db.session.get_one(Assembly, migrated_again.assembly_id).record_date
        expected = breakdowns(db.session(), record_date)
        db.session.rollback()
    found = kept(migrated_again)
    assert len(found) == 99
    assert found == {member: expected[member] for member in found}
    assert found["1"][0] == "Aalst"
    assert {age for _city, _language, age in found.values()} == {"1", "11"}
    with migrated_again.app.app_context(), pytest.raises(DBAPIError), writing(db.session()) as session:
        session.execute(text("UPDATE roll_entry SET municipality = 'x'"))


@pytest.mark.parametrize(
    ("joined", "record_date", "age"),
    [
        (date(2024, 6, 3), date(2025, 6, 2), "0"),
        (date(2024, 6, 2), date(2025, 6, 2), "1"),
        (date(2022, 6, 3), date(2025, 6, 2), "1"),
        (date(2022, 6, 2), date(2025, 6, 2), "3"),
        (date(2019, 6, 2), date(2025, 6, 2), "6"),
        (date(2014, 6, 3), date(2025, 6, 2), "6"),
        (date(2014, 6, 2), date(2025, 6, 2), "11"),
        (date(2023, 2, 28), date(2024, 2, 29), "1"),
        (date(2025, 6, 3), date(2025, 6, 2), "0"),
    ],
)
def test_years_of_membership_are_whole_ones(app: Flask, joined: date, record_date: date, age: str) -> None:
    bring_in(app, row(1, joined_on=joined))
    assert within(app, lambda session: breakdowns(session, record_date, "1"))["1"].age == age


def test_a_past_year_has_its_legal_persons_and_who_acted_for_them(voted: World) -> None:
    legal = {"kind": PersonKind.LEGAL, "representative": "An Claes"}
    changes = ((date(2025, 1, 15), legal), (LATER, {}))
    for on, values in changes:
        version = within(voted.app, lambda session: member_version(session.get_one(Member, "1")))
        new = details(1, **values)
        within(voted.app, lambda session, n=new, v=version, d=on: change_details(session, "1", n, v, act(d)))
    with voted.app.app_context():
        scan = Scan(voted.assembly_id, "1", "BRU", "at-the-door", 1, MEETING, MEETING)
        assert attempt(check_in, scan) == "ok"
        counted = [figures_content(db.session(), year)["legal_persons"] for year in (2024, 2025, 2026)]
        named = {item.number: item.full_name for item in attendance_list(db.session(), voted.assembly_id)}
        db.session.rollback()
    assert counted == [0, 1, 0]
    assert named["1"] == "Name1, First1 (An Claes)"
