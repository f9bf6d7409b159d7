"""Pages to which forms lead, and the cards that the office prints for the staff."""

import re

from werkzeug.test import TestResponse

from voting.rehearsal.browser import Browser


def codes_on(page: str) -> list[str]:
    """The codes on a page of cards, in order."""
    return re.findall(r'class="code" translate="no">([^<]+)<', page)


def led_to(browser: Browser, answer: TestResponse) -> str:
    """The page to which a form leads: no form is answered with one itself."""
    assert answer.status_code == 303, answer.text[:500]
    return browser.look(answer.location).text
