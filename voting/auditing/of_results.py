"""The result of a resolution, held against its hash, the log and the ballots."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from voting.audit.chain import digest
from voting.auditing.entries import LoggedEntry, last_of
from voting.auditing.of_rules import named
from voting.ballot.export_count import counted_export
from voting.ballot.models import Resolution, Result
from voting.errors import Refused
from voting.recount import UNREADABLE, recount


def result_faults(session: Session, resolution: Resolution, entries: list[LoggedEntry]) -> Iterator[str]:
    """A sentence for each way in which the result is not the one that was announced, or not what the ballots
    give."""
    where, announced = named(resolution), last_of(entries, "resolution.announced")
    result = session.get(Result, resolution.id)
    if result is None or announced is None:
        if result is not None:
            yield f"{where}: there is a result, and the log does not tell that it was announced"
        if announced is not None:
            yield f"{where}: the result that was announced is missing"
        return
    if result.content_hash != announced.details["result_hash"]:
        yield f"{where}: the hash of the result is not the one in the log"
    if digest(result.content) != result.content_hash:
        yield f"{where}: the result is not the one that was announced: its hash differs"
    try:
        differing = recount(counted_export(session, resolution))
    except Refused as refused:
        yield f"{where}: it cannot be counted again ({refused.code})"
    except UNREADABLE:
        yield f"{where}: what was changed cannot be counted any more"
    else:
        yield from (f"{where}: counted again: {sentence}" for sentence in differing)
