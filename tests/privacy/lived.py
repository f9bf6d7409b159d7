"""An assembly that was lived through: something of everything that is forgotten one day."""

import datetime as dt
from typing import Any

from sqlalchemy import select

from tests.assembly.giving import give_proxy
from tests.ballot.meeting import enter, motion_sheet, step, vote_online
from tests.gate.crowd import attempt
from tests.register.files import file, line
from tests.world import ADVANCE, KEY, MEETING, World
from voting.accounts.password_change import issue_password_token
from voting.assembly.paper_proxies import enter_paper_proxy
from voting.attendance.attention import ask_for_help
from voting.attendance.check_in import check_in, join_online
from voting.attendance.conflicts import note_late
from voting.attendance.passes import reissue_pass
from voting.attendance.rules import Answer
from voting.attendance.scan_log import Scan
from voting.ballot.cast import Vote, cast
from voting.ballot.models import Channel, Resolution
from voting.ballot.reconciliation import figures_hash, sign_reconciliation, venue_figures
from voting.database import writing
from voting.events.csv_file import EventRow
from voting.events.models import EventKind
from voting.events.record_events import check_in_to_event, note_event
from voting.extensions import db
from voting.invitations.counted import wish_mail
from voting.invitations.queue import queue_invitations, queue_reminders
from voting.mail.models import Letter, Mail
from voting.mail.outbox import enqueue
from voting.register.csv_file import Choices
from voting.register.delivery import read_delivery
from voting.register.looks import note_look
from voting.register.models import Member
from voting.register.uploads import keep_upload, look_at
from voting.tablets.enrolment import add_tablet, enrol_tablet
from voting.tablets.hand_over import hand_over


def live(world: World) -> None:
    """Go through the assembly: letters, proxies, presence, votes, signatures; and an event beside it."""
    now: dict[str, Any] = {"now": MEETING}
    assembly, key = world.assembly_id, KEY.encode()
    one, two, three = (world.resolutions[number] for number in ("1", "2", "3"))
    with world.app.app_context():
        with writing(db.session()) as session:
            early = MEETING - dt.timedelta(days=30)
            queue_invitations(session, key, assembly, accept_late=True, now=early, actor="test")
            for mail in session.scalars(select(Mail).where(Mail.id % 2 == 0)):
                mail.sent_at = early
            queue_reminders(session, assembly, 1, now=ADVANCE, actor="test")
            give_proxy(session, assembly, "20", "1", now=MEETING)
            enter_paper_proxy(session, assembly, "21", "2", b"%PDF-1.7", now=MEETING, account_id=1)
            give_proxy(session, assembly, "22", "39", now=MEETING)  # who does not come
            for number in range(1, 9):
                venue = "BRU" if number < 6 else "LIE"
                scan = Scan(assembly, str(number), venue, f"nonce-{number:03}", 1, MEETING, MEETING)
                check_in(session, scan)
            late = Scan(assembly, "1", "LIE", "nonce-late", 1, MEETING, MEETING)
            check_in(session, late)
            note_late(session, late, Answer.PRESENT_ELSEWHERE, Answer.WELCOME)
            for number in range(9, 19):
                join_online(session, assembly, str(number), now=MEETING)
            ask_for_help(session, assembly, "3", True, now=MEETING, actor="test")
            reissue_pass(session, key, assembly, "4", now=MEETING, actor="test")
            enrol_tablet(
                session, key, add_tablet(session, key, assembly, "BRU", "T", account_id=1, **now), **now
            )
            issue_password_token(session, key, session.get_one(Member, "10"), now=MEETING)
            event = EventRow(EventKind.WORKSHOP, "Samen", dt.date(2025, 3, 1), "Luik", 4)
            held = note_event(session, event, now=MEETING, actor="test")
            for number in ("5", "6", "7"):
                check_in_to_event(session, key, held, number, now=MEETING, account_id=1)
            note_look(session, 1, "search", "Maes", 3, now=MEETING)
            delivery = read_delivery(file(line(number="900")), Choices())
            findings = look_at(session, delivery)
            keep_upload(session, "register.csv", delivery, Choices(), findings, now=MEETING, actor="test")
        for resolution, choice in ((one, "for"), (two, "c1=for,c2=for,c3=against"), (three, "e1")):
            assert step(resolution, "open") == "ok"
            for number in (1, 2, 3):
                vote = Vote(resolution, str(number), Channel.VENUE, venue="BRU", choice=choice)
                assert attempt(cast, vote, now=MEETING) == "ok"
            vote_online(resolution, range(9, 19), choice)
            for grantor, holder in (("20", "1"), ("21", "2")):
                vote = Vote(resolution, grantor, Channel.PROXY, venue="BRU", holder=holder, choice=choice)
                assert attempt(cast, vote, now=MEETING) == "ok"
            if resolution == one:
                with writing(db.session()) as session:
                    hand_over(session, assembly, "BRU", 1, "5", now=MEETING, account_id=1, shown=True)
                vote = Vote(one, "4", Channel.PAPER, venue="BRU")
                assert attempt(cast, vote, now=MEETING) == "ok"
            assert step(resolution, "close") == "ok"
        for teller in (1, 2):
            assert enter(one, motion_sheet(1, 0, 0), teller) == "ok"
        with writing(db.session()) as session:
            seen = figures_hash(venue_figures(session, session.get_one(Resolution, one), "BRU"))
            sign_reconciliation(session, one, "BRU", "An Teller", seen, account_id=1, now=MEETING)
        for resolution in (one, two, three):
            assert step(resolution, "announce") == "ok"
        with writing(db.session()) as session:
            enqueue(session, Letter.CODE_REISSUED, "5", now=MEETING)
            wish_mail(session, assembly, "6", wanted=True)
        db.session.rollback()
    for number in (9, 10):
        world.member(number).look("/assembly")
