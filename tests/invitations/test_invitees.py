"""Directors, auditor and guests are convened with the members, by a letter that lets nobody in."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import select, update

from tests.invitations.test_before_sending import SEND, hidden_fields
from tests.invitations.test_queue import EARLY, sent, set_member
from tests.world import ACTOR, MEETING, World
from voting.database import writing
from voting.extensions import db
from voting.invitations.models import Invitee
from voting.invitations.paper import begin_print, paper_recipients
from voting.invitations.progress import troubled_letters
from voting.letters.paper import set_letters
from voting.mail.models import Mail
from voting.rehearsal.browser import answer_of
from voting.report.board import Entry
from voting.report.enter_mandate import NewEntry, enter_mandate

SINCE = MEETING - timedelta(days=10)
OTHERS = "/office/invitations/others"
BY_POST = {"email": "", "street": "Kerkstraat 1", "postcode": "9000", "municipality": "Gent"}
AUDITOR = {"name": "Rita <Revisor>", "capacity": "auditor", "email": "rita@example.org", "language": "fr"}


def test_they_are_convened_once_without_a_vote(world: World) -> None:
    world.clock.moment = EARLY
    secretary = world.person("secretary")
    for _ in range(2):
        assert answer_of(secretary.send(OTHERS, AUDITOR)) == "ok"
    assert answer_of(secretary.send(OTHERS, AUDITOR | {"name": "Gust", "capacity": "guest"})) == "ok"
    page = secretary.look("/office/invitations").text
    assert page.count("Rita &lt;Revisor&gt;") == 2, "in the row, and on its button"
    assert "Nog niet aangeschreven" in page
    page = secretary.look(f"{SEND}/invitation").text
    assert "42 brieven per e-mail versturen" in page
    fields = hidden_fields(page, "/office/invitations")
    for _ in range(2):
        assert answer_of(secretary.send("/office/invitations", fields | {"late": "yes"})) == "ok"
    letters = sent(world)
    assert len(letters) == 42
    [letter, _] = [letter for letter in letters if letter["To"] == "rita@example.org"]
    assert '<html lang="fr">' in letter.get_body(("html",)).get_content()  # type: ignore[union-attr]
    text = letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Bonjour Rita <Revisor>" in text
    assert "1. Comptes annuels" in text
    assert "/in/" not in text
    assert not re.search(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){3}", letter.as_string())
    assert "Nog niet aangeschreven" not in secretary.look("/office/invitations").text


def test_one_is_taken_off_again_and_gets_no_letter(world: World) -> None:
    world.clock.moment = EARLY
    secretary = world.person("secretary")
    secretary.send(OTHERS, AUDITOR)
    with world.app.app_context():
        invitee_id = db.session.scalar(select(Invitee.id))
    assert answer_of(secretary.send("/office/invitations", {"late": "yes"})) == "ok"
    assert answer_of(secretary.send(f"{OTHERS}/{invitee_id}/remove", {})) == "ok"
    assert answer_of(secretary.send(f"{OTHERS}/{invitee_id}/remove", {})) == "not_found"
    assert len(sent(world)) == 40


def test_an_odd_one_stops_nobody_and_its_reason_is_shown(world: World) -> None:
    world.clock.moment = EARLY
    secretary = world.person("secretary")
    secretary.send(OTHERS, AUDITOR)
    with world.app.app_context(), writing(db.session()) as session:
        session.execute(update(Invitee).values(email="jan@[telenet.be"))
    assert answer_of(secretary.send("/office/invitations", {"late": "yes"})) == "ok"
    assert len(sent(world)) == 40
    assert "Naar dit e-mailadres kan geen brief" in secretary.look("/office/invitations").text


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({"name": ""}, "invalid_form"),
        ({"name": "a\u202eb"}, "invalid_form"),
        ({"name": "x" * 101}, "invalid_form"),
        ({"email": "jan@[telenet.be"}, "invalid_form"),
        ({"email": ""}, "invalid_form"),
        ({"email": "", "street": "Kerkstraat 1", "postcode": "9000"}, "invalid_form"),
        ({"street": "Kerkstraat 1"}, "invalid_form"),
        ({"box": "x" * 101}, "invalid_form"),
        ({"capacity": "king"}, "bad_request"),
        ({"language": "xx"}, "bad_request"),
    ],
)
def test_what_cannot_be_is_refused(world: World, changes: dict[str, str], answer: str) -> None:
    assert answer_of(world.person("secretary").send(OTHERS, AUDITOR | changes)) == answer
    with world.app.app_context():
        assert db.session.scalar(select(Invitee.id)) is None


def test_nobody_but_the_office_enters_them(world: World) -> None:
    for name in ("chair", "teller", "auditor"):
        assert answer_of(world.person(name).send(OTHERS, AUDITOR)) != "ok"
    with world.app.app_context():
        assert db.session.scalar(select(Invitee.id)) is None
        assert db.session.scalar(select(Mail.id)) is None


def test_who_has_no_mail_address_is_convened_on_paper_with_the_others(world: World, tmp_path: Path) -> None:
    world.clock.moment = EARLY
    set_member(world, "3", email="", postcode="9500")
    secretary = world.person("secretary")
    assert answer_of(secretary.send(OTHERS, AUDITOR | BY_POST)) == "ok"
    page = secretary.look(f"{SEND}/paper").text
    assert "2 brieven voor de drukker klaarmaken" in page
    assert "Kerkstraat 1" in secretary.look("/office/invitations").text
    assert answer_of(secretary.send("/office/invitations", {"late": "yes"})) == "ok"
    assert len(sent(world)) == 39, "none by mail to the auditor"
    with world.app.app_context():
        with writing(db.session()) as session:
            begun = begin_print(session, world.assembly_id, accept_late=True, now=EARLY, actor=ACTOR)
            assert begun.total == 2
            print_id = begun.id
        files = set_letters(db.session(), print_id, tmp_path / "out", actor=ACTOR)
    assert [file.name for file in files] == ["letters-fr.pdf", "letters-nl.pdf"]
    [text] = [page.extract_text() for page in PdfReader(files[0]).pages]
    assert "Kerkstraat 1" in text
    assert "sans droit de vote" in text
    assert not re.search(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){3}", text)


def test_one_whose_letter_came_back_gets_it_on_paper_where_they_live_somewhere(world: World) -> None:
    world.clock.moment = EARLY
    secretary = world.person("secretary")
    secretary.send(OTHERS, AUDITOR | BY_POST | {"email": "rita@example.org"})
    secretary.send(OTHERS, AUDITOR | {"name": "Gust", "email": "gust@example.org"})
    secretary.send("/office/invitations", {"late": "yes"})
    sent(world, rejected=("rita@example.org", "gust@example.org"))
    with world.app.app_context():
        assert [one.name for one in paper_recipients(db.session(), world.assembly_id)] == [AUDITOR["name"]]


@pytest.fixture
def board(world: World) -> World:
    """Ann is on the roll; Bob is a member, but not yet on the record date; Cem is in no register; two are
    called Dan."""
    world.clock.moment = SINCE
    set_member(world, "3", first_name="Ann", name="D’Hondt")
    set_member(world, "41", first_name="Bob", name="Maes", language="fr")
    for number in ("5", "6"):
        set_member(world, number, first_name="Dan", name="Smet")
    with world.app.app_context(), writing(db.session()) as session:
        for name in ("D'Hondt Ann", "Bob Maes", "Cem", "Dan Smet"):
            entry = NewEntry(Entry.EARLIER, date(2024, 6, 1), "x", name, ends=date(2028, 6, 1))
            enter_mandate(session, entry, now=SINCE, account_id=1)
    return world


def test_directors_in_office_are_convened_with_one_button_and_once(board: World) -> None:
    secretary = board.person("secretary")
    page = secretary.look("/office/invitations").text
    assert "Ann D’Hondt, Bob Maes" in page or "Bob Maes, Ann D’Hondt" in page
    assert "Cem" in page
    assert "Dan Smet" in page
    for _ in range(2):
        assert answer_of(secretary.send(f"{OTHERS}/directors", {})) == "ok"
    with board.app.app_context():
        invitees = db.session.scalars(select(Invitee).order_by(Invitee.name)).all()
        assert [(one.name, one.member, one.language) for one in invitees] == [
            ("Ann D’Hondt", "3", "nl"),
            ("Bob Maes", "41", "fr"),
        ]
    assert "Met de brief aan de vennoot" in secretary.look("/office/invitations").text
    assert answer_of(secretary.send("/office/invitations", {"late": "yes"})) == "ok"
    letters = {message["To"]: message.get_body(("plain",)).get_content() for message in sent(board)}  # type: ignore[union-attr]
    assert len(letters) == 41, "one to each member on the roll, and one to Bob"
    said = "Met deze brief wordt u ook opgeroepen als: bestuurder."
    assert [address for address, text in letters.items() if said in text] == ["lid3@example.org"]
    assert board.codes["3"] in letters["lid3@example.org"]
    assert "sans droit de vote" in letters["lid41@example.org"]


def test_a_director_who_is_there_already_is_not_doubled(board: World) -> None:
    secretary = board.person("secretary")
    for name in ("ann dhondt", "CEM"):
        entered = {"name": name, "capacity": "director", "email": f"{name[0]}@example.org", "language": "nl"}
        assert answer_of(secretary.send(OTHERS, entered)) == "ok"
    secretary.send(f"{OTHERS}/directors", {})
    with board.app.app_context():
        assert sorted(db.session.scalars(select(Invitee.name))) == ["Bob Maes", "CEM", "ann dhondt"]


def test_a_letter_that_failed_is_shown_with_its_reason_whoever_it_was_for(world: World) -> None:
    world.clock.moment = EARLY
    secretary = world.person("secretary")
    secretary.send(OTHERS, AUDITOR)
    secretary.send("/office/invitations", {"late": "yes"})
    test = {"letter": "invitation", "language": "nl", "to": "me@example.org"}
    assert answer_of(secretary.send("/office/invitations/test", test)) == "ok"
    sent(world, rejected=("rita@example.org", "me@example.org"))
    with world.app.app_context():
        [invitee_id] = db.session.scalars(select(Invitee.id))
        again = {one.name: one.id for one in troubled_letters(db.session(), world.assembly_id) if one.again}
    assert again.keys() == {AUDITOR["name"], ""}
    secretary.send(f"{OTHERS}/{invitee_id}/remove", {})
    page = secretary.look("/office/invitations").text
    assert "Rita &lt;Revisor&gt;" in page
    assert "me@example.org" in page
    with world.app.app_context():
        removed, test_letter = troubled_letters(db.session(), world.assembly_id)[::-1]
        assert (removed.name, removed.email, removed.again) == (AUDITOR["name"], "rita@example.org", False)
        assert test_letter.email == "me@example.org"
    assert answer_of(secretary.send(f"/office/invitations/{again['']}/again", {})) == "ok"
    assert len(sent(world)) == 1
