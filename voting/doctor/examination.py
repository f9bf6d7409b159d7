"""The examination as a whole: every subject at once, each within its time, none able to break another."""

import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from voting.doctor.finding import Finding, doubtful

PATIENCE = 10.0
"""Seconds after which a subject is given up."""


@dataclass(frozen=True)
class Patient:
    """An installation: its settings, its folder, its database, the settings of its server (``WORKERS``,
    ``HOST`` and the like, from the environment), and what else whoever asks has named."""

    settings: Mapping[str, Any]
    instance: Path
    engine: Engine
    environment: Mapping[str, str]
    time_server: str = ""
    name_server: str = ""
    letter_to: str = ""

    @property
    def database_file(self) -> Path | None:
        """The file of the database on SQLite; None on PostgreSQL."""
        is_file = self.engine.dialect.name == "sqlite" and self.engine.url.database
        return Path(str(self.engine.url.database)) if is_file else None


Check = Callable[[Patient], list[Finding]]


def examine(patient: Patient, checks: Mapping[str, Check], patience: float = PATIENCE) -> list[Finding]:
    """What all checks find, in their order, by the name of the subject. One that fails or has no answer in
    time is a finding itself."""
    answers: queue.Queue[tuple[str, list[Finding]]] = queue.Queue()
    for subject, check in checks.items():
        threading.Thread(target=_look, args=(subject, check, patient, answers), daemon=True).start()
    found, until = dict[str, list[Finding]](), time.monotonic() + patience
    while len(found) < len(checks):
        try:
            subject, findings = answers.get(timeout=max(until - time.monotonic(), 0.001))
        except queue.Empty:
            break
        found[subject] = findings
    return [finding for subject in checks for finding in found.get(subject, _given_up(subject, patience))]


def _look(
    subject: str, check: Check, patient: Patient, answers: "queue.Queue[tuple[str, list[Finding]]]"
) -> None:
    try:
        findings = check(patient)
    except Exception as error:
        remedy = "Look for what keeps it from answering, then ask again."
        sentence = f"This could not be looked at ({type(error).__name__})."  # its text may have a password
        findings = [doubtful(subject, "not_examined", sentence, remedy)]
    answers.put((subject, findings))


def _given_up(subject: str, patience: float) -> Sequence[Finding]:
    sentence = f"There was no answer within {patience:g} seconds."
    return [
        doubtful(subject, "no_answer", sentence, "Look for what keeps it from answering, then ask again.")
    ]
