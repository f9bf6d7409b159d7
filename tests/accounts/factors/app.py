"""An authenticator app, as somebody on the staff has it on a phone."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from pyotp import TOTP
from werkzeug.test import TestResponse

from tests.world import Clock, World
from voting.config import REQUIRED
from voting.rehearsal.browser import Browser

CODES = re.compile(r'<li class="code" translate="no">([^<]+)</li>')


class Phone:
    """An app into which the address on a page was put, and that shows a code by a clock."""

    def __init__(self, page: str, clock: Clock) -> None:
        found = re.search(r'href="(otpauth:[^"]+)"', page)
        assert found, page
        self.asked = parse_qs(urlsplit(unescape(found[1])).query)
        self._app, self._clock = TOTP(self.asked["secret"][0]), clock

    def shows(self, later: int = 0) -> str:
        """The code of now, or of some steps later."""
        return self._app.at(self._clock.moment + timedelta(seconds=30 * later))


def require_second_factor(app: Flask) -> None:
    """Let the staff of an application need one from now on, as is so unless it is set otherwise."""
    app.config["SECOND_FACTOR"] = REQUIRED


def set_up(browser: Browser, clock: Clock) -> tuple[Phone, TestResponse]:
    """Set up an app; returns it, and the page with the recovery codes."""
    phone = Phone(browser.look("/account/second/app").text, clock)
    fields = {"salt": browser.field("salt", ""), "name": "My phone", "code": phone.shows()}
    sent = browser.send("/account/second/app", fields)
    assert sent.status_code == 303, sent.text
    return phone, browser.look(sent.headers["Location"])


def staff_with_phone(world: World, name: str) -> tuple[Browser, Phone]:
    """Somebody on the staff who has set up an app, in a browser in which they have confirmed by it."""
    require_second_factor(world.app)
    browser = Browser(world.app, world.staff[name])
    return browser, set_up(browser, world.clock)[0]


def confirm_here(browser: Browser, code: str, back: str = "") -> TestResponse:
    """Confirm by a code on the page for that."""
    browser.look("/account/second/confirm")
    return browser.send("/account/second/confirm", {"code": code, "back": back})
