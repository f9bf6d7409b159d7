"""The cooperative stands on whatever it writes and asks: sign-in, displays, letters, papers."""

import io
import json
import re
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from docx import Document as open_docx
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select, update
from sqlalchemy import text as sql

from tests.world import MEETING, World
from voting.audit.models import AuditEntry
from voting.database import writing
from voting.extensions import db
from voting.invitations.paper import begin_print
from voting.languages import LANGUAGES
from voting.letters.compose import compose, sender
from voting.letters.paper import set_letters
from voting.mail.models import Letter, Mail
from voting.register.models import Member
from voting.rehearsal.browser import Browser, answer_of

IN_TIME = MEETING - timedelta(days=20)
"""A moment at which letters still leave in time."""
FIELDS = {
    "name.nl": "De Molen",
    "name.fr": "Le Moulin",
    "legal_form.nl": "cv",
    "legal_form.fr": "SC",
    "enterprise_number": "BE 0403.170.701",
    "office.nl": "Dorp 1, 9000 Gent",
    "office.fr": "Village 1, 9000 Gand",
    "court.nl": "Gent",
    "email": "hallo@molen.example",
    "terms_at_most": "2",
    "articles.proxies": "26",
    "articles.notice": "22, § 3",
}


def picture() -> io.BytesIO:
    written = io.BytesIO()
    Image.new("RGB", (600, 300), "teal").save(written, "PNG")
    written.seek(0)
    return written


@pytest.fixture
def entered(world: World) -> World:
    """The world, with a cooperative that was entered in the office."""
    secretary = world.person("secretary")
    secretary.look("/office/cooperative")
    sent = secretary.send("/office/cooperative", FIELDS | {"logo": (picture(), "logo.png")})
    assert answer_of(sent) == "ok"
    return world


def test_it_is_entered_in_the_office_and_read_by_the_auditor(entered: World) -> None:
    page = entered.person("secretary").look("/office/cooperative?lang=nl").text
    assert 'value="0403.170.701"' in page
    assert "22, § 3" in page
    read = entered.person("auditor").look("/office/cooperative?lang=nl")
    assert "Ondernemingsnummer 0403.170.701, RPR Gent" in read.text
    assert '<form method="post" enctype' not in read.text
    assert answer_of(entered.person("auditor").send("/office/cooperative", FIELDS)) == "forbidden"


def test_every_fault_is_told_and_what_was_typed_stays(world: World) -> None:
    secretary = world.person("secretary")
    secretary.look("/office/cooperative?lang=en")
    wrong = {
        "name.fr": "x" * 201,
        "enterprise_number": "0403.170.702",
        "email": "x",
        "articles.notice": "2" * 41,
    }
    refused = secretary.send("/office/cooperative", FIELDS | wrong | {"logo": (io.BytesIO(b"x"), "x.svg")})
    assert (refused.status_code, answer_of(refused)) == (422, "invalid_form")
    for said in (
        '<a href="#name-fr">Name – Français</a>: The text is too long',
        '<a href="#enterprise_number">Enterprise number</a>: “0403170702” is not',
        '<a href="#email">E-mail</a>: “x” is not',
        '<a href="#logo">Logo</a>: The picture “x.svg”',
        '<a href="#articles-notice">Notice: how long before, and how</a>: The text',
    ):
        assert said in refused.text
    assert "Village 1, 9000 Gand" in refused.text
    assert "has not been entered yet" in secretary.look("/office/preparation").text


@pytest.mark.parametrize(
    ("language", "name"), [("nl", "De Molen cv"), ("fr", "Le Moulin SC"), ("en", "De Molen cv")]
)
def test_it_stands_where_one_signs_in(entered: World, language: str, name: str) -> None:
    client = entered.app.test_client()
    for path in ("/", "/sign-in/password", "/in/2222-2222-2222-2222"):
        page = client.get(f"{path}?lang={language}", follow_redirects=True).text
        assert f"<strong>{name}</strong>" in page
        [logo] = re.findall(r'src="(/cooperative/logo/[^"]+)"', page)
    shown = client.get(logo)
    assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
    with Image.open(io.BytesIO(shown.data)) as small:
        assert max(small.size) <= 480
    assert client.get(f"/cooperative/logo/{'0' * 64}.jpg").status_code == 404


@pytest.mark.parametrize(("language", "name"), [("nl", "De Molen"), ("fr", "Le Moulin")])
def test_it_heads_the_pages_of_members_and_of_the_office(entered: World, language: str, name: str) -> None:
    for browser, path in (
        (entered.member(1), "/assembly"),
        (entered.member(1), "/assembly/pass"),
        (entered.person("secretary"), "/office/"),
        (entered.person("chair"), "/chair/nowhere"),
    ):
        page = browser.look(f"{path}?lang={language}", follow=True).text
        assert f'<span class="house">{name}</span></a>' in page, path
    assert 'class="house"' not in entered.app.test_client().get("/").text


@pytest.mark.parametrize(("language", "name"), [("nl", "De Molen cv"), ("fr", "Le Moulin SC")])
def test_it_stands_on_the_admission_pass(entered: World, language: str, name: str) -> None:
    member = entered.member(1)
    assert f"<strong>{name}</strong>" in member.look(f"/assembly/pass?lang={language}").text
    pdf = PdfReader(io.BytesIO(member.look(f"/assembly/pass.pdf?lang={language}").data))
    assert name in pdf.pages[0].extract_text()


def test_a_page_about_an_error_is_made_also_where_it_cannot_be_read(entered: World) -> None:
    member = entered.member(1)
    with entered.app.app_context(), writing(db.session()) as session:
        session.execute(sql("ALTER TABLE cooperative RENAME COLUMN court TO gone"))
    page = member.look("/assembly/nowhere")
    assert (page.status_code, answer_of(page)) == (404, "not_found")
    assert 'role="alert"' in page.text


def test_where_none_is_entered_nothing_is_said(world: World) -> None:
    assert "Algemene vergadering</span></a>" in world.member(1).look("/assembly?lang=nl").text
    assert len(PdfReader(io.BytesIO(world.member(1).look("/assembly/pass.pdf").data)).pages) == 1
    assert 'class="cooperative"' not in world.app.test_client().get("/").text


def test_it_stands_on_every_display(entered: World) -> None:
    page = entered.app.test_client().get(f"/display/{entered.staff['display']}/").text
    assert "De Molen" in page
    assert "Le Moulin" in page


def test_it_stands_on_minutes_attendance_list_and_report(entered: World) -> None:
    auditor = entered.person("auditor")
    lines = ("Le Moulin SC", "Village 1, 9000 Gand", "0403.170.701", "hallo@molen.example")
    for path in ("after/minutes.pdf", "after/attendance.pdf", "report/2024/file.pdf"):
        answer = auditor.look(f"/office/{path}?in=fr")
        text = PdfReader(io.BytesIO(answer.data)).pages[0].extract_text()
        assert all(line in text for line in lines), path
    minutes = auditor.look("/office/after/minutes.docx?in=fr")
    written = "\n".join(paragraph.text for paragraph in open_docx(io.BytesIO(minutes.data)).paragraphs)
    assert all(line in written for line in lines)
    as_page = auditor.look("/office/report/2024/file.html?in=fr").text
    assert "<strong>Le Moulin SC</strong><br>Village 1" in as_page


def test_a_signed_report_keeps_the_cooperative_as_it_was_signed(entered: World) -> None:
    secretary = entered.person("secretary")
    secretary.look("/office/report/2024?lang=en")
    approval = {"approved_on": "2025-01-10", "signatories": "Ann, chair", "in": "nl"}
    signed = secretary.send("/office/report/2024/sign", approval | {"hash": secretary.field("hash", "")})
    assert answer_of(signed) == "ok"
    assert "The cooperative’s details have changed" not in secretary.look("/office/report/2024").text
    secretary.look("/office/cooperative")
    moved = FIELDS | {"name.fr": "La Roue", "office.fr": "Gare 2, 4000 Liège"}
    assert answer_of(secretary.send("/office/cooperative", moved)) == "ok"
    assert "The cooperative’s details have changed" in secretary.look("/office/report/2024").text

    def written(form: str, address: str) -> str:
        data = secretary.look(f"/office/report/2024/file.{form}?in=fr{address}").data
        if form == "pdf":
            return PdfReader(io.BytesIO(data)).pages[0].extract_text()
        if form == "docx":
            return "\n".join(paragraph.text for paragraph in open_docx(io.BytesIO(data)).paragraphs)
        return str(json.loads(data)["cooperative"]) if form == "json" else data.decode()

    for form in ("pdf", "docx", "html", "json"):
        then, now = written(form, "&signed=1"), written(form, "")
        assert all(line in then for line in ("Le Moulin", "Village 1")), form
        assert "La Roue" not in then, form
        assert all(line in now for line in ("La Roue", "Gare 2")), form


def written_to(world: World, letter: Letter) -> EmailMessage:
    with world.app.app_context(), writing(db.session()) as session:
        mail = Mail(
            letter=letter.value,
            member="1",
            details={"assembly": world.assembly_id},
            assembly_id=world.assembly_id if letter is Letter.INVITATION else None,
            queued_at=MEETING,
            due_at=MEETING,
            attempts=0,
        )
        session.add(mail)
        session.flush()
        message = compose(session, mail)
    assert isinstance(message, EmailMessage)
    return message


@pytest.mark.parametrize("letter", [Letter.INVITATION, Letter.CODE_REISSUED, Letter.PASSWORD_CHANGED])
def test_it_stands_below_every_letter_and_is_its_sender(entered: World, letter: Letter) -> None:
    message = written_to(entered, letter)
    assert message["From"].addresses[0].display_name == "De Molen cv"
    assert message["From"].addresses[0].addr_spec == "assembly@localhost"
    body = message.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert text.partition("\n-- \n")[2].splitlines()[0] == "De Molen cv"
    assert "RPR Gent" in text


@pytest.mark.parametrize("name", ['Molen, "de" <x@y>', "Coöperatie “Ö”", "A" * 200])
def test_an_odd_name_is_still_one_sender(name: str) -> None:
    message = EmailMessage()
    message["From"] = sender("assembly@molen.example", name)
    assert [item.addr_spec for item in message["From"].addresses] == ["assembly@molen.example"]
    assert message["From"].addresses[0].display_name == name
    assert b"assembly@molen.example" in message.as_bytes()
    for setting in ("Wij <a@b.example>", "", "nobody", "a b@c", "@"):
        assert sender(setting, name) == setting


def test_it_stands_on_the_letters_on_paper(entered: World) -> None:
    directory = entered.app.instance_path
    with entered.app.app_context():
        session = db.session()
        with writing(session):
            session.execute(update(Member).where(Member.number == "3").values(email=""))
        with writing(session):
            print_id = begin_print(session, entered.assembly_id, now=IN_TIME, actor="x").id
        [pdf] = set_letters(session, print_id, Path(directory) / "letters", actor="x")
    text = PdfReader(pdf).pages[0].extract_text()
    assert "De Molen cv" in text
    assert "Ondernemingsnummer 0403.170.701, RPR Gent" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_article_stands_beside_the_setting_that_it_decides(entered: World, language: str) -> None:
    secretary = Browser(entered.app, entered.staff["secretary"])
    secretary.send("/office/assemblies", {"date": "2026-06-18", "kind": "ordinary"})
    for path in ("preparation", "preparation/main"):
        page = secretary.look(f"/office/{path}?lang={language}").text
        beside = re.findall(r'class="article">(.*?)</span>', page)
        assert any("26" in text for text in beside), path
        assert any("22, § 3" in text for text in beside), path
        assert any("/office/cooperative#articles" in text for text in beside), path


def test_the_log_has_no_name(entered: World) -> None:
    with entered.app.app_context():
        chosen = select(AuditEntry).where(AuditEntry.action == "cooperative.changed")
        entry = db.session.scalars(chosen).one()
    assert json.loads(entry.details)["fields"][0] == "name"
    assert "Molen" not in entry.details
