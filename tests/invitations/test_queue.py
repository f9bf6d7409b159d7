"""Invitations and reminders in the outbox: everyone on the roll once, in time, and nobody who has voted."""

import email
import email.policy
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from sqlalchemy import delete, func, select, update

from tests.world import ACTOR, ADVANCE, KEY, MEETING, World
from voting.accounts.codes import derived_code
from voting.accounts.credentials import reissue_to_member
from voting.accounts.models import Credential
from voting.assembly.models import Assembly
from voting.audit.chain import record
from voting.ballot.cast import Vote, cast
from voting.ballot.models import Channel
from voting.database import writing
from voting.errors import Code, InvalidFile, Refused
from voting.extensions import db
from voting.invitations.progress import LetterStage, progress_of, troubled_letters, try_again
from voting.invitations.queue import Queued, next_wave, queue_invitations, queue_reminders
from voting.invitations.stored_texts import letter_text, own_text, store_text
from voting.invitations.texts import PLACEHOLDERS, TextOf, check_text, fill
from voting.letters.compose import compose
from voting.letters.kept import kept
from voting.mail.answers import Rejected, Unanswered
from voting.mail.models import Mail
from voting.mail.outbox import deliver
from voting.register.models import Member, MemberWord
from voting.register.search_text import REST, search_text_of, words_of
from voting.rehearsal.browser import Browser, answer_of
from voting.stamp import stamp

EARLY = MEETING - timedelta(days=16)
KEYED = KEY.encode()
ALL = "{agenda} {how_online} {documents} {link}"
"""What an invitation must have."""


def invite(world: World, **options: bool) -> Queued:
    with world.app.app_context(), writing(db.session()) as session:
        return queue_invitations(session, KEYED, world.assembly_id, now=world.clock(), actor=ACTOR, **options)


def remind(world: World, wave: int) -> Queued:
    with world.app.app_context(), writing(db.session()) as session:
        return queue_reminders(session, world.assembly_id, wave, now=world.clock(), actor=ACTOR)


def sent(world: World, rejected: tuple[str, ...] = ()) -> list[EmailMessage]:
    """Empty the outbox; returns the messages as a mail program reads them."""
    taken: list[EmailMessage] = []

    def send(message: EmailMessage, _handed: object) -> None:
        if message["To"] in rejected:
            raise Rejected("550 no such box", address=True)
        read = email.message_from_bytes(bytes(message), policy=email.policy.default)
        taken.append(read)

    with world.app.app_context():
        deliver(db.session(), compose, send, world.clock)
    return taken


def set_member(world: World, number: str, **values: str) -> None:
    with world.app.app_context(), writing(db.session()) as session:
        session.execute(update(Member).where(Member.number == number).values(**values))
        member = session.scalars(select(Member).where(Member.number == number)).one()
        details = {field: getattr(member, field) for field in ("first_name", "name", *REST)}
        member.search_text = search_text_of(details)
        session.execute(delete(MemberWord).where(MemberWord.member == number))
        session.add_all(MemberWord(word=word, member=number) for word in words_of(details))


def test_everyone_on_the_roll_with_an_address_is_invited_once(world: World) -> None:
    world.clock.moment = EARLY
    set_member(world, "7", email="")
    set_member(world, "8", language="fr")
    assert invite(world) == Queued(39, 1)
    assert invite(world) == Queued(0, 1)
    messages = sent(world)
    assert sorted(message["To"] for message in messages) == sorted(
        f"lid{number}@example.org" for number in range(1, 41) if number != 7
    )
    assert len({message["Message-ID"] for message in messages}) == 39
    french = next(message for message in messages if message["To"] == "lid8@example.org")
    assert french["Subject"] == "Convocation : Assemblée générale le 17 juin 2025"
    assert "First8 Name8" in french.get_body().get_content()  # type: ignore[union-attr]
    assert "{" not in french.get_body().get_content()  # type: ignore[union-attr]
    set_member(world, "7", email="zeven@example.org")
    assert invite(world) == Queued(1, 0)
    assert [message["To"] for message in sent(world)] == ["zeven@example.org"]


def test_the_code_of_an_invitation_lets_its_member_in_and_stands_nowhere_in_clear(world: World) -> None:
    world.clock.moment = EARLY
    invite(world)
    [message] = [message for message in sent(world) if message["To"] == "lid3@example.org"]
    text = message.get_body().get_content()  # type: ignore[union-attr]
    code = world.codes["3"]
    assert code in text
    assert f"/in/{code}" in text
    assert "Name3" in Browser(world.app, code).look("/assembly").text
    with world.app.app_context():
        for mail in db.session.scalars(select(Mail)):
            assert code not in repr(vars(mail))
        salt = db.session.scalar(select(Credential.salt).where(Credential.salt.is_not(None)).limit(1))
        assert salt
        assert derived_code(b"another key", salt) != derived_code(KEYED, salt)


def test_a_letter_sent_after_a_new_code_was_given_has_the_new_one(world: World) -> None:
    world.clock.moment = EARLY
    invite(world)
    with world.app.app_context(), writing(db.session()) as session:
        code = reissue_to_member(session, KEYED, world.assembly_id, "3", now=EARLY, actor=ACTOR)
    texts = [
        message.get_body().get_content()  # type: ignore[union-attr]
        for message in sent(world)
        if message["To"] == "lid3@example.org"
    ]
    assert any(code in text for text in texts)
    assert not any(world.codes["3"] in text for text in texts)


def test_the_notice_is_kept_unless_somebody_says_otherwise(world: World) -> None:
    world.clock.moment = EARLY + timedelta(days=1)
    with pytest.raises(Refused) as refused:
        invite(world)
    assert (refused.value.code, refused.value.values["days"]) == (Code.NOTICE_LATE, 15)
    assert invite(world, accept_late=True).mails == 40
    world.clock.moment = MEETING + timedelta(days=1)
    with pytest.raises(Refused) as over:
        invite(world, accept_late=True)
    assert over.value.code is Code.ASSEMBLY_OVER


def vote(world: World, member: str, *numbers: str) -> None:
    choices = {"1": "for", "2": "c1=for,c2=against,c3=abstain", "3": "e1+e2"}
    with world.app.app_context(), writing(db.session()) as session:
        for number in numbers:
            choice = choices[number]
            cast(
                session, Vote(world.resolutions[number], member, Channel.ADVANCE, choice=choice), now=ADVANCE
            )


def test_reminders_go_to_those_who_can_still_vote_on_something_and_say_on_what(world: World) -> None:
    world.clock.moment = EARLY
    invite(world)
    sent(world, rejected=("lid4@example.org",))
    world.clock.moment = ADVANCE
    vote(world, "1", "1", "2", "3")
    vote(world, "2", "1", "3")
    assert remind(world, 1).mails == 38
    assert remind(world, 1).mails == 0
    vote(world, "3", "1", "2", "3")
    messages = {message["To"]: message for message in sent(world)}
    assert len(messages) == 37
    assert not messages.keys() & {f"lid{number}@example.org" for number in (1, 3, 4)}
    told = messages["lid2@example.org"].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "2. Bestuurders" in told
    assert f"/in/{world.codes['2']}?to=vote" in told
    assert "1. Jaarrekening" not in told
    assert "3. Comité" not in told
    assert "4. Statuten" not in told, "it cannot be voted on in advance"
    other = messages["lid5@example.org"].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert [point in other for point in ("1. Jaar", "2. Best", "3. Com", "4. Stat")] == [
        True,
        True,
        True,
        False,
    ]
    with world.app.app_context():
        assert next_wave(db.session(), world.assembly_id) == 2
        progress = progress_of(db.session(), world.assembly_id)
        assert (progress.entitled, progress.with_address, progress.voted) == (40, 40, 3)
        assert progress.invitations[LetterStage.SENT] == 39
        assert progress.invitations[LetterStage.BOUNCED] == 1
        assert progress.reminders[1][LetterStage.SENT] == 37
        assert progress.reminders[1][LetterStage.NOT_NEEDED] == 1
        [bounced] = troubled_letters(db.session(), world.assembly_id)
        with writing(db.session()) as session:
            try_again(session, world.assembly_id, bounced.id, now=ADVANCE, actor=ACTOR)
        sent_id = db.session.scalar(select(func.min(Mail.id)).where(Mail.member == "1"))
        with pytest.raises(Refused), writing(db.session()) as session:
            try_again(session, world.assembly_id, sent_id or 0, now=ADVANCE, actor=ACTOR)
    assert [message["To"] for message in sent(world)] == ["lid4@example.org"]
    with pytest.raises(Refused):
        remind(world, 3)


@pytest.mark.parametrize("moment", [EARLY, ADVANCE - timedelta(days=3), MEETING])
def test_nobody_is_reminded_when_nothing_can_be_voted_on(world: World, moment: datetime) -> None:
    world.clock.moment = EARLY
    invite(world)
    sent(world)
    world.clock.moment = moment
    with pytest.raises(Refused) as refused:
        remind(world, 1)
    assert refused.value.code is Code.NOTHING_TO_VOTE_ON
    assert sent(world) == []


def test_a_reminder_that_was_queued_is_not_sent_once_nothing_can_be_voted_on(world: World) -> None:
    world.clock.moment = EARLY
    invite(world)
    sent(world)
    world.clock.moment = ADVANCE
    assert remind(world, 1).mails == 40
    world.clock.moment = MEETING
    assert sent(world) == []


def test_a_letter_that_perhaps_arrived_is_sent_again_only_at_somebodys_word(world: World) -> None:
    world.clock.moment = EARLY
    invite(world)

    def send(message: EmailMessage, handed: Callable[[], None]) -> None:
        handed()
        if message["To"] == "lid5@example.org":
            raise Unanswered("the line went dead")

    with world.app.app_context():
        assert deliver(db.session(), compose, send, world.clock) == 39
        [letter] = troubled_letters(db.session(), world.assembly_id)
        assert (letter.member, letter.stage) == ("5", LetterStage.UNANSWERED)
        world.clock.moment += timedelta(days=1)
        assert deliver(db.session(), compose, send, world.clock) == 0
        with writing(db.session()) as session:
            try_again(session, world.assembly_id, letter.id, now=world.clock(), actor=ACTOR)
    assert [message["To"] for message in sent(world)] == ["lid5@example.org"]


def test_who_has_opened_the_invitation_is_counted(world: World) -> None:
    world.member(1)
    world.member(1)
    world.member(2)
    world.person("chair")
    with world.app.app_context():
        assert progress_of(db.session(), world.assembly_id).opened == 2


@pytest.mark.parametrize("with_programme", [True, False])
def test_the_calendar_entry_is_one_that_calendars_read(world: World, with_programme: bool) -> None:
    world.clock.moment = EARLY
    title = "Vergadering; met, komma’s\\ en " + "een heel lange naam " * 6
    programme = [{"at": "2025-06-17T12:00:00+00:00", "text": {"nl": "Opening"}}] if with_programme else []
    with world.app.app_context(), writing(db.session()) as session:
        assembly = session.get_one(Assembly, world.assembly_id)
        assembly.title = {"nl": title}
        assembly.programme = programme
    invite(world)
    message = sent(world)[0]
    [attached] = list(message.iter_attachments())
    content = attached.get_payload(decode=True)
    assert attached.get_content_type() == "text/calendar"
    assert isinstance(content, bytes)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    [event] = Calendar.from_ical(content).walk("VEVENT")
    assert str(event["summary"]) == title.strip() or str(event["summary"]) == title
    assert str(event["location"]) == "Brussel; Luik"
    begins = event.decoded("dtstart")
    assert begins == (datetime(2025, 6, 17, 12, tzinfo=UTC) if with_programme else MEETING.date())
    assert world.codes["1"] not in content.decode()


@pytest.mark.parametrize("letter", TextOf)
@pytest.mark.parametrize("language", ["nl", "fr", "en", "de"])
def test_the_house_has_sound_texts_of_its_own(letter: TextOf, language: str) -> None:
    assert check_text(letter, *own_text(letter, language)) == []


@pytest.mark.parametrize(
    ("subject", "body", "expected"),
    [
        ("", ALL, [("subject", "value_missing")]),
        ("x", " ", [*[("body", "placeholder_missing")] * 4, ("body", "value_missing")]),
        ("x", ALL + "{naam}", [("body", "placeholder_unknown")]),
        ("x", ALL + "{", [("body", "placeholder_unknown")]),
        ("x {code}", ALL, [("subject", "placeholder_secret")]),
        ("x\r\nBcc: all@example.org", ALL, [("subject", "one_line")]),
        ("x" * 151, ALL, [("subject", "too_long")]),
        ("x", ALL + "x" * (10_001 - len(ALL)), [("body", "too_long")]),
        ("x" * 150, ALL + "x" * (10_000 - len(ALL)), []),
        ("x", ALL + "{link.__class__}", [("body", "placeholder_unknown")]),
        ("x", "{link} {agenda} {how_online}", [("body", "placeholder_missing")]),
        ("x", "{link} {documents}", [("body", "placeholder_missing")] * 2),
        ("Aan {name}", ALL + "{code}", []),
    ],
)
def test_each_fault_of_a_text_is_named(subject: str, body: str, expected: list[tuple[str, str]]) -> None:
    found = check_text(TextOf.INVITATION, subject, body)
    assert sorted((fault.column, fault.code) for fault in found) == expected


def test_a_reminder_says_on_what_to_vote() -> None:
    for body, missing in (("{link}", ["{to_vote}"]), ("{to_vote}", ["{link}"]), ("{to_vote} {link}", [])):
        found = check_text(TextOf.REMINDER, "x", body)
        assert [(fault.code, fault.values["value"]) for fault in found] == [
            ("placeholder_missing", name) for name in missing
        ]


@given(st.text(), st.dictionaries(st.sampled_from(PLACEHOLDERS), st.text()))
def test_what_is_filled_in_is_not_looked_at_again(text: str, values: dict[str, str]) -> None:
    tricked = {name: value + "{code}" for name, value in values.items() if name != "code"}
    assert "SECRET" not in fill("{name}" + text.replace("{", ""), tricked | {"code": "SECRET"})


def test_what_is_no_placeholder_is_sent_as_it_stands() -> None:
    assert fill("{name}, {naam} {", {"name": "An"}) == "An, {naam} {"


def test_a_text_of_ones_own_is_kept_for_its_assembly_and_language(world: World) -> None:
    with world.app.app_context(), writing(db.session()) as session:
        store = (session, world.assembly_id, TextOf.INVITATION, "nl")
        seen = stamp(letter_text(*store))
        store_text(*store, "Kom", f"Hallo {{name}}: {ALL}", seen, now=EARLY, actor=ACTOR)
        with pytest.raises(InvalidFile):
            store_text(*store, "Kom", "zonder link", seen, now=EARLY, actor=ACTOR)
    world.clock.moment = EARLY
    invite(world)
    message = sent(world)[0]
    assert message["Subject"] == "Kom"
    with world.app.app_context():
        assert letter_text(db.session(), world.assembly_id, TextOf.INVITATION, "nl")[0] == "Kom"
        assert letter_text(db.session(), world.assembly_id, TextOf.INVITATION, "fr")[0].startswith(
            "Convocation"
        )


def test_what_letters_share_is_made_anew_once_something_has_changed(world: World) -> None:
    world.clock.moment = EARLY
    made: list[int] = []

    def make() -> int:
        made.append(len(made))
        return made[-1]

    with world.app.app_context():
        found = [kept(db.session(), make, *key) for key in ("a", "a", "b", "a")]
        assert found == [0, 0, 1, 0]
        db.session.rollback()
        with writing(db.session()) as session:
            record(session, now=EARLY, actor=ACTOR, action="x")
        assert kept(db.session(), make, "a") == 2


def test_a_text_that_changes_while_letters_leave_is_in_those_that_follow(world: World) -> None:
    world.clock.moment = EARLY
    invite(world)
    subjects: list[str] = []

    def change(message: EmailMessage, _handed: object) -> None:
        subjects.append(str(message["Subject"]))
        if len(subjects) == 2:
            with writing(db.session()) as session:
                target = (session, world.assembly_id, TextOf.INVITATION, "nl")
                store_text(*target, "Kom", ALL, stamp(letter_text(*target)), now=EARLY, actor=ACTOR)

    with world.app.app_context():
        deliver(db.session(), compose, change, world.clock)
    assert [subject == "Kom" for subject in subjects] == [False] * 2 + [True] * 38


def test_the_door_stays_shut_for_codes_of_other_keys(world: World) -> None:
    client = world.app.test_client()
    assert answer_of(client.post("/sign-in", data={"code": derived_code(b"x", "y")})) in (
        "sign_in_failed",
        "form_expired",
    )
