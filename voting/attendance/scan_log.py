"""The table of scans: one row for each nonce, from which a scan that is sent again gets the same answer."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from voting.assembly.models import RollEntry
from voting.assembly.roll import is_entitled
from voting.attendance.models import CheckIn, Presence
from voting.attendance.presence import open_stay
from voting.attendance.rules import Answer, DoorAct
from voting.audit.chain import Happened, record_all
from voting.audit.sealed_rows import new_salt, row_hash
from voting.bulk import insert_some
from voting.database import Base
from voting.errors import Code, Refused

_SCANS = Base.metadata.tables[CheckIn.__tablename__]
_BY_NONCE = select(_SCANS).where(_SCANS.c.nonce.in_(bindparam("nonces", expanding=True)))


@dataclass(frozen=True, slots=True)
class Scan:
    """One act at a door: the member, the venue, the account that did it, when it happened (``at``) and when
    the server received it (``now``).

    ``nonce`` is made by the phone or page, once for an act however often it is sent. Of one that was sent
    later, ``claimed`` is when it happened as the phone says, and ``heard`` when the phone had last heard from
    the server before; None of any other. ``by_pass``: whether the pass was read, or the number typed.
    """

    assembly_id: int
    member: str
    venue: str
    nonce: str
    account_id: int
    at: datetime
    now: datetime
    claimed: datetime | None = None
    heard: datetime | None = None
    by_pass: bool | None = None


def scan_row(
    scan: Scan, kind: DoorAct, answer: Answer, before: str | None, undoes: str | None = None
) -> dict[str, Any]:
    """The row of an act in the table of scans."""
    return {
        "nonce": scan.nonce,
        "assembly_id": scan.assembly_id,
        "member": scan.member,
        "venue": scan.venue,
        "at": scan.at,
        "account_id": scan.account_id,
        "answer": answer.value,
        "kind": kind.value,
        "received_at": scan.now,
        "claimed_at": scan.claimed,
        "before": before,
        "undoes": undoes,
        "salt": new_salt(),
        "by_pass": scan.by_pass,
    }


SEALED = ("member", "at", "claimed_at", "before", "undoes")
"""The columns of a scan that the log does not tell, and binds by a hash."""


def scan_hash(row: Mapping[str, Any]) -> str:
    """The hash by which the log knows what else there is in the row of a scan."""
    return row_hash(row["salt"], (row[column] for column in SEALED))


def log_scans(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write acts and their answers (``scan_row``) to the table of scans and to the audit log, within the
    caller's transaction."""
    if not rows:
        return
    insert_some(session, _SCANS, rows)
    told = (
        Happened(
            row["received_at"],
            f"account {row['account_id']}",
            "attendance.scanned",
            {
                "assembly": row["assembly_id"],
                "venue": row["venue"],
                "nonce": row["nonce"],
                "kind": row["kind"],
                "answer": row["answer"],
                "row": scan_hash(row),
                "by_pass": row["by_pass"],
            },
        )
        for row in rows
    )
    record_all(session, told)


def scans_by_nonce(session: Session, nonces: Collection[str]) -> dict[str, Mapping[str, Any]]:
    """The rows that there are of these nonces."""
    rows = session.connection().execute(_BY_NONCE, {"nonces": sorted(nonces)}).mappings()
    return {row["nonce"]: dict(row) for row in rows}


def of_this_act(row: Mapping[str, Any] | None, scan: Scan, kind: DoorAct) -> Mapping[str, Any] | None:
    """The row of the nonce of a scan, if there is one. Raises Refused(bad_request) where it belongs to
    another act or member."""
    if row is not None and (row["assembly_id"], row["member"], row["venue"], row["kind"]) != (
        scan.assembly_id,
        scan.member,
        scan.venue,
        kind,
    ):
        raise Refused(Code.BAD_REQUEST)
    return row


def lock_on_roll(session: Session, assembly_id: int, member: str) -> bool:
    """Whether the member is on the roll. Their entry stays locked until the transaction ends, so that their
    scans come one after the other."""
    entry = session.scalar(
        select(RollEntry.member)
        .where(RollEntry.assembly_id == assembly_id, RollEntry.member == member)
        .with_for_update()
    )
    return entry is not None and is_entitled(session, assembly_id, member)


def open_presence(session: Session, assembly_id: int, member: str) -> Presence | None:
    """The open stretch of presence of a member, None where they are present nowhere."""
    return session.scalars(select(Presence).where(open_stay(assembly_id, member))).one_or_none()


def acted_later(session: Session, act: CheckIn) -> bool:
    """Whether a scan after this one, at any door, has changed where the member is."""
    changing = (Answer.WELCOME, Answer.MOVED, Answer.LEFT, Answer.UNDONE)
    later = exists().where(
        CheckIn.assembly_id == act.assembly_id,
        CheckIn.member == act.member,
        CheckIn.at > act.at,
        CheckIn.answer.in_([answer.value for answer in changing]),
    )
    return bool(session.scalar(select(later)))
