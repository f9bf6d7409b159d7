"""The register of directors: elected by what was announced, and else entered with a reason."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from tests.ballot.meeting import step, vote_online
from tests.world import Clock, World
from voting.audit.models import AuditEntry
from voting.database import writing
from voting.extensions import db
from voting.rehearsal.browser import answer_of
from voting.report.board import Mandate, MandateStanding
from voting.report.mandates import mandates
from voting.report.models import MandateEntry

LATER = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def board(app: Flask, clock: Clock, world: World) -> World:
    """Ann was elected again and Bob for the first time, both until 2029; seen nine months later."""
    with app.app_context():
        resolution = world.resolutions["2"]
        assert step(resolution, "open") == "ok"
        vote_online(resolution, range(1, 13), "c1=for,c2=for,c3=against")
        assert step(resolution, "close") == "ok"
        assert found(world) == {}, "nobody is elected before it is announced"
        assert step(resolution, "announce") == "ok"
    clock.moment = LATER
    return world


def found(world: World) -> dict[str, Mandate]:
    with world.app.app_context():
        register = mandates(db.session())
        db.session.rollback()
    return {mandate.name: mandate for mandate in register}


def enter(world: World, who: str = "secretary", **fields: str) -> str:
    browser = world.person(who)
    browser.look("/office/mandates")
    return answer_of(browser.send("/office/mandates", {"reason": "a letter", **fields}))


def entries(world: World) -> int:
    with world.app.app_context():
        number = db.session.scalar(select(func.count()).select_from(MandateEntry)) or 0
        db.session.rollback()
    return number


def page(world: World) -> str:
    return world.person("secretary").look("/office/mandates?lang=en").text


def test_the_elected_are_directors_for_their_term(board: World) -> None:
    register = found(board)
    assert register.keys() == {"Ann", "Bob"}
    assert (register["Ann"].renewed, register["Bob"].renewed) == (True, False)
    assert (register["Bob"].begins, register["Bob"].ends) == (date(2025, 6, 17), date(2029, 6, 17))
    assert "Directors: 2 · Seats vacant: 0" in page(board)


def test_a_seat_is_freed_filled_and_confirmed(board: World) -> None:
    bob = found(board)["Bob"].key
    assert enter(board, kind="resigned", mandate=bob, on="2026-01-15") == "ok"
    assert "Directors: 1 · Seats vacant: 1" in page(board)
    assert enter(board, kind="coopted", mandate=bob, name="Dua", on="2026-02-01") == "ok"
    shown = page(board)
    assert "Directors: 2 · Seats vacant: 0" in shown
    assert "completes the term of Bob" in shown
    assert "to be confirmed by the next assembly" in shown
    dua = found(board)["Dua"]
    assert dua.ends == date(2029, 6, 17), "the term of Bob"
    assert enter(board, kind="confirmed", mandate=dua.key, on="2026-03-01") == "ok"
    assert "to be confirmed" not in page(board).split("<details")[0]
    assert found(board)["Dua"].standing(LATER.date()) is MandateStanding.RUNNING
    assert enter(board, kind="confirmed", mandate=dua.key) == "invalid_form", "once"


def test_somebody_who_is_not_confirmed_is_no_director(board: World) -> None:
    enter(board, kind="resigned", mandate=found(board)["Bob"].key, on="2026-01-15")
    enter(board, kind="coopted", name="Dua", on="2026-02-01", ends="2029-06-17")
    assert enter(board, kind="not_confirmed", mandate=found(board)["Dua"].key, on="2026-03-01") == "ok"
    assert found(board)["Dua"].standing(LATER.date()) is MandateStanding.ENDED


def test_earlier_directors_and_mistakes(board: World) -> None:
    eve = {"kind": "earlier", "name": "=Eve", "on": "2017-06-01", "ends": "2021-06-01"}
    assert [enter(board, **eve), enter(board, **eve)] == ["ok", "ok"]
    assert entries(board) == 1
    content = board.person("auditor").look("/office/mandates.csv").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert [row[0] for row in rows[1:]] == ["Bob", "Ann", "'=Eve"]
    assert enter(board, kind="mistaken", mandate=found(board)["=Eve"].key) == "ok"
    assert "=Eve" not in found(board)
    assert entries(board) == 2, "the mistake stays on record"
    assert enter(board, kind="mistaken", mandate=found(board)["Ann"].key) == "invalid_form"


REFUSED: list[tuple[str, dict[str, str]]] = [
    ("invalid_form", {"kind": "resigned", "mandate": "Bob", "reason": " "}),
    ("not_found", {"kind": "resigned", "mandate": "elected-9-c9"}),
    ("invalid_form", {"kind": "resigned"}),
    ("invalid_form", {"kind": "resigned", "mandate": "Bob", "on": "2026-03-03"}),
    ("invalid_form", {"kind": "resigned", "mandate": "Bob", "on": "2025-06-16"}),
    ("invalid_form", {"kind": "resigned", "mandate": "Bob", "on": "yesterday"}),
    ("invalid_form", {"kind": "confirmed", "mandate": "Bob"}),
    ("invalid_form", {"kind": "coopted", "mandate": "Bob", "name": "Dua"}),
    ("invalid_form", {"kind": "coopted", "name": "Dua"}),
    ("invalid_form", {"kind": "earlier", "name": " ", "on": "2017-06-01", "ends": "2021-06-01"}),
    ("invalid_form", {"kind": "earlier", "name": "E", "on": "2021-06-01", "ends": "2017-06-01"}),
    ("invalid_form", {"kind": "earlier", "name": "E" * 201, "on": "2017-06-01", "ends": "2021-06-01"}),
    ("bad_request", {"kind": "promoted", "mandate": "Bob"}),
]


def test_what_cannot_be_entered(board: World) -> None:
    bob = found(board)["Bob"].key
    for answer, fields in REFUSED:
        written = {name: bob if value == "Bob" else value for name, value in fields.items()}
        assert enter(board, **written) == answer, fields
    assert entries(board) == 0


def test_entries_are_for_the_office_and_stay(board: World) -> None:
    bob = found(board)["Bob"].key
    assert enter(board, who="auditor", kind="resigned", mandate=bob) == "forbidden"
    assert enter(board, kind="resigned", mandate=bob) == "ok"
    assert enter(board, kind="died", mandate=bob) == "invalid_form", "already gone"
    with board.app.app_context():
        last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).one()
        assert last.action == "mandate.entered"
        assert "Bob" not in last.details
        db.session.rollback()
        with pytest.raises(DBAPIError), writing(db.session()) as session:
            session.execute(text("UPDATE mandate_entry SET reason = 'x'"))
