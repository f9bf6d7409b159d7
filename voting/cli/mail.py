"""Commands that send letters, print them, and mark those that came back."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import click
import structlog
from flask import Flask, current_app
from sqlalchemy.orm import Session
from tqdm import tqdm

from voting.cli.opening import ACTOR, FILE, assembly_of, database
from voting.clock import system_clock
from voting.database import writing
from voting.extensions import db
from voting.installation import now
from voting.invitations.counted import is_mail_due, queue_counted
from voting.invitations.models import LetterPrint
from voting.invitations.paper import begin_print
from voting.letters.compose import compose, is_of_ours
from voting.letters.paper import directory_of, set_letters
from voting.logs import Recurring, write_lines
from voting.mail.bounces import bounces_in, mark_bounces
from voting.mail.line import MailLine
from voting.mail.outbox import deliver
from voting.mail.transport import throttle, transport
from voting.timekeeping.machines import take_over

log = structlog.get_logger(__name__)

LOOKS_EVERY = 2
"""Seconds between two looks into the outbox."""
LAST_LETTER = 5.0
"""Seconds for which the process that is told to end waits for letters that are being sent."""


@click.command("send-mail")
@click.option("--watch", type=int, metavar="PARENT", help="Stay until this parent ends; send what comes.")
def send_mail(watch: int | None) -> None:
    """Send the letters in the outbox: by MAIL_URL, else as files into the installation's directory."""
    if watch is not None:
        write_lines()
        return _watch(watch)
    with _ready_to_send() as send_all:
        click.echo(f"{send_all()} letters sent.")


@contextmanager
def _ready_to_send() -> Iterator[Callable[[], int]]:
    """What sends every letter that is due, and returns how many it sent."""
    with database() as session:
        line = _line()
        pause = throttle(current_app.config["MAIL_PER_MINUTE"])

        def send_all() -> int:
            _queue_what_is_due(session)
            return deliver(session, compose, line, now, pause, lambda: not line.must_rest)

        yield send_all


def _line() -> MailLine:
    return MailLine(transport(current_app.config["MAIL_URL"], Path(current_app.instance_path) / "mail"))


def _queue_what_is_due(session: Session) -> None:
    take_over(session, current_app.extensions["clock"])
    if is_mail_due(session, now=now()):
        with writing(session):
            queue_counted(session, now=now())


def _watch(parent: int) -> None:
    """Send what comes, over several lines to the mail server, for as long as the parent process, of this
    number, lives: it may have ended before this one could ask who its parent is. Told to end (SIGTERM), it
    waits a moment for letters that are being sent. Whatever fails is logged, and tried again."""
    ending = Event()
    signal.signal(signal.SIGTERM, lambda _signal, _frame: Thread(target=ending.set).start())
    trouble = Recurring("the outbox cannot be worked on")
    lanes: list[Thread] = []
    while os.getppid() == parent and not ending.is_set():
        try:
            with database() as session:
                lanes = lanes or _started_lanes(current_app._get_current_object(), ending)  # type: ignore[attr-defined]
                while os.getppid() == parent and not ending.wait(LOOKS_EVERY):
                    _queue_what_is_due(session)
        except Exception as error:
            trouble.tell(error)
            ending.wait(LOOKS_EVERY)
    ending.set()
    last = time.monotonic() + LAST_LETTER
    for lane in lanes:
        lane.join(max(0.0, last - time.monotonic()))


def _started_lanes(app: Flask, ending: Event) -> list[Thread]:
    """Threads that send letters until it is the end, each over a line of its own."""
    pause = throttle(app.config["MAIL_PER_MINUTE"])
    lanes = [
        Thread(target=_send_in_lane, args=(app, pause, ending), daemon=True)
        for _ in range(max(1, app.config["MAIL_CONNECTIONS"]))
    ]
    for lane in lanes:
        lane.start()
    return lanes


def _send_in_lane(app: Flask, pause: Callable[[], None], ending: Event) -> None:
    trouble = Recurring("letters cannot be sent")
    with app.app_context():
        line = _line()

        def go_on() -> bool:
            return not (ending.is_set() or line.must_rest)

        while not ending.is_set():
            try:
                if sent := deliver(db.session(), compose, line, now, pause, go_on):
                    log.info("letters sent", letters=sent)
            except Exception as error:
                trouble.tell(error)
                db.session.rollback()  # the database may be back at the next look
            ending.wait(line.rest() if line.must_rest else LOOKS_EVERY)


@click.command("print-letters")
@click.argument("assembly_id", type=int, required=False)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Directory for the PDF files.")
@click.option("--late", is_flag=True, help="Set them although the last day for it has passed; it is logged.")
@click.option("--print", "print_id", type=int, hidden=True, help="A print that the office has asked for.")
def print_letters(assembly_id: int | None, out: Path | None, late: bool, print_id: int | None) -> None:
    """Set the letters to members without e-mail: a PDF for each language, sorted by postcode."""
    if print_id is not None:
        write_lines()  # the office started it, and nobody looks at a terminal
    with database() as session:
        if print_id is None:
            if assembly_id is None or out is None:
                raise click.UsageError("Say of which assembly, and with --out where to put the files.")
            assembly_of(session, assembly_id)
            with writing(session):
                begun = begin_print(session, assembly_id, accept_late=late, now=system_clock(), actor=ACTOR)
                print_id = begun.id
        started = session.get_one(LetterPrint, print_id)
        with tqdm(total=started.total, unit=" letters", disable=None) as bar:
            files = set_letters(
                session, print_id, out or directory_of(started), actor=ACTOR, progress=bar.update
            )
    for file in files:
        click.echo(file)


@click.command("import-bounces")
@click.argument("file", type=FILE)
def import_bounces(file: Path) -> None:
    """Mark the letters that came back, from the mailbox (mbox), of any size, to which MAIL_FROM leads."""
    with database() as reading, file.open("rb") as lines:
        bounces = list(bounces_in(lines))  # before anybody waits for the writer
        with writing(reading) as session:
            back = mark_bounces(session, bounces, is_of_ours, now=system_clock(), actor=ACTOR)
    click.echo(
        f"{back.marked} letters came back; {back.other} reports were known already or are not about our "
        f"letters; {back.complaints} letters were complained of."
    )
