"""The configuration of the server: one gevent worker, which holds many open connections, since SQLite has one
writer.

``WORKERS`` may be raised on PostgreSQL.
"""

import gc
import os
import resource
import sys
from typing import Any

from voting import instance_folder
from voting.companion import Companion, wait_for_end
from voting.given import BadSettingError, listens_at, processes
from voting.jobs.process import jobs_process
from voting.logs import LOGGING, catch_what_is_left, configure, log_uncaught
from voting.mail.process import letters_process

try:
    bind, workers = listens_at(os.environ), processes(os.environ)
except BadSettingError as bad:
    print(bad, file=sys.stderr)  # noqa: T201 - there is no log yet, and somebody who waits for the server
    sys.exit(os.EX_CONFIG)
worker_class = "voting.worker.OnePieceWorker"
timeout = 120
"""Seconds that a worker may spend on one thing, such as reading a whole register."""
keepalive = 15
"""A screen that follows a vote asks every second or so, over the connection that it has."""
backlog = 4096
"""How many connections may wait to be taken: the screens that are told of a change all come at once."""
accesslog = None
"""No access log: it would tell who opened a ballot at what second."""
logconfig_dict = LOGGING
control_socket_disable = True
resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
"""Each open connection is a file."""
worker_connections = min(20_000, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 256)
"""More wait to be taken: files are left for the database and for what is sent."""

GIVES_WAY = 0.0005
"""Seconds for which a thread that computes (``voting.aside``) holds up the one that answers, each time that
this one asks the database."""

configure()
catch_what_is_left()


def companions() -> list[Companion]:
    """The processes beside the server: one sends letters, one does long work."""
    return [letters_process(instance_folder()), jobs_process(instance_folder())]


def on_starting(server: Any) -> None:
    """Before anything listens a copy of this process, which loads the house and ends, looks whether there is
    anything to be served. This process itself must not know the house: the workers load what is there then.
    """
    copy = os.fork()
    if copy == 0:
        try:
            from voting.starting import end_with_what_is_wrong

            end_with_what_is_wrong(instance_folder())
        except Exception:
            log_uncaught(*sys.exc_info())
        finally:
            os._exit(1)
    if status := os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1]):
        sys.exit(status)


def when_ready(server: Any) -> None:
    """The companions live as long as this process: they are looked after whenever the server looks after its
    workers, about once a second, and told to end when these are."""
    manage_workers, stop = server.manage_workers, server.stop

    def manage() -> None:
        manage_workers()
        for companion in companions():
            companion.look_after()

    def stop_all(graceful: bool = True) -> None:
        for companion in companions():
            companion.end()
        stop(graceful)

    for companion in companions():
        companion.look_after()
    server.manage_workers = manage
    server.stop = stop_all


def post_worker_init(worker: Any) -> None:
    """Each worker casts the votes that reach it together, lets in together who comes to its doors, and signs
    in together the members who come with their codes; it tells the screens that are open with it what
    changes, closes votes at their time, and writes down what is wrong.

    What has been loaded until then stays, and is not looked through again for what can be thrown away.
    """
    import gevent

    from voting.web.casting import start_casting
    from voting.web.desk.letting_in import start_letting_in
    from voting.web.device import load_devices
    from voting.web.entering import start_entering
    from voting.web.health import expect_companions, tell_of_ballot_key
    from voting.web.live import start_live
    from voting.web.member.reader import know_readers_together
    from voting.web.openid import load_openid
    from voting.web.own_keys import look_at_keys
    from voting.web.person import read_persons_together
    from voting.web.upgrading import refuse_newer
    from voting.web.watcher import start_watching
    from voting.wording.languages import load_languages

    sys.setswitchinterval(GIVES_WAY)
    worker.log.access = lambda *_: None  # prepared for each request, though there is no log of them
    gevent.get_hub().print_exception = lambda _context, *exc_info: log_uncaught(*exc_info)
    load_languages()
    load_devices()
    load_openid(worker.wsgi)
    refuse_newer(worker.wsgi)
    expect_companions(worker.wsgi)
    tell_of_ballot_key(worker.wsgi)
    look_at_keys(worker.wsgi)
    gc.collect()
    gc.freeze()
    start_casting(worker.wsgi)
    read_persons_together(worker.wsgi)
    know_readers_together(worker.wsgi)
    start_letting_in(worker.wsgi)
    start_entering(worker.wsgi)
    start_live(worker.wsgi, lambda: worker.alive)
    start_watching(worker.wsgi, lambda: worker.alive)


def on_reload(server: Any) -> None:
    """New workers have the code that there is now, and so have new companions."""
    for companion in companions():
        companion.renew()


def on_exit(server: Any) -> None:
    """The companions end with the server."""
    wait_for_end(companions())
