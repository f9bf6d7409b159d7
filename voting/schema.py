"""Whether the database has the tables and columns that this version needs."""

from functools import cache
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from voting.models import metadata


def is_migrated(connection: Connection) -> bool:
    """Whether the database has had every migration that there is, and no other."""
    return MigrationContext.configure(connection).get_current_heads() == (_head(),)


def missing_columns(connection: Connection) -> list[str]:
    """The columns that the tables need and the database does not have, as ``table.column``."""
    there = {
        f"{table}.{column['name']}"
        for (_schema, table), columns in inspect(connection).get_multi_columns().items()
        for column in columns
    }
    needed = {f"{table.name}.{column.name}" for table in metadata.tables.values() for column in table.columns}
    return sorted(needed - there)


@cache
def _head() -> str | None:
    return ScriptDirectory(str(Path(__file__).parent / "migrations")).get_current_head()
