"""Codes and passwords."""

import re

from tests.accounts.factors.app import Phone
from tests.accounts.factors.key import ORIGIN, SecurityKey, asked_on
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
    """What is changed about codes, second factors and passwords."""
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

    administrator, phones = world.person("administrator"), list[Phone]()

    def app() -> Request:
        phone = Phone(administrator.look("/account/second/app").text, world.clock)
        fields = {"salt": administrator.field("salt", ""), "name": "Phone", "code": phone.shows()}
        phones.append(phone)
        return administrator, "/account/second/app", fields

    def shown() -> Request:
        administrator.look("/account/second/confirm")
        return administrator, "/account/second/confirm", {"code": phones[-1].shows(1)}

    def added_key() -> Request:
        world.app.config["ADDRESS"] = ORIGIN
        asked = asked_on(administrator.look("/account/second/app").text)
        fields = {name: administrator.field(name, "") for name in ("salt", "moment")}
        return administrator, "/account/second/passkey", fields | {"name": "Key", "answer": key.make(asked)}

    def shown_key() -> Request:
        asked = asked_on(administrator.look("/account/second/confirm").text)
        fields = {"moment": administrator.field("moment", ""), "answer": key.show(asked)}
        return administrator, "/account/second/passkey/confirm", fields

    key = SecurityKey()

    def removed() -> Request:
        page = ground.secretary.look("/office/staff").text
        [path] = re.findall(r"/office/staff/\d+/factors/remove", page)
        return ground.secretary, path, {}

    return [
        ("second.add_an_app", app),
        ("second.confirm", shown),
        ("second.add_a_passkey", added_key),
        ("second.confirm_by_passkey", shown_key),
        (
            "second.remove",
            lambda: (administrator, f"/account/second/{ground.latest('second_factor')}/remove", {}),
        ),
        ("second.renew_recovery", lambda: (administrator, "/account/second/recovery", {})),
        ("office.remove_factors", removed),
        ("account.choose_password", another_password),
        ("new_password.set_by_token", new_password),
        (
            "desk.reissue",
            lambda: (ground.supervisor, "/desk/BRU/help", scan_pass(world, ground.supervisor, "9")),
        ),
        ("desk.confirm", lambda: (ground.steward, ask_another_for(ground.supervisor, "9"), {})),
    ]
