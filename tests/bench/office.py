"""How long others wait while somebody in the office asks for something large, how long that takes itself, and
the memory of it: lists and reports of a whole membership, its register out and in again."""

import itertools
import json
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from html import unescape
from typing import Any

import psutil
from sqlalchemy import func, select

from tests.bench.acts import check_in, vote
from tests.bench.asking import Others, expect
from tests.bench.generator import Answer, Talk, Wait, run
from tests.bench.house import House, house
from tests.bench.people import ANYTHING, JSON, Person
from tests.bench.size import Size
from tests.bench.votes import Figures
from tests.gate.served import _HIDDEN as HIDDEN
from voting.register.models import Member

PAUSE = 0.05
"""Seconds between two requests of each of the others."""
VOTERS = 20_000
"""So many can vote meanwhile, which is more than time for."""
LOOK = 0.25
"""Seconds between two looks whether something that is done elsewhere is there."""
SAMPLE = 0.05
"""Seconds between two looks at the memory."""
IMPORTS = "/office/register/imports"
LONG = ("attendance.pdf", "minutes.pdf")
"""Files that take long, and are asked for together."""
REPORT = ("file.pdf?in=nl", "file.docx?in=nl", "file.json")


@dataclass(frozen=True, slots=True)
class Step:
    """Something that the office asks for, by the names of its figures."""

    names: tuple[str, ...]
    ask: Callable[[], Talk]


class Office:
    """The secretary's browser, what it was given last, and the seconds that something took, by name."""

    def __init__(self, house: House, who: Person) -> None:
        self.house, self.who = house, who
        self.register = b""
        self.page = b""
        self.took: dict[str, float] = {}

    def steps(self, year: int) -> Iterator[Step]:
        """All that is asked for, in this order."""
        yield Step(tuple(map(_key, LONG)), self.fetch_long)
        yield Step(("attendance_csv",), lambda: self.fetch("/office/after/attendance.csv"))
        for name in REPORT:
            path = f"/office/report/{year}/{name}"
            yield Step((_key(f"report_{name}"),), lambda path=path: self.fetch(path))
        yield Step(("register_xlsx",), lambda: self.export("xlsx"))
        yield Step(("register_csv",), lambda: self.export("csv"))
        yield Step(("import_upload",), self.upload)
        yield Step(("import_look",), lambda: self.fetch(f"{IMPORTS}/1"))
        yield Step(("import_apply",), self.apply)

    def ask(self, request: bytes) -> Generator[bytes | float | Wait, Any, Answer]:
        """Ask for something until it is there; what is done elsewhere meanwhile is looked for and fetched."""
        answer: Answer = yield request
        if answer.status == 202:
            page, file = json.loads(answer.body)["address"], None
            while file is None:
                yield time.monotonic() + LOOK
                file = json.loads(expect((yield self.who.get(page, JSON))).body)["address"]
            answer = yield self.who.get(file, ANYTHING)
        return expect(answer, 200, 303)

    def fetch_long(self) -> Talk:
        """Ask for the long files together; of each, how long it took."""
        begun, going = time.monotonic(), dict[str, str]()
        for name in LONG:
            answer: Answer = yield self.who.get(f"/office/after/{name}", ANYTHING)
            if expect(answer, 200, 202).status == 202:
                going[name] = json.loads(answer.body)["address"]
        while going:
            yield time.monotonic() + LOOK
            for name, page in list(going.items()):
                file = json.loads(expect((yield self.who.get(page, JSON))).body)["address"]
                if file is not None:
                    expect((yield self.who.get(file, ANYTHING)))
                    self.took[_key(name)] = time.monotonic() - begun
                    del going[name]

    def fetch(self, path: str) -> Talk:
        """Ask for a file or page."""
        self.page = (yield from self.ask(self.who.get(path, ANYTHING))).body

    def export(self, form: str) -> Talk:
        """The whole register as a file."""
        path = f"/office/register/export/{form}"
        self.register = (yield from self.ask(self.who.post(path, {}, ANYTHING))).body

    def upload(self) -> Talk:
        """Bring the register in, with another address for each member."""
        changed = self.register.replace(b"@example.org", b"@example.com")
        yield from self.ask(self.who.bring(IMPORTS, "register.csv", changed, invented="yes"))

    def apply(self) -> Talk:
        """Apply what was looked at."""
        fields = {name: unescape(value) for name, value in HIDDEN.findall(self.page.decode())}
        yield from self.ask(self.who.post(f"{IMPORTS}/1/apply", fields, ANYTHING))


def measure_office(database: str, size: Size) -> Figures:
    """Seconds that each took, milliseconds that anybody else waited longest meanwhile, and the mebibytes by
    which a process of the server has grown."""
    figures: Figures = {}
    members = size.membership
    with house(database, members, present=members * 9 // 10, signed_in=VOTERS) as served:
        served.take_step("open")
        others = Others()
        voters, arrivals = itertools.count(1), itertools.cycle(range(members * 9 // 10 + 1, members + 1))
        readers = itertools.cycle(range(1, 50))
        steward = served.staff["steward"]
        talks = [
            others.go_on("reading", lambda: served.member(next(readers)).get("/assembly"), PAUSE),
            others.go_on("voting", lambda: vote(served, next(voters)), PAUSE),
            others.go_on("arriving", lambda: check_in(served, steward, next(arrivals)), 4 * PAUSE),
        ]
        office = Office(served, served.staff["secretary"])
        memory = Memory(psutil.Process(served.served.process.pid))

        def ask() -> Talk:
            yield time.monotonic() + size.calm
            figures[f"others_wait_ms_office_quiet_{database}"] = others.slowest
            for step in office.steps(served.year):
                others.forget()
                memory.begin()
                begun = time.monotonic()
                yield from step.ask()
                took = time.monotonic() - begun
                yield time.monotonic() + size.calm / 3
                for name in step.names:
                    figures[f"seconds_{name}_{database}"] = office.took.get(name, took)
                    figures[f"others_wait_ms_{name}_{database}"] = others.slowest
                    figures[f"memory_mib_{name}_{database}"] = memory.most / 2**20
            others.over = memory.over = True

        run(served.port, [*talks, memory.watch(), ask()])
        served.check_votes(next(voters) - 1)
        changed = select(func.count()).select_from(Member).where(Member.email.like("%@example.com"))
        assert served.count(changed) == members + 2, "not all of the register was brought in"
    waits = [value for key, value in figures.items() if key.startswith("others_wait_ms_")]
    quiet = figures[f"others_wait_ms_office_quiet_{database}"]
    memories = [value for key, value in figures.items() if key.startswith("memory_mib_")]
    parts = ("upload", "look", "apply")
    return figures | {
        f"others_wait_longer_ms_office_{database}": max(waits) - quiet,
        f"memory_mib_office_{database}": max(memories),
        f"import_seconds_{database}": sum(figures[f"seconds_import_{part}_{database}"] for part in parts),
    }


class Memory:
    """The most bytes by which a process of the server has grown since ``begin``; one that is new has grown by
    all that it has."""

    def __init__(self, server: psutil.Process) -> None:
        self._server = server
        self._before: dict[int, int] = {}
        self.most = 0
        self.over = False

    def begin(self) -> None:
        """Count from now on."""
        self._before, self.most = self._now(), 0

    def watch(self) -> Talk:
        """Look again and again, until it is over."""
        while not self.over:
            for number, has in self._now().items():
                self.most = max(self.most, has - self._before.get(number, 0))
            yield time.monotonic() + SAMPLE

    def _now(self) -> dict[int, int]:
        found = {}
        for process in self._server.children(recursive=True):
            with suppress(psutil.NoSuchProcess):  # one that has just ended
                found[process.pid] = process.memory_info().rss
        return found


def _key(name: str) -> str:
    return name.partition("?")[0].replace(".", "_").replace("file_", "")
