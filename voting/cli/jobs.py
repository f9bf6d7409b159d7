"""The command that does long work, for as long as the server that has started it lives."""

import os
import signal
import sys
import time

import click
import structlog
from flask import current_app

from voting.cli.opening import database
from voting.extensions import db
from voting.jobs.running import LOOKS_EVERY, Copies
from voting.logs import Recurring, write_lines
from voting.timekeeping.machines import take_over
from voting.web.jobs.doing import do_job

log = structlog.get_logger(__name__)


@click.command("do-jobs", hidden=True)
@click.argument("parent", type=int)
def do_jobs(parent: int) -> None:
    """Do what people have asked for, until the PARENT process of this number ends.

    SIGTERM ends it, with what it is doing; after SIGHUP it begins nothing more, and ends when it has nothing
    left to do.
    """
    write_lines()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    trouble = Recurring("what was asked for cannot be looked for")
    with database() as session:
        clock = current_app.extensions["clock"]
        copies = Copies(session, do_job, clock)
        signal.signal(signal.SIGHUP, lambda *_: copies.take_no_more())
        try:
            while os.getppid() == parent and not copies.done:
                try:
                    take_over(session, clock)
                    copies.look()
                except Exception as error:
                    trouble.tell(error)
                    db.session.rollback()  # the database may be back at the next look
                time.sleep(LOOKS_EVERY)
        finally:
            copies.stop()
            os._exit(0)  # what the house would do to end takes longer than all that is left to do
