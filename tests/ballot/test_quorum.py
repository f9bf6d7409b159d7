"""The quorum as the doors see it while members come: of this assembly, of what is still to be decided."""

import pytest
from flask import Flask

from tests.ballot.meeting import step, vote_online
from tests.gate.crowd import attempt
from tests.web.second import second_assembly
from tests.world import ACTOR, ASSEMBLY, KEY, MEETING, Clock, World, make_world, row
from voting.accounts.credentials import issue_to_staff
from voting.accounts.models import Role
from voting.assembly.models import Assembly
from voting.attendance.check_in import check_in
from voting.attendance.scan_log import Scan
from voting.ballot.convene import convene
from voting.ballot.definition import read_definition
from voting.ballot.import_assembly import import_assembly
from voting.ballot.quorum import quorums_now
from voting.database import writing
from voting.extensions import db
from voting.register.import_register import import_register
from voting.register.models import Category


def arrive(assembly_id: int, members: range, venue: str = "BRU") -> None:
    """Each of these members comes in at the door of a venue."""
    for member in members:
        scan = Scan(assembly_id, str(member), venue, f"arrival-{member:09}", 1, MEETING, MEETING)
        assert attempt(check_in, scan) == "ok"


def shown(assembly_id: int) -> list[tuple[str, int, int, bool]]:
    """Of each quorum: the resolution's number, how many are present, how many it takes, whether it is met."""
    assembly = db.session.get_one(Assembly, assembly_id)
    found = quorums_now(db.session(), assembly)
    rows = [(item.resolution.number, item.present, item.needed, item.met) for item in found]
    db.session.rollback()
    return rows


@pytest.mark.parametrize(
    ("quorum", "needed"),
    [
        ("1/2", 20),
        ("1/3 of entitled", 14),
        ("5 members", 5),
    ],
)
def test_what_is_shown_as_needed_is_the_first_number_that_suffices(
    app: Flask, clock: Clock, quorum: str, needed: int
) -> None:
    """Of the forty members of the world."""
    world = make_world(app, clock, ASSEMBLY.replace('"1/2"', f'"{quorum}"'))
    with app.app_context():
        arrive(world.assembly_id, range(1, needed))
        assert shown(world.assembly_id) == [("4", needed - 1, needed, False)]
        arrive(world.assembly_id, range(needed, needed + 1), venue="LIE")
        assert shown(world.assembly_id) == [("4", needed, needed, True)]


@pytest.mark.parametrize(
    ("quorum", "needed"), [("1/2 of entitled in each class", 5), ("1 members in each class", 3)]
)
def test_a_quorum_in_each_class_takes_as_many_as_all_classes_take(
    app: Flask, quorum: str, needed: int
) -> None:
    """Of A there are five members, of B two, of C one."""
    classes = "AAAAABBC"
    rows = [row(number, category=Category(letter)) for number, letter in enumerate(classes, 1)]
    definition, resolutions = read_definition(ASSEMBLY.replace('"1/2"', f'"{quorum}"').encode())
    with app.app_context():
        with writing(db.session()) as session:
            import_register(session, rows, now=MEETING, actor=ACTOR)
            assembly_id = import_assembly(session, definition, resolutions, now=MEETING, actor=ACTOR).id
            convene(session, KEY.encode(), assembly_id, now=MEETING, actor=ACTOR)
            roles = [(Role.STEWARD, None)]
            issue_to_staff(session, KEY.encode(), assembly_id, "S", "nl", roles, now=MEETING, actor=ACTOR)
        arrive(assembly_id, range(1, 8))
        assert shown(assembly_id) == [("4", 7, needed, False)]
        arrive(assembly_id, range(8, 9))
        assert shown(assembly_id) == [("4", 8, needed, True)]


def test_who_has_voted_counts_and_nobody_counts_twice(world: World) -> None:
    four = world.resolutions["4"]
    with world.app.app_context():
        arrive(world.assembly_id, range(1, 3))
        assert step(four, "open") == "ok"
        vote_online(four, range(2, 5))
        assert shown(world.assembly_id) == [("4", 4, 20, False)]
        assert step(four, "close") == "ok"
        assert shown(world.assembly_id) == []


def test_before_the_roll_is_frozen_nobody_knows_what_a_quorum_takes(world: World) -> None:
    definition, resolutions = read_definition(ASSEMBLY.replace("2025-", "2026-").encode())
    with world.app.app_context():
        with writing(db.session()) as session:
            draft = import_assembly(session, definition, resolutions, now=MEETING, actor=ACTOR).id
        assert shown(draft) == []


def test_the_drafts_of_another_assembly_are_none_of_the_doors_business(world: World) -> None:
    """To which 41, who joined too late for this one, comes too."""
    second = second_assembly(world)
    with world.app.app_context():
        arrive(world.assembly_id, range(1, 4))
        assert shown(world.assembly_id) == [("4", 3, 20, False)]
        assert shown(second.assembly_id) == [("4", 0, 21, False)]
