"""Many rows written at once, in the way that is quickest on each database."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import chain, islice
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Insert,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    TableValuedAlias,
    Text,
    UpdateBase,
    bindparam,
    cast,
    column,
    delete,
    func,
    insert,
    select,
    tuple_,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from voting.aside import in_turns
from voting.database import Base, note_written

PART = 1_000
"""So many rows are written before others have their turn."""

Row = Mapping[str, Any]
"""Values by column. All rows have the same columns; those left out get what the table has for them."""


def insert_rows(
    session: Session,
    table: type[Base] | Table,
    rows: Iterable[Row],
    progress: Callable[[int], object] = lambda count: None,
) -> None:
    """Insert rows, within the caller's transaction, while other requests go on: by COPY on PostgreSQL, by one
    prepared statement on SQLite. They are taken part by part, as they are written; ``progress`` is called
    with the number of rows after each."""
    target = table if isinstance(table, Table) else _table_of(table)
    connection = session.connection()
    write = _copy if connection.dialect.name == "postgresql" else _repeat
    left = iter(rows)
    for part in in_turns(iter(lambda: list(islice(left, PART)), [])):
        write(connection, target, part)
        progress(len(part))


_EACH_OF = {"sqlite": func.json_each, "postgresql": func.json_array_elements}


def each_asked(dialect: str) -> TableValuedAlias:
    """What makes rows of the lists that are sent as the parameter ``asked``: each is one, a JSON value in the
    column ``value``."""
    return _EACH_OF[dialect](bindparam("asked", type_=JSON)).table_valued(column("value", JSON), name="asked")


def insert_some(session: Session, table: Table, rows: Sequence[Row]) -> None:
    """Insert some rows, in their order and within the caller's transaction, by one statement: on PostgreSQL
    they are one parameter, so that a hundred cost little more than one.

    Raises ValueError for a text with a NUL: PostgreSQL would refuse the list, and tell all that is in it.
    """
    if any("\0" in value for row in rows for value in row.values() if isinstance(value, str)):
        raise ValueError("a text with a NUL")
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_insert_listed(table, tuple(rows[0])), {"rows": _as_list(rows)})
    else:
        connection.execute(insert(table), rows)


@cache
def _insert_listed(table: Table, names: tuple[str, ...]) -> Insert:
    columns = [column(name, table.columns[name].type) for name in names]
    listed = func.json_to_recordset(cast(bindparam("rows", type_=Text), JSON))
    rows = listed.table_valued(*columns, name="listed").render_derived(with_types=True)
    return insert(table).from_select(list(names), select(*rows.c))


def _as_list(rows: Sequence[Row]) -> str:
    return json.dumps(rows, default=_listed, ensure_ascii=False)


def _listed(value: Any) -> str:
    """A value as PostgreSQL reads it in a list."""
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    if isinstance(value, datetime) and value.tzinfo:
        return value.isoformat()
    raise TypeError(type(value).__name__)


class Staging:
    """Changes that are put aside first and then written, each by one statement, in their order.

    The rows lie in temporary tables of the session's connection: while they are put there, nothing is locked
    that others need, and where that is done before the lock is taken, others wait for the statements alone.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._tables: list[Table] = []
        self._statements: list[UpdateBase] = []

    def insert(
        self,
        table: type[Base],
        rows: Iterable[Row],
        progress: Callable[[int], object] = lambda count: None,
    ) -> None:
        """Put rows aside that are inserted; ``progress`` is told as by ``insert_rows``."""
        target = _table_of(table)
        for staged in self._put(target, rows, progress):
            names = [column.name for column in staged.columns]
            self._statements.append(insert(target).from_select(names, select(*staged.columns)))

    def update(self, table: type[Base], rows: Iterable[Row]) -> None:
        """Put aside new values for the rows that have these primary keys."""
        target = _table_of(table)
        keys = [column.name for column in target.primary_key]
        for staged in self._put(target, rows):
            same: list[ColumnElement[bool]] = [target.columns[name] == staged.columns[name] for name in keys]
            values = {column.name: column for column in staged.columns if column.name not in keys}
            self._statements.append(update(target).where(*same).values(values))

    def delete(self, table: type[Base], rows: Iterable[Row]) -> None:
        """Put aside the primary keys of rows that are deleted."""
        target = _table_of(table)
        for staged in self._put(target, rows):
            keys = [target.columns[column.name] for column in staged.columns]
            self._statements.append(delete(target).where(tuple_(*keys).in_(select(*staged.columns))))

    def write(self) -> None:
        """Write all that was put aside, within the transaction in which the session is now."""
        for statement in self._statements:
            self._session.connection().execute(statement)

    def drop(self) -> None:
        """Let go of the temporary tables, where their connection is kept."""
        for table in self._tables:
            table.drop(self._session.connection())

    def _put(
        self, target: Table, rows: Iterable[Row], progress: Callable[[int], object] = lambda count: None
    ) -> Iterator[Table]:
        """A temporary table with these rows, whose columns are some of the target's; none for no rows."""
        left = iter(rows)
        for first in islice(left, 1):
            columns = [Column(name, target.columns[name].type) for name in first]
            name = f"staged_{len(self._tables)}_{target.name}"
            staged = Table(name, MetaData(), *columns, prefixes=["TEMPORARY"], postgresql_on_commit="DROP")
            staged.create(self._session.connection())
            self._tables.append(staged)
            insert_rows(self._session, staged, chain((first,), left), progress)
            yield staged


def _table_of(table: type[Base]) -> Table:
    return Base.metadata.tables[table.__tablename__]


def _repeat(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """One statement for each row, prepared once; otherwise as ``_copy``."""
    columns = _turned(table, rows, connection.dialect)
    statement = insert(table).values({name: bindparam(name) for name in columns})
    note_written(connection, table.name)
    connection.exec_driver_sql(str(statement.compile(connection)), list(zip(*columns.values(), strict=True)))


def _turned(table: Table, rows: Sequence[Row], dialect: Dialect) -> dict[str, list[Any]]:
    """The values of rows by column, in the order of the table, those that the table has for the rest too,
    each as the driver takes it."""
    columns = dict[str, list[Any]]()
    for each in table.columns:
        if each.name in rows[0]:
            values = [row[each.name] for row in rows]
        elif isinstance(each.default, ScalarElementColumnDefault):
            values = [each.default.arg] * len(rows)
        else:
            continue
        turn = each.type.dialect_impl(dialect).bind_processor(dialect)
        columns[each.name] = [turn(value) for value in values] if turn else values
    return columns


_IN_BINARY = {Integer: "int4", LargeBinary: "bytea"}
"""Types whose columns are copied as they are: bytes as text would be twice as many. Where a table has others,
all of it goes as text."""


def _copy(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """As a statement that SQLAlchemy runs: with the types of the columns, their defaults, what is told of the
    table once all is committed, and errors as SQLAlchemy's."""
    columns = _turned(table, rows, connection.dialect)
    types = [_IN_BINARY.get(type(table.columns[name].type)) for name in columns]
    statement = sql.SQL("COPY {} ({}) FROM STDIN {}").format(
        sql.Identifier(table.name),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL("(FORMAT BINARY)" if all(types) else ""),
    )
    note_written(connection, table.name)
    raw: Any = connection.connection
    try:
        with raw.cursor() as cursor, cursor.copy(statement) as copy:
            if all(types):
                copy.set_types(types)
            for row in zip(*columns.values(), strict=True):
                copy.write_row(row)
    except psycopg.Error as error:
        raise DBAPIError.instance(
            "COPY", (), error, psycopg.Error, hide_parameters=True, dialect=connection.dialect
        ) from error
