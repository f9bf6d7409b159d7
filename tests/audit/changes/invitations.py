"""Invitations by mail and on paper."""

import io
from datetime import date, timedelta

from tests.audit.changes.ground import Ground, Request, Step
from tests.invitations.test_paper import report
from tests.world import ADVANCE, MEETING
from voting.database import writing
from voting.extensions import db
from voting.letters.compose import message_id
from voting.mail.models import Mail
from voting.register.models import Member
from voting.report.board import Entry
from voting.report.enter_mandate import NewEntry, enter_mandate
from voting.stamp import stamp

TEXT: dict[str, object] = {
    "subject": "Kom",
    "body": "{link} {to_vote}",
    "was": "/office/invitations/texts/reminder/nl",
}
OTHER: dict[str, object] = {
    "name": "Rita",
    "capacity": "guest",
    "email": "rita@example.org",
    "language": "nl",
}
TEST: dict[str, object] = {"letter": "invitation", "language": "nl", "to": "office@example.org"}


def invitations(ground: Ground) -> list[Step]:
    """What is changed by inviting."""
    world, secretary = ground.world, ground.secretary

    def letter_in_trouble() -> Request:
        ground.store("mail", sent_at=world.clock(), given_up_at=None, fault=None)
        first = ground.latest("mail")
        with world.app.app_context(), writing(db.session()) as session:
            session.get_one(Mail, first).bounced_at = world.clock()
        return secretary, f"/office/invitations/{first}/again", {}

    def letter_in_doubt() -> Request:
        doubtful = {"sent_at": None, "given_up_at": None, "bounced_at": None, "fault": "x"}
        ground.store("mail", handed_at=world.clock(), due_at=world.clock(), **doubtful)
        return secretary, f"/office/invitations/{ground.latest('mail')}/arrived", {}

    def reminder() -> Request:
        ground.store("mail", sent_at=world.clock(), bounced_at=None)
        world.clock.moment = ADVANCE
        return secretary, "/office/invitations/reminders", {"wave": "1"}

    def text_changed() -> Request:
        world.clock.moment = MEETING
        return secretary, "/office/invitations/texts/reminder/nl", TEXT

    def taken_back() -> Request:
        ground.store("mail", sent_at=None, due_at=world.clock() + timedelta(days=1))
        return secretary, "/office/invitations/take-back", {"letter": "reminder", "wave": "1"}

    def came_back() -> Request:
        ground.store("mail", sent_at=world.clock(), bounced_at=None)
        first = ground.latest("mail")
        with world.app.app_context():
            content = report(first, message_id(first))
        return secretary, "/office/invitations/bounces", {"file": (io.BytesIO(content.encode()), "x.mbox")}

    def without_address(path: str) -> Request:
        with world.app.app_context(), writing(db.session()) as session:
            session.get_one(Member, "20").email = ""
        return secretary, path, {"late": "yes"}

    def directors() -> Request:
        with world.app.app_context(), writing(db.session()) as session:
            entry = NewEntry(Entry.EARLIER, date(2024, 6, 1), "x", "First20 Name20", ends=date(2098, 6, 1))
            enter_mandate(session, entry, now=world.clock(), account_id=1)
        return secretary, "/office/invitations/others/directors", {}

    def printed_letters() -> Request:
        ground.store("letter_print", finished_at=world.clock())
        return secretary, "/office/invitations/paper/remove", {"was": stamp(ground.latest("letter_print"))}

    return [
        ("office.invite", lambda: (secretary, "/office/invitations", {"late": "yes"})),
        ("office.send_again", letter_in_trouble),
        ("office.letter_arrived", letter_in_doubt),
        ("office.add_other", lambda: (secretary, "/office/invitations/others", OTHER)),
        ("office.add_directors", directors),
        (
            "office.remove_other",
            lambda: (secretary, f"/office/invitations/others/{ground.latest('invitee')}/remove", {}),
        ),
        ("office.remind", reminder),
        ("office.change_text", text_changed),
        ("office.take_letters_back", taken_back),
        ("office.upload_bounces", came_back),
        ("office.send_test", lambda: (secretary, "/office/invitations/test", TEST)),
        ("office.print_letters", lambda: without_address("/office/invitations/paper")),
        ("office.remove_letters", printed_letters),
    ]
