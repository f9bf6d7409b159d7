"""The register of directors: elected by what was announced, and else entered with a reason."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask_babel import force_locale
from lxml import html
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError

from tests.ballot.meeting import step, vote_online
from tests.world import Clock, World
from voting.assembly.models import Assembly
from voting.audit.models import AuditEntry
from voting.database import writing
from voting.extensions import db
from voting.rehearsal.browser import answer_of
from voting.report.board import Mandate, MandateStanding
from voting.report.content import figures_content, report_content
from voting.report.document import Table
from voting.report.enter_fact import NewFact, enter_fact
from voting.report.facts import FactKind
from voting.report.mandates import mandates
from voting.report.models import MandateEntry
from voting.report.named import named_figures
from voting.wording.report.mandates import mandates_table

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


def refused(world: World, language: str = "en", **fields: str) -> str:
    """The sentence with which an entry is refused; "" where it is not."""
    browser = world.person("secretary")
    browser.look(f"/office/mandates?lang={language}")
    answer = browser.send(f"/office/mandates?lang={language}", {"reason": "a letter", **fields})
    assert answer_of(answer) in ("ok", "invalid_form")
    page = html.fromstring(answer.get_data(as_text=True))
    return " ".join(page.xpath("string(//*[@role='alert']//li)").split())


def test_the_same_press_twice_changes_nothing_and_nothing_happens_twice(board: World) -> None:
    bob = found(board)["Bob"].key
    left = {"kind": "resigned", "mandate": bob, "on": "2026-01-15"}
    dua = {"kind": "coopted", "mandate": bob, "name": "Dua", "on": "2026-02-01"}
    assert [enter(board, **entry) for entry in (left, left, dua, dua)] == ["ok"] * 4
    key = found(board)["Dua"].key
    sure = {"kind": "confirmed", "mandate": key, "on": "2026-02-20"}
    trained = {"kind": "trained", "mandate": key, "on": "2026-02-21", "reason": "Law"}
    assert [enter(board, **entry) for entry in (sure, sure, trained, trained)] == ["ok"] * 4
    assert entries(board) == 4
    for again, said in (
        ({**left, "reason": "another"}, "The mandate of Bob ended on 15/01/2026 already"),
        (
            {**left, "on": "2026-01-10"},
            "What was entered about Bob on 15/01/2026 could then",
        ),
        ({**dua, "name": "DUA", "reason": "another"}, "Dua has a mandate from 01/02/2026 until 17/06/2029"),
        ({**dua, "name": "Eve"}, "Dua has completed this term since 01/02/2026"),
        ({**sure, "on": "2026-02-25"}, "Dua has been confirmed already"),
        ({**sure, "kind": "not_confirmed", "on": "2026-02-25"}, "Dua has been confirmed already"),
        ({**sure, "mandate": found(board)["Ann"].key}, "Ann was not co-opted"),
        ({**trained, "on": "2026-01-31"}, "The mandate of Dua runs from 01/02/2026 until 17/06/2029"),
        (
            {"kind": "coopted", "name": "Eve", "ends": "2029-06-17"},
            "On 02/03/2026 no seat of the board was",
        ),
    ):
        assert said in refused(board, **again)
    assert entries(board) == 4


def test_an_entry_is_taken_back_unless_others_need_it(board: World) -> None:
    bob = found(board)["Bob"].key
    enter(board, kind="resigned", mandate=bob, on="2026-01-15")
    enter(board, kind="coopted", mandate=bob, name="Dua", on="2026-02-01")
    back = {"kind": "mistaken", "mandate": "entry-1"}
    assert "What was entered about Dua on 01/02/2026" in refused(board, **back)
    assert enter(board, kind="mistaken", mandate="entry-2") == "ok"
    assert [enter(board, **back), enter(board, **back)] == ["ok", "ok"]
    assert "This has been taken back already" in refused(board, **{**back, "reason": "another"})
    assert "This has been taken back already" in refused(board, kind="confirmed", mandate="entry-2")
    assert enter(board, kind="mistaken", mandate="entry-9") == "not_found"
    assert entries(board) == 4
    assert "Directors: 2 · Seats vacant: 0" in page(board)
    assert "entry-1" not in page(board), "there is nothing left to take back"
    assert enter(board, kind="resigned", mandate=bob, on="2026-01-15") == "ok", "the same may be entered anew"


def test_each_refusal_is_said_in_each_language(board: World) -> None:
    said = {
        code: refused(board, code, kind="coopted", name="ANN", on="2026-01-01", ends="2029-06-17")
        for code in ("nl", "fr", "de", "en")
    }
    assert len(set(said.values())) == 4
    assert all("17/06/2029" in sentence and "Ann" in sentence for sentence in said.values())


def test_a_term_ends_at_the_ordinary_assembly_of_its_year(board: World) -> None:
    with board.app.app_context(), writing(db.session()) as session:
        held = session.get_one(Assembly, board.assembly_id)
        values = {column.name: getattr(held, column.name) for column in Assembly.__table__.columns}
        session.execute(insert(Assembly).values(values | {"id": 99, "date": date(2029, 6, 19)}))
        session.execute(insert(Assembly).values(values | {"id": 98, "date": date(2029, 5, 1)}))
        extra = {"id": 97, "date": date(2029, 9, 1), "kind": "extraordinary"}
        session.execute(insert(Assembly).values(values | extra))
        cancelled = {"id": 96, "date": date(2029, 8, 1), "cancelled_at": LATER}
        session.execute(insert(Assembly).values(values | cancelled))
    assert found(board)["Bob"].ends == date(2029, 6, 19)


def test_trainings_are_listed_on_the_page_in_the_file_and_in_the_report(board: World) -> None:
    bob = found(board)["Bob"].key
    assert enter(board, kind="trained", mandate=bob, on="2025-11-03", reason="Good governance") == "ok"
    assert "03/11/2025: Good governance" in page(board)
    content = board.person("auditor").look("/office/mandates.csv").data.decode("utf-8-sig")
    heading, *rows = csv.reader(io.StringIO(content), delimiter=";")
    assert len(heading) == 10
    assert [row[-1].split(": ")[-1] for row in rows] == ["Good governance", ""]
    with board.app.test_request_context("/"), force_locale("en"):
        report = report_content(db.session(), 2025)
        directors, trainings = (table for table in mandates_table(report) if isinstance(table, Table))
        assert report["board"]["trained"] == 1
        assert named_figures(report)["board.in_office"].number == 2
    assert [(row.head, *(cell.text for cell in row.cells)) for row in (*directors.rows, *trainings.rows)] == [
        ("Ann", "elected (renewed)", "17/06/2025 – 17/06/2029", "in office"),
        ("Bob", "elected", "17/06/2025 – 17/06/2029", "in office"),
        ("Bob", "03/11/2025", "Good governance"),
    ]
    assert list(mandates_table({"year": 2024})) == [], "a report that was signed before it had them"


def test_each_figure_of_the_board_leads_to_its_list(board: World) -> None:
    bob = found(board)["Bob"].key
    enter(board, kind="trained", mandate=bob, on="2025-11-03", reason="Good governance")
    enter(board, kind="resigned", mandate=bob, on="2025-12-01")
    enter(board, kind="coopted", mandate=bob, name="Dua", on="2025-12-15")
    secretary = board.person("secretary")
    lists = {
        "coopted": ["Dua", "co-opted", "17/06/2029"],
        "left": ["Bob", "resigned as director", "01/12/2025"],
        "in_office": ["Ann", "Dua"],
        "trained": ["03/11/2025: Good governance"],
        "confirmed": ["There is nothing in this list."],
        "vacant_at_end": ["election of directors", "a director left", "a director took office"],
        "new": ["Bob"],
        "renewed": ["Ann"],
    }
    for name, shown in lists.items():
        path = f"/office/report/2025/figure?of=board/{name}&lang=en"
        text_shown = secretary.look(path).text
        assert all(words in text_shown for words in shown), name
        assert secretary.look(path.replace("figure?", "figure.csv?")).status_code == 200


def test_a_director_who_is_elected_again_has_one_mandate(world: World) -> None:
    eve = {"kind": "earlier", "name": "Ann", "on": "2021-06-22", "ends": "2025-06-22"}
    assert enter(world, **eve) == "ok"
    with world.app.app_context():
        resolution = world.resolutions["2"]
        assert step(resolution, "open") == "ok"
        vote_online(resolution, range(1, 13), "c1=for,c2=for,c3=against")
        assert step(resolution, "close") == "ok"
        assert step(resolution, "announce") == "ok"
        register = mandates(db.session())
        db.session.rollback()
    assert [(one.name, one.begins, one.last) for one in register if one.name == "Ann"] == [
        ("Ann", date(2025, 6, 17), date(2029, 6, 17)),
        ("Ann", date(2021, 6, 22), date(2025, 6, 17)),
    ]


def test_of_a_board_that_nothing_is_known_of_no_seats_are_told(world: World) -> None:
    with world.app.app_context():
        assert "vacant_at_end" not in figures_content(db.session(), 2025)["board"]
        db.session.rollback()
    assert enter(world, kind="earlier", name="Eve", on="2023-06-20", ends="2027-06-15") == "ok"
    with world.app.app_context():
        known = [figures_content(db.session(), year)["board"].get("vacant_at_end") for year in (2022, 2025)]
        db.session.rollback()
    assert known == [None, 0]


def test_what_holds_for_directors_is_shown_with_a_link_to_enter_it(board: World) -> None:
    assert "It is not entered yet for how many years they are elected" in page(board)
    secretary = board.person("secretary")
    [entered] = html.fromstring(page(board)).xpath("//a[contains(@href, '/facts/directors')]/@href")
    assert entered == "/office/report/2025/facts/directors", "the report that is being written"
    assert secretary.look(entered).status_code == 200
    articles = {"term": "24", "pay": "23"}
    content = {"term_years": 4, "paid": False, "statutory_director": False, "articles": articles}
    with board.app.app_context(), writing(db.session()) as session:
        fact = NewFact(2025, FactKind.DIRECTORS, "directors", content, "articles of association")
        enter_fact(session, fact, now=LATER, account_id=1)
    shown = html.fromstring(page(board))
    [section] = shown.xpath("//section[@aria-labelledby='terms']")
    assert [line.text_content() for line in section.xpath(".//li")][:2] == [
        "Years of a term: 4",
        "Article on the term: 24",
    ]
    assert section.xpath(".//a/@href") == ["/office/report/2026/facts/directors?code=directors"]
    read = html.fromstring(board.person("auditor").look("/office/mandates").text)
    [link] = read.xpath("//section[@aria-labelledby='terms']//a/@href")
    assert board.person("auditor").look(link).status_code == 200
