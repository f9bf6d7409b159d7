"""Two people save the same at the same instant: one is stored, the other is told, and nothing breaks."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from tests.gate.crowd import attempt, run_together
from tests.waiting import PATIENCE
from tests.world import MEETING, World
from voting.accounts.models import Role
from voting.accounts.staff import revoke_staff, staff_of
from voting.assembly.documents import DocumentFile, store_documents
from voting.assembly.models import Document
from voting.audit.chain import verify
from voting.extensions import db
from voting.invitations.models import LetterText
from voting.invitations.stored_texts import letter_text, store_text
from voting.invitations.texts import TextOf
from voting.report.board import Entry
from voting.report.enter_fact import NewFact, enter_fact, facts_of
from voting.report.enter_mandate import NewEntry, enter_mandate
from voting.report.facts import FactKind
from voting.report.mandates import board, mandates
from voting.report.models import MandateEntry, ReportFact, ReportText
from voting.report.texts import texts_in, write_texts
from voting.stamp import stamp

Act = Callable[[Session], object]
ROUNDS = 5


def together(app: Flask, *acts: Act) -> list[str]:
    """Each act in a thread and transaction of its own, all starting at once; their answers, sorted."""
    barrier = threading.Barrier(len(acts))

    def start(act: Act) -> str:
        with app.app_context():
            db.session.execute(text("SELECT 1"))  # connected before the start
            db.session.rollback()
            barrier.wait(PATIENCE)
            return attempt(act)

    with ThreadPoolExecutor(len(acts)) as threads:
        answers = sorted(threads.map(start, acts))
    with app.app_context():
        assert verify(db.session())[1] == []
    return answers


def rows(world: World, table: type) -> int:
    with world.app.app_context():
        number = db.session.scalar(select(func.count()).select_from(table)) or 0
        db.session.rollback()
    return number


def test_one_of_two_texts_of_the_report(world: World) -> None:
    for number in range(ROUNDS):
        with world.app.app_context():
            was = stamp(texts_in(db.session(), 2025, "nl"))
            db.session.rollback()

        def write(session: Session, words: str, was: str = was) -> None:
            write_texts(
                session, 2025, "nl", {"introduction": words}, was, known=(), now=MEETING, account_id=1
            )

        words = [f"{who} {number}" for who in ("Ann", "Bob")]
        answers = together(world.app, lambda it: write(it, words[0]), lambda it: write(it, words[1]))  # noqa: B023
        assert answers == ["changed_meanwhile", "ok"]
        assert rows(world, ReportText) == number + 1


@pytest.mark.parametrize("language", ["nl", "fr"])
@pytest.mark.parametrize("letter", list(TextOf))
def test_one_of_two_first_texts_of_a_letter(world: World, letter: TextOf, language: str) -> None:
    with world.app.app_context():
        subject, body = letter_text(db.session(), world.assembly_id, letter, language)
        was = stamp((subject, body))
        db.session.rollback()

    def write(session: Session, words: str) -> None:
        here = (session, world.assembly_id, letter, language)
        store_text(*here, words, body, was, now=MEETING, actor="test")

    answers = together(world.app, lambda it: write(it, "Ann"), lambda it: write(it, "Bob"))
    assert answers == ["changed_meanwhile", "ok"]
    assert rows(world, LetterText) == 1


def test_one_of_two_ends_of_a_mandate(world: World) -> None:
    today = MEETING.date()
    begun = NewEntry(Entry.EARLIER, today.replace(year=2022), "x", "Eve", today.replace(year=2028))
    for number in range(ROUNDS):
        with world.app.app_context():
            assert attempt(enter_mandate, begun, now=MEETING, account_id=1) == "ok"
            [eve] = [item.key for item in mandates(db.session())]
            db.session.rollback()

        def end(session: Session, kind: Entry, eve: str = eve) -> None:
            entry = NewEntry(kind, MEETING.date(), "x", mandate=eve)
            enter_mandate(session, entry, now=MEETING, account_id=1)

        answers = together(world.app, lambda it: end(it, Entry.DIED), lambda it: end(it, Entry.RESIGNED))
        assert answers == ["invalid_form", "ok"]
        with world.app.app_context():
            mistaken = NewEntry(Entry.MISTAKEN, MEETING.date(), "x", mandate=eve)
            assert attempt(enter_mandate, mistaken, now=MEETING, account_id=1) == "ok"
        assert rows(world, MandateEntry) == 3 * (number + 1)


def test_nobody_becomes_a_director_twice_and_no_seat_gets_two(world: World) -> None:
    """Two people enter the same, one person in two ways, or two people into one seat: each time one entry
    is made."""
    today = MEETING.date()
    begins, ends = today.replace(year=2022), today.replace(year=2028)
    eve = NewEntry(Entry.EARLIER, begins, "x", "Eve", ends)
    with world.app.app_context():
        assert attempt(enter_mandate, eve, now=MEETING, account_id=1) == "ok"
        gone = NewEntry(Entry.RESIGNED, begins, "x", mandate="entry-1")
        assert attempt(enter_mandate, gone, now=MEETING, account_id=1) == "ok"

    def enter(entry: NewEntry) -> Act:
        return lambda session: enter_mandate(session, entry, now=MEETING, account_id=1)

    seat = NewEntry(Entry.COOPTED, today, "x", "Dua", mandate="entry-1")
    pairs = [
        (replace(eve, name="Fay"), replace(eve, name="Fay"), ["ok", "ok"], 1),
        (replace(eve, name="Gil"), replace(eve, name="GÍL", reason="y"), ["invalid_form", "ok"], 1),
        (seat, replace(seat, name="Hal"), ["invalid_form", "ok"], 1),
        (gone, replace(gone, reason="y"), ["invalid_form", "ok"], 0),
    ]
    made = 2
    for one, other, answers, entries in pairs:
        assert together(world.app, enter(one), enter(other)) == answers
        made += entries
        assert rows(world, MandateEntry) == made
    with world.app.app_context():
        last = max(entry.key for entry in board(db.session()).begun)
        db.session.rollback()
    wrong = NewEntry(Entry.MISTAKEN, today, "x", mandate=last)
    assert together(world.app, enter(wrong), enter(wrong)) == ["ok", "ok"]
    assert together(world.app, enter(replace(wrong, reason="y")), enter(wrong)) == ["invalid_form", "ok"]
    assert rows(world, MandateEntry) == made + 1


def co_opt(app: Flask, name: str) -> str:
    """Co-opt somebody into the seat of the first entry."""
    entry = NewEntry(Entry.COOPTED, MEETING.date(), "x", name, mandate="entry-1")
    with app.app_context():
        return attempt(enter_mandate, entry, now=MEETING, account_id=1)


def test_two_processes_fill_one_seat_once(world: World, database_url: str, tmp_path: Path) -> None:
    today = MEETING.date()
    with world.app.app_context():
        eve = NewEntry(Entry.EARLIER, today.replace(year=2022), "x", "Eve", today.replace(year=2028))
        for entry in (eve, NewEntry(Entry.DIED, today, "x", mandate="entry-1")):
            assert attempt(enter_mandate, entry, now=MEETING, account_id=1) == "ok"
    names = ["Ann", "Bob", "Cem", "Dua"]
    answers = run_together(database_url, tmp_path / "instance", co_opt, names)
    assert sorted(answers) == ["invalid_form"] * 3 + ["ok"]
    assert rows(world, MandateEntry) == 3


def test_one_of_two_facts_of_the_year(world: World) -> None:
    """Two who add, and two who correct; what both enter alike is entered once."""

    def enter(session: Session, number: int, was: int | None) -> None:
        def content(counted: int) -> dict[str, object]:
            return {"names": {"nl": "Opleidingen"}, "number": counted, "unit": "number"}

        fact = NewFact(2025, FactKind.COUNTER, "trainings", content(number), "the list")
        seen = stamp(None if was is None else content(was))
        enter_fact(session, fact, now=MEETING, account_id=1, was=seen)

    answers = together(world.app, lambda it: enter(it, 0, None), lambda it: enter(it, 0, None))
    assert answers == ["ok", "ok"]
    assert rows(world, ReportFact) == 1
    for number in range(0, 2 * ROUNDS, 2):
        with world.app.app_context():
            was = facts_of(db.session(), 2025)["counter"]["trainings"]["number"]
            db.session.rollback()
        one, other = number + 1, number + 2
        answers = together(world.app, lambda it: enter(it, one, was), lambda it: enter(it, other, was))  # noqa: B023
        assert answers == ["changed_meanwhile", "ok"]
    assert rows(world, ReportFact) == 1 + ROUNDS
    answers = together(world.app, lambda it: enter(it, 98, None), lambda it: enter(it, 99, None))
    assert answers == ["invalid_form", "invalid_form"], "there is one already"


def test_two_documents_are_both_added(world: World) -> None:
    def add(session: Session) -> None:
        files = [DocumentFile(1, {"nl": "Verslag"}, "nl", b"%PDF-")]
        store_documents(session, world.assembly_id, files)

    for number in range(ROUNDS):
        assert together(world.app, add, add) == ["ok", "ok"]
        with world.app.app_context():
            positions = db.session.scalars(select(Document.position).order_by(Document.position)).all()
            db.session.rollback()
        assert positions == list(range(1, 2 * number + 3))


def test_two_secretaries_who_end_each_others_access_do_not_leave_the_office_empty(world: World) -> None:
    with world.app.app_context():
        office = {Role.SECRETARY, Role.ADMINISTRATOR}
        staff = [
            item for item in staff_of(db.session(), world.assembly_id) if office & dict(item.roles).keys()
        ]
        db.session.rollback()
    assert len(staff) == 2

    def end(session: Session, account: int) -> None:
        revoke_staff(session, world.assembly_id, account, now=MEETING, actor="test")

    one, other = (item.account_id for item in staff)
    answers = together(world.app, lambda it: end(it, one), lambda it: end(it, other))
    assert answers == ["last_secretary", "ok"]
