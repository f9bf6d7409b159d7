"""Bringing the register in: all or nothing, twice the same, and saying exactly what changed."""

import gzip
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import gevent
import pytest
from flask import Flask
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from tests.world import MEETING, row
from voting.audit.chain import record, verify
from voting.audit.models import AuditEntry
from voting.bulk import PART
from voting.database import connection_of_its_own, staging, writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.files import read_file
from voting.register.compare import Change, ImportSummary
from voting.register.csv_file import Row, read_register
from voting.register.import_register import import_register, lock_register, stage_import, write_import
from voting.register.membership import STANDS, members_on
from voting.register.models import Category, Member, Movement, MovementKind
from voting.register.planned_import import plan_import
from voting.register.registered import registered

DEMO = Path(__file__).parents[2] / "voting" / "demo" / "register-2025.csv.gz"
ROWS = 45_820


def bring_in(app: Flask, rows: list[Row]) -> ImportSummary:
    with app.app_context(), writing(db.session()) as session:
        return import_register(session, rows, now=MEETING, actor="test")


def contents(app: Flask) -> tuple[set[tuple[object, ...]], Counter[tuple[object, ...]], int]:
    """Everything stored: members, movements, and how many entries the log has."""
    with app.app_context():
        members = {tuple(item) for item in db.session.execute(select(*Member.__table__.c))}
        movements = Counter(
            tuple(item)
            for item in db.session.execute(select(Movement.member, Movement.kind, Movement.on).where(STANDS))
        )
        entries = db.session.scalar(select(func.count()).select_from(AuditEntry))
        db.session.rollback()
    return members, movements, entries or 0


@pytest.fixture(scope="module")
def real_rows() -> list[Row]:
    return read_register(read_file(DEMO))


def test_the_file_of_2025(app: Flask, real_rows: list[Row]) -> None:
    told: list[int] = []
    with app.app_context(), writing(db.session()) as session:
        summary = import_register(session, real_rows, now=MEETING, actor="test", progress=told.append)
    assert (summary.rows, len(summary.added), summary.changes) == (ROWS, ROWS, [])
    assert sum(told) == ROWS
    before = contents(app)
    assert len(before[0]) == ROWS
    with app.app_context():
        entitled = select(func.count()).select_from(members_on(date(2025, 6, 2)).subquery())
        assert db.session.scalar(entitled) == 43_332
        db.session.rollback()

    again = bring_in(app, real_rows)
    assert (again.added, again.changes, again.unchanged, again.absent) == ([], [], ROWS, 0)
    assert contents(app) == before

    changed = [replace(real_rows[0], email="nieuw@example.org"), *real_rows[1:-1]]
    third = bring_in(app, changed)
    number, email = real_rows[0].number, real_rows[0].email
    assert third.changes == [Change(number, "email", email, "nieuw@example.org")]
    assert (third.unchanged, third.absent) == (ROWS - 2, 1)


def test_the_file_is_the_same_with_or_without_compression_and_bom(real_rows: list[Row]) -> None:
    plain = gzip.decompress(DEMO.read_bytes())
    assert plain.startswith(b"\xef\xbb\xbf")
    assert read_register(plain) == real_rows == read_register(plain[3:])
    assert len(real_rows) == ROWS


def test_the_whole_file_in_other_encodings(real_rows: list[Row]) -> None:
    text = gzip.decompress(DEMO.read_bytes()).decode("utf-8-sig")
    assert read_register(text.replace(";", "\t").encode("utf-16")) == real_rows
    western = [
        each
        for each in text.splitlines(keepends=True)
        if each == each.encode("cp1252", "ignore").decode("cp1252")
    ]
    assert len(western) > 45_000
    rows = read_register("".join(western).encode("cp1252"))
    kept = {row.number for row in rows}
    assert rows == [row for row in real_rows if row.number in kept]
    assert len(rows) == len(western) - 1


def test_every_change_is_told_and_made(app: Flask) -> None:
    bring_in(app, [row(number) for number in range(1, 6)])
    summary = bring_in(
        app,
        [
            row(1),
            row(2, email="anders@example.org", language="fr"),
            row(3, left_on=date(2025, 5, 31), left_as=MovementKind.EXCLUDED),
            row(4, joined_on=date(2019, 7, 1), category=Category.B),
            row(6),
        ],
    )
    assert summary.added == ["6"]
    assert summary.changed == ["2", "3", "4"]
    assert (summary.rows, summary.unchanged, summary.absent) == (5, 1, 1)
    assert set(summary.changes) == {
        Change("2", "email", "lid2@example.org", "anders@example.org"),
        Change("2", "language", "nl", "fr"),
        Change("3", "movements", "joined 01/01/2020", "joined 01/01/2020, excluded 31/05/2025"),
        Change("4", "category", "A", "B"),
        Change("4", "movements", "joined 01/01/2020", "joined 01/07/2019"),
    }
    members, movements, _ = contents(app)
    assert {item[0] for item in members} == {"1", "2", "3", "4", "5", "6"}
    assert movements == Counter(
        [
            *((number, "joined", date(2020, 1, 1)) for number in "12356"),
            ("3", "excluded", date(2025, 5, 31)),
            ("4", "joined", date(2019, 7, 1)),
        ]
    )


def test_changing_back_leaves_the_register_as_it_was(app: Flask) -> None:
    first = [row(1), row(2)]
    bring_in(app, first)
    members, movements, _ = contents(app)
    bring_in(app, [row(1, name="Anders"), row(2, left_on=date(2025, 1, 1), left_as=MovementKind.RESIGNED)])
    bring_in(app, first)
    assert contents(app)[:2] == (members, movements)


def test_an_import_is_one_entry_in_the_log_and_one_that_changes_nothing_is_none(app: Flask) -> None:
    bring_in(app, [row(1)])
    assert contents(app)[2] == 1
    bring_in(app, [row(1)])
    bring_in(app, [])
    assert contents(app)[2] == 1
    bring_in(app, [row(1, name="Anders")])
    assert contents(app)[2] == 2
    with app.app_context():
        assert verify(db.session()) == (2, [])


def test_what_was_planned_for_another_register_is_not_written(app: Flask) -> None:
    bring_in(app, [row(1)])
    with app.app_context():
        plan = plan_import(registered(db.session()), [row(1, name="Anders"), row(2)])
        db.session.rollback()
    bring_in(app, [row(1, email="anders@example.org")])
    before = contents(app)
    with app.app_context(), pytest.raises(Refused) as refused, writing(db.session()) as session:
        write_import(session, stage_import(session, plan, now=MEETING, actor="test"))
    assert refused.value.code is Code.REGISTER_CHANGED
    assert contents(app) == before


def test_others_have_their_turns_while_a_register_is_compared_and_written(app: Flask) -> None:
    turns: list[str] = []

    def others() -> None:
        while True:
            turns.append(told[-1])
            gevent.sleep(0)

    told = ["begun"]
    other = gevent.spawn(others)
    bring_in(app, [row(number) for number in range(1, 2_501)])
    told.append("changed")
    bring_in(app, [row(number, name="Anders") for number in range(1, 2_501)])
    other.kill()
    assert turns.count("begun") >= 6  # three parts of members, three of movements
    assert turns.count("changed") >= 12  # the same read; then three parts of members and of changes


def test_others_write_while_an_import_is_staged_and_nothing_of_it_is_there_before_it_is_written(
    app: Flask,
) -> None:
    bring_in(app, [row(1)])
    before = contents(app)
    with app.app_context(), connection_of_its_own(db.engine) as own:
        plan = plan_import(registered(db.session()), [row(1, name="Anders"), row(2)])
        with staging(own):
            staged = stage_import(own, plan, now=MEETING, actor="test")
            with writing(db.session()) as session:
                record(session, now=MEETING, actor="test", action="test.meanwhile")
        assert contents(app)[:2] == before[:2]
        with writing(own):
            assert write_import(own, staged).changed == ["1"]
    assert len(contents(app)[0]) == 2
    assert bring_in(app, [row(1, name="Anders"), row(2)]).unchanged == 2


def test_what_is_written_of_a_staged_import_goes_with_its_transaction(app: Flask) -> None:
    bring_in(app, [row(1)])
    before = contents(app)
    with app.app_context(), connection_of_its_own(db.engine) as own:
        plan = plan_import(registered(db.session()), [row(1, name="Anders"), row(2)])
        with staging(own):
            staged = stage_import(own, plan, now=MEETING, actor="test")
        with pytest.raises(Crash), writing(own):
            write_import(own, staged, crash)
    assert contents(app) == before


def test_the_log_goes_on_while_an_import_is_written(app: Flask) -> None:
    with app.app_context(), connection_of_its_own(db.engine) as own:
        if db.engine.dialect.name == "sqlite":
            pytest.skip("SQLite has one writer at a time")
        plan = plan_import(registered(db.session()), [row(1)])
        with staging(own):
            staged = stage_import(own, plan, now=MEETING, actor="test")
        with writing(own):
            lock_register(own)
            staged.staging.write()
            with writing(db.session()) as session:
                session.execute(text("SET LOCAL lock_timeout = '2s'"))
                record(session, now=MEETING, actor="test", action="test.meanwhile")
            with pytest.raises(OperationalError), writing(db.session()) as session:
                lock_at_once(session)


def test_others_wait_for_a_few_statements_however_long_the_file_is(app: Flask) -> None:
    counts, statements = set[int](), list[str]()
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *heard: statements.append(heard[2]))
    for many in (10, 2 * PART + 1):
        bring_in(app, [row(number) for number in range(1, many + 1)])
        rows = [row(number, name="Anders") for number in range(1, many + 1)]
        with app.app_context(), connection_of_its_own(db.engine) as own:
            plan = plan_import(registered(db.session()), rows)
            with staging(own):
                staged = stage_import(own, plan, now=MEETING, actor="test")
            statements.clear()
            with writing(own):
                write_import(own, staged)
            counts.add(len(statements))
    assert len(counts) == 1
    assert counts.pop() < 20


class Crash(Exception):
    """Stands for whatever may go wrong halfway."""


def crash(_count: int) -> None:
    raise Crash


def lock_at_once(session: Session) -> None:
    session.execute(text("SET LOCAL lock_timeout = '10ms'"))
    lock_register(session)


@pytest.mark.parametrize("crash_at", [1, 2, 3])
def test_a_crash_in_the_middle_leaves_nothing(app: Flask, crash_at: int) -> None:
    bring_in(app, [row(1)])
    before = contents(app)
    rows = [row(1, name="Anders"), *(row(number) for number in range(2, 7_000))]
    told: list[int] = []

    def progress(count: int) -> None:
        told.append(count)
        if len(told) == crash_at:
            raise Crash

    with app.app_context(), pytest.raises(Crash), writing(db.session()) as session:
        import_register(session, rows, now=MEETING, actor="test", progress=progress)
    assert contents(app) == before
    assert bring_in(app, rows).changed == ["1"]
