"""Staff, displays, and the roll after it was frozen."""

from sqlalchemy import func, select

from tests.audit.changes.ground import Ground, Step
from voting.extensions import db
from voting.halls.models import Display
from voting.stamp import stamp


def access(ground: Ground) -> list[Step]:
    """What is changed about who may come in: staff, displays, the roll."""
    world, secretary, latest = ground.world, ground.secretary, ground.latest

    def latest_display() -> int:
        with world.app.app_context():
            return db.session.scalar(select(func.max(Display.account_id))) or 0

    return [
        ("office.make_link", lambda: (secretary, "/office/displays", {"venue": "BRU", "language": "nl"})),
        ("office.revoke_link", lambda: (secretary, f"/office/displays/{latest_display()}/revoke", {})),
        (
            "office.correct_roll",
            lambda: (secretary, "/office/roll", {"kind": "removed", "member": "21", "reason": "left"}),
        ),
        ("office.add_staff", lambda: (secretary, "/office/staff", {"people": "An; teller"})),
        (
            "office.renew_staff_code",
            lambda: (secretary, f"/office/staff/{latest('account')}/code", {"was": "/office/staff"}),
        ),
        (
            "office.change_known_as",
            lambda: (
                secretary,
                f"/office/staff/{latest('account')}/known-as",
                {"was": stamp(""), "known_as": "an@example.org"},
            ),
        ),
        ("office.revoke", lambda: (secretary, f"/office/staff/{latest('account')}/revoke", {})),
    ]
