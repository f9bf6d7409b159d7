"""What the office's tests share: acts, details, and reading what is stored."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.world import MEETING, row
from voting.database import writing
from voting.errors import Refused
from voting.extensions import db
from voting.register.csv_file import Row
from voting.register.details import Details
from voting.register.edit import Act
from voting.register.import_register import import_register
from voting.register.membership import STANDS, members_on
from voting.register.models import MemberChange, Movement


def act(on: date = date(2025, 3, 1), reason: str = "a letter") -> Act:
    """Something done at the office."""
    return Act(MEETING, "account 1", reason, on)


def details(number: int, **changes: Any) -> Details:
    """The details of the member whom ``tests.world.row`` brings in, with changes."""
    line = row(number)
    values = {name: getattr(line, name) for name in Details.__slots__}
    return Details(**(values | changes))


def within(app: Flask, do: Callable[[Session], Any]) -> Any:
    """Do something within a writing transaction; the code of a refusal where it is refused."""
    try:
        with app.app_context(), writing(db.session()) as session:
            return do(session)
    except Refused as refused:
        return refused.code.value


def bring_in(app: Flask, *rows: Row, **options: Any) -> Any:
    """Import rows."""
    return within(
        app, lambda session: import_register(session, list(rows), now=MEETING, actor="test", **options)
    )


def movements(app: Flask, number: str) -> list[tuple[str, date]]:
    """The movements of a member that count."""
    query = select(Movement.kind, Movement.on).where(Movement.member == number, STANDS)
    return within(app, lambda session: sorted((kind, on) for kind, on in session.execute(query)))


def history(app: Flask, number: str) -> list[tuple[str, str, str, str]]:
    """What has changed of a member: field, before, after, source."""
    columns = (MemberChange.field, MemberChange.before, MemberChange.after, MemberChange.source)
    query = select(*columns).where(MemberChange.member == number).order_by(MemberChange.id)
    return within(app, lambda session: [tuple(item) for item in session.execute(query)])


def members(app: Flask, day: date) -> dict[str, str]:
    """The category of each member on a day."""
    return within(app, lambda session: {row.number: row.category for row in session.execute(members_on(day))})
