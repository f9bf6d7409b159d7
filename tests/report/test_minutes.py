"""After the assembly: minutes, attendance list and results say what was recorded, and nothing too early."""

import csv
import io
import json
from datetime import timedelta

import docx
import openpyxl
import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy.orm import Session

from tests.assembly.giving import give_proxy
from tests.ballot.meeting import step, vote_online
from tests.report.accessible import pdf_ua_faults
from tests.world import ASSEMBLY, MEETING, Clock, World, make_world
from voting.ballot.models import Resolution
from voting.ballot.reconciliation import figures_hash, sign_reconciliation, venue_figures
from voting.database import writing
from voting.extensions import db
from voting.rehearsal.browser import answer_of

HOSTILE = '=HYPERLINK("http://x")'


@pytest.fixture
def held(app: Flask, clock: Clock) -> World:
    """An assembly at which resolutions 1 and 2 are announced, 3 is closed, and 4 has not been reached."""
    world = make_world(app, clock, ASSEMBLY.replace('name = "Bob"', f"name = '{HOSTILE}'"))
    with app.app_context(), writing(db.session()) as session:
        give_proxy(session, world.assembly_id, "20", "1", now=MEETING)
        give_proxy(session, world.assembly_id, "21", "9", now=MEETING)  # who does not come
    steward = world.person("steward")
    clock.moment = MEETING + timedelta(hours=-1)
    steward.send("/desk/BRU/check-in", {"member": "1", "nonce": "nonce-one"})
    for number in range(2, 9):
        world.member(number).send("/assembly/join", {})
    clock.moment = MEETING
    with app.app_context():
        for number, choice in (("1", "for"), ("2", "c1=for,c2=for,c3=against"), ("3", "e1+e2")):
            resolution = world.resolutions[number]
            assert step(resolution, "open") == "ok"
            vote_online(resolution, range(2, 8), choice)
            vote_online(resolution, range(8, 9), "against" if number == "1" else choice)
            assert step(resolution, "close") == "ok"
            if number == "1":
                with writing(db.session()) as session:
                    sign(session, resolution, "An Teller")
            assert number == "3" or step(resolution, "announce") == "ok"
    world.member(2).send("/assembly/questions", {"text": "Waarom 日 <b>?"})
    world.member(3).send("/assembly/questions", {"text": "Wie steelt hier?"})
    clock.moment = MEETING + timedelta(minutes=12)
    chair = world.person("chair")
    assert answer_of(chair.send("/chair/questions/2/hide", {"reason": "een belediging"})) == "ok"
    cut = {"time": "10:00", "ended": "10:12", "text": "De verbinding viel weg", "venue": "BRU"}
    assert answer_of(chair.send("/chair/incidents", cut)) == "ok"
    assert answer_of(chair.send("/chair/incidents", {"text": "Het licht viel uit"})) == "ok"
    return world


def sign(session: Session, resolution: int, name: str) -> None:
    """Somebody at Brussels, where no paper was used, signs the figures of the venue."""
    seen = figures_hash(venue_figures(session, session.get_one(Resolution, resolution), "BRU"))
    sign_reconciliation(session, resolution, "BRU", name, seen, account_id=1, now=MEETING)


def download(world: World, name: str, who: str = "secretary") -> bytes:
    response = world.person(who).look(f"/office/after/{name}")
    assert response.status_code == 200, response.text
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    return response.data


def docx_text(content: bytes) -> str:
    opened = docx.Document(io.BytesIO(content))
    cells = [" | ".join(cell.text for cell in row.cells) for table in opened.tables for row in table.rows]
    return "\n".join([*(paragraph.text for paragraph in opened.paragraphs), *cells])


def test_the_minutes_say_what_was_recorded(held: World) -> None:
    text = docx_text(download(held, "minutes.docx?in=nl"))
    for line in (
        "Notulen (ontwerp)",
        "Algemene vergadering – 17 juni 2025",
        "Brussel | 1",
        "online | 7",
        "Aanwezig of vertegenwoordigd, ieder één keer geteld | 9",
        "1. Jaarrekening",
        "Aanwezig of vertegenwoordigd bij het sluiten van de stemming: 9 van de 40",
        "Voor | 6",
        "Tegen | 1",
        "Uitslag: Aangenomen.",
        "Ann | 7 | 0 | 0",
        f"{HOSTILE} | 17 juni 2025 | gewone algemene vergadering van 2029 | nieuw",
        "Ann | 17 juni 2025 | gewone algemene vergadering van 2029 | hernieuwd",
        "Waarom 日 <b>? – niet beantwoord",
        "Wie steelt hier? – door de voorzitter van de openbare lijst gehaald: een belediging",
        "10:00 tot 10:12, Brussel: De verbinding viel weg",
        "10:12, geen einde genoteerd: Het licht viel uit",
        "1. Jaarrekening | An Teller | niemand tekende",
        "2. Bestuurders | niemand tekende | niemand tekende",
        "De voorzitter: chair",
        "De stemopnemers: teller, teller_2",
        "1 | Name1, First1 | A | Brussel, vanaf 09:00",
        "20 | Name20, First20 | A | vertegenwoordigd door 1",
        "Niet ter stemming gelegd.",
    ):
        assert line in text, line
    assert "21 | Name21" not in text, "their holder did not come"


def test_minutes_of_a_meeting_to_which_nobody_came(world: World) -> None:
    assert "Aanwezig of vertegenwoordigd, ieder één keer geteld | 0" in docx_text(
        download(world, "minutes.docx?in=nl")
    )
    assert pdf_ua_faults(download(world, "minutes.pdf?in=nl"), "nl", "Notulen (ontwerp)") == []


def test_what_is_closed_is_not_in_the_minutes_yet(held: World) -> None:
    text = docx_text(download(held, "minutes.docx?in=en"))
    assert "Closed; the result has not been announced." in text
    assert "Eva" not in text
    rows = list(
        csv.reader(io.StringIO(download(held, "results.csv?in=en").decode("utf-8-sig")), delimiter=";")
    )
    assert [row[4:] for row in rows if row[0] in ("3", "4")] == [[""] * 11] * 2
    results = json.loads(download(held, "results.json"))["resolutions"]
    assert [item["result"] is None for item in results] == [False, False, True, True]
    with held.app.app_context():
        assert step(held.resolutions["3"], "announce") == "ok"
    assert "Eva | 7" in docx_text(download(held, "minutes.docx?in=en"))


def test_results_for_a_spreadsheet(held: World) -> None:
    rows = list(
        csv.reader(io.StringIO(download(held, "results.csv?in=en").decode("utf-8-sig")), delimiter=";")
    )
    assert rows[0][:5] == ["Number", "Round", "Resolution", "State", "Outcome"]
    assert rows[1] == [
        *("1", "1", "Annual accounts", "Result announced", "Adopted", "40", "9", "7", "0"),
        *("", "", "6", "1", "0", ""),
    ]
    assert [row[9:] for row in rows if row[0] == "2"] == [
        ["Ann", "", "7", "0", "0", "yes"],
        [f"'{HOSTILE}", "", "7", "0", "0", "yes"],
        ["Cem", "", "0", "7", "0", ""],
    ]
    book = openpyxl.load_workbook(io.BytesIO(download(held, "results.xlsx?in=en")))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    assert HOSTILE in [cell.value for cell in cells]


def test_the_attendance_list(held: World) -> None:
    rows = list(
        csv.reader(io.StringIO(download(held, "attendance.csv?in=en").decode("utf-8-sig")), delimiter=";")
    )
    assert len(rows) == 1 + 9
    assert ["1", "Name1", "First1", "", "A", "Brussel", "09:00", "", "", "", "20", ""] in rows
    assert ["20", "Name20", "First20", "", "A", "", "", "", "", "1", "", ""] in rows


@pytest.mark.parametrize(
    ("language", "title"), [("nl", "Notulen (ontwerp)"), ("fr", "Procès-verbal (projet)")]
)
def test_the_minutes_on_paper_are_accessible(held: World, language: str, title: str) -> None:
    pdf = download(held, f"minutes.pdf?in={language}", "auditor")
    assert pdf_ua_faults(pdf, language, title) == []
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert "Waarom □ <b>?" in text


def test_a_form_that_there_is_not(held: World) -> None:
    for name in ("minutes.csv", "attendance.docx", "results.pdf", "minutes.exe"):
        assert answer_of(held.person("secretary").look(f"/office/after/{name}")) == "not_found"
