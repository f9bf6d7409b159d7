"""Codes and passwords."""

from tests.accounts.help_desk import ask_another_for, scan_pass
from tests.accounts.passwords import GOOD, give_password
from tests.audit.changes.ground import Ground, Request, Step
from tests.world import KEY
from voting.accounts.password_change import issue_password_token
from voting.database import writing
from voting.extensions import db
from voting.register.models import Member
from voting.rehearsal.browser import Browser


def sign_in(ground: Ground) -> list[Step]:
    """What is changed about codes and passwords."""
    world = ground.world

    def new_password() -> Request:
        with world.app.app_context(), writing(db.session()) as session:
            token = issue_password_token(
                session, KEY.encode(), session.get_one(Member, "10"), now=world.clock()
            )
        browser = world.member(10)
        browser.look("/assembly")
        return browser, f"/password/new/{token}", {"password": "four words nobody guesses"}

    def another_password() -> Request:
        give_password(world, "9")
        browser = Browser(world.app, world.codes["9"])
        return browser, "/account/password", {"current": GOOD, "password": "correct horse battery"}

    return [
        ("account.choose_password", another_password),
        ("new_password.set_by_token", new_password),
        (
            "desk.reissue",
            lambda: (ground.supervisor, "/desk/BRU/help", scan_pass(world, ground.supervisor, "9")),
        ),
        ("desk.confirm", lambda: (ground.steward, ask_another_for(ground.supervisor, "9"), {})),
    ]
