"""Letters on paper: who gets one, in the order of the post, with a code that lets its member in."""

import re
from datetime import date, timedelta
from math import ceil
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select, update

from tests.command_line import Terminal
from tests.invitations.test_queue import EARLY, invite, sent, set_member
from tests.world import ACTOR, KEY, MEETING, World
from voting.accounts.codes import keyed_hash
from voting.assembly.models import Assembly
from voting.audit.models import AuditEntry
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.invitations.models import LetterPrint, LetterText
from voting.invitations.paper import begin_print, paper_recipients
from voting.letters.paper import set_letters
from voting.mail.bounces import read_bounces
from voting.mail.models import Mail
from voting.qr import qr_path
from voting.register.models import Member
from voting.rehearsal.browser import Browser


def test_a_letter_for_each_without_address_sorted_for_the_post(world: World, tmp_path: Path) -> None:
    world.clock.moment = EARLY
    for number, postcode in (("3", "9000"), ("4", "1000"), ("5", "4000"), ("6", "2000")):
        set_member(world, number, email="", postcode=postcode, municipality="Stad")
    set_member(world, "5", language="fr")
    invite(world)
    sent(world, rejected=("lid9@example.org",))
    with world.app.app_context():
        assert [member.number for member in paper_recipients(db.session(), world.assembly_id)] == [
            *("9", "4", "6", "5", "3")
        ]
        with writing(db.session()) as session:
            begun = begin_print(session, world.assembly_id, now=EARLY, actor=ACTOR).id
        with pytest.raises(Refused) as twice, writing(db.session()) as session:
            begin_print(session, world.assembly_id, now=EARLY, actor=ACTOR)
        assert twice.value.code is Code.PRINT_RUNNING
        moved: list[int] = []
        files = set_letters(db.session(), begun, tmp_path / "out", actor=ACTOR, progress=moved.append)
        assert sum(moved) == 5
        finished = db.session.get_one(LetterPrint, begun)
        assert (finished.done, finished.total) == (5, 5)
        assert finished.finished_at
    assert [file.name for file in files] == ["letters-fr.pdf", "letters-nl.pdf"]
    assert all(file.stat().st_mode & 0o077 == 0 for file in files)
    texts = [page.extract_text() for page in PdfReader(files[1]).pages]
    codes = [re.findall(r"\b(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}\b", text)[0] for text in texts]
    assert codes == [world.codes[number] for number in ("9", "4", "6", "3")]
    assert "Name9" in Browser(world.app, codes[0]).look("/assembly").text
    [french] = [page.extract_text() for page in PdfReader(files[0]).pages]
    assert "Bonjour First5 Name5" in french


@pytest.mark.parametrize(("paragraphs", "pages", "together"), [(1, 1, 2), (40, 2, 4), (85, 3, 7)])
def test_a_letter_of_several_pages_is_on_sheets_of_its_own(
    world: World, tmp_path: Path, paragraphs: int, pages: int, together: int
) -> None:
    body = "{agenda} {how_online} {documents}\n\n" + "Tekst.\n\n" * paragraphs
    for number in ("3", "4"):
        set_member(world, number, email="")
    with world.app.app_context():
        with writing(db.session()) as session:
            values = {"letter": "paper", "language": "nl", "subject": "Kom", "body": body}
            session.add(LetterText(assembly_id=world.assembly_id, **values))
            begun = begin_print(session, world.assembly_id, accept_late=True, now=EARLY, actor=ACTOR).id
        [file] = set_letters(db.session(), begun, tmp_path / "out", actor=ACTOR)
    found = PdfReader(file).pages
    assert len(found) == together
    assert "Name4" in found[together - pages].extract_text()
    page = world.person("secretary").look("/office/invitations/send/paper").text
    [cells] = re.findall(r"Nederlands</span></th>(.*?)</tr>", page)
    assert re.findall(r"\d+", re.sub("<.*?>", " ", cells)) == ["2", str(pages), str(2 * ceil(pages / 2))]


def test_paper_is_checked_like_mail(world: World) -> None:
    set_member(world, "3", email="")
    late = EARLY + timedelta(days=1)
    with world.app.app_context():
        for moment, code in ((late, Code.NOTICE_LATE), (MEETING + timedelta(days=1), Code.ASSEMBLY_OVER)):
            with pytest.raises(Refused) as refused, writing(db.session()) as session:
                begin_print(session, world.assembly_id, now=moment, actor=ACTOR)
            assert refused.value.code is code
        with writing(db.session()) as session:
            assert begin_print(session, world.assembly_id, accept_late=True, now=late, actor=ACTOR).total == 1
        logged = db.session.scalar(select(AuditEntry.details).where(AuditEntry.action == "letters.printed"))
        assert '"late":true' in (logged or "")


@pytest.mark.parametrize(
    "name", ["E\u20e3va", "1\ufe0f\u20e3", "\uffff", "a\x07\u202e", "\U0001f600", "\r\n{code}"]
)
def test_an_odd_name_touches_no_other_letter(world: World, tmp_path: Path, name: str) -> None:
    for number in ("3", "4", "5"):
        set_member(world, number, email="")
    set_member(world, "4", first_name=name)
    set_member(world, "5", first_name="Éva Edith")
    with world.app.app_context():
        with writing(db.session()) as session:
            begun = begin_print(session, world.assembly_id, accept_late=True, now=EARLY, actor=ACTOR).id
        [file] = set_letters(db.session(), begun, tmp_path / "out", actor=ACTOR)
    texts = [page.extract_text() for page in PdfReader(file).pages]
    for number, text in zip(("3", "4", "5"), texts, strict=True):
        assert world.codes[number] in text
        assert f"Name{number}" in text
        assert ("□" in text) <= (number == "4")
    assert "Éva Edith" in texts[2]


def test_the_square_is_read_by_a_scanner() -> None:
    text = "https://stemmen.example.org/in/ABCD-EFGH-JKMN-PQRS"
    size, path = qr_path(text)
    picture = Image.new("L", (size, size), 255)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)", path):
        picture.paste(0, (int(x), int(y), int(x) + int(width), int(y) + 1))
    [found] = zxingcpp.read_barcodes(picture.resize((size * 8, size * 8), Image.Resampling.NEAREST))
    assert found.text == text


def test_the_command_sets_them_too(world: World, tmp_path: Path) -> None:
    set_member(world, "3", email="")
    with world.app.app_context():
        with writing(db.session()) as session:
            session.get_one(Assembly, world.assembly_id).date = date(2099, 6, 17)
        db.engine.dispose()
    terminal = Terminal(world.app.config["SQLALCHEMY_DATABASE_URI"], tmp_path)
    done = terminal.run("print-letters", world.assembly_id, "--out", tmp_path / "out", SECRET_KEY=KEY)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(tmp_path / "out" / "letters-nl.pdf")
    assert world.codes["3"] in PdfReader(tmp_path / "out" / "letters-nl.pdf").pages[0].extract_text()


REPORT = """From MAILER-DAEMON Tue Jun  3 10:00:00 2025
From: Mail Delivery System <MAILER-DAEMON@mx.example.org>
To: assembly@localhost
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 user unknown

--b
Content-Type: {kind}

Message-ID: {message_id}
To: {address}
Subject: Oproeping

--b--

"""


def report(mail_id: int, message_id: str, **changes: str) -> str:
    values = {
        "address": f"lid{mail_id}@example.org",
        "action": "failed",
        "status": "5.1.1",
        "kind": "text/rfc822-headers",
        "message_id": message_id,
    }
    return REPORT.format(**values | changes)


def test_what_came_back_is_marked_where_it_is_about_our_letters(world: World, tmp_path: Path) -> None:
    world.clock.moment = EARLY
    invite(world)
    ids = {int(message["Message-ID"][8:].split(".")[0]): message["Message-ID"] for message in sent(world)}
    first, second, third, fourth = sorted(ids)[:4]
    mailbox = tmp_path / "bounces.mbox"
    forged = f"<letter-{fourth}.{keyed_hash(b'x', 'message-id', str(fourth))[:24]}@127.0.0.1>"
    mailbox.write_text(
        report(first, ids[first])
        + report(second, ids[second], action="delayed", status="4.4.1")
        + report(third, ids[third], kind="message/rfc822")
        + report(fourth, forged)
        + "From x\nSubject: I am on holiday\n\nBack in July.\n"
    )
    with world.app.app_context():
        db.engine.dispose()
    terminal = Terminal(world.app.config["SQLALCHEMY_DATABASE_URI"], tmp_path)
    done = terminal.run("import-bounces", mailbox, SECRET_KEY=KEY)
    assert done.stdout.startswith("2 letters came back; 1 reports"), done.stderr
    assert terminal.run("import-bounces", mailbox, SECRET_KEY=KEY).stdout.startswith("0 letters came back; 3")
    with world.app.app_context():
        marked = db.session.scalars(select(Mail.id).where(Mail.bounced_at.is_not(None)).order_by(Mail.id))
        assert list(marked) == [first, third]


@pytest.mark.parametrize("content", [b"", b"\0\xff", b"From x\n", b"Content-Type: multipart/report\n\n--"])
def test_any_mailbox_can_be_read(content: bytes) -> None:
    assert list(read_bounces(content)) == []


def test_no_address_is_lost_between_mail_and_paper(world: World) -> None:
    """Everyone on the roll is written to, one way or the other."""
    world.clock.moment = EARLY
    with world.app.app_context(), writing(db.session()) as session:
        session.execute(update(Member).where(Member.number.in_(["1", "2"])).values(email=""))
    assert invite(world).mails + 2 == 40
    assert len(sent(world)) == 38
