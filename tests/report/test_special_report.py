"""The special report: texts kept from year to year, figures with their lists, signed, compared afterwards."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import docx
import pytest
from flask_babel import force_locale
from pypdf import PdfReader
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError

from tests.report.accessible import pdf_ua_faults, tags_of
from tests.report.conftest import NEXT_YEAR
from tests.world import Clock, World
from voting.audit.chain import digest
from voting.audit.models import AuditEntry
from voting.database import writing
from voting.errors import Refused
from voting.extensions import db
from voting.register.models import Look, Member, Movement
from voting.rehearsal.browser import answer_of
from voting.report.content import figures_in, report_content
from voting.report.document import Table
from voting.report.models import ReportText, SignedReport
from voting.report.sources import source_of
from voting.report.turnout import HISTORY, Division
from voting.wording.report.document import report_document
from voting.wording.report.figures import figure_name
from voting.wording.report.writing import Writing

COUNTED_OTHERWISE = ("filled", "vacant", "vacant_at_end", "days", "cities", "participants")
"""Figures that are not the number of rows of their list."""


def content_of(world: World, year: int = 2025) -> dict[str, Any]:
    with world.app.app_context():
        content = report_content(db.session(), year)
        db.session.rollback()
    return content


def write(world: World, year: int, who: str = "secretary", **fields: str) -> str:
    browser = world.person(who)
    browser.look(f"/office/report/{year}/texts?in={fields.get('language', 'nl')}")
    values = {"language": "nl", "was": browser.field("was", "")} | fields
    return answer_of(browser.send(f"/office/report/{year}/texts", values))


APPROVAL = {
    "approved_on": "2026-01-20",
    "signatories": "Ann Claes, voorzitter\n Bob Dua ,bestuurder",
    "in": "nl",
}


def sign(world: World, year: int = 2025, who: str = "secretary", **fields: str) -> str:
    browser = world.person(who)
    browser.look(f"/office/report/{year}")
    values = APPROVAL | {"hash": browser.field("hash", "")} | fields
    return answer_of(browser.send(f"/office/report/{year}/sign", values))


def page(world: World, path: str = "") -> str:
    return world.person("secretary").look(f"/office/report/2025{path}").text


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(one.extract_text() for one in PdfReader(io.BytesIO(pdf)).pages).split())


def counted(world: World, table: type[Any]) -> int:
    with world.app.app_context():
        number = db.session.scalar(select(func.count()).select_from(table)) or 0
        db.session.rollback()
    return number


def join(world: World, member: str, on: date) -> None:
    with world.app.app_context(), writing(db.session()) as session:
        copied = session.get_one(Member, "3")
        values = {column.name: getattr(copied, column.name) for column in Member.__table__.columns}
        session.execute(insert(Member).values(**values | {"number": member}))
        session.execute(insert(Movement).values(member=member, kind="joined", on=on))


def test_each_figure_is_the_number_of_rows_of_its_list(voted: World) -> None:
    figures = figures_in(content_of(voted))
    assert figures["assemblies/2025-06-17/voters"] == 40
    assert figures["turnout/2025-06-17/by/language/fr/voters"] == 20
    assert figures["members/left"] == 1
    assert figures["legal_persons"] == 2
    with voted.app.app_context():
        for place, figure in figures.items():
            if figure is None:
                with pytest.raises(Refused):
                    source_of(db.session(), 2025, place)
            else:
                size = source_of(db.session(), 2025, place).size(db.session())
                assert size == figure or place.endswith(COUNTED_OTHERWISE), place


def test_each_printed_figure_is_called_by_its_name_on_the_page_of_its_list(voted: World) -> None:
    with voted.app.test_request_context(), force_locale("nl"):
        content = content_of(voted) | {"annex": [HISTORY, *Division]}
        report = report_document(Writing(content, address=lambda place: place))
        cells = [
            (row, cell)
            for block in report.blocks
            if isinstance(block, Table)
            for row in block.rows
            for cell in row.cells
        ]
        figures = [(row, cell) for row, cell in cells if cell.address]
        assert len(figures) > 20
        for row, cell in figures:
            assert row.head in figure_name(2025, cell.address).replace("BRU", "Brussel")
    assert "· Uitgetreden (ontslag) ·" in page(voted, "/figure?of=members/resigned")


def test_small_groups_are_silent_everywhere(voted: World) -> None:
    cities = content_of(voted)["turnout"]["2025-06-17"]["by"]["city"]
    assert cities == {
        "Brussel": {"entitled": 59, "voters": None},
        "Sint/Truiden.b": {"entitled": 21, "voters": None},
    }
    place = "turnout/2025-06-17/by/city/Sint/Truiden.b"
    secretary = voted.person("secretary")
    assert answer_of(secretary.look(f"/office/report/2025/figure?of={place}/voters")) == "not_found"
    assert "60" in page(voted, f"/figure?of={place}/entitled")


@pytest.mark.parametrize(
    "place",
    [
        "",
        "members",
        "members/x",
        "turnout/2025-06-17/by/name/Ann/voters",
        "assemblies/x/voters",
        "history/x/voters",
    ],
)
def test_a_list_that_there_is_not(voted: World, place: str) -> None:
    assert answer_of(voted.person("auditor").look(f"/office/report/2025/figure?of={place}")) == "not_found"


def test_a_list_has_its_query_and_who_looked_is_kept(voted: World) -> None:
    for number in range(200, 305):
        join(voted, str(number), date(2025, 3, 1))
    before = counted(voted, Look)
    first = page(voted, "/figure?of=members/joined")
    second = page(voted, "/figure?of=members/joined&page=2")
    assert "SELECT movement.member" in first
    assert "<td>01/03/2025</td>" in first
    assert first.count("<tr>") == 101
    assert second.count("<tr>") == 1 + 6
    content = voted.person("secretary").look("/office/report/2025/figure.csv?of=members/joined").data
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 107
    assert rows[1][2] == "2025-03-01"
    assert counted(voted, Look) == before + 3


def test_texts_stay_until_they_are_changed(voted: World) -> None:
    assert write(voted, 2024, introduction="Eerst\r\n\r\n<b>dan</b>", principle_5="Vorming") == "ok"
    assert content_of(voted)["texts"] == {
        "introduction": {"nl": "Eerst\n\n<b>dan</b>"},
        "principle_5": {"nl": "Vorming"},
    }
    asked = page(voted, "/texts?in=nl")
    assert "2024" in asked
    assert "Vorming</textarea>" in asked
    assert write(voted, 2025, introduction="Eerst\r\n\r\n<b>dan</b>", principle_5="") == "ok"
    assert content_of(voted)["texts"] == {"introduction": {"nl": "Eerst\n\n<b>dan</b>"}}
    assert content_of(voted, 2024)["texts"]["principle_5"] == {"nl": "Vorming"}
    assert counted(voted, ReportText) == 3, "what has not changed is not written again"
    shown = page(voted)
    assert "&lt;b&gt;dan&lt;/b&gt;" in shown
    assert "<b>dan" not in shown


def test_texts_have_subheadings_lists_and_links(voted: World) -> None:
    written = "# Het *comité*\n\n1. **Zes** thema's\n2. [site](https://voorbeeld.be/?a=1&b=2)\n   - <i>x</i>"
    assert write(voted, 2025, principle_2=written) == "ok"
    shown = page(voted)
    assert "<h3>Het comité</h3>" in shown
    assert '<ol start="1"><li><strong>Zes</strong> thema&#39;s</li>' in shown
    assert '<a href="https://voorbeeld.be/?a=1&amp;b=2" rel="noopener noreferrer">site</a>' in shown
    assert "<ul><li>&lt;i&gt;x&lt;/i&gt;</li></ul></li></ol>" in shown
    as_file = voted.person("secretary").look("/office/report/2025/file.docx?in=nl").data
    styles = {item.text: item.style.name for item in docx.Document(io.BytesIO(as_file)).paragraphs}
    assert (styles["Het comité"], styles["Zes thema's"]) == ("Heading 2", "List Number")


def test_texts_name_figures_which_lead_to_their_lists(voted: World) -> None:
    words = "# Er zijn {members}\n\n- **{joined}** bij, {voters} van {entitled} stemden\n\n{year} [{opening}](https://a.be)"
    assert write(voted, 2025, principle_1=words) == "ok"
    shown = page(voted)
    assert "<h3>Er zijn 81</h3>" in shown
    assert 'of=members/joined" rel="noopener noreferrer"><strong>1</strong></a>' in shown
    assert "40</a> van <a" in shown
    assert '2025 <a href="https://a.be" rel="noopener noreferrer">81</a>' in shown
    sign(voted)
    join(voted, "500", date(2025, 12, 31))
    assert "<strong>2</strong></a><strong> (veranderd; ondertekend was 1)</strong>" in page(voted)
    assert write(voted, 2025, language="en", principle_1="{members} {turnout} {assembly}") == "ok"
    pdf = voted.person("secretary").look("/office/report/2025/file.pdf?in=en").data
    assert "82 (changed; signed was 81) 50.00% 17/06/2025" in text_of(pdf)


def test_how_a_text_will_look(voted: World) -> None:
    secretary = voted.person("secretary")
    secretary.look("/office/report/2025/texts?in=nl")
    asked = {"language": "nl", "section": "introduction", "introduction": "# Kop\n\n{members} <b>x</b>"}
    shown = secretary.send("/office/report/2025/texts/preview", asked)
    assert "<h3>Kop</h3>" in shown.text
    assert "<p>81 &lt;b&gt;x&lt;/b&gt;</p>" in shown.text
    assert "<html" not in shown.text
    empty = secretary.send("/office/report/2025/texts/preview", asked | {"introduction": ""})
    assert "Hier staat nog geen tekst." in empty.text
    for wrong in ({"language": "xx"}, {"section": "privacy"}):
        assert answer_of(secretary.send("/office/report/2025/texts/preview", asked | wrong)) == "bad_request"


def test_a_name_that_is_no_figure_is_refused_with_every_other(voted: World) -> None:
    assert write(voted, 2025, principle_1="{joined} {leden}", principle_2="{board.old}") == "invalid_form"
    secretary = voted.person("secretary")
    secretary.look("/office/report/2025/texts?in=nl")
    values = {
        "language": "nl",
        "was": secretary.field("was", ""),
        "principle_1": "{leden}",
        "principle_2": "{x}",
    }
    refused = secretary.send("/office/report/2025/texts", values)
    assert refused.text.count("is geen cijfer van dit verslag") == 2
    assert "{leden}</textarea>" in refused.text
    assert content_of(voted)["texts"] == {}


def test_typed_figures_are_offered_by_name(voted: World) -> None:
    assert write(voted, 2025, principle_1="Er zijn 81 vennoten.") == "ok"
    assert 'value="81=members"' in page(voted, "/texts?in=nl")
    typed = {"principle_1": "Er zijn 81 vennoten, geen 1.081.", "name.principle_1": "81=members"}
    assert write(voted, 2025, **typed) == "ok"
    assert content_of(voted)["texts"]["principle_1"] == {"nl": "Er zijn {members} vennoten, geen 1.081."}


def test_a_text_of_last_year_is_looked_at_before_it_is_signed(voted: World) -> None:
    assert (
        write(voted, 2024, introduction="In 2024 waren er 81 vennoten.", principle_2="Wij zijn vrij.") == "ok"
    )
    shown = page(voted)
    assert re.search(r"Inleiding – <a [^>]*>Nederlands \(2024\)</a>", shown)
    assert sign(voted) == "texts_not_looked_at"
    asked = page(voted, "/texts?in=nl")
    assert asked.count("Uit het verslag van 2024: nog te bekijken") == 2
    assert "<strong>2024</strong> (Jaar), <strong>81</strong> (" in asked
    assert write(voted, 2025, introduction="In {year} waren er {members} vennoten.") == "ok"
    assert sign(voted) == "texts_not_looked_at"
    assert write(voted, 2025, looked="principle_2", principle_2="Wij zijn vrij.") == "ok"
    assert "nog te bekijken" not in page(voted, "/texts?in=nl")
    assert sign(voted) == "ok"
    assert content_of(voted, 2024)["texts"]["introduction"] == {"nl": "In 2024 waren er 81 vennoten."}


def test_what_cannot_be_written(voted: World) -> None:
    assert write(voted, 2025, introduction="x" * 20_001) == "text_too_long"
    assert write(voted, 2025, language="xx", introduction="x") == "bad_request"
    assert write(voted, 2025, language="de", introduction="Einleitung") == "ok"
    assert write(voted, 2025, introduction="Een") == "ok"
    assert write(voted, 2025, was="0", introduction="Twee") == "changed_meanwhile"
    assert write(voted, 2025, was="x", introduction="Twee") == "changed_meanwhile"
    assert content_of(voted)["texts"] == {"introduction": {"nl": "Een", "de": "Einleitung"}}
    assert write(voted, 2025, who="auditor", introduction="Twee") == "forbidden"


def test_a_signature_keeps_what_was_signed(voted: World) -> None:
    write(voted, 2025, introduction="Zo was het.")
    content = content_of(voted)
    assert sign(voted) == "ok"
    pressed_twice = APPROVAL | {"hash": digest(content)}
    assert answer_of(voted.person("secretary").send("/office/report/2025/sign", pressed_twice)) == "ok"
    with voted.app.app_context():
        signed = db.session.scalars(select(SignedReport)).one()
        assert (signed.content, signed.name) == (content, "secretary")
        assert signed.content_hash == digest(content)
        logged = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "report.signed")).one()
        assert signed.content_hash in logged.details
        db.session.rollback()
    for change in (
        "UPDATE signed_report SET name = 'x'",
        "DELETE FROM signed_report",
        "DELETE FROM report_text",
    ):
        with voted.app.app_context(), pytest.raises(DBAPIError), writing(db.session()) as session:
            session.execute(text(change))


def test_a_signed_report_is_handed_out_again_byte_for_byte(voted: World, clock: Clock) -> None:
    write(voted, 2025, introduction="Zo was het.")
    assert sign(voted) == "ok"
    auditor = voted.person("auditor")
    first = auditor.look("/office/report/2025/file.pdf?in=nl&signed=1").data
    last_page = PdfReader(io.BytesIO(first)).pages[-1].extract_text()
    assert "goedgekeurd door het bestuursorgaan op 20/01/2026" in " ".join(last_page.split())
    for part in ("Ann Claes, voorzitter", "Bob Dua, bestuurder", digest(content_of(voted))[:20]):
        assert part in last_page
    assert pdf_ua_faults(first, "nl", "Bijzonder verslag 2025") == []
    clock.moment += timedelta(days=3)
    join(voted, "500", date(2025, 12, 31))
    assert auditor.look("/office/report/2025/file.pdf?in=nl&signed=1").data == first
    assert sign(voted, approved_on="2026-02-03") == "ok"
    corrected = auditor.look("/office/report/2025/file.pdf?in=nl&signed=1").data
    told = " ".join(PdfReader(io.BytesIO(corrected)).pages[-1].extract_text().split())
    assert "Deze versie vervangt die van 1 feb" in told
    assert "Het verslag ondertekenen" not in page(voted), "nobody is asked to sign the same again"
    assert auditor.look("/office/report/2025/signed-1-nl.pdf").data == first
    as_html = auditor.look("/office/report/2025/file.html?in=nl&signed=1").text
    assert "<li>Ann Claes, voorzitter</li>" in as_html
    for wrong in ("2025/signed-1-fr", "2025/signed-9-nl", "2024/signed-1-nl"):
        assert answer_of(auditor.look(f"/office/report/{wrong}.pdf")) == "not_found"


def test_whoever_signs_says_who_approved_it_and_when(voted: World) -> None:
    wrong = {"approved_on": "", "signatories": "Ann Claes\nBob, bestuurder", "in": "xx"}
    secretary = voted.person("secretary")
    secretary.look("/office/report/2025")
    refused = secretary.send("/office/report/2025/sign", wrong | {"hash": secretary.field("hash", "")})
    assert refused.status_code == 422
    assert refused.text.count("De waarde ontbreekt.") == 2
    assert "‘Ann Claes’ is geen naam en rol" in refused.text
    assert "Ann Claes\nBob, bestuurder</textarea>" in refused.text
    assert sign(voted, approved_on="2025-12-31") == "invalid_form"
    assert sign(voted, approved_on="2026-02-02") == "invalid_form"
    assert sign(voted, signatories="") == "invalid_form"
    assert counted(voted, SignedReport) == 0


def test_what_has_changed_since_is_shown_as_changed(voted: World) -> None:
    write(voted, 2025, introduction="Zo was het.")
    sign(voted)
    assert "veranderd; ondertekend was" not in page(voted)
    join(voted, "500", date(2025, 12, 31))
    write(voted, 2025, introduction="Zo is het.")
    shown = page(voted)
    joined = content_of(voted)["members"]["joined"]
    assert f'>{joined}</a> <strong class="changed">veranderd; ondertekend was {joined - 1}</strong>' in shown
    assert shown.count('class="changed"') == 3, "joined, closing, and the category"
    assert "Er zijn teksten veranderd sinds de ondertekening." in shown
    as_signed = voted.person("auditor").look("/office/report/2025/file.docx?in=nl&signed=1").data
    texts = [paragraph.text for paragraph in docx.Document(io.BytesIO(as_signed)).paragraphs]
    assert "Zo was het." in texts
    now = json.loads(voted.person("secretary").look("/office/report/2025/file.json").data)
    then = json.loads(voted.person("secretary").look("/office/report/2025/file.json?signed=1").data)
    assert now["members"]["joined"] == then["members"]["joined"] + 1
    assert then["signed"]["by"] == "secretary"
    assert sign(voted) == "ok"
    assert counted(voted, SignedReport) == 2


def test_a_figure_that_is_silent_now_is_shown_as_changed_too(voted: World) -> None:
    with voted.app.test_request_context(), force_locale("nl"):
        cell = Writing({}, changed={"turnout": 15}).cell("turnout", None)
    assert (cell.text, cell.note) == ("–", "veranderd; ondertekend was 15")


def test_what_cannot_be_signed(voted: World, clock: Clock) -> None:
    secretary = voted.person("secretary")
    assert (
        answer_of(secretary.send("/office/report/2025/sign", APPROVAL | {"hash": "another"}))
        == "changed_meanwhile"
    )
    assert sign(voted, who="administrator") == "forbidden"
    assert sign(voted, who="auditor") == "forbidden"
    assert sign(voted, 2026) == "year_not_over"
    clock.moment = datetime(2025, 12, 31, 22, 0, tzinfo=UTC)
    assert sign(voted, 2025) == "year_not_over"
    assert 'name="hash"' not in page(voted), "and nobody is asked to"
    clock.moment = NEXT_YEAR
    with voted.app.app_context(), writing(db.session()) as session:
        session.execute(insert(Movement).values(member="1", kind="joined", on=date(2025, 3, 1)))
    secretary.look("/office/report/2025")
    hash_now = digest(content_of(voted))
    assert (
        answer_of(secretary.send("/office/report/2025/sign", APPROVAL | {"hash": hash_now}))
        == "report_contradicts"
    )
    assert counted(voted, SignedReport) == 0


@pytest.mark.parametrize(
    ("language", "title"),
    [("nl", "Bijzonder verslag 2025"), ("fr", "Rapport spécial 2025"), ("en", "Special report 2025")],
)
def test_the_report_on_paper(voted: World, language: str, title: str) -> None:
    write(voted, 2025, language=language, introduction="Tekst 日", principle_7="Zeven")
    secretary = voted.person("secretary")
    pdf = secretary.look(f"/office/report/2025/file.pdf?in={language}").data
    assert pdf_ua_faults(pdf, language, title) == []
    tags = tags_of(pdf)
    assert tags.count("Figure") == 2, "over the years, and by category"
    assert "17/06/2025" in text_of(pdf)
    opened = docx.Document(io.BytesIO(secretary.look(f"/office/report/2025/file.docx?in={language}").data))
    assert len(opened.inline_shapes) == tags.count("Figure")
    assert opened.tables[2].rows[1].cells[2].text == "40"
    assert opened.core_properties.title == title
    entries = [paragraph.text for paragraph in opened.paragraphs if paragraph.style.name == "toc 1"]
    assert entries[0] in ("Inleiding\t3", "Introduction\t3")


def test_other_years_and_forms(voted: World) -> None:
    secretary = voted.person("secretary")
    assert answer_of(secretary.look("/office/report/2025/file.exe")) == "not_found"
    assert answer_of(secretary.look("/office/report/2025/file.pdf?signed=1")) == "not_found"
    assert answer_of(secretary.look("/office/report/0")) == "not_found"
    assert answer_of(secretary.look("/office/report/1950/file.pdf")) == "ok"
    assert answer_of(secretary.look("/office/reports")) == "ok"
