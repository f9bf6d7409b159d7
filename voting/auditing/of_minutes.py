"""What the minutes tell besides the votes, held against the log: incidents and declarations."""

from collections.abc import Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.assembly.incidents import end_hash, incident_hash
from voting.assembly.models import Assembly, Incident, IncidentEnd
from voting.auditing.entries import LoggedEntry, ReadLog
from voting.discussion.declarations import declaration_hash
from voting.discussion.models import Declaration

Noted = Mapping[int, tuple[str, str]]
"""By number, who noted something, as the log names them, and the hash of all that was."""


def minutes_faults(session: Session, assembly: Assembly, log: ReadLog) -> Iterator[str]:
    """A sentence for each incident or declaration that is not the one in the log."""
    entries, where = log.of_assembly[assembly.id], f"assembly {assembly.id}"
    incidents = session.scalars(select(Incident).where(Incident.assembly_id == assembly.id)).all()
    ends = session.scalars(
        select(IncidentEnd)
        .join(Incident, Incident.id == IncidentEnd.incident_id)
        .where(Incident.assembly_id == assembly.id)
    ).all()
    declarations = session.scalars(select(Declaration).where(Declaration.assembly_id == assembly.id)).all()
    yield from _unlike(
        where,
        "incident",
        {one.id: (f"account {one.account_id}", incident_hash(one)) for one in incidents},
        _logged(entries, "incident.noted", "incident"),
    )
    yield from _unlike(
        where,
        "end of incident",
        {one.incident_id: (f"account {one.account_id}", end_hash(one)) for one in ends},
        _logged(entries, "incident.ended", "incident"),
    )
    yield from _unlike(
        where,
        "declaration",
        {one.id: (f"account {one.account_id}", declaration_hash(one)) for one in declarations},
        _logged(entries, "declaration.noted", "declaration"),
    )


def _logged(entries: list[LoggedEntry], action: str, name: str) -> dict[int, LoggedEntry]:
    return {entry.details[name]: entry for entry in entries if entry.action == action}


def _unlike(where: str, what: str, noted: Noted, logged: dict[int, LoggedEntry]) -> Iterator[str]:
    """What is in the table and not so in the log, and the other way round. An entry from before there were
    hashes is compared without one."""
    for number, (actor, hashed) in noted.items():
        entry = logged.pop(number, None)
        if entry is None:
            yield f"{where}: {what} {number} is not in the log"
        elif entry.actor != actor or entry.details.get("row", hashed) != hashed:
            yield f"{where}: {what} {number} is not as entry {entry.seq} of the log tells of it"
    for number, entry in logged.items():
        yield f"{where}: {what} {number}, of entry {entry.seq} of the log, is missing"
