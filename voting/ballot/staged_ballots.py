"""Ballots that are put aside before the vote is ended, so that ending it writes all of them by one statement.

On SQLite, where nobody else can write meanwhile. They lie in a temporary table in memory, which only the
connection sees that will end the vote, and are never on a disk before it is ended.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial

from sqlalchemy import Column, MetaData, Table, delete, insert, select
from sqlalchemy.orm import Session

from voting.ballot.models import Ballot
from voting.box.models import SealedVote
from voting.bulk import Row, insert_rows
from voting.database import Base, staging

BallotTable = type[Ballot] | type[SealedVote]


@contextmanager
def staging_of_ballots(session: Session, table: BallotTable) -> Iterator[Callable[[Iterable[Row]], None]]:
    """What puts ballots of a table aside, some at a time, in a session that has a connection of its own; it
    may read meanwhile."""
    staged = staged_for(table.__tablename__)
    with staging(session, secret=True):
        staged.create(session.connection())
        yield partial(insert_rows, session, staged)


def write_staged(session: Session, table: BallotTable, more: Iterable[Row], without: Sequence[bytes]) -> None:
    """Write the ballots that were put aside, with ``more`` and ``without`` those of these keys, within the
    transaction that ends the vote. The order is that of their keys: none can be told from another by when it
    came."""
    target, staged = Base.metadata.tables[table.__tablename__], staged_for(table.__tablename__)
    in_table = [column.name for column in target.primary_key]
    insert_rows(session, staged, more)
    if without:
        session.execute(delete(staged).where(staged.c[in_table[-1]].in_(without)))
    in_order = select(*staged.columns).order_by(*(staged.c[name] for name in in_table))
    session.execute(insert(target).from_select([column.name for column in staged.columns], in_order))


@cache
def staged_for(table: str) -> Table:
    """The temporary table in which ballots of the table of this name lie aside, with an index by which they
    are written in their order without being sorted."""
    columns = Base.metadata.tables[table].columns
    copied = (Column(column.name, column.type, primary_key=column.primary_key) for column in columns)
    return Table(f"staged_{table}", MetaData(), *copied, prefixes=["TEMPORARY"])
