"""Whether a restored copy is what its backup says, agrees with itself, and has what was kept elsewhere."""

from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import NamedTuple

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from voting.audit.chain import verify
from voting.audit.heads import Head, anchor_faults, head_faults
from voting.audit.models import AuditEntry
from voting.auditing.contradictions import contradictions
from voting.backups.manifest import Manifest
from voting.ballot.models import Participation, Resolution
from voting.schema import missing_columns


class LookedInto(NamedTuple):
    """What is in a copy, in English sentences, and what is wrong with it."""

    told: list[str]
    faults: list[str]


def look_into(session: Session, manifest: Manifest | None, anchors: Sequence[Head]) -> LookedInto:
    """What a restored copy has, and every fault of it. ``manifest`` is what its backup says; None where it is
    a plain copy, of which nothing is known but what was kept elsewhere (``anchors``). It must be of this
    version's schema."""
    told = [*_of_the_backup(manifest), *_of_the_votes(session)]
    faults = [f"the database lacks {name}" for name in missing_columns(session.connection())]
    count, broken = verify(session)
    told.append(f"The log has {count} entries, the last of {_last_entry(session)}.")
    faults += broken
    faults += head_faults(session, (manifest.log_key or None) if manifest else None)
    kept = [*anchors, *([Head(*manifest.head)] if manifest and manifest.head[0] else [])]
    faults += anchor_faults(session, kept)
    faults += contradictions(session)
    faults += _other_counts(session, manifest) if manifest else _nothing_to_hold_against(anchors)
    return LookedInto(told, faults)


def _of_the_backup(manifest: Manifest | None) -> Iterator[str]:
    if manifest is None:
        return
    at = manifest.made_at.astimezone(UTC)
    yield (
        f"Backup of {at:%Y-%m-%d %H:%M:%S} UTC, from {manifest.kind}, by version {manifest.version} "
        f"(schema {manifest.schema})."
    )
    rows = ", ".join(f"{count} {name}" for name, count in manifest.counts.items())
    yield f"It says that it has these rows: {rows}."


def _of_the_votes(session: Session) -> Iterator[str]:
    votes = session.scalar(select(func.count()).select_from(Participation)) or 0
    if not votes:
        yield "No vote is in it."
        return
    last = select(Participation.cast_at, Resolution.number).join(
        Resolution, Resolution.id == Participation.resolution_id
    )
    at, number = session.execute(
        last.order_by(Participation.cast_at.desc(), Resolution.number).limit(1)
    ).one()
    yield f"{votes} votes are in it, the last of {at:%Y-%m-%d %H:%M:%S} UTC, on resolution {number}."


def _last_entry(session: Session) -> str:
    last = select(AuditEntry.at, AuditEntry.action).order_by(AuditEntry.seq.desc()).limit(1)
    row = session.execute(last).first()
    return f"{row.at:%Y-%m-%d %H:%M:%S} UTC ({row.action})" if row else "never"


def _other_counts(session: Session, manifest: Manifest) -> Iterator[str]:
    for name, said in manifest.counts.items():
        there = session.scalar(text(f"SELECT count(*) FROM {name}"))  # noqa: S608 - names of our own tables
        if there != said:
            yield f"the copy has {there} rows of {name}, and the backup says {said}"


def _nothing_to_hold_against(anchors: Sequence[Head]) -> Iterator[str]:
    if not anchors:
        yield (
            "this is a plain copy of a file, and nothing says that it is whole: what was written last may "
            "be missing. Give heads of the log that were kept elsewhere with --anchors, or make backups "
            "with “voting backup”"
        )
