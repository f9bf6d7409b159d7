"""Sending to many by the pages: to how many, what, one to oneself; later, taken back, come back."""

import io
import re
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.invitations.test_paper import report
from tests.invitations.test_queue import EARLY, invite, sent, set_member, vote
from tests.world import ADVANCE, World
from voting.database import writing
from voting.extensions import db
from voting.invitations.models import LetterText
from voting.letters.sample import SAMPLE_CODE
from voting.mail.models import Mail
from voting.rehearsal.browser import Browser, answer_of

SEND = "/office/invitations/send"


def waiting(world: World) -> int:
    with world.app.app_context():
        return db.session.scalar(select(func.count()).select_from(Mail)) or 0


def hidden_fields(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that is sent to an address."""
    [form] = re.findall(rf'<form[^>]*action="{action}".*?</form>', page, re.DOTALL)
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))


def cells(page: str) -> list[list[str]]:
    """The rows of the table that says to how many."""
    return [
        re.findall(r"<t[hd][^>]*>([^<]*)<", row) for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    ]


def test_the_page_says_to_how_many_by_mail_and_on_paper_in_each_language(world: World) -> None:
    world.clock.moment = EARLY
    for number in ("3", "4"):
        set_member(world, number, language="fr")
    set_member(world, "4", email="")
    set_member(world, "5", email="", language="de")
    secretary = world.person("secretary")
    page = secretary.look(f"{SEND}/invitation").text
    assert cells(page)[1:] == [
        ["Nederlands", "37", "0"],
        ["Français", "1", "1"],
        ["Deutsch", "0", "1"],
        ["Samen", "38", "2"],
    ]
    assert "38 brieven per e-mail versturen" in page
    assert waiting(world) == 0
    fields = hidden_fields(page, "/office/invitations")
    assert fields["letters"] == "38"
    set_member(world, "5", email="vijf@example.org")
    assert answer_of(secretary.send("/office/invitations", fields)) == "changed_meanwhile"
    assert waiting(world) == 0
    fields = hidden_fields(secretary.look(f"{SEND}/invitation").text, "/office/invitations")
    for _ in range(2):
        assert answer_of(secretary.send("/office/invitations", fields)) == "ok"
    assert waiting(world) == 39
    assert "Niemand zou deze brief nu krijgen." in secretary.look(f"{SEND}/invitation").text


def test_a_reminder_is_announced_with_what_can_be_voted_on_and_else_not_offered(world: World) -> None:
    world.clock.moment = EARLY
    invite(world)
    sent(world)
    secretary = world.person("secretary")
    page = secretary.look(f"{SEND}/reminder").text
    assert "Op dat moment kan er over niets worden gestemd" in page
    assert "per e-mail versturen" not in page
    fields = hidden_fields(page, "/office/invitations/reminders")
    assert answer_of(secretary.send("/office/invitations/reminders", fields)) == "nothing_to_vote_on"
    assert waiting(world) == 40
    world.clock.moment = ADVANCE
    vote(world, "1", "1", "2", "3")
    page = secretary.look(f"{SEND}/reminder").text
    assert "39 brieven per e-mail versturen" in page
    assert "2. Bestuurders" in page
    fields = hidden_fields(page, "/office/invitations/reminders")
    for _ in range(2):
        assert answer_of(secretary.send("/office/invitations/reminders", fields)) == "ok"
    assert waiting(world) == 40 + 39


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_what_they_will_get_is_shown_as_they_will_get_it(world: World, language: str) -> None:
    world.clock.moment = EARLY
    secretary = world.person("secretary")
    looked = secretary.look(f"/office/invitations/look/invitation/{language}")
    assert f'<html lang="{language}">' in looked.text
    assert SAMPLE_CODE in looked.text
    assert "src=" not in looked.text
    assert "<script" not in looked.text
    pdf = PdfReader(io.BytesIO(secretary.look(f"/office/invitations/look/paper/{language}").data))
    text = " ".join(page.extract_text() for page in pdf.pages)
    assert SAMPLE_CODE in text
    assert "Voorbeeldstraat 1" in text
    assert waiting(world) == 0
    assert answer_of(Browser(world.app, SAMPLE_CODE).look("/assembly")) != "ok"


def test_a_test_goes_to_oneself_alone(world: World) -> None:
    world.clock.moment = EARLY
    secretary = world.person("secretary")
    form = {"letter": "reminder", "language": "fr", "to": "secretariaat@example.org"}
    assert (
        answer_of(secretary.send("/office/invitations/test", form | {"to": "jan@[telenet.be"}))
        == "invalid_form"
    )
    assert answer_of(secretary.send("/office/invitations/test", form)) == "ok"
    assert answer_of(secretary.send("/office/invitations/test", form)) == "ok"
    first, second = sent(world)
    assert first["To"] == second["To"] == "secretariaat@example.org"
    assert first["Subject"].startswith("Essai")
    assert "2. Administrateurs" in first.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert SAMPLE_CODE in first.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert answer_of(world.person("chair").send("/office/invitations/test", form)) != "ok"


def test_letters_leave_at_the_moment_that_was_chosen_and_not_once_taken_back(world: World) -> None:
    world.clock.moment = EARLY - timedelta(days=5)
    secretary = world.person("secretary")
    page = secretary.look(f"{SEND}/invitation?at=2025-05-30T09:00").text
    assert "op 30 mei 2025 om 09:00" in page
    fields = hidden_fields(page, "/office/invitations")
    assert answer_of(secretary.send("/office/invitations", fields)) == "ok"
    assert sent(world) == []
    page = secretary.look("/office/invitations").text
    assert "40 brieven, op 30 mei 2025 om 09:00" in page
    back = hidden_fields(page, "/office/invitations/take-back")
    assert answer_of(secretary.send("/office/invitations/take-back", back)) == "ok"
    assert answer_of(secretary.send("/office/invitations/take-back", back)) == "not_found"
    assert waiting(world) == 0
    assert answer_of(secretary.send("/office/invitations", fields)) == "ok"
    world.clock.moment += timedelta(days=1)
    assert sent(world) == []
    world.clock.moment = EARLY
    assert len(sent(world)) == 40
    assert answer_of(secretary.send("/office/invitations/take-back", back)) == "not_found"


@pytest.mark.parametrize("at", ["2025-05-01T09:00", "soon", "2025-06-20T09:00"])
def test_letters_cannot_leave_in_the_past_nor_after_the_assembly(world: World, at: str) -> None:
    world.clock.moment = EARLY
    answer = answer_of(world.person("secretary").send("/office/invitations", {"at": at, "late": "yes"}))
    assert answer in ("invalid_form", "assembly_over")
    assert waiting(world) == 0


def test_a_later_moment_is_held_to_the_notice(world: World) -> None:
    world.clock.moment = EARLY - timedelta(days=5)
    secretary = world.person("secretary")
    assert answer_of(secretary.send("/office/invitations", {"at": "2025-06-10T09:00"})) == "notice_late"


def test_what_came_back_is_brought_in_by_the_page(world: World) -> None:
    world.clock.moment = EARLY
    invite(world)
    letters = sent(world)
    ids = {int(message["Message-ID"][8:].split(".")[0]): message["Message-ID"] for message in letters}
    first, second = sorted(ids)[:2]
    mailbox = (
        report(first, ids[first]) + report(second, "<letter-2.0@x>") + "From x\nSubject: holiday\n\nBack.\n"
    )
    secretary = world.person("secretary")

    def upload(content: str) -> TestResponse:
        files = {"file": (io.BytesIO(content.encode()), "bounces.mbox")}
        return secretary.send("/office/invitations/bounces", files)

    answer = upload(mailbox)
    assert answer_of(answer) == "ok"
    assert "came_back=1" in answer.headers["Location"]
    assert "came_back=0" in upload(mailbox).headers["Location"]
    assert answer_of(upload("")) == "bad_request"
    assert "came_back=0" in upload("\0 no mailbox").headers["Location"]
    with world.app.app_context():
        assert list(db.session.scalars(select(Mail.id).where(Mail.bounced_at.is_not(None)))) == [first]
    assert answer_of(world.person("chair").send("/office/invitations/bounces", {})) != "ok"


def test_a_letter_is_text_and_html_of_the_same_values(world: World) -> None:
    world.clock.moment = EARLY
    set_member(world, "3", first_name='<b>&"x', name="</p><script>alert(1)</script>")
    invite(world)
    [message] = [message for message in sent(world) if message["To"] == "lid3@example.org"]
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    plain = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    html = message.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert '<b>&"x' in plain
    assert "<b>" not in html
    assert "<script" not in html
    assert "src=" not in html
    assert "url(" not in html
    for said in (
        world.codes["3"],
        f"/in/{world.codes['3']}",
        "1. Jaarrekening",
        "2. Bestuurders",
        "Ann, Bob, Cem",
    ):
        assert said in plain
        assert said in html


@pytest.mark.parametrize("letter", ["invitation", "paper", "reminder"])
def test_an_old_text_without_what_is_needed_is_not_sent(world: World, letter: str) -> None:
    world.clock.moment = EARLY
    set_member(world, "3", email="")
    with world.app.app_context(), writing(db.session()) as session:
        session.add(
            LetterText(
                assembly_id=world.assembly_id, letter=letter, language="fr", subject="Venez", body="{link}"
            )
        )
    address, fields = {
        "invitation": ("/office/invitations", {"late": "yes"}),
        "paper": ("/office/invitations/paper", {"late": "yes"}),
        "reminder": ("/office/invitations/reminders", {"wave": "1"}),
    }[letter]
    if letter == "reminder":
        world.clock.moment = ADVANCE
    assert answer_of(world.person("secretary").send(address, fields)) == "letter_unsound"
    assert waiting(world) == 0
