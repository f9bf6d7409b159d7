"""The outbox: nothing is lost, nothing is sent twice, nobody waits behind a letter that fails."""

import email
import email.policy
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests.log_lines import log_lines
from tests.mail.postbox import Postbox, receiving
from tests.waiting import PATIENCE
from tests.world import KEY, MEETING, World
from voting.cooperative.models import Cooperative
from voting.cooperative.stored import THE_ONE, enter_cooperative
from voting.database import writing
from voting.extensions import db
from voting.letters.compose import compose
from voting.mail.answers import Away
from voting.mail.models import Letter, Mail
from voting.mail.outbox import MOST_ATTEMPTS, deliver, enqueue, pause_after
from voting.mail.transport import transport
from voting.register.models import Member


def queue(world: World, *members: str) -> None:
    with world.app.app_context(), writing(db.session()) as session:
        for member in members:
            enqueue(session, Letter.CODE_REISSUED, member, now=world.clock(), assembly=world.assembly_id)


def rows(app: Flask) -> list[Mail]:
    with app.app_context():
        return list(db.session.scalars(select(Mail).order_by(Mail.id)))


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, str]]:
    """The box, and the address of its server."""
    with receiving() as received:
        yield received


def test_letters_are_written_in_each_members_language(world: World, postbox: tuple[Postbox, str]) -> None:
    box, url = postbox
    queue(world, "1")
    with world.app.app_context():
        assert deliver(db.session(), compose, transport(url, Path("unused")), world.clock) == 1
        assert deliver(db.session(), compose, transport(url, Path("unused")), world.clock) == 0
    [letter] = box.taken
    assert b"To: lid1@example.org" in letter
    assert b"Content-Language: nl" in letter
    assert rows(world.app)[0].sent_at == MEETING


def test_each_letter_says_that_a_machine_wrote_it_and_who_reads_answers(
    world: World, postbox: tuple[Postbox, str]
) -> None:
    box, url = postbox
    with world.app.app_context(), writing(db.session()) as session:
        enter_cooperative(session, {"nl": "Coöp"}, now=world.clock(), actor="test")
        session.get_one(Cooperative, THE_ONE).email = "office@bürger.example"
        session.get_one(Member, "1").email = "jan@bürger.example"
        session.get_one(Member, "1").first_name = "Jan\r\nBcc: all@example.org"
    queue(world, "1")
    with world.app.app_context(), writing(db.session()) as session:
        for mail in session.scalars(select(Mail)):
            mail.bulk = True
    with world.app.app_context():
        assert deliver(db.session(), compose, transport(url, Path("unused")), world.clock) == 1
    letter = email.message_from_bytes(box.taken[0], policy=email.policy.default)
    said = {
        "To": "jan@xn--brger-kva.example",
        "Reply-To": "office@xn--brger-kva.example",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "Precedence": "bulk",
        "Content-Language": "nl",
    }
    assert {name: str(letter[name]) for name in said} == said
    assert letter["Date"]
    assert str(letter["Message-ID"]).startswith("<letter-")
    assert letter["Bcc"] is None


def test_one_that_fails_waits_longer_each_time_and_holds_up_nobody(
    world: World, postbox: tuple[Postbox, str]
) -> None:
    box, url = postbox
    box.refuses = {"lid1@example.org"}
    queue(world, "1", "2")
    for attempt in range(1, MOST_ATTEMPTS + 1):
        with world.app.app_context():
            deliver(db.session(), compose, transport(url, Path("unused")), world.clock)
        assert len(box.taken) == 1
        first, second = rows(world.app)
        assert second.sent_at
        assert (first.attempts, first.sent_at) == (attempt, None)
        assert first.fault
        assert "451" in first.fault
        assert (first.given_up_at is not None) == (attempt == MOST_ATTEMPTS)
        world.clock.moment += pause_after(attempt)
    box.refuses = set()
    with world.app.app_context():
        assert deliver(db.session(), compose, transport(url, Path("unused")), world.clock) == 0


def test_an_address_that_takes_no_letters_is_marked_at_once(
    world: World, postbox: tuple[Postbox, str]
) -> None:
    box, url = postbox
    box.unknown = {"lid1@example.org"}
    queue(world, "1", "2")
    with world.app.app_context():
        assert deliver(db.session(), compose, transport(url, Path("unused")), world.clock) == 1
    first, second = rows(world.app)
    assert (first.attempts, first.bounced_at, first.given_up_at) == (1, MEETING, MEETING)
    assert first.fault
    assert "550" in first.fault
    assert (second.sent_at, second.bounced_at) == (MEETING, None)


def test_what_the_server_will_not_carry_is_given_up_and_what_it_cannot_now_is_tried_again(
    world: World, postbox: tuple[Postbox, str]
) -> None:
    box, url = postbox
    queue(world, "1", "2")
    send = transport(url, Path("unused"))
    with world.app.app_context():
        box.answer = "452 disk full"
        assert deliver(db.session(), compose, send, world.clock) == 0
        assert [mail.handed_at for mail in rows(world.app)] == [None, None]
        box.answer = "554 looks like spam"
        world.clock.moment += pause_after(1)
        assert deliver(db.session(), compose, send, world.clock) == 0
        assert [mail.given_up_at for mail in rows(world.app)] == [world.clock.moment] * 2
        assert [mail.bounced_at for mail in rows(world.app)] == [None, None], "it is not for the address"
        box.answer = "250 OK"
        world.clock.moment += timedelta(days=1)
        assert deliver(db.session(), compose, send, world.clock) == 0


def test_letters_that_follow_each_other_share_a_connection_and_dots_arrive(
    world: World, postbox: tuple[Postbox, str]
) -> None:
    box, url = postbox
    send = transport(url, Path("unused"))
    for number in range(3):
        message = EmailMessage()
        message["From"], message["To"], message["Message-ID"] = (
            "a@example.org",
            "b@example.org",
            f"<{number}@x>",
        )
        message.set_content(".\n..\n.a\nend\n")
        send(message, lambda: None)
    assert len(box.taken) == 3
    assert all(letter.endswith(b"\r\n\r\n.\r\n..\r\n.a\r\nend\r\n") for letter in box.taken)


def test_passwords_do_not_wait_behind_invitations(world: World, postbox: tuple[Postbox, str]) -> None:
    box, url = postbox
    with world.app.app_context(), writing(db.session()) as session:
        for member in ("1", "2"):
            at = world.clock() - timedelta(hours=1)
            enqueue(session, Letter.CODE_REISSUED, member, now=at, assembly=world.assembly_id)
        for mail in session.scalars(select(Mail)):
            mail.bulk = True
        enqueue(session, Letter.PASSWORD_CHANGED, "3", now=world.clock())
    with world.app.app_context():
        assert deliver(db.session(), compose, transport(url, Path("x")), world.clock) == 3
    assert b"To: lid3@example.org" in box.taken[0]


@pytest.mark.parametrize("nth", [1, 3])
def test_a_worker_killed_while_the_server_takes_a_letter_sends_none_twice(
    world: World, postbox: tuple[Postbox, str], tmp_path: Path, nth: int
) -> None:
    """kill -9 between the arrival of a letter and its acknowledgement: the worst moment there is."""
    box, url = postbox
    members = [str(number) for number in range(1, 7)]
    queue(world, *members)
    environment = os.environ | {
        "DATABASE_URL": world.app.config["SQLALCHEMY_DATABASE_URI"],
        "MAIL_URL": url,
        "SECRET_KEY": KEY,
        "INSTANCE": str(tmp_path / "worker"),
        "MAIL_PER_MINUTE": "0",
    }
    command = [sys.executable, "-m", "voting.cli", "send-mail"]
    with subprocess.Popen(command, env=environment) as worker:

        def kill() -> None:
            if len(box.taken) == nth:
                worker.kill()
                worker.wait()

        box.when_taken = kill
    assert worker.returncode == -signal.SIGKILL
    assert len(box.taken) == nth
    box.when_taken = lambda: None
    assert subprocess.run(command, env=environment, check=False).returncode == 0
    recipients = [line for letter in box.taken for line in letter.splitlines() if line.startswith(b"To: ")]
    assert sorted(recipients) == sorted(f"To: lid{member}@example.org".encode() for member in members)
    open_ended = [mail.member for mail in rows(world.app) if mail.sent_at is None]
    assert open_ended == [str(nth)]
    assert rows(world.app)[nth - 1].handed_at


def test_a_server_that_is_away_loses_nothing(world: World, postbox: tuple[Postbox, str]) -> None:
    box, url = postbox
    queue(world, "1")
    with world.app.app_context():
        assert deliver(db.session(), compose, transport("smtp://127.0.0.1:1", Path("x")), world.clock) == 0
        assert deliver(db.session(), compose, transport(url, Path("x")), world.clock) == 0
        world.clock.moment += timedelta(minutes=1)
        assert deliver(db.session(), compose, transport(url, Path("x")), world.clock) == 1
    assert len(box.taken) == 1


def test_who_cannot_be_written_to_is_given_up_at_once(world: World, tmp_path: Path) -> None:
    queue(world, "no such member")
    with world.app.app_context():
        assert deliver(db.session(), compose, transport("", tmp_path), world.clock) == 0
    [mail] = rows(world.app)
    assert mail.fault == "no_address"
    assert mail.given_up_at


def test_without_a_server_letters_are_files_that_only_their_owner_reads(world: World, tmp_path: Path) -> None:
    queue(world, "1", "2")
    with world.app.app_context():
        assert deliver(db.session(), compose, transport("", tmp_path / "mail"), world.clock) == 2
    files = list((tmp_path / "mail").iterdir())
    assert len(files) == 2
    assert all(file.stat().st_mode & 0o077 == 0 for file in files)


@pytest.mark.parametrize("url", ["http://example.org", "smtp://", "mail.example.org:25"])
def test_an_address_that_is_no_mail_server_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="MAIL_URL"):
        transport(url, Path("unused"))


def test_a_password_is_never_given_to_a_server_without_encryption(postbox: tuple[Postbox, str]) -> None:
    box, url = postbox
    message = EmailMessage()
    message["From"], message["To"], message["Message-ID"] = "a@example.org", "b@example.org", "<1@x>"
    with pytest.raises(Away, match="STARTTLS"):
        transport(url.replace("//", "//user:secret@"), Path("unused"))(message, lambda: None)
    assert box.taken == []


def test_two_workers_at_once_send_each_letter_once(
    world: World, postbox: tuple[Postbox, str], tmp_path: Path
) -> None:
    """The process of ``voting send-mail``, twice at the same time, on the same database."""
    box, url = postbox
    members = [str(number) for number in range(1, 41)]
    queue(world, *members)
    database = world.app.config["SQLALCHEMY_DATABASE_URI"]
    environment = os.environ | {"DATABASE_URL": database, "MAIL_URL": url, "SECRET_KEY": KEY}
    environment |= {"INSTANCE": str(tmp_path / "worker")}
    command = [sys.executable, "-m", "voting.cli", "send-mail"]
    workers = [subprocess.Popen(command, env=environment) for _ in range(2)]
    assert [worker.wait(PATIENCE) for worker in workers] == [0, 0]
    recipients = [line for letter in box.taken for line in letter.splitlines() if line.startswith(b"To: ")]
    assert sorted(recipients) == sorted(f"To: lid{member}@example.org".encode() for member in members)


def test_the_worker_stays_until_it_is_told_to_go(
    world: World, postbox: tuple[Postbox, str], tmp_path: Path
) -> None:
    _, url = postbox
    environment = os.environ | {
        "DATABASE_URL": world.app.config["SQLALCHEMY_DATABASE_URI"],
        "MAIL_URL": url,
        "SECRET_KEY": KEY,
        "INSTANCE": str(tmp_path / "worker"),
    }
    queue(world, "1")
    command = [sys.executable, "-u", "-m", "voting.cli", "send-mail", "--watch", str(os.getpid())]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as worker:
        assert worker.stderr
        try:
            for number, more in ((1, ("2", "3")), (2, ())):
                while number:
                    line = json.loads(worker.stderr.readline())
                    assert (line["level"], line["event"]) == ("info", "letters sent")
                    number -= line["letters"]
                queue(world, *more)
        finally:
            worker.send_signal(signal.SIGTERM)
        assert worker.wait(PATIENCE) == 0


def test_a_letter_that_cannot_be_written_waits_and_holds_up_nobody(
    world: World, postbox: tuple[Postbox, str]
) -> None:
    _, url = postbox
    queue(world, "1", "2")
    with world.app.app_context(), writing(db.session()) as session:
        session.get_one(Mail, rows(world.app)[0].id).letter = "no such letter"
    with log_lines() as logged, world.app.app_context():
        assert deliver(db.session(), compose, transport(url, Path("unused")), world.clock) == 1
    first, second = rows(world.app)
    assert (first.attempts, first.fault, first.sent_at) == (1, "not_written", None)
    assert first.due_at > world.clock()
    assert second.sent_at
    [line] = logged.lines
    assert (line["event"], line["letter"]) == ("a letter could not be written", first.id)
    assert line["exception"][0]["type"] == "ValueError"
    assert "no such letter" not in logged.text


def test_a_letter_that_was_not_sent_is_logged_without_its_address(
    world: World, postbox: tuple[Postbox, str]
) -> None:
    box, url = postbox
    box.refuses, box.unknown = {"lid1@example.org"}, {"lid2@example.org"}
    queue(world, "1", "2")
    with log_lines() as logged, world.app.app_context():
        deliver(db.session(), compose, transport(url, Path("unused")), world.clock)
    told = [(line["event"], line["fault"]["smtp_code"]) for line in logged.lines]
    assert told == [("a letter was not sent", 451), ("a letter was rejected", 550)]
    assert "example.org" not in logged.text
    assert "no such box" not in logged.text
