"""How the application is served: one gevent worker holds many open connections; SQLite has one writer.

``WORKERS`` may be raised on PostgreSQL.
"""

import gc
import os
import resource
import subprocess
import sys
from typing import Any

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gevent"
workers = int(os.environ.get("WORKERS", "1"))
worker_connections = 20_000
keepalive = 15
"""A screen that follows a vote asks every second or so, over the connection that it has."""
backlog = 4096
"""Screens that are told of a change all come at once; who finds no place in the queue waits a second."""
accesslog = None
"""No access log: it would tell who opened a ballot at what second."""
control_socket_disable = True
resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
"""Each open connection is a file."""

_mail: list[subprocess.Popen[bytes]] = []


def when_ready(server: Any) -> None:
    """Letters are sent by a process of their own, for as long as this one lives."""
    _mail.append(subprocess.Popen([sys.executable, "-m", "voting.cli", "send-mail", "--watch"]))


def post_worker_init(worker: Any) -> None:
    """Each worker tells the screens that are open with it what changes, and closes votes at their time.

    What has been loaded until then stays, and is not looked through again for what can be thrown away.
    """
    from voting.web.live import start_live
    from voting.wording.languages import load_languages

    load_languages()
    gc.collect()
    gc.freeze()
    start_live(worker.wsgi, lambda: worker.alive)


def on_exit(server: Any) -> None:
    """The one that sends letters ends with the server."""
    for process in _mail:
        process.terminate()
        process.wait()
