"""Servers without their start: a process that has loaded the application and serves nothing is copied.

A copy becomes what the command line would have started, in a session of its own and with its own settings,
socket and log. All is loaded in the order of a real worker: the server; then gevent's locks in the place of
Python's; then the application. One is made and forgotten, for its addresses; that which serves is made by the
copy, which has its settings. What starts and watches the workers goes on with Python's own signals and forks,
as it does in the real server.
"""

import gc
import json
import os
import signal
import subprocess
import sys
import warnings
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from socket import recv_fds, send_fds, socket, socketpair

import psutil

from tests.waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[2]


def start_warm(
    arguments: Sequence[str], environment: dict[str, str], listening: int, log: int
) -> psutil.Process:
    """Start gunicorn with these arguments on a socket that listens."""
    link = _warm_process()
    send_fds(link, [b"."], [listening, log])
    link.sendall(json.dumps([arguments, environment]).encode() + b"\n")
    with link.makefile() as answer:
        return psutil.Process(int(answer.readline()))


@cache
def _warm_process() -> socket:
    """The way to the process that is copied. It ends when nobody is at this end any more."""
    ours, theirs = socketpair()
    with theirs:
        number = theirs.fileno()
        command = [sys.executable, "-m", __name__, str(number)]
        subprocess.Popen(command, cwd=ROOT, pass_fds=[number], start_new_session=True)
    ours.settimeout(PATIENCE)
    return ours


def load() -> None:
    """Load what a real worker has loaded when it is ready."""
    for module in ("gunicorn.workers.ggevent", "voting.logs", "voting.mail.process"):
        import_module(module)
    warnings.filterwarnings("ignore", "Patching more than once")  # a worker patches the rest
    import_module("gevent.monkey").patch_all(os=False, signal=False)
    for module in ("voting.config", "voting.extensions", "voting.models", "voting.web.blueprints"):
        import_module(module)
    import_module("tests.addresses").make_first()


def become_server(arguments: list[str], environment: dict[str, str], listening: int, log: int) -> None:
    """What an order asks for, in the copy that has been made for it."""
    from gunicorn.app.wsgiapp import run

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for number in (1, 2):
        os.dup2(log, number)
    os.close(log)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv[1:] = [*arguments, "--bind", f"fd://{listening}"]
    run()


def main() -> None:
    """Load, then copy this process for each order that comes, until nobody is left to order."""
    link = socket(fileno=int(sys.argv[1]))
    load()
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits here for what was started
    while files := recv_fds(link, 1, 2)[1]:
        with link.makefile() as line:
            order = json.loads(line.readline())
        if os.fork() == 0:
            os.setsid()
            link.sendall(b"%d\n" % os.getpid())
            link.close()
            become_server(*order, *files)
            return
        for file in files:
            os.close(file)


if __name__ == "__main__":
    main()
