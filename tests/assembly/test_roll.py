"""The roll: who is on it, and its hash as anybody can compute it."""

import hashlib
import json
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from tests.world import ACTOR, ASSEMBLY, KEY, MEETING, World, row
from voting.assembly.models import Assembly, RollEntry
from voting.audit.models import AuditEntry
from voting.ballot.convene import convene
from voting.ballot.definition import read_definition
from voting.ballot.import_assembly import import_assembly
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.register.csv_file import Row
from voting.register.import_register import import_register
from voting.register.models import Category, MovementKind

RECORD_DATE = date(2025, 6, 2)
DAY = timedelta(days=1)


def convened(app: Flask, rows: list[Row]) -> Assembly:
    definition, resolutions = read_definition(ASSEMBLY.encode())
    with app.app_context(), writing(db.session()) as session:
        import_register(session, rows, now=MEETING, actor=ACTOR)
        assembly = import_assembly(session, definition, resolutions, now=MEETING, actor=ACTOR)
        convene(session, KEY.encode(), assembly.id, now=MEETING, actor=ACTOR)
        session.flush()
        session.refresh(assembly)
        session.expunge(assembly)
    return assembly


def roll(app: Flask, assembly_id: int) -> list[tuple[str, str]]:
    with app.app_context():
        query = select(RollEntry.member, RollEntry.category).where(RollEntry.assembly_id == assembly_id)
        return sorted((member, category) for member, category in db.session.execute(query))


def test_the_roll_is_who_was_a_member_at_the_end_of_the_record_date(app: Flask) -> None:
    def leaving(number: int, on: date) -> Row:
        return row(number, left_on=on, left_as=MovementKind.RESIGNED)

    rows = [
        row(1, joined_on=RECORD_DATE - DAY),
        row(2, joined_on=RECORD_DATE, category=Category.B),
        row(3, joined_on=RECORD_DATE + DAY),
        leaving(4, RECORD_DATE - DAY),
        leaving(5, RECORD_DATE),
        leaving(6, RECORD_DATE + DAY),
    ]
    assembly = convened(app, rows)
    assert roll(app, assembly.id) == [("1", "A"), ("2", "B"), ("6", "A")]
    assert assembly.entitled == 3


def test_anybody_can_compute_the_hash_of_the_roll(app: Flask) -> None:
    rows = [row(number, category=Category.C if number % 3 else Category.A) for number in (10, 9, 100, 11)]
    assembly = convened(app, rows)
    pairs = sorted([str(item.number), item.category.value] for item in rows)
    written = json.dumps(pairs, separators=(",", ":"), ensure_ascii=False).encode()
    assert assembly.roll_hash == hashlib.sha256(written).hexdigest()


def test_the_hash_is_in_the_log(app: Flask) -> None:
    assembly = convened(app, [row(1)])
    with app.app_context():
        details = db.session.scalar(
            select(AuditEntry.details).where(AuditEntry.action == "assembly.convened")
        )
    assert json.loads(details or "")["roll_hash"] == assembly.roll_hash


def test_a_later_change_of_the_register_does_not_touch_the_roll(app: Flask) -> None:
    assembly = convened(app, [row(1), row(2)])
    before = roll(app, assembly.id)
    left = row(1, left_on=date(2025, 1, 1), left_as=MovementKind.EXCLUDED)
    with app.app_context(), writing(db.session()) as session:
        import_register(session, [left, row(2, category=Category.C), row(3)], now=MEETING, actor=ACTOR)
    assert roll(app, assembly.id) == before


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM roll_entry WHERE member = '1'",
        "UPDATE roll_entry SET category = 'C'",
        "UPDATE roll_entry SET member = '3' WHERE member = '2'",
    ],
)
def test_the_database_refuses_a_change_of_the_roll(app: Flask, statement: str) -> None:
    assembly = convened(app, [row(1), row(2), row(3, joined_on=RECORD_DATE + DAY)])
    before = roll(app, assembly.id)
    with app.app_context(), pytest.raises(DBAPIError), writing(db.session()) as session:
        session.execute(text(statement))
    assert roll(app, assembly.id) == before


def test_convening_happens_once(app: Flask, world: World) -> None:
    with app.app_context(), pytest.raises(Refused) as refused, writing(db.session()) as session:
        convene(session, KEY.encode(), world.assembly_id, now=MEETING, actor=ACTOR)
    assert refused.value.code is Code.ALREADY_FROZEN
    with app.app_context(), pytest.raises(Refused) as refused, writing(db.session()) as session:
        convene(session, KEY.encode(), 4711, now=MEETING, actor=ACTOR)
    assert refused.value.code is Code.NOT_FOUND


def test_a_roll_of_nobody_is_a_roll(app: Flask) -> None:
    assembly = convened(app, [])
    assert (assembly.entitled, assembly.roll_hash) == (0, hashlib.sha256(b"[]").hexdigest())


def test_rules_cannot_change_after_convening(app: Flask, world: World) -> None:
    table = db.metadatas[None].tables["resolution"]
    for change in ({"majority": "1/100"}, {"quorum": None}, {"seats": 9}, {"advance": True}, {"options": []}):
        with app.app_context(), pytest.raises(DBAPIError), writing(db.session()) as session:
            session.execute(
                update(table).where(table.c.id == world.resolutions["4"]).values(**change, rules_hash="x")
            )
