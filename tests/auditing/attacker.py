"""Somebody with the password of the database, who takes its triggers away before they change anything."""

from sqlalchemy import text
from sqlalchemy.orm import Session


def take_triggers_away(session: Session) -> None:
    """No trigger refuses anything any more in this transaction."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL session_replication_role = replica"))
        return
    session.execute(text("PRAGMA defer_foreign_keys = ON"))
    for name in session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        session.execute(text(f'DROP TRIGGER "{name}"'))


def change(session: Session, *statements: str) -> None:
    """Run SQL as they would, with AS_JSON after an expression for a column of that type; what the session has
    read before is forgotten."""
    take_triggers_away(session)
    as_json = "::json" if session.get_bind().dialect.name == "postgresql" else ""
    for statement in statements:
        session.connection().exec_driver_sql(statement.replace(" AS_JSON", as_json))
    session.expire_all()
