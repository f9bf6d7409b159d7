"""Votes that arrive together share a transaction and one durable commit: who writes those of a process, and
who looks before whether they could be cast."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voting.ballot.cast import Arrived, Vote, cast_together, look_before_together
from voting.database import writing
from voting.database_errors import is_duplicate
from voting.errors import Refused
from voting.together import Together


class Writer:
    """Casts the votes of one process.

    On PostgreSQL those of each resolution wait by themselves, so that no vote waits for the closing of
    another than its own; on SQLite, where one writes at a time, all wait together.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._together = Together(self._cast)

    @property
    def waiting(self) -> int:
        """How many votes wait."""
        return self._together.waiting

    def cast(self, vote: Vote, *, now: datetime) -> None:
        """Hand a vote over, and wait until it is durably cast. Raises what ``voting.ballot.cast.cast``
        raises, and Refused(busy) as :meth:`voting.together.Together.ask`."""
        lane = vote.resolution_id if self._engine.dialect.name == "postgresql" else None
        self._together.ask(Arrived(vote, now), lane)

    def _cast(self, arrived: Sequence[Arrived]) -> Sequence[Refused | None]:
        try:
            return self._written(arrived)
        except IntegrityError as error:
            if len(arrived) > 1 or not is_duplicate(error):
                raise
        return self._written(arrived)  # what another process was faster with is seen now

    def _written(self, arrived: Sequence[Arrived]) -> Sequence[Refused | None]:
        with Session(self._engine) as session, writing(session):
            return cast_together(session, arrived)


class Looker:
    """Looks whether the sealed votes of one process could be cast, before their proofs are checked: those
    that wait, together, with nothing locked."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._together = Together(self._look)

    def look(self, vote: Vote, *, now: datetime) -> bool:
        """Whether the same vote has been counted already. Raises what
        ``voting.ballot.cast.look_before`` raises, and Refused(busy) as
        :meth:`voting.together.Together.ask`."""
        return self._together.ask(Arrived(vote, now))

    def _look(self, arrived: Sequence[Arrived]) -> Sequence[bool | Refused]:
        with Session(self._engine) as session:
            return look_before_together(session, arrived)
