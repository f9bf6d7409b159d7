"""Invitations by mail and on paper."""

from tests.audit.changes.ground import Ground, Request, Step
from voting.database import writing
from voting.extensions import db
from voting.mail.models import Mail
from voting.register.models import Member
from voting.stamp import stamp

TEXT: dict[str, object] = {
    "subject": "Kom",
    "body": "{link}",
    "was": "/office/invitations/texts/reminder/nl",
}


def invitations(ground: Ground) -> list[Step]:
    """What is changed by inviting."""
    world, secretary = ground.world, ground.secretary

    def letter_in_trouble() -> Request:
        ground.store("mail", sent_at=world.clock(), given_up_at=None, fault=None)
        first = ground.latest("mail")
        with world.app.app_context(), writing(db.session()) as session:
            session.get_one(Mail, first).bounced_at = world.clock()
        return secretary, f"/office/invitations/{first}/again", {}

    def without_address(path: str) -> Request:
        with world.app.app_context(), writing(db.session()) as session:
            session.get_one(Member, "20").email = ""
        return secretary, path, {"late": "yes"}

    def printed_letters() -> Request:
        ground.store("letter_print", finished_at=world.clock())
        return secretary, "/office/invitations/paper/remove", {"was": stamp(ground.latest("letter_print"))}

    return [
        ("office.invite", lambda: (secretary, "/office/invitations", {"late": "yes"})),
        ("office.send_again", letter_in_trouble),
        ("office.remind", lambda: (secretary, "/office/invitations/reminders", {"wave": "1"})),
        ("office.change_text", lambda: (secretary, "/office/invitations/texts/reminder/nl", TEXT)),
        ("office.print_letters", lambda: without_address("/office/invitations/paper")),
        ("office.remove_letters", printed_letters),
    ]
