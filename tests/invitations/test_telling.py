"""Those who were invited are told, once and each in their way, of what has become of the assembly."""

from collections import Counter
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from icalendar import Calendar
from pypdf import PdfReader
from sqlalchemy import select

from tests.ballot.test_roll_corrections import outcome
from tests.invitations.test_queue import invite, sent, set_member
from tests.world import ACTOR, KEY, MEETING, World
from voting.assembly.definition import VenueDefinition
from voting.assembly.models import Assembly
from voting.ballot.convene import convene
from voting.database import writing
from voting.extensions import db
from voting.invitations.invitees import Capacity, NewInvitee, add_invitee
from voting.invitations.models import LetterPrint
from voting.invitations.paper import begin_print, begin_told_print
from voting.invitations.progress import LetterStage, progress_of
from voting.invitations.telling import (
    cancel_and_tell,
    invited_so_far,
    postpone_and_tell,
    take_back_and_tell,
)
from voting.invitations.texts import Told
from voting.letters.paper import set_letters
from voting.mail.models import Mail

REASON = {"nl": "De zaal is afgebrand", "fr": "La salle a brûlé"}
LATER = date(2025, 7, 1)
SINCE = MEETING - timedelta(days=13)
"""A day after it was convened."""


def taken_back(world: World) -> str:
    now = world.clock()
    return outcome(world, lambda s: take_back_and_tell(s, world.assembly_id, REASON, now=now, account_id=1))


def postponed(world: World, day: date = LATER, *, late: bool = False) -> str:
    return outcome(
        world,
        lambda s: postpone_and_tell(
            s, world.assembly_id, day, REASON, accept_late=late, now=world.clock(), account_id=1
        ),
    )


def cancelled(world: World) -> str:
    now = world.clock()
    return outcome(world, lambda s: cancel_and_tell(s, world.assembly_id, REASON, now=now, account_id=1))


def by_letter(world: World) -> Counter[str]:
    with world.app.app_context():
        return Counter(db.session.scalars(select(Mail.letter)))


def test_nobody_invited_nobody_told(world: World) -> None:
    world.clock.moment = SINCE
    assert (postponed(world), taken_back(world)) == ("ok", "ok")
    assert by_letter(world) == {}


def test_who_was_invited_by_mail_is_told_once_in_their_language(world: World) -> None:
    world.clock.moment = SINCE
    set_member(world, "7", email="")
    set_member(world, "8", language="fr")
    invite(world, accept_late=True)
    assert len(sent(world, rejected=("lid9@example.org",))) == 38
    assert postponed(world) == "ok"
    messages = {message["To"]: message for message in sent(world)}
    assert len(messages) == 38
    assert sent(world) == []
    dutch = messages["lid3@example.org"].get_body(("plain",)).get_content()
    assert "van 17 juni 2025 naar 1 juli 2025" in dutch
    assert REASON["nl"] in dutch
    assert "{" not in dutch
    french = messages["lid8@example.org"]
    assert REASON["fr"] in french.get_body(("plain",)).get_content()
    assert "1er juillet 2025" in french["Subject"]
    [calendar] = [part for part in french.iter_attachments() if part.get_content_type() == "text/calendar"]
    [event] = Calendar.from_ical(calendar.get_content()).walk("VEVENT")
    assert (event["sequence"], event.get("status")) == (1, None)
    assert cancelled(world) == "ok"
    told = sent(world)
    assert len(told) == 38
    [calendar] = told[0].iter_attachments()
    assert b"METHOD:CANCEL" in calendar.get_payload(decode=True)
    assert b"STATUS:CANCELLED" in calendar.get_payload(decode=True)
    with world.app.app_context():
        stages = [counts for _, counts in sorted(progress_of(db.session(), world.assembly_id).told.items())]
        assert [counts[LetterStage.SENT] for counts in stages] == [38, 38]
        assert [counts[LetterStage.ON_PAPER] for counts in stages] == [1, 1], "what came back goes on paper"


def test_other_halls_stand_in_the_letters(world: World) -> None:
    world.clock.moment = SINCE
    set_member(world, "8", language="fr")
    invite(world, accept_late=True)
    sent(world)
    halls = [VenueDefinition("BRU", {"nl": "De Hal", "fr": "La Halle"}, "Kaai 3")]
    act = partial(postpone_and_tell, assembly_id=world.assembly_id, day=LATER, reason=REASON, venues=halls)
    assert outcome(world, lambda s: act(s, now=world.clock(), account_id=1)) == "ok"
    bodies = {message["To"]: message.get_body(("plain",)).get_content() for message in sent(world)}
    assert "De Hal, Kaai 3 in plaats van Brussel" in " ".join(bodies["lid3@example.org"].split())
    assert "La Halle, Kaai 3 au lieu de Bruxelles" in " ".join(bodies["lid8@example.org"].split())
    assert "- De Hal, Kaai 3\n- Luik" in bodies["lid3@example.org"]
    assert postponed(world, date(2025, 8, 1)) == "ok"
    assert "in plaats van" not in " ".join(sent(world)[0].get_body(("plain",)).get_content().split())


def test_who_was_convened_without_a_vote_is_told_too(world: World) -> None:
    world.clock.moment = SINCE
    with world.app.app_context(), writing(db.session()) as session:
        guest = NewInvitee("An Auditor", Capacity.AUDITOR, "auditor@example.org", "fr")
        add_invitee(session, world.assembly_id, guest, now=SINCE, actor=ACTOR)
    invite(world, accept_late=True)
    assert len(sent(world)) == 41
    assert taken_back(world) == "ok"
    told = {message["To"]: message for message in sent(world)}
    assert len(told) == 41
    assert REASON["fr"] in told["auditor@example.org"].get_body(("plain",)).get_content()


def test_an_invitation_that_waits_says_what_is_so_when_it_is_sent(world: World) -> None:
    world.clock.moment = SINCE
    invite(world, accept_late=True)
    assert postponed(world) == "ok"
    assert by_letter(world) == {"invitation": 40}
    texts = [message.get_body(("plain",)).get_content() for message in sent(world)]
    assert len(texts) == 40
    assert all("1 juli 2025" in text for text in texts)


def test_an_invitation_that_waits_is_not_sent_for_what_is_off(world: World) -> None:
    world.clock.moment = SINCE
    invite(world, accept_late=True)
    assert cancelled(world) == "ok"
    assert sent(world) == []


def test_a_later_step_has_the_last_word(world: World) -> None:
    world.clock.moment = SINCE
    invite(world, accept_late=True)
    sent(world)
    assert (postponed(world), cancelled(world)) == ("ok", "ok")
    assert {str(message["Subject"]).split(":")[0] for message in sent(world)} == {"Afgelast"}


def test_taken_back_and_convened_again_everybody_is_invited_anew(world: World) -> None:
    world.clock.moment = SINCE
    invite(world, accept_late=True)
    codes = {message["To"]: message.get_body(("plain",)).get_content() for message in sent(world)}
    assert taken_back(world) == "ok"
    assert {str(message["Subject"]).split(":")[0] for message in sent(world)} == {"Oproeping ingetrokken"}
    world.clock.moment = SINCE + timedelta(hours=1)

    def again(session: object) -> None:
        convene(session, KEY.encode(), world.assembly_id, now=SINCE + timedelta(days=1), actor=ACTOR)  # type: ignore[arg-type]

    assert outcome(world, again) == "ok"
    assert invite(world, accept_late=True).mails == 40
    anew = {message["To"]: message.get_body(("plain",)).get_content() for message in sent(world)}
    assert anew.keys() == codes.keys()
    assert world.codes["3"] in anew["lid3@example.org"], "the code that was sent stays good"
    assert invite(world, accept_late=True).mails == 0
    with world.app.app_context():
        assert progress_of(db.session(), world.assembly_id).invitations[LetterStage.SENT] == 40


def test_who_was_invited_on_paper_is_told_on_paper(world: World, tmp_path: Path) -> None:
    world.clock.moment = SINCE
    set_member(world, "7", email="", postcode="9000")
    set_member(world, "8", email="", language="fr")
    with world.app.app_context():
        with writing(db.session()) as session:
            begun = begin_print(session, world.assembly_id, accept_late=True, now=SINCE, actor=ACTOR).id
        assert invited_so_far(db.session(), world.assembly_id) == {}, "nothing has been printed yet"
        set_letters(db.session(), begun, tmp_path / "one", actor=ACTOR)
        assert invited_so_far(db.session(), world.assembly_id) == {"7": False, "8": False}
    assert taken_back(world) == "ok"
    with world.app.app_context():
        step = db.session.scalars(select(Mail.wave).where(Mail.letter == "taken_back").limit(1)).one()
        with writing(db.session()) as session:
            told = (world.assembly_id, Told.TAKEN_BACK, step)
            begun = begin_told_print(session, *told, now=SINCE, actor=ACTOR).id
        files = set_letters(db.session(), begun, tmp_path / "two", actor=ACTOR)
        assert db.session.get_one(LetterPrint, begun).finished_at
    assert [file.name for file in files] == ["letters-fr.pdf", "letters-nl.pdf"]
    [french], [dutch] = ([page.extract_text() for page in PdfReader(file).pages] for file in files)
    assert REASON["fr"] in french
    assert REASON["nl"] in dutch
    assert world.codes["7"] not in dutch, "the code stands in the invitation"


def test_who_was_convened_on_paper_without_a_vote_is_told_on_paper(world: World, tmp_path: Path) -> None:
    world.clock.moment = SINCE
    lives = {"street": "Rue Haute 1", "postcode": "1000", "municipality": "Bruxelles"}
    with world.app.app_context():
        with writing(db.session()) as session:
            for new in (
                NewInvitee("Gust", Capacity.GUEST, "", "fr", **lives),
                NewInvitee("Rita", Capacity.AUDITOR, "rita@example.org", "nl"),
            ):
                add_invitee(session, world.assembly_id, new, now=SINCE, actor=ACTOR)
            begun = begin_print(session, world.assembly_id, accept_late=True, now=SINCE, actor=ACTOR)
            assert begun.total == 1
            print_id = begun.id
        assert invited_so_far(db.session(), world.assembly_id) == {}
        set_letters(db.session(), print_id, tmp_path / "one", actor=ACTOR)
        [named] = invited_so_far(db.session(), world.assembly_id)
    assert cancelled(world) == "ok"
    assert sent(world) == []
    with world.app.app_context():
        step = db.session.scalars(select(Mail.wave).where(Mail.member == named)).one()
        with writing(db.session()) as session:
            told = (world.assembly_id, Told.CANCELLED, step)
            print_id = begin_told_print(session, *told, now=SINCE, actor=ACTOR).id
        [file] = set_letters(db.session(), print_id, tmp_path / "two", actor=ACTOR)
    [text] = [page.extract_text() for page in PdfReader(file).pages]
    assert "Rue Haute 1" in text
    assert REASON["fr"] in text


def test_a_day_for_which_it_is_too_late_is_said_so(world: World) -> None:
    world.clock.moment = SINCE
    soon = date(2025, 6, 18)
    assert postponed(world, soon) == "notice_late"
    with world.app.app_context():
        assert db.session.get_one(Assembly, world.assembly_id).date == date(2025, 6, 17)
    assert postponed(world, soon, late=True) == "ok"
