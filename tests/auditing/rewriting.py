"""Somebody with the database who writes the log anew, with a chain that is sound."""

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests.auditing.attacker import change
from voting.audit.chain import GENESIS, entry_hash
from voting.audit.models import AuditEntry


def rewrite(session: Session, seq: int, **values: str) -> None:
    """Change an entry of the log, and all hashes from there on, head included."""
    previous = session.scalar(select(AuditEntry.hash).where(AuditEntry.seq == seq - 1)) or GENESIS
    rows = session.execute(
        select(AuditEntry.seq, AuditEntry.at, AuditEntry.actor, AuditEntry.action, AuditEntry.details)
        .where(AuditEntry.seq >= seq)
        .order_by(AuditEntry.seq)
    ).all()
    change(session)
    for row in rows:
        said = {"actor": row.actor, "action": row.action, "details": row.details}
        said |= values if row.seq == seq else {}
        new = entry_hash(row.seq, row.at, said["actor"], said["action"], said["details"], previous)
        session.execute(
            text(
                "UPDATE audit_entry SET actor = :actor, action = :action, details = :details, "
                "previous_hash = :previous, hash = :hash WHERE seq = :seq"
            ),
            said | {"previous": previous, "hash": new, "seq": row.seq},
        )
        previous = new
    session.execute(text("UPDATE audit_head SET hash = :hash"), {"hash": previous})
    session.expire_all()
