"""Removing the demonstration: the whole content of the database, where nothing else is in it."""

from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from voting.database import writing
from voting.demo.load import codes_file
from voting.demo.mark import require_untouched
from voting.models import metadata

FUNCTIONS = (
    "SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND prorettype = "
    "'trigger'::regtype"
)


def remove_demo(session: Session, instance: Path) -> None:
    """Take every table away, and the file of the codes. The database has no tables then, as one that has
    just been made: it is to be migrated.

    Nothing is deleted row by row, since what is append-only stays so. Raises Refused: no_demonstration;
    demonstration_used.
    """
    with writing(session):
        _keep_others_out(session)
        require_untouched(session)
        connection = session.connection()
        metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
        if connection.dialect.name == "postgresql":
            for name in connection.scalars(text(FUNCTIONS)).all():
                connection.execute(text(f'DROP FUNCTION "{name}"()'))
    codes_file(instance).unlink(missing_ok=True)


def _keep_others_out(session: Session) -> None:
    """Nobody writes until the transaction is over: on SQLite nobody does anyway."""
    if session.get_bind().dialect.name == "postgresql":
        names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
        session.execute(text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))
