"""Ballots that are put aside before the vote is ended, so that ending it writes all of them by one statement.

On SQLite, where nobody else can write meanwhile. They lie in a temporary table in memory, which only the
connection sees that will end the vote, and are never on a disk before it is ended.
"""

from collections.abc import Collection, Iterable

from sqlalchemy import Column, MetaData, Table, delete, insert, select
from sqlalchemy.orm import Session

from voting.ballot.models import Ballot
from voting.bulk import Row, insert_rows
from voting.database import Base, staging

BALLOTS = Base.metadata.tables[Ballot.__tablename__]
STAGED = Table(
    "staged_ballot",
    MetaData(),
    *(Column(column.name, column.type) for column in BALLOTS.columns),
    prefixes=["TEMPORARY"],
)


def stage_ballots(session: Session, ballots: Iterable[Row]) -> None:
    """Put ballots aside, in a session that has a connection of its own."""
    with staging(session, secret=True):
        STAGED.create(session.connection())
        insert_rows(session, STAGED, ballots)


def write_staged(session: Session, more: Iterable[Row], without: Collection[bytes]) -> None:
    """Write the ballots that were put aside, with ``more`` and ``without`` those of these keys, within the
    transaction that ends the vote. The order is that of their keys: none can be told from another by when it
    came."""
    insert_rows(session, STAGED, more)
    if without:
        session.execute(delete(STAGED).where(STAGED.c.key.in_(without)))
    in_order = select(*STAGED.columns).order_by(STAGED.c.resolution_id, STAGED.c.key)
    session.execute(insert(BALLOTS).from_select([column.name for column in STAGED.columns], in_order))
