"""What is odd in one letter keeps that letter alone back: the others leave, and the process lives."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from tests.assembly.giving import name_of
from tests.invitations.test_queue import EARLY, invite, sent, set_member
from tests.mail.postbox import receiving
from tests.mail.test_outbox import queue, rows
from tests.waiting import PATIENCE, until
from tests.world import KEY, World
from voting.assembly.proxies import offer_proxy
from voting.database import writing
from voting.extensions import db
from voting.invitations.paper import paper_recipients
from voting.invitations.progress import LetterStage, troubled_letters
from voting.letters.compose import compose
from voting.mail.models import Letter, Mail
from voting.mail.outbox import deliver
from voting.mail.transport import transport
from voting.register.models import Member

ODD_ADDRESSES = (
    *("jan@[telenet.be", "=?utf-8?q?a=0A?=@x.be", "a:b@x.be", "a,b@x.be", "Jan <c@x.be>", "a\u202eb@x.be"),
    *("a\x07@x.be", "a\r\nBcc: d@x.be", "a\uffff@x.be", "\U0001f600@", "@", "a b@x.be", "a@x.be\n"),
)
ODD_NAMES = (
    *(
        "E\u20e3va",
        "a\r\nBcc: d@x.be",
        "a\x07b",
        "a\u202eb",
        "\uffff",
        "\U0001f600",
        "=?utf-8?q?a=0A?=",
        "{code}",
    ),
    *("x" * 5000, "\u2028", "\x85", "<b>&amp;", "\ufeff"),
)


def test_a_real_process_sends_all_others_and_lives(world: World, tmp_path: Path) -> None:
    with world.app.app_context(), writing(db.session()) as session:
        for number, address in enumerate(ODD_ADDRESSES, 1):
            session.execute(update(Member).where(Member.number == str(number)).values(email=address))
        for number, name in enumerate(ODD_NAMES, 1 + len(ODD_ADDRESSES)):
            session.execute(update(Member).where(Member.number == str(number)).values(first_name=name))
    queue(world, *(str(number) for number in range(1, 40)))
    with receiving() as (box, url):
        environment = os.environ | {
            "DATABASE_URL": world.app.config["SQLALCHEMY_DATABASE_URI"],
            "MAIL_URL": url,
            "SECRET_KEY": KEY,
            "INSTANCE": str(tmp_path / "worker"),
            "MAIL_PER_MINUTE": "0",
        }
        command = [sys.executable, "-m", "voting.cli", "send-mail", "--watch", str(os.getpid())]
        with subprocess.Popen(command, env=environment) as worker:
            try:
                until(lambda: len(box.taken) == 39 - len(ODD_ADDRESSES))
                assert worker.poll() is None
                queue(world, "40")
                until(lambda: rows(world.app)[-1].sent_at)
            finally:
                worker.terminate()
                worker.wait(PATIENCE)
    heads = [letter.split(b"\r\n\r\n")[0].splitlines() for letter in box.taken]
    to = sorted(line for head in heads for line in head if line.startswith((b"To:", b"Bcc:")))
    expected = [f"To: lid{number}@example.org" for number in range(1 + len(ODD_ADDRESSES), 41)]
    assert to == sorted(line.encode() for line in expected)
    kept_back = {mail.member: mail.fault for mail in rows(world.app) if mail.sent_at is None}
    assert kept_back == {str(number): "odd_address" for number in range(1, 1 + len(ODD_ADDRESSES))}


def test_one_that_waits_for_being_odd_is_shown_with_its_reason(world: World) -> None:
    world.clock.moment = EARLY
    set_member(world, "3", email="jan@[telenet.be")
    invite(world)
    with world.app.app_context(), writing(db.session()) as session:
        session.execute(
            update(Mail).where(Mail.member == "4").values(details={"x": 1}, letter="no such letter")
        )
    with receiving() as (box, url), world.app.app_context():
        assert deliver(db.session(), compose, transport(url, Path("x")), world.clock) == 38
        found = {item.member: item for item in _troubled_but_for_the_kind(world)}
        assert (found["3"].stage, found["3"].fault) == (LetterStage.FAILED, "odd_address")
        assert (found["4"].stage, found["4"].fault) == (LetterStage.WAITING, "not_written")
        assert [member.number for member in paper_recipients(db.session(), world.assembly_id)] == ["3"]
    assert len(box.taken) == 38
    page = world.person("secretary").look("/office/invitations").text
    assert "jan@[telenet.be" in page
    assert "odd_address" not in page
    assert "not_written" not in page


def _troubled_but_for_the_kind(world: World) -> list[object]:
    with writing(db.session()) as session:
        session.execute(update(Mail).where(Mail.member == "4").values(letter=Letter.INVITATION.value))
    return troubled_letters(db.session(), world.assembly_id)


@pytest.mark.parametrize("outage", [timedelta(hours=3), timedelta(days=2)])
def test_a_mail_server_that_is_away_for_long_costs_no_letter_its_turn(
    world: World, outage: timedelta
) -> None:
    world.clock.moment = EARLY
    invite(world)
    ends = EARLY + outage
    with world.app.app_context():
        while world.clock.moment < ends:
            assert (
                deliver(db.session(), compose, transport("smtp://127.0.0.1:1", Path("x")), world.clock) == 0
            )
            world.clock.moment += outage / 20
        assert not db.session.scalars(select(Mail.id).where(Mail.given_up_at.is_not(None))).all()
        assert troubled_letters(db.session(), world.assembly_id) == []
        with receiving() as (box, url):
            assert deliver(db.session(), compose, transport(url, Path("x")), world.clock) == 40
    assert len(box.taken) == 40


def test_an_odd_name_of_a_grantor_stays_on_its_line_of_the_holders_letter(world: World) -> None:
    world.clock.moment = EARLY
    set_member(world, "3", first_name="a\r\nhttps://example.org/\u202e")
    with world.app.app_context(), writing(db.session()) as session:
        holder = name_of(session, "4")
        offer_proxy(session, world.assembly_id, "3", "4", holder, now=EARLY)
    [letter] = [message.get_content() for message in sent(world) if message["To"] == "lid4@example.org"][-1:]
    assert "\u202e" not in letter
    assert "a https://example.org/ Name3 (3)" in " ".join(letter.split())
    assert not any(line.startswith("https://example.org/") for line in letter.splitlines())
