"""A register of any size, always the same: the shape of the demonstration's, with other people in it."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from operator import itemgetter
from typing import Any

from sqlalchemy.orm import Session

from tests.world import ACTOR, MEETING
from voting.bulk import insert_rows
from voting.database import Base
from voting.demo.content import register_until
from voting.register.compare import movements_after
from voting.register.csv_file import Row
from voting.register.models import (
    EntrySource,
    Member,
    MemberChange,
    MemberWord,
    Movement,
    MovementWithdrawal,
    PersonKind,
)
from voting.register.registered import MEMBER_FIELDS
from voting.register.search_text import search_text_of, words_of

FIRST = 1_000_001
"""The smallest member number: of all sizes the numbers have seven digits."""
PART = 10_000
EDITED = 50
"""One member in so many was changed at the office."""
MISTAKEN = 500
"""One member in so many has a movement that was withdrawn."""


def generated_rows(members: int) -> Iterator[Row]:
    """So many lines of a register's file. Those of a smaller register are the first of a larger one."""
    shapes = register_until(MEETING.date())
    chance = random.Random(17)
    for number in range(FIRST, FIRST + members):
        shape = chance.choice(shapes)
        natural = shape.kind is PersonKind.NATURAL
        yield Row(
            number=str(number),
            category=shape.category,
            kind=shape.kind,
            language=shape.language,
            name=shape.name,
            first_name=chance.choice(shapes).first_name if natural else "",
            representative=shape.representative,
            email=f"lid{number}@example.org" if shape.email else "",
            postcode=shape.postcode,
            municipality=shape.municipality,
            street=f"Kaai {chance.randrange(1, 400)}",
            shares=chance.randrange(1, 20),
            birth_date=date(1940, 1, 1) + timedelta(chance.randrange(24_000)) if natural else None,
            joined_on=shape.joined_on,
            left_on=shape.left_on,
            left_as=shape.left_as,
        )


def load_generated(session: Session, members: int, after: int = 0) -> None:
    """Put so many members into a register that is empty, or has been loaded with so many, within the caller's
    transaction."""
    rows = islice(generated_rows(after + members), after, None)
    while part := list(islice(rows, PART)):
        tables: dict[type[Base], list[dict[str, Any]]] = {
            table: [] for table in (Member, MemberWord, Movement, MovementWithdrawal, MemberChange)
        }
        for row in part:
            values = {"number": row.number} | {name: getattr(row, name) for name in MEMBER_FIELDS}
            tables[Member].append(values | {"search_text": search_text_of(values)})
            tables[MemberWord] += [{"word": word, "member": row.number} for word in words_of(values)]
            number = int(row.number)
            moved = sorted(movements_after(row), key=itemgetter(1))
            twice = moved[-1:] if number % MISTAKEN == 0 else []
            for place, (kind, on) in enumerate([*moved, *twice]):
                movement = {"id": 10 * number + place, "member": row.number, "kind": kind, "on": on}
                tables[Movement].append(movement | _BY)
            if twice:
                withdrawn = {"movement": 10 * number + len(moved), "reason": "twice"}
                tables[MovementWithdrawal].append(withdrawn | _RECORDED)
            if number % EDITED == 0:
                changed = {"member": row.number, "field": "email", "before": "", "after": row.email}
                tables[MemberChange].append(changed | _CHANGED)
        for table, values_of in tables.items():
            insert_rows(session, table, values_of)


_RECORDED = {"recorded_at": MEETING - timedelta(days=30), "recorded_by": ACTOR}
_BY = _RECORDED | {"source": EntrySource.FILE.value, "reason": ""}
_CHANGED = _BY | {"source": EntrySource.OFFICE.value, "on": date(2025, 1, 1)}
