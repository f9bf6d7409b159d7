"""Directors, auditor and guests are convened with the members, by a letter that lets nobody in."""

import re

import pytest
from sqlalchemy import select, update

from tests.invitations.test_before_sending import SEND, hidden_fields
from tests.invitations.test_queue import EARLY, sent
from tests.world import World
from voting.database import writing
from voting.extensions import db
from voting.invitations.models import Invitee
from voting.mail.models import Mail
from voting.rehearsal.browser import answer_of

OTHERS = "/office/invitations/others"
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
