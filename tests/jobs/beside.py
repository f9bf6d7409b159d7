"""Long work beside a real server: asked for, and held still in the midst of it."""

import re
from collections.abc import Callable

import psutil
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from tests.gate.served import Served, Visitor
from tests.mail.test_process import is_running
from tests.waiting import until
from voting.database import normalise_url

LIST = "/office/after/attendance"


def asked(visitor: Visitor, path: str) -> str:
    """Ask for what is not made at once; the address of its job."""
    response, content = visitor.exchange("GET", path)
    assert response.status == 303, content
    return str(response.headers["Location"])


def state(visitor: Visitor, page: str) -> str:
    """What changes on the page, as somebody without a script reads it."""
    answer = visitor.look(f"{page}/state")
    assert answer.status == 200
    return answer.text


def again(visitor: Visitor, page: str) -> str | None:
    """Ask for it again as the page offers; the address of the new job, or the code of the refusal."""
    token = re.search(r'name="csrf_token" value="([^"]*)"', visitor.look("/account/").text)
    assert token
    response, _ = visitor.exchange("POST", f"{page}/again", f"csrf_token={token[1]}".encode())
    return response.getheader("Location") or response.getheader("Refusal")


class Beside:
    """The process beside a server, once it is alive."""

    def __init__(self, served: Served, database_url: str) -> None:
        self._served, self._url = served, normalise_url(database_url)

    def process(self) -> psutil.Process:
        """The process that looks after the jobs."""
        [found] = until(self._found)
        return found

    def hold(self) -> None:
        """Let nothing be begun until ``let_go``."""
        until(lambda: self._stands_still(self.process()))

    def let_go(self) -> None:
        """Go on."""
        self.process().resume()

    def caught(self, ask: Callable[[], object]) -> psutil.Process:
        """The process that does a job, held still in the midst of it: the job is asked for as often as it
        takes."""
        while True:
            self.hold()
            ask()
            self.let_go()
            [doing] = until(lambda: self.process().children(), every=0.01)
            if self._stands_still(doing):
                return doing

    def _stands_still(self, process: psutil.Process) -> bool:
        """Hold a process still, unless it has ended, or holds the lock that others need."""
        try:
            process.suspend()
            until(lambda: process.status() in (psutil.STATUS_STOPPED, psutil.STATUS_ZOMBIE), every=0.01)
            if process.status() == psutil.STATUS_STOPPED and self._can_be_written_to():
                return True
            process.resume()
        except psutil.NoSuchProcess:
            pass
        return False

    def _found(self) -> list[psutil.Process]:
        children = psutil.Process(self._served.process.pid).children()
        return [child for child in children if is_running(child) and "do-jobs" in child.cmdline()]

    def _can_be_written_to(self) -> bool:
        if self._url.startswith("postgresql"):
            return True
        engine = create_engine(self._url, connect_args={"timeout": 0, "isolation_level": None})
        try:
            with engine.connect() as connection:
                connection.execute(text("BEGIN IMMEDIATE"))
                connection.execute(text("ROLLBACK"))
        except OperationalError:
            return False
        finally:
            engine.dispose()
        return True
