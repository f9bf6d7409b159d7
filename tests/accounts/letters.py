"""What the tests of letters share: emptying the outbox, and reading what was sent."""

import re
from email.message import EmailMessage

from tests.world import World
from voting.extensions import db
from voting.letters.compose import compose
from voting.mail.outbox import deliver

SENT = "sent letters"


def letters_to(world: World, address: str) -> list[str]:
    """Send what is in the outbox, and return the texts of all letters ever sent to an address."""
    sent: list[EmailMessage] = world.app.extensions.setdefault(SENT, [])
    with world.app.app_context():
        deliver(db.session(), compose, lambda message, _handed: sent.append(message), world.clock)
    return [message.get_content() for message in sent if message["To"] == address]


def link_in(letter: str) -> str:
    """The path of the link in a letter."""
    found = re.search(r"https?://[^/\s]+(/\S+)", letter)
    assert found
    return found[1]
