"""The cards that the office prints for the staff."""

import re


def codes_on(page: str) -> list[str]:
    """The codes on a page of cards, in order."""
    return re.findall(r'class="code" translate="no">([^<]+)<', page)
