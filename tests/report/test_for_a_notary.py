"""What a notary asks of the minutes: who convened whom, how and when; the bureau; declarations; an extract
for each decision; and who signs."""

import csv
import io
from datetime import timedelta

import docx
import pytest
from pypdf import PdfReader
from sqlalchemy import select, update

from tests.assembly.giving import give_proxy
from tests.ballot.meeting import step, vote_online
from tests.report.accessible import pdf_ua_faults
from tests.world import KEY, MEETING, World
from voting.database import writing
from voting.extensions import db
from voting.invitations.invitees import Capacity, NewInvitee, add_invitee
from voting.invitations.queue import queue_invitations
from voting.mail.models import Mail
from voting.register.models import Member
from voting.rehearsal.browser import answer_of

SENT = MEETING - timedelta(days=20)
"""At 10:00 in Brussels, on 28 May."""


@pytest.fixture
def decided(world: World) -> World:
    """Resolution 1 is announced; five letters have left, of which one came back."""
    with world.app.app_context(), writing(db.session()) as session:
        director = NewInvitee("Dirk Bestuurder", Capacity.DIRECTOR, "dirk@example.org", "nl")
        add_invitee(session, world.assembly_id, director, now=SENT, actor="test")
        queue_invitations(session, KEY.encode(), world.assembly_id, accept_late=True, now=SENT, actor="test")
        letters = session.scalars(select(Mail).where(Mail.letter == "invitation").order_by(Mail.id).limit(4))
        for place, mail in enumerate(letters):
            mail.sent_at = SENT + timedelta(minutes=place)
            mail.bounced_at = SENT + timedelta(hours=1) if place == 0 else None
        convened = session.scalars(select(Mail).where(Mail.letter == "convened")).one()
        convened.sent_at = SENT + timedelta(minutes=7)
        give_proxy(session, world.assembly_id, "20", "1", now=MEETING)
    world.person("steward").send("/desk/BRU/check-in", {"member": "1", "nonce": "nonce-one"})
    world.member(2).send("/assembly/join", {})
    with world.app.app_context():
        resolution = world.resolutions["1"]
        assert step(resolution, "open") == "ok"
        vote_online(resolution, range(2, 3), "for")
        assert [step(resolution, "close"), step(resolution, "announce")] == ["ok", "ok"]
    return world


def text_of(world: World, name: str) -> str:
    response = world.person("secretary").look(f"/office/after/{name}")
    assert response.status_code == 200, response.text
    opened = docx.Document(io.BytesIO(response.data))
    cells = [" | ".join(cell.text for cell in row.cells) for table in opened.tables for row in table.rows]
    return "\n".join([*(paragraph.text for paragraph in opened.paragraphs), *cells])


def test_who_was_convened_how_and_when(decided: World) -> None:
    text = text_of(decided, "minutes.docx?in=en")
    for told in (
        "To members, by mail: 4 letters, sent from 28 May 2025, 10:00 to 28 May 2025, 10:03. "
        "1 of them came back.",
        "To whoever has no vote, by mail: 1 letter, sent from 28 May 2025, 10:07 to 28 May 2025, 10:07.",
    ):
        assert told in text
    assert "Convened without a vote: director: 1." in text
    assert "Agenda, rules and the list of those entitled were fixed on " in text


def test_the_bureau_is_named_and_each_has_a_line(decided: World) -> None:
    text = text_of(decided, "minutes.docx?in=en")
    assert "The tellers: teller, teller_2" in text
    for line in ("Chair: chair", "Secretary: secretary", "Teller: teller\n", "Teller: teller_2\n"):
        assert line in text
    assert text.count("Name and member number:") == 3


def test_a_declaration_stands_word_for_word_under_the_name_that_is_right_now(decided: World) -> None:
    secretary = decided.person("secretary")
    said = {"member": " 1", "time": "09:40", "text": "I vote against <b>, for this reason."}
    for _ in range(2):
        assert answer_of(secretary.send("/office/after/declarations", said)) == "ok"
    with decided.app.app_context(), writing(db.session()) as session:
        session.execute(update(Member).where(Member.number == "1").values(name="Mended"))
    assert answer_of(secretary.send("/office/after/declarations", {"text": "All rose."})) == "ok"
    text = text_of(decided, "minutes.docx?in=en")
    assert text.count("First1 Mended, 09:40: I vote against <b>, for this reason.") == 1
    assert "the bureau, 10:00: All rose." in text


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": " "}, "declaration_invalid"),
        ({"text": "x" * 4001}, "declaration_invalid"),
        ({"member": "42"}, "not_on_roll"),
        ({"time": "23:00"}, "incident_later"),
        ({"time": "later"}, "invalid_form"),
    ],
)
def test_what_cannot_be_declared(decided: World, changes: dict[str, str], code: str) -> None:
    form = {"member": "1", "time": "09:00", "text": "I object"} | changes
    assert answer_of(decided.person("secretary").send("/office/after/declarations", form)) == code
    assert "Declarations" not in text_of(decided, "minutes.docx?in=en")


def test_days_later_a_declaration_needs_its_time(decided: World) -> None:
    decided.clock.moment = MEETING + timedelta(days=2)
    secretary = decided.person("secretary")
    assert answer_of(secretary.send("/office/after/declarations", {"text": "I object"})) == "invalid_form"
    said = {"text": "I object", "time": "11:05"}
    assert answer_of(secretary.send("/office/after/declarations", said)) == "ok"
    assert "the bureau, 11:05: I object" in text_of(decided, "minutes.docx?in=en")


def test_only_the_office_notes_declarations(decided: World) -> None:
    for who in ("auditor", "teller", "steward"):
        answer = decided.person(who).send("/office/after/declarations", {"text": "I object"})
        assert answer_of(answer) == "forbidden"


def test_an_extract_has_all_that_makes_one_decision_hold(decided: World) -> None:
    number = decided.resolutions["1"]
    text = text_of(decided, f"extract-{number}.docx?in=en")
    for line in (
        "Extract from the minutes (draft)",
        "To members, by mail: 4 letters",
        "The chair: chair",
        "1. Annual accounts",
        "Present or represented when the vote was closed: 3 of 40",
        "Outcome: Adopted.",
        "Chair: chair",
    ):
        assert line in text, line
    assert "Directors" not in text
    assert "Name2" not in text
    pdf = decided.person("secretary").look(f"/office/after/extract-{number}.pdf?in=fr").data
    assert pdf_ua_faults(pdf, "fr", "Extrait du procès-verbal (projet)") == []


def test_there_is_no_extract_of_what_has_not_been_announced(decided: World) -> None:
    other = decided.resolutions["2"]
    for name in (f"extract-{other}.docx", "extract-999.docx", f"extract-{decided.resolutions['1']}.csv"):
        assert answer_of(decided.person("secretary").look(f"/office/after/{name}")) == "not_found"


def test_the_list_has_room_for_signatures_and_says_whose_proxies_are_held(decided: World) -> None:
    found = decided.person("secretary").look("/office/after/attendance.csv?in=en").data.decode("utf-8-sig")
    rows = {row["Number"]: row for row in csv.DictReader(io.StringIO(found), delimiter=";")}
    assert rows["1"]["Proxies of"] == "20"
    assert rows["20"]["Represented by"] == "1"
    assert "1 | Name1, First1 | A | Brussel, from 10:00 | 20 Name20" in text_of(decided, "minutes.docx?in=en")
    pdf = decided.person("secretary").look("/office/after/attendance.pdf?in=en").data
    assert pdf_ua_faults(pdf, "en", "Attendance list") == []
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert "Signature" in text
    assert text.count("–\n") >= 2, "who took part at a distance, or by proxy, does not sign"


def test_what_is_not_in_the_language_of_the_minutes_is_named(decided: World) -> None:
    assert "shown in another" not in text_of(decided, "minutes.docx?in=nl").replace("getoond", "shown")
    german = text_of(decided, "minutes.docx?in=de")
    page = decided.person("secretary").look("/office/after").text
    for told in (german, page):
        assert "der Titel von 1" in told
        assert "der Titel der Versammlung" in told
