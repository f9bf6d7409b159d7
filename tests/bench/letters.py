"""How long inviting a whole cooperative takes: every mail into the outbox, how many of them are made in a
minute, and 2,000 letters on paper.

``make bench`` runs it, on the demonstration's register and assembly in a temporary SQLite database. It ends
with 1 where queueing takes a minute or more, fewer than 1,200 mails are made in one, or the letters on paper
take more than five.
"""

import sys
import tempfile
import time
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from tqdm import tqdm

from tests.conftest import new_app
from voting.assembly.models import Assembly
from voting.clock import system_clock
from voting.database import in_chunks, writing
from voting.demo.load import load_demo
from voting.extensions import db
from voting.installation import installation_key
from voting.invitations.models import LetterPrint
from voting.invitations.paper import begin_print, count_paper
from voting.invitations.queue import queue_invitations
from voting.letters.compose import compose
from voting.letters.paper import set_letters
from voting.mail.models import Mail
from voting.register.models import Member

LETTERS = 2_000
MAILS = 500
ACTOR = "bench"


def everybody_by_mail(session: Session) -> float:
    """Give everyone an address and queue all invitations; returns the seconds that queueing took."""
    with writing(session):
        session.execute(update(Member).values(email="member@example.org"))
        assembly_id = session.scalars(select(Assembly.id)).one()
    began = time.monotonic()
    with writing(session):
        queued = queue_invitations(
            session, installation_key(), assembly_id, accept_late=True, now=system_clock(), actor=ACTOR
        )
    took = time.monotonic() - began
    print(f"{queued.mails:,} mails queued in {took:.1f} s")
    return took


def made_per_minute(session: Session) -> float:
    """Make the mails of 500 members as they go to a mail server; returns how many that is in a minute."""
    mails = session.scalars(select(Mail.id).order_by(Mail.id).limit(MAILS)).all()
    began = time.monotonic()
    for mail_id in mails:
        with writing(session):
            message = compose(session, session.get_one(Mail, mail_id))
        assert isinstance(message, EmailMessage)
        message.as_bytes(policy=SMTP)
    rate = len(mails) / (time.monotonic() - began) * 60
    print(f"{rate:,.0f} mails made per minute")
    return rate


def on_paper(session: Session, directory: Path) -> float:
    """Take the addresses of 2,000 away and set their letters; returns the seconds."""
    assembly_id = session.scalars(select(Assembly.id)).one()
    with writing(session):
        without = session.scalars(select(Member.number).order_by(Member.postcode).limit(LETTERS + 100)).all()
        for chunk in in_chunks([{"number": number} for number in without]):
            numbers = [row["number"] for row in chunk]
            session.execute(update(Member).where(Member.number.in_(numbers)).values(email=""))
        begun = begin_print(session, assembly_id, accept_late=True, now=system_clock(), actor=ACTOR)
        print_id = begun.id
    total = count_paper(session, assembly_id)
    began = time.monotonic()
    with tqdm(total=total, unit=" letters") as bar:
        files = set_letters(session, print_id, directory, actor=ACTOR, progress=bar.update)
    took = time.monotonic() - began
    assert session.get_one(LetterPrint, print_id).done == total
    size = sum(file.stat().st_size for file in files) / 1e6
    print(f"{total:,} letters set in {took:.1f} s: {len(files)} files, {size:.0f} MB")
    return took


def main() -> int:
    """Measure all three; 1 where one is too slow."""
    with tempfile.TemporaryDirectory() as directory:
        instance = Path(directory)
        app = new_app(f"sqlite:///{instance / 'bench.sqlite3'}", instance)
        with app.app_context():
            upgrade()
        with app.test_request_context():
            load_demo(db.session(), installation_key(), instance)
            mails = everybody_by_mail(db.session())
            rate = made_per_minute(db.session())
            letters = on_paper(db.session(), instance / "letters")
    return int(mails >= 60 or rate < 1_200 or letters > 300)


if __name__ == "__main__":
    sys.exit(main())
