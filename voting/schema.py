"""Whether the database has the tables and columns that this version needs, and whether it may be migrated."""

from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import Connection, column, func, inspect, select, table, text
from sqlalchemy.types import Boolean, Integer, String

from voting.database import Moment
from voting.models import metadata


class Schema(StrEnum):
    """How a database stands to this version: the latter two by the codes of what is to be done."""

    CURRENT = "current"
    OLDER = "migrations_pending"
    NEWER = "schema_newer"


SENTENCES = {
    "migrations_pending": "The database is older than this version of the software. Make a backup, then run: "
    "voting migrate",
    "schema_newer": "The database is newer than this version of the software%s, which would damage it. "
    "Install the version that it was migrated by, or restore the backup from before.",
    "vote_in_progress": "A vote is in progress: %s. Migrate when it is over. With --during-vote it is done "
    "all the same: whoever votes meanwhile waits or is refused, and where anything goes wrong the vote "
    "stands still until the backup is restored.",
}
"""By stable code why nothing is run on a database, or it is not migrated, for whoever looks after it."""


class SchemaRefused(Exception):
    """Nothing was done, because of the schema of the database. ``code`` is stable."""

    def __init__(self, code: str, about: str = "") -> None:
        super().__init__(SENTENCES[code].replace("%s", about))
        self.code = code


def schema_of(connection: Connection) -> Schema:
    """How the database stands to this version. It is newer where it has had a migration that is not known
    here; an empty one is older."""
    heads = _heads(connection)
    if heads == (_scripts().get_current_head(),):
        return Schema.CURRENT
    return Schema.NEWER if unknown_revisions(heads) else Schema.OLDER


def unknown_revisions(heads: tuple[str, ...]) -> list[str]:
    """Those of these migrations that this version does not have."""
    return [head for head in heads if head not in _known()]


def require_schema(connection: Connection) -> None:
    """Raise SchemaRefused where the database is not of this version."""
    found = schema_of(connection)
    if found is Schema.CURRENT:
        return
    heads = _heads(connection)
    unknown = ", ".join(unknown_revisions(heads))
    raise SchemaRefused(found.value, f" ({unknown})")


def require_migratable(connection: Connection, *, now: datetime, during_vote: bool) -> None:
    """Raise SchemaRefused where the database is newer than this version, or has migrations to come while a
    vote is in progress, unless ``during_vote`` says that this is meant."""
    found = schema_of(connection)
    if found is Schema.NEWER:
        require_schema(connection)
    if found is Schema.OLDER and not during_vote and (going_on := _votes_in_progress(connection, now)):
        raise SchemaRefused("vote_in_progress", "; ".join(going_on))


MIGRATING = 6_108_542_017
"""The number of PostgreSQL's lock under which a database is migrated."""


def wait_for_turn(connection: Connection) -> None:
    """Wait until nobody else migrates the database, until the end of this transaction. On SQLite a writing
    transaction has waited already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATING})"))


def missing_columns(connection: Connection) -> list[str]:
    """The columns that the tables need and the database does not have, as ``table.column``."""
    there = _columns(connection)
    needed = {f"{each.name}.{column.name}" for each in metadata.tables.values() for column in each.columns}
    return sorted(needed - there)


_RESOLUTION = table(
    "resolution",
    *(column("number", String), column("state", String), column("assembly_id", Integer)),
    *(column("advance", Boolean), column("rules_hash", String)),
)
_ASSEMBLY = table(
    "assembly", column("id", Integer), column("advance_opens", Moment), column("advance_closes", Moment)
)
"""What the question whether a vote is in progress needs, in every schema that there was."""


def _votes_in_progress(connection: Connection, now: datetime) -> list[str]:
    """In a few words each the votes that are open, and the windows of advance voting that are. The tables are
    not asked by what this version knows of them: they are not of it."""
    if not inspect(connection).has_table("resolution"):
        return []
    open_now = select(_RESOLUTION.c.number).where(_RESOLUTION.c.state == "open")
    found = [f"resolution {number} is open" for number in connection.scalars(open_now)]
    until = (
        select(func.max(_ASSEMBLY.c.advance_closes, type_=Moment))
        .join(_RESOLUTION, _RESOLUTION.c.assembly_id == _ASSEMBLY.c.id)
        .where(_RESOLUTION.c.state == "draft", _RESOLUTION.c.advance, _RESOLUTION.c.rules_hash.is_not(None))
        .where(_ASSEMBLY.c.advance_opens <= now, _ASSEMBLY.c.advance_closes > now)
    )
    closes = connection.scalar(until)
    return [*found, f"advance voting lasts until {closes:%Y-%m-%d %H:%M} UTC"] if closes else found


_DONE = table("alembic_version", column("version_num", String))
"""One table for all questions: what SQLAlchemy keeps of a statement, it keeps for its tables."""


def _heads(connection: Connection) -> tuple[str, ...]:
    """The migrations that the database has had, the last of each branch."""
    if not inspect(connection).has_table(_DONE.name):
        return ()
    return tuple(connection.scalars(select(_DONE.c.version_num)))


def _columns(connection: Connection) -> set[str]:
    return {
        f"{name}.{each['name']}"
        for (_schema, name), columns in inspect(connection).get_multi_columns().items()
        for each in columns
    }


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(Path(__file__).parent / "migrations"))


@cache
def _known() -> frozenset[str]:
    return frozenset(script.revision for script in _scripts().walk_revisions())
