"""Everything that contradicts itself: the chain of the log, and the tables held against it and against each
other."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly
from voting.auditing.entries import ReadLog, read_log
from voting.auditing.of_attendance import attendance_faults
from voting.auditing.of_minutes import minutes_faults
from voting.auditing.of_paper import paper_faults
from voting.auditing.of_proxies import proxy_faults
from voting.auditing.of_results import result_faults
from voting.auditing.of_roll import roll_faults
from voting.auditing.of_rules import life_faults, missing_faults, rules_faults
from voting.auditing.of_votes import votes_faults
from voting.ballot.models import Resolution


def contradictions(session: Session) -> Iterator[str]:
    """An English sentence for each fault of what the tables say, held against the log and each other. The
    chain itself is checked by ``voting.audit.chain.verify``."""
    log = read_log(session)
    assemblies = session.scalars(select(Assembly).order_by(Assembly.id)).all()
    for assembly in assemblies:
        yield from roll_faults(session, assembly, log)
        yield from _resolution_faults(session, assembly, log)
        yield from proxy_faults(session, assembly, log)
        yield from attendance_faults(session, assembly, log)
        yield from minutes_faults(session, assembly, log)
    for gone in sorted(log.of_assembly.keys() - {assembly.id for assembly in assemblies}):
        if log.convened(gone) is not None:
            yield f"assembly {gone} is in the log and not in the table"


def _resolution_faults(session: Session, assembly: Assembly, log: ReadLog) -> Iterator[str]:
    resolutions = session.scalars(
        select(Resolution)
        .where(Resolution.assembly_id == assembly.id)
        .order_by(Resolution.position, Resolution.round)
    ).all()
    began = log.convened(assembly.id)
    yield from missing_faults(assembly.id, {(one.number, one.round) for one in resolutions}, log)
    for one in resolutions:
        of_this = log.of_round[assembly.id, one.number, one.round]
        entries = [entry for entry in of_this if began is None or entry.seq > began.seq]
        yield from rules_faults(session, one, log)
        yield from life_faults(one, entries)
        yield from votes_faults(session, one, entries)
        yield from paper_faults(session, one, entries)
        yield from result_faults(session, one, entries)
