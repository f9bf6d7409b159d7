"""What something costs: processor time of this process and of its database's, statements, steps of SQLite,
and memory. Waiting costs nothing, so that other work on the machine hardly matters."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import psutil
from sqlalchemy import Engine, event

STEPS = 100
"""So many steps of SQLite are counted at once."""

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of the processor, statements, thousands of SQLite's steps, and megabytes by which memory
    grew at most."""

    milliseconds: float
    statements: float
    steps: float
    megabytes: float


class Meter:
    """Measures what runs on an engine; to be made before its first connection."""

    def __init__(self, engine: Engine) -> None:
        self._statements = self._steps = 0
        self._servers: list[psutil.Process] = []
        event.listen(engine, "before_cursor_execute", self._note_statement)
        event.listen(engine, "connect", self._note_connection)

    def cost(self, work: Callable[[], object], times: int = 1) -> Cost:
        """What doing something costs, on average of so many times."""
        statements, steps, memory = self._statements, self._steps, _memory("VmRSS")
        Path("/proc/self/clear_refs").write_text("5")  # forgets the highest that memory has been
        begun = self._processor()
        for _ in range(times):
            work()
        took = self._processor() - begun
        return Cost(
            1_000 * took / times,
            (self._statements - statements) / times,
            (self._steps - steps) * STEPS / 1_000 / times,
            max(0.0, _memory("VmHWM") - memory),
        )

    def _processor(self) -> float:
        """Seconds that this process and those that serve its connections have used so far."""
        servers = [server.cpu_times() for server in self._servers if server.is_running()]
        return time.process_time() + sum(each.user + each.system for each in servers)

    def _note_statement(self, *_: Any) -> None:
        self._statements += 1

    def _note_connection(self, connection: Any, _record: Any) -> None:
        if hasattr(connection, "set_progress_handler"):
            connection.set_progress_handler(self._note_steps, STEPS)
        else:
            self._servers.append(psutil.Process(connection.info.backend_pid))

    def _note_steps(self) -> int:
        self._steps += 1
        return 0


def _memory(what: str) -> float:
    """Megabytes of memory that this process has (VmRSS), or has had at most (VmHWM)."""
    found = re.search(rf"^{what}:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0
