"""The ticker of a process: some times a second it gives the topics that were written to new versions, and
tells the screens.

On PostgreSQL several processes tell each other, each over one connection outside the pool and never within a
vote's transaction, so that no vote waits for it. On SQLite one process serves. A process that has no ticker
(a command) tells those that have one with its commit (``tell_with_commit``).
"""

import json
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing

from sqlalchemy import text
from sqlalchemy.orm import Session

from voting.live.hub import Hub, Versions
from voting.live.topics import Topic
from voting.logs import Recurring, lines_are_about
from voting.patience import waiting_at_most
from voting.postgresql import connect_to_session

TICK = 0.05
"""Seconds between two ticks: how long a change waits until screens are told, where they were told of none a
moment before (``SECONDS_BETWEEN``)."""
DOUBT = 0.2
"""Seconds after which what was written to SQLite's file was written by somebody else: of its own commit this
process hears sooner."""
PATIENCE = 1.0
"""Seconds after which a lost connection to the database is tried again."""
REPORT = 1.0
"""The most seconds between two reports to the other processes of which devices have asked. By each a process
sees as well that its connection still lives."""
ANSWERED_WITHIN = 5.0
"""Seconds after which a database that does not answer is taken for lost."""
CHANNEL = "voting_live"
MOST_COUNTED = 2**31
"""SQLite counts in 32 bits how often others have written."""


def start_ticking(
    hub: Hub, database: str, postgresql: bool, alive: Callable[[], bool], *each_second: Callable[[], None]
) -> None:
    """Start the ticker's threads. They run for as long as ``alive()``, and then end all streams.

    ``database`` is the address of PostgreSQL itself, past any pooler, or the path of the SQLite file.
    ``each_second`` are called about once a second, none waiting for another; what one raises is logged, and
    it is called again.
    """
    hub.ticking = True
    threading.Thread(target=_run, args=(hub, database, postgresql, alive), daemon=True).start()
    for task in each_second:
        threading.Thread(target=_keep_time, args=(alive, task), daemon=True).start()


def tell_with_commit(session: Session, versions: Versions) -> None:
    """Tell the processes that have a ticker, by the commit of this transaction, what has been written: on
    SQLite only that something was."""
    if session.get_bind().dialect.name == "postgresql":
        told = json.dumps({"versions": versions, "heard": []})
        session.execute(text("SELECT pg_notify(:channel, :told)"), {"channel": CHANNEL, "told": told})
    else:
        count = session.scalar(text("PRAGMA user_version")) or 0
        session.execute(text(f"PRAGMA user_version = {(count + 1) % MOST_COUNTED}"))


def _run(hub: Hub, database: str, postgresql: bool, alive: Callable[[], bool]) -> None:
    run = _run_together if postgresql else _run_alone
    trouble = Recurring("what other processes write is not known now")
    while alive():
        try:
            run(hub, database, alive)
        except Exception as error:
            hub.looked(found_out=False)
            trouble.tell(error)
            hub.publish(hub.next_versions(hub.take_touched()))
            time.sleep(PATIENCE)
    hub.close()


def _run_alone(hub: Hub, path: str, alive: Callable[[], bool]) -> None:
    with closing(sqlite3.connect(path, timeout=0)) as connection:
        seen = told = doubted_at = None
        commits = hub.commits
        while alive():
            (version,) = connection.execute("PRAGMA data_version").fetchone()
            (others,) = connection.execute("PRAGMA user_version").fetchone()
            if hub.commits != commits:
                doubted_at = None
            elif others == told and seen not in (None, version):
                doubted_at = doubted_at or time.monotonic()
            if others != told or (doubted_at and time.monotonic() - doubted_at >= DOUBT):
                hub.touch(Topic)  # something was written, and not by this process
                doubted_at = None
            seen, told, commits = version, others, hub.commits
            hub.looked()
            hub.publish(hub.next_versions(hub.take_touched()))
            time.sleep(TICK)


def _run_together(hub: Hub, address: str, alive: Callable[[], bool]) -> None:
    with waiting_at_most(ANSWERED_WITHIN):
        connection = connect_to_session(address)
        connection.execute(f"LISTEN {CHANNEL}")
    with connection:
        report_at = time.monotonic()
        hub.touch(Topic)  # what others told before was not heard here, nor what was told here
        while alive():
            for notification in connection.notifies(timeout=TICK):
                told = json.loads(notification.payload)
                take_in = hub.publish if notification.pid == connection.info.backend_pid else hub.learn
                take_in({Topic(topic): version for topic, version in told["versions"].items()})
                hub.answering.learn(told["heard"])
            touched = hub.take_touched()
            if touched or time.monotonic() >= report_at:
                told = {"versions": hub.next_versions(touched), "heard": hub.answering.to_tell()}
                with waiting_at_most(ANSWERED_WITHIN):
                    connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, json.dumps(told)))
                hub.looked()
                report_at = time.monotonic() + REPORT


def _keep_time(alive: Callable[[], bool], each_second: Callable[[], None]) -> None:
    lines_are_about(task=each_second.__name__)
    trouble = Recurring("what is to be done each second was not done")
    while alive():
        try:
            each_second()
        except Exception as error:
            trouble.tell(error)
        time.sleep(1)
