"""The application as it is really served, in processes of its own, and browsers that speak HTTP to it."""

import http.client
import os
import re
import signal
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from html import unescape
from http.cookies import SimpleCookie
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import psutil
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.gate.warm import ROOT, start_warm
from tests.waiting import PATIENCE
from tests.world import KEY
from voting.config import OFF

SERVE = ("gunicorn", "--config", "python:voting.gunicorn_conf")
APPLICATION = "voting.wsgi:app"
WITHOUT_LETTERS = ("--config", "python:tests.gate.without_letters")
HOST = "127.0.0.1"
BACKLOG = 4096
"""As where the server itself listens (voting/gunicorn_conf.py)."""
FORM = "application/x-www-form-urlencoded"
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')


@dataclass(frozen=True, slots=True)
class Served:
    """A running server: where it answers, and the process group it lives in."""

    port: int
    process: psutil.Process

    def kill(self) -> None:
        """End the whole process group as a failing machine would: at once, without a word."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)


@contextmanager
def serve(
    database_url: str,
    instance: Path,
    workers: int,
    port: int = 0,
    *,
    letters: bool = True,
    python: str = sys.executable,
    directory: Path = ROOT,
    application: str = APPLICATION,
    second_factor: str = OFF,
    host: str = HOST,
) -> Iterator[Served]:
    """Serve the application on a database with gunicorn, as ``make run`` does; its log is in ``instance``.

    Where no letters are sent it is spared the process for them, and its start (tests/gate/warm.py): for
    tests that are about something else than how it is started and ended.

    It is the application of this checkout, or that which another ``python`` in another ``directory`` finds;
    or another ``application`` that a module has.

    Its staff need no second factor, unless it is said; and its own address has the name of the ``host``.

    The server gets a socket that listens already, so that whoever connects before it is ready just waits.
    """
    instance.mkdir(parents=True, exist_ok=True)
    with socket.socket() as listening, (instance / "gunicorn.log").open("ab") as log:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        listening.listen(BACKLOG)
        port = listening.getsockname()[1]
        environment = os.environ | {
            "DATABASE_URL": database_url,
            "SECRET_KEY": KEY,
            "SECOND_FACTOR": second_factor,
            "INSTANCE": str(instance),
            "HOST": host,
            "PORT": str(port),
            "WORKERS": str(workers),
        }
        process: psutil.Process
        if letters:
            process = psutil.Popen(
                [python, "-m", *SERVE, application, "--bind", f"fd://{listening.fileno()}"],
                cwd=directory,
                env=environment,
                pass_fds=(listening.fileno(),),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        else:
            arguments = [*SERVE[1:], application, *WITHOUT_LETTERS]
            process = start_warm(arguments, environment, listening.fileno(), log.fileno())
    served = Served(port, process)
    try:
        yield served
    finally:
        if process.is_running():
            served.kill()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: ``ok``, a refusal's code, or the status where it is neither; and the page."""

    code: str
    status: int
    text: str


class Visitor:
    """One person's browser: cookies, and the hidden fields of the page that is open; JSON that is asked for
    leaves it open."""

    def __init__(self, port: int, code: str, accept: str = "text/html") -> None:
        self._accept = accept
        self._cookies: dict[str, str] = {}
        self._fields: dict[str, str] = {}
        self.port = port
        self.look("/")
        self.signed_in = self.send("/sign-in", {"code": code})

    def look(self, path: str) -> Answer:
        """Open a page, and remember the hidden fields of its forms."""
        return self._remember(self._ask("GET", path, None))

    def send(self, path: str, fields: Mapping[str, str]) -> Answer:
        """Send the form of the page that is open, filled in; a page that comes in answer is open then."""
        return self._remember(self._ask("POST", path, urlencode(self._fields | fields).encode()))

    def bring(self, path: str, name: str, content: bytes, **fields: str) -> Answer:
        """Send the form of the page that is open, filled in, with a file of this name."""
        file = FileStorage(BytesIO(content), name)
        boundary, body = encode_multipart(self._fields | fields | {"file": file})
        return self._remember(self._ask("POST", path, body, f"multipart/form-data; boundary={boundary}"))

    def _remember(self, answer: Answer) -> Answer:
        if answer.status == 200 and not answer.text.startswith("{"):
            self._fields = {name: unescape(value) for name, value in _HIDDEN.findall(answer.text)}
        return answer

    def fetch(self, path: str) -> bytes:
        """What an address answers, as it comes over the wire."""
        return self.exchange("GET", path)[1]

    def _ask(self, method: str, path: str, body: bytes | None, kind: str = FORM) -> Answer:
        response, content = self.exchange(method, path, body, kind)
        refusal = response.getheader("Refusal")
        code = refusal or ("ok" if response.status < 400 else f"http_{response.status}")
        return Answer(code, response.status, content.decode())

    def exchange(
        self, method: str, path: str, body: bytes | None = None, kind: str = FORM
    ) -> tuple[http.client.HTTPResponse, bytes]:
        """Ask for anything; what was answered, and its content."""
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        headers = {"Cookie": cookies, "Accept": self._accept}
        if body is not None:
            headers["Content-Type"] = kind
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            content = response.read()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                self._cookies |= {key: morsel.value for key, morsel in SimpleCookie(value).items()}
        return response, content
