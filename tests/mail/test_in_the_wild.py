"""Mail servers that refuse, put off, hang, drop, limit the rate: each letter is sent once or told as
doubtful, and the others go on."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.mail.test_outbox import queue, rows
from tests.mail.wild import DROP, HANG, TRICKLE, Wild, wild_server
from tests.world import ACTOR, World
from voting.database import writing
from voting.extensions import db
from voting.invitations.progress import try_again
from voting.letters.compose import compose
from voting.mail.answers import Away, Refusal, Rejected, Send, Unanswered
from voting.mail.line import LONGEST, MailLine
from voting.mail.models import Mail
from voting.mail.outbox import ANSWERED_WITHIN, LEASE, MOST_ATTEMPTS, deliver, pause_after
from voting.mail.transport import Timeouts, transport

SHORT = Timeouts(connect=0.3, answer=0.3, stage=0.5, content=0.4)
ONE, TWO, THREE = (f"lid{number}@example.org" for number in (1, 2, 3))


def letter(recipient: str = ONE, size: int = 10) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Message-ID"] = "a@example.org", recipient, "<1@x>"
    message.set_content("x" * size)
    return message


def sending(url: str) -> Send:
    return transport(url, Path("unused"), SHORT)


def tried(send: Send, message: EmailMessage | None = None) -> tuple[type[OSError] | None, bool]:
    """What sending a letter raises, and whether it was noted as handed over before."""
    handed = list[bool]()
    try:
        send(message or letter(), lambda: handed.append(True))
    except OSError as error:
        return type(error), bool(handed)
    return None, bool(handed)


@pytest.mark.parametrize(
    ("phase", "answer", "expected"),
    [
        ("connect", HANG, Away),
        ("connect", DROP, Away),
        ("connect", "554 go away", Away),
        ("connect", "421 too many connections", Away),
        ("ehlo", HANG, Away),
        ("ehlo", TRICKLE, Away),
        ("ehlo", "502 no", Away),
        ("mail", "550 5.1.8 bad sender", Away),
        ("mail", "451 4.7.1 too fast", Away),
        ("mail", HANG, Away),
        ("rcpt", "450 4.2.0 greylisted", Refusal),
        ("rcpt", "550 5.1.1 unknown", Rejected),
        ("rcpt", "550 no such box", Rejected),
        ("rcpt", "554 5.7.1 relay access denied", Rejected),
        ("data", "554 5.6.0 no", Rejected),
        ("data", "451 4.3.0 later", Refusal),
    ],
)
def test_before_the_content_nothing_has_arrived(phase: str, answer: str, expected: type[OSError]) -> None:
    with wild_server(**{phase: answer}) as (box, url):
        assert tried(sending(url)) == (expected, False)
        assert box.read == []


@pytest.mark.parametrize(("phase", "answer"), [("rcpt", HANG), ("rcpt", DROP), ("data", TRICKLE)])
def test_a_connection_lost_before_the_content_is_tried_again(phase: str, answer: str) -> None:
    with wild_server(**{phase: answer}) as (_, url):
        kind, handed = tried(sending(url))
    assert kind is not None
    assert not issubclass(kind, (Away, Refusal, Unanswered))
    assert not handed


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (HANG, Unanswered),
        (DROP, Unanswered),
        (TRICKLE, Unanswered),
        ("so what", Unanswered),
        ("452 4.3.1 disk full", Refusal),
        ("554 5.7.1 looks like spam", Rejected),
        ("251 will forward", None),
    ],
)
def test_after_the_content_only_an_answer_decides(answer: str, expected: type[OSError] | None) -> None:
    with wild_server(content=answer) as (_, url):
        assert tried(sending(url)) == (expected, True)


@pytest.mark.parametrize(
    ("code", "of_address"),
    [
        *(("550 5.1.1 x", True), ("550 5.2.1 x", True), ("553 x", True), ("550 5.1.8 x", False)),
        *(("552 5.2.3 x", False), ("554 5.7.1 x", False), ("550 5.4.1 x", False)),
    ],
)
def test_what_is_said_of_the_address_is_told_from_what_is_said_of_us(code: str, of_address: bool) -> None:
    with wild_server(rcpt=code) as (_, url), pytest.raises(Rejected) as rejected:
        sending(url)(letter(), lambda: None)
    assert rejected.value.address is of_address


@pytest.mark.parametrize(
    ("url_of", "answers", "extensions", "phase"),
    [
        (str, {}, ("STARTTLS",), "tls"),
        (str, {"starttls": "454 not now"}, ("STARTTLS",), "tls"),
        (lambda url: url.replace("smtp:", "smtps:"), {}, (), "connect"),
        (lambda url: url.replace("//", "//user:secret@"), {}, ("AUTH PLAIN",), "tls"),
    ],
)
def test_broken_encryption_is_no_fault_of_a_letter_and_no_password_leaves(
    url_of: Callable[[str], str], answers: dict[str, str], extensions: tuple[str, ...], phase: str
) -> None:
    with wild_server(**answers) as (box, url):
        box.extensions = extensions
        with pytest.raises(Away) as away:
            sending(url_of(url))(letter(), lambda: None)
    assert away.value.phase == phase
    assert not any(command.startswith(("AUTH", "MAIL")) for command in box.commands)


def test_what_the_server_does_not_offer_is_told_before_anything_is_sent() -> None:
    with wild_server() as (box, url):
        for extensions, message, fault in (
            ((), letter("jürgen@example.org"), "no_international"),
            (("SIZE 1000",), letter(size=2000), "too_large"),
        ):
            box.extensions = extensions
            with pytest.raises(Rejected) as rejected:
                sending(url)(message, lambda: None)
            assert (rejected.value.fault, rejected.value.address) == (fault, False)
        assert not any(command.startswith("MAIL") for command in box.commands)
        box.extensions = ("SIZE 0", "SMTPUTF8", "8BITMIME")
        assert tried(sending(url), letter("jürgen@example.org")) == (None, True)
        assert "SMTPUTF8" in box.commands[-3]


def test_a_server_that_ends_a_connection_after_some_letters_is_asked_for_another() -> None:
    with wild_server() as (box, url):
        sent = list[str]()

        def limited(said: str) -> str:
            sent.append(said)
            return "421 4.7.0 enough on this connection" if len(sent) % 3 == 0 else "250 OK"

        box.answers["mail"] = limited
        send = sending(url)
        for _ in range(6):
            assert tried(send) == (None, True)
        assert (len(box.taken), box.connections) == (6, 3)


def test_a_line_rests_after_a_run_of_trouble_and_one_letter_ends_the_run() -> None:
    outcomes = list[OSError | None]()

    def send(_message: EmailMessage, _handed: Callable[[], None]) -> None:
        if (outcome := outcomes.pop(0)) is not None:
            raise outcome

    line = MailLine(send)

    def told(outcome: OSError | None) -> bool:
        outcomes.append(outcome)
        tried(line)
        return line.must_rest

    assert told(Away("", "connect"))
    assert [line.rest() for _ in range(3)] == [5, 10, 20]
    assert not told(None)
    assert not told(Unanswered())
    assert told(Unanswered())
    assert line.rest() == 5
    assert told(Refusal("", 451))
    for _ in range(20):
        assert line.rest() <= LONGEST
    assert line.rest() == LONGEST
    assert not told(None)
    assert [told(Refusal("", 450)) for _ in range(10)] == [False] * 9 + [True]
    told(None)
    assert [told(Rejected("", 550, address=True)) for _ in range(100)] == [False] * 99 + [True]


def test_one_that_hangs_after_the_content_is_doubtful_and_the_others_arrive(world: World) -> None:
    queue(world, "1", "2", "3")
    with wild_server(content=lambda to: HANG if to == TWO else "250 OK") as (box, url):
        with world.app.app_context():
            assert deliver(db.session(), compose, sending(url), world.clock) == 2
            world.clock.moment += timedelta(days=5)
            assert deliver(db.session(), compose, sending(url), world.clock) == 0
        assert (box.taken, box.read) == ([ONE, THREE], [ONE, TWO, THREE])
    one, two, three = rows(world.app)
    assert one.sent_at
    assert three.sent_at
    assert (two.sent_at, two.given_up_at) == (None, None)
    assert two.handed_at


def test_of_a_server_that_swallows_each_letter_few_are_doubtful(world: World) -> None:
    queue(world, *(str(number) for number in range(1, 21)))
    with wild_server(content=DROP) as (_, url), world.app.app_context():
        line = MailLine(sending(url))
        assert deliver(db.session(), compose, line, world.clock, go_on=lambda: not line.must_rest) == 0
    assert len([mail for mail in rows(world.app) if mail.handed_at]) == 2
    assert len([mail for mail in rows(world.app) if not mail.taken]) == 18


def test_where_our_sender_is_refused_no_letter_is_used_up(world: World) -> None:
    queue(world, "1", "2", "3")
    with wild_server(mail="553 5.7.1 sender not allowed") as (box, url), world.app.app_context():
        for _ in range(MOST_ATTEMPTS):
            assert deliver(db.session(), compose, sending(url), world.clock) == 0
            world.clock.moment += timedelta(hours=1)
        assert {(mail.attempts, mail.given_up_at) for mail in rows(world.app)} == {(0, None)}
        box.answers.clear()
        assert deliver(db.session(), compose, sending(url), world.clock) == 3


def test_one_dropped_midway_through_its_content_arrives_once(world: World) -> None:
    queue(world, "1")
    with wild_server(midway=DROP) as (box, url), world.app.app_context():
        deliver(db.session(), compose, sending(url), world.clock)
        del box.answers["midway"]
        world.clock.moment += pause_after(1)
        deliver(db.session(), compose, sending(url), world.clock)
        [mail] = rows(world.app)
    assert (mail.sent_at is not None) == bool(box.taken)
    assert mail.handed_at, "sent, or doubtful"


@pytest.fixture
def taking() -> AbstractContextManager[tuple[Wild, str]]:
    """A server that takes all."""
    return wild_server()


def test_one_that_stood_still_before_the_content_leaves_the_letter_to_who_took_it_since(
    world: World, taking: AbstractContextManager[tuple[Wild, str]]
) -> None:
    """As a machine that is paused, or cut off: another takes the letter, and it wakes up."""
    queue(world, "1")
    with taking as (box, url), world.app.app_context():
        quick = sending(url)

        def slow(message: EmailMessage, handed: Callable[[], None]) -> None:
            world.clock.moment += LEASE
            assert deliver(db.session(), compose, quick, world.clock) == 1
            sending(url)(message, handed)

        assert deliver(db.session(), compose, slow, world.clock) == 0
        assert box.taken == [ONE]
        [mail] = rows(world.app)
        assert (mail.taken, mail.sent_at) == (2, world.clock.moment)


def test_sent_again_at_somebodys_word_it_is_no_longer_theirs_who_held_it(
    world: World, taking: AbstractContextManager[tuple[Wild, str]]
) -> None:
    """The answer that comes late does not end the attempt that has begun meanwhile."""
    queue(world, "1")
    with world.app.app_context(), writing(db.session()) as session:
        for mail in session.scalars(select(Mail)):
            mail.assembly_id = world.assembly_id
    with taking as (_, url), world.app.app_context():

        def late(message: EmailMessage, handed: Callable[[], None]) -> None:
            sending(url)(message, handed)
            world.clock.moment += ANSWERED_WITHIN
            [held] = rows(world.app)
            with writing(db.session()) as session:
                try_again(session, world.assembly_id, held.id, now=world.clock(), actor=ACTOR)
            raise Unanswered("late")

        deliver(db.session(), compose, late, world.clock, go_on=lambda: rows(world.app)[0].taken == 0)
        [mail] = rows(world.app)
        assert (mail.handed_at, mail.fault, mail.taken) == (None, None, 2)
        assert deliver(db.session(), compose, sending(url), world.clock) == 1
