"""The ground on which every change is tried: the people who make it, and what they look up."""

import io
from collections.abc import Callable

from sqlalchemy import func, select, update

from tests.world import World
from voting.database import Base, writing
from voting.extensions import db
from voting.rehearsal.browser import Browser

Request = tuple[Browser, str, dict[str, object]]
Ask = Callable[[], Request]
Step = tuple[str, Ask]
"""An endpoint that changes something, and what makes the request when its turn has come."""


class Ground:
    """An assembly that meets, and the staff who work in it, signed in."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.chair, self.secretary = world.person("chair"), world.person("secretary")
        self.steward, self.supervisor = world.person("steward"), world.person("supervisor")

    def latest(self, table: str) -> int:
        """The highest number in a table."""
        with self.world.app.app_context():
            return db.session.scalar(select(func.max(Base.metadata.tables[table].c.id))) or 0

    def store(self, table: str, **values: object) -> None:
        """Set columns in all rows of a table."""
        with self.world.app.app_context(), writing(db.session()) as session:
            session.execute(update(Base.metadata.tables[table]).values(**values))

    def upload(self, path: str, content: bytes) -> Ask:
        """The secretary hands in a file."""
        return lambda: (self.secretary, path, {"file": (io.BytesIO(content), "file")})
