"""What a document costs, and how long others wait while it is made.

``python -m tests.bench.documents [--database sqlite|postgresql]``: everybody on the demonstration's roll of
45,598 is present; each document is asked for as the office does, while somebody else opens a page again and
again. Prints seconds, the most memory of the process that makes it, and the longest that the other waited.
"""

import re
import sys
import threading
import time
from http.client import HTTPResponse

import psutil
from sqlalchemy import func, insert, literal, select

from tests.bench.served_demo import ServedDemo, asked_database, served_demo
from tests.gate.served import Visitor
from voting.assembly.models import RollEntry
from voting.attendance.models import ONLINE, Presence
from voting.clock import system_clock
from voting.database import writing
from voting.extensions import db

READ = "/account/"
PAUSE = 0.02
LOOKS_EVERY = 0.5
DOCUMENTS = {
    "nothing": "",
    "attendance list, PDF": "/office/after/attendance.pdf",
    "attendance list, CSV": "/office/after/attendance.csv",
    "minutes, PDF": "/office/after/minutes.pdf",
    "minutes, DOCX": "/office/after/minutes.docx",
    "special report, PDF": "/office/report/{year}/file.pdf",
    "special report, DOCX": "/office/report/{year}/file.docx",
    "register, CSV": "/office/register/export/csv",
    "register, XLSX": "/office/register/export/xlsx",
}


class Meanwhile:
    """What others see while a document is made: the longest wait, and the most memory of who makes it."""

    def __init__(self, demo: ServedDemo, reader: Visitor) -> None:
        self._server = psutil.Process(demo.served.process.pid)
        self._reader = reader
        self._over = threading.Event()
        self.waited = self.megabytes = 0.0

    def read(self) -> None:
        """Open a page again and again."""
        while not self._over.wait(PAUSE):
            begun = time.perf_counter()
            self._reader.look(READ)
            self.waited = max(self.waited, time.perf_counter() - begun)

    def weigh(self) -> None:
        """Look how much memory the largest of the processes that do jobs takes, again and again."""
        while not self._over.wait(PAUSE):
            for process in self._server.children(recursive=True):
                try:
                    parent = process.parent()
                    if parent is not None and "do-jobs" in parent.cmdline():
                        self.megabytes = max(self.megabytes, process.memory_info().rss / 1e6)
                except psutil.Error:
                    continue

    def end(self) -> None:
        """It is over."""
        self._over.set()


def asked_for(secretary: Visitor, path: str) -> int:
    """Ask for a document and fetch it; how many bytes it has."""
    response, content = _sent(secretary, path) if "/export/" in path else secretary.exchange("GET", path)
    page = response.getheader("Location") or ""
    if re.fullmatch(r"/jobs/\d+", page):
        while f"{page}/" not in secretary.fetch(f"{page}/state").decode():
            time.sleep(LOOKS_EVERY)
        response, content = secretary.exchange("GET", f"{page}/file")
    assert response.status == 200, (path, response.status, content[:300])
    return len(content)


def main() -> int:
    """Ask for each document, and print what it cost."""
    with served_demo(asked_database(__doc__)) as demo:
        everybody_present(demo)
        secretary = Visitor(demo.served.port, demo.codes["secretary"])
        reader = Visitor(demo.served.port, demo.codes["auditor"])
        for name, path in DOCUMENTS.items():
            meanwhile = Meanwhile(demo, reader)
            threads = [threading.Thread(target=work) for work in (meanwhile.read, meanwhile.weigh)]
            for thread in threads:
                thread.start()
            begun, size = time.perf_counter(), 0
            if path:
                size = asked_for(secretary, path.format(year=demo.day.year))
            else:
                time.sleep(3)
            took = time.perf_counter() - begun
            meanwhile.end()
            for thread in threads:
                thread.join()
            print(
                f"{name}: {took:.1f} s, {size / 1e6:.1f} MB, at most {meanwhile.megabytes:.0f} MB of memory; "
                f"others waited {1_000 * meanwhile.waited:.0f} ms at most",
                flush=True,
            )
    return 0


def everybody_present(demo: ServedDemo) -> None:
    """Let everybody on the roll take part at a distance."""
    with demo.app.app_context(), writing(db.session()) as session:
        columns = ["assembly_id", "member", "place", "since"]
        stays = select(
            RollEntry.assembly_id,
            RollEntry.member,
            literal(ONLINE),
            literal(system_clock(), Presence.since.type),
        ).where(RollEntry.assembly_id == demo.assembly_id)
        session.execute(insert(Presence).from_select(columns, stays))
        print(session.scalar(select(func.count()).select_from(Presence)), "present", flush=True)


def _sent(secretary: Visitor, path: str) -> tuple[HTTPResponse, bytes]:
    token = re.search(r'name="csrf_token" value="([^"]*)"', secretary.look("/office/register").text)
    assert token
    return secretary.exchange("POST", path, f"csrf_token={token[1]}".encode())


if __name__ == "__main__":
    sys.exit(main())
