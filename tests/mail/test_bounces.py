"""What comes back, in the shapes in which servers write it: a failure for good, a complaint, or nothing."""

import base64
from datetime import timedelta
from itertools import chain, repeat

import pytest
from sqlalchemy import select

from tests.mail.test_outbox import queue, rows
from tests.world import ACTOR, World
from voting.database import writing
from voting.extensions import db
from voting.mail.bounces import MOST_KEPT, Bounce, bounces_in, mark_bounces, read_bounces
from voting.mail.models import COMPLAINED, Mail

NAME = f"letter-7.{'0a' * 12}"
ORIGINAL = f"Message-ID: <{NAME}@stemmen.example.org>\nTo: lid7@example.org\nSubject: Oproeping\n"
REPORTING = "Reporting-MTA: dns; mx.example.org\n\n"
FAILED = f"{REPORTING}Final-Recipient: rfc822; lid7@example.org\nAction: failed\nStatus: 5.1.1\n"


def message(kind: str, *parts: str, head: str = "") -> str:
    body = "".join(f"--b\n{part}\n" for part in ("Content-Type: text/plain\n\nSorry.\n", *parts))
    head += f"From: MAILER-DAEMON@x\nContent-Type: multipart/report; report-type={kind}; boundary=b\n"
    return f"{head}\n{body}--b--\n"


def status(fields: str, kind: str = "message/delivery-status", head: str = "") -> str:
    return f"Content-Type: {kind}\n{head}\n{fields}"


def returned(kind: str = "message/rfc822", head: str = "") -> str:
    return f"Content-Type: {kind}\n{head}\n{ORIGINAL}\nBeste,\n"


def encoded(text: str) -> str:
    return base64.encodebytes(text.encode()).decode()


AS_BASE64 = "Content-Transfer-Encoding: base64\n"
ACTED = "Final-Recipient: rfc822; a@x.be\nAction: {}\nStatus: {}\nDiagnostic-Code: smtp; {}\n"

FAILURES = {
    "postfix": message(
        "delivery-status",
        status(
            "Reporting-MTA: dns; mx\nX-Postfix-Queue-ID: 1\n\n" + ACTED.format("failed", "5.1.1", "550 no")
        ),
        returned(),
    ),
    "postfix, given up after days": message(
        "delivery-status",
        status("Reporting-MTA: dns; mx\n\n" + ACTED.format("failed", "4.4.1", "timeout")),
        returned(),
    ),
    "exim with a report": message(
        "delivery-status", status(FAILED), returned(), head="X-Failed-Recipients: lid7@example.org\n"
    ),
    "google": message(
        "delivery-status",
        status(
            "Reporting-MTA: dns; googlemail.com\nReceived-From-MTA: dns; a\n\n"
            + ACTED.format("failed", "5.1.1", "550-5.1.1 x\n 550 y")
        ),
        returned(),
    ),
    "exchange, headers alone": message("delivery-status", status(FAILED), returned("text/rfc822-headers")),
    "outlook, nothing returned": message(
        "delivery-status", status(FAILED), head=f"In-Reply-To: <{NAME}@stemmen.example.org>\n"
    ),
    "the envelope's name alone": message(
        "delivery-status", status(f"Original-Envelope-Id: {NAME}\n{FAILED}")
    ),
    "one of two recipients": message(
        "delivery-status",
        status(
            "Reporting-MTA: dns; mx\n\n"
            + ACTED.format("relayed", "2.0.0", "x")
            + "\n"
            + ACTED.format("failed", "5.2.2", "full")
        ),
        returned(),
    ),
    "internationalised": message(
        "delivery-status",
        status(
            f"{REPORTING}Final-Recipient: utf-8; jürgen@bürger.example\nAction: failed\nStatus: 5.1.1\n",
            "message/global-delivery-status",
            "Content-Transfer-Encoding: 8bit\n",
        ),
        returned("message/global-headers"),
    ),
    "internationalised, encoded": message(
        "delivery-status",
        status(encoded(FAILED), "message/global-delivery-status", AS_BASE64),
        f"Content-Type: message/global-headers\n{AS_BASE64}\n{encoded(ORIGINAL)}",
    ),
    "exim in words": "From: Mail Delivery System <x@y>\nX-Failed-Recipients: lid7@example.org\n"
    "Auto-Submitted: auto-replied\n\nA message could not be delivered. Address failed:\n\n"
    f"  lid7@example.org\n    550 5.1.1 unknown\n\n---- This is a copy\n\n{ORIGINAL}",
    "qmail": "From: MAILER-DAEMON@x\nSubject: failure notice\n\n"
    "Hi. This is the qmail-send program at x.\nI gave up.\n\n<lid7@example.org>:\n"
    f"1.2.3.4 does not like recipient.\n550 no\n\n--- Below this line is a copy.\n\n{ORIGINAL}",
}

NOTHING = {
    "delayed": message("delivery-status", status(FAILED.replace("failed", "delayed")), returned()),
    "delivered": message("delivery-status", status(FAILED.replace("failed", "delivered")), returned()),
    "relayed": message("delivery-status", status(FAILED.replace("failed", "relayed")), returned()),
    "expanded": message("delivery-status", status(FAILED.replace("failed", "expanded")), returned()),
    "read": message(
        "disposition-notification",
        status("Disposition: manual-action; displayed\n", "message/disposition-notification"),
        returned(),
    ),
    "on holiday": "Subject: Out of office\nAuto-Submitted: auto-replied\n"
    f"In-Reply-To: <{NAME}@x>\n\nBack in July.\n> {ORIGINAL}",
    "a delay told by exim": f"Subject: Warning: message delayed 24 hours\n\nlid7@example.org\n\n{ORIGINAL}",
    "an answer that quotes": f"Subject: Re: Oproeping\n\nAction: failed\nStatus: 5.1.1\n\n{ORIGINAL}",
    "of another's letter": message(
        "delivery-status", status(FAILED), returned().replace("letter-7", "note-7")
    ),
}


@pytest.mark.parametrize("shape", FAILURES)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_each_shape_of_a_failure_names_its_letter(shape: str, ending: str) -> None:
    [bounce] = read_bounces(FAILURES[shape].replace("\n", ending).encode())
    assert (bounce.name, bounce.mail_id, bounce.complaint) == (NAME, 7, False)
    assert bounce.reason


@pytest.mark.parametrize("shape", NOTHING)
def test_what_is_no_failure_is_passed_over(shape: str) -> None:
    assert list(read_bounces(NOTHING[shape].encode())) == []


def test_a_complaint_is_told_from_a_failure() -> None:
    feedback = status("Feedback-Type: abuse\nUser-Agent: x/1\nVersion: 1\n", "message/feedback-report")
    [bounce] = read_bounces(message("feedback-report", feedback, returned()).encode())
    assert (bounce.complaint, bounce.mail_id) == (True, 7)


def test_a_mailbox_holds_all_of_them_and_one_of_any_size_is_read_message_by_message() -> None:
    mailbox = "".join(f"From x Tue Jun  3 10:00:00 2025\n{one}\n" for one in (FAILURES | NOTHING).values())
    assert len(list(read_bounces(mailbox.encode()))) == len(FAILURES)
    letter = [line.encode() for line in FAILURES["postfix"].splitlines(keepends=True)]
    huge = repeat(b"x" * 1000 + b"\n", MOST_KEPT // 100)
    found = bounces_in(chain([b"From x\n"], letter, huge, [b"From y\n"], letter))
    assert len(list(found)) == 2


def test_a_report_of_an_earlier_sending_does_not_mark_the_later_and_a_complaint_is_shown(
    world: World,
) -> None:
    queue(world, "1", "2", "3")
    with world.app.app_context(), writing(db.session()) as session:
        for mail in session.scalars(select(Mail)):
            mail.sent_at = mail.handed_at = world.clock()
        one, two, three = (mail.id for mail in rows(world.app))
        at = world.clock()
        back = mark_bounces(
            session,
            [
                Bounce("x", one, "550", at=at - timedelta(days=1)),
                Bounce("x", two, "550", at=at + timedelta(minutes=1)),
                Bounce("x", three, "", complaint=True, at=at),
                Bounce("x", three, "", complaint=True, at=at),
                Bounce("x", 99, "550"),
            ],
            lambda bounce: True,
            now=at,
            actor=ACTOR,
        )
    assert (back.marked, back.complaints, back.other) == (1, 1, 3)
    assert [bool(mail.bounced_at) for mail in rows(world.app)] == [False, True, False]
    assert rows(world.app)[2].fault == COMPLAINED
