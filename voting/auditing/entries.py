"""The entries of the log, read once, by what they are about."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.audit.models import AuditEntry

Round = tuple[int, str, int]
"""A resolution as the log names it: its assembly, number and round."""
BEGUN_ANEW = ("assembly.convened", "assembly.taken_back")


class LoggedEntry(NamedTuple):
    """An entry of the log, its ``details`` read."""

    seq: int
    at: datetime
    actor: str
    action: str
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReadLog:
    """The entries of resolutions and of assemblies, in their order."""

    of_round: dict[Round, list[LoggedEntry]] = field(default_factory=lambda: defaultdict(list))
    of_assembly: dict[int, list[LoggedEntry]] = field(default_factory=lambda: defaultdict(list))

    def convened(self, assembly_id: int) -> LoggedEntry | None:
        """How an assembly was convened last; None where it was not, or that was taken back."""
        last = last_of(self.of_assembly[assembly_id], *BEGUN_ANEW)
        return last if last is not None and last.action == "assembly.convened" else None

    def since_convened(self, assembly_id: int) -> list[LoggedEntry]:
        """What was logged of an assembly since it was convened last."""
        convened = self.convened(assembly_id)
        if convened is None:
            return []
        return [entry for entry in self.of_assembly[assembly_id] if entry.seq > convened.seq]


def read_log(session: Session) -> ReadLog:
    """The whole log. An entry whose details are no JSON object is left out: its hash tells of it."""
    log = ReadLog()
    query = select(AuditEntry).order_by(AuditEntry.seq)
    columns = (AuditEntry.seq, AuditEntry.at, AuditEntry.actor, AuditEntry.action, AuditEntry.details)
    for seq, at, actor, action, text in session.execute(query.with_only_columns(*columns)).yield_per(1000):
        details = _read(text)
        if not isinstance(details.get("assembly"), int):
            continue
        entry = LoggedEntry(seq, at, actor, action, details)
        log.of_assembly[details["assembly"]].append(entry)
        if "resolution" in details and "round" in details:
            log.of_round[details["assembly"], details["resolution"], details["round"]].append(entry)
    return log


def _read(text: str) -> dict[str, Any]:
    try:
        details = json.loads(text)
    except ValueError:
        return {}
    return details if isinstance(details, dict) else {}


def last_of(entries: Iterable[LoggedEntry], *actions: str) -> LoggedEntry | None:
    """The last of the entries that has one of the actions; None where there is none."""
    found = None
    for entry in entries:
        if entry.action in actions:
            found = entry
    return found
