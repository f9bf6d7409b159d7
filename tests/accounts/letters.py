"""What the tests of letters share: emptying the outbox, and reading what was sent."""

import re
from email.message import EmailMessage

from sqlalchemy import select

from tests.world import World
from voting.extensions import db
from voting.letters.compose import compose
from voting.mail.models import Letter, Mail
from voting.mail.outbox import deliver

SENT = "sent letters"


def letters_to(world: World, address: str, *, devices: bool = False) -> list[str]:
    """Send what is in the outbox, and return the texts of all letters ever sent to an address; those about
    devices on which somebody has signed in only where they are asked for."""
    sent: list[EmailMessage] = world.app.extensions.setdefault(SENT, [])
    with world.app.app_context():
        deliver(db.session(), compose, lambda message, _handed: sent.append(message), world.clock)
        of_devices = set(db.session.scalars(select(Mail.id).where(Mail.letter == Letter.SIGNED_IN.value)))
    return [
        message.get_content()
        for message in sent
        if message["To"] == address and (devices or _number_of(message) not in of_devices)
    ]


def _number_of(message: EmailMessage) -> int:
    found = re.search(r"<letter-(\d+)\.", message["Message-ID"])
    assert found
    return int(found[1])


def link_in(letter: str) -> str:
    """The path of the link in a letter."""
    found = re.search(r"https?://[^/\s]+(/\S+)", letter)
    assert found
    return found[1]
