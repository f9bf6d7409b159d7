"""Many rows at once: on both databases they are what single statements would have made of them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from tests.register.office import bring_in, within
from tests.world import MEETING, World, row
from voting.ballot.models import Envelope
from voting.bulk import PART, Staging, insert_rows, insert_some
from voting.database import Base, WrittenTables, committed, writing
from voting.extensions import db
from voting.mail.models import Letter, Mail
from voting.register.models import Member, MovementWithdrawal


def update_rows(session: Session, changes: list[dict[str, Any]]) -> None:
    staging = Staging(session)
    staging.update(Member, changes)
    staging.write()
    staging.drop()


AT = datetime(2025, 6, 17, 10, 30, tzinfo=UTC)


def letters() -> Iterator[dict[str, Any]]:
    for number in range(PART + 1):
        yield {
            "letter": Letter.TEST.value,
            "member": f"{number}",
            "bulk": number % 2 == 0,
            "details": {"to": f"été\t\\N {number}"},
            "queued_at": AT,
            "due_at": AT,
            "attempts": 0,
            "fault": None,
        }


def test_values_come_back_as_they_were_with_what_the_table_has_for_the_rest(app: Flask) -> None:
    told: list[int] = []
    within(app, lambda session: insert_rows(session, Mail, letters(), told.append))
    stored = within(
        app,
        lambda session: [
            (mail.member, mail.bulk, mail.details, mail.queued_at, mail.fault, mail.wave, mail.assembly_id)
            for mail in session.scalars(select(Mail).order_by(Mail.id))
        ],
    )
    expected = [(one["member"], one["bulk"], one["details"], AT, None, 1, None) for one in letters()]
    assert stored == expected
    assert told == [PART, 1]


TEXTS = ["", "été", '"\\u0000" \\ {}', "\n\t\x1f", "日本 👍🏽", "null", "\\x41"]


def test_numbers_and_bytes_come_back_as_they_were(world: World) -> None:
    """What consists of nothing else goes to PostgreSQL as it is, not as text."""
    resolution, every = world.resolutions["1"], bytes(range(256))
    written = [
        {
            "resolution_id": resolution,
            "key": bytes([number]) * 16,
            "content": every * number,
            "tag_mark": mark,
        }
        for number, mark in enumerate((None, b"", b"\\x00", every[:16]))
    ]
    within(world.app, lambda session: insert_rows(session, Envelope, written))
    columns = [Envelope.resolution_id, Envelope.key, Envelope.content, Envelope.tag_mark]
    stored = within(world.app, lambda session: session.execute(select(*columns).order_by(Envelope.key)).all())
    assert [tuple(each) for each in stored] == [tuple(each.values()) for each in written]


def test_some_rows_come_back_as_they_were(app: Flask) -> None:
    of_letters = Base.metadata.tables[Mail.__tablename__]
    rows = [
        row | {"details": {"to": text}, "fault": text} for row, text in zip(letters(), TEXTS, strict=False)
    ]
    within(app, lambda session: insert_some(session, of_letters, rows))
    columns = (Mail.member, Mail.bulk, Mail.details, Mail.queued_at, Mail.fault, Mail.wave, Mail.assembly_id)
    stored = within(
        app, lambda session: [tuple(row) for row in session.execute(select(*columns).order_by(Mail.id))]
    )
    assert stored == [(row["member"], row["bulk"], row["details"], AT, row["fault"], 1, None) for row in rows]


def test_a_list_that_cannot_be_stored_tells_nothing_of_what_is_in_it(app: Flask) -> None:
    of_letters = Base.metadata.tables[Mail.__tablename__]
    first, second = next(letters()), next(letters())
    for wrong in ({"fault": "secret \0"}, {"queued_at": AT.replace(tzinfo=None)}):
        with pytest.raises((ValueError, TypeError, StatementError)) as raised:
            within(
                app, lambda session, wrong=wrong: insert_some(session, of_letters, [first, second | wrong])
            )
        assert "secret" not in str(raised.value)


def test_only_what_is_told_changes(app: Flask) -> None:
    bring_in(app, *(row(number) for number in range(1, 6)))
    changes = [
        {"number": "2", "name": "Anders", "birth_date": date(1980, 3, 31), "shares": None},
        {"number": "4", "name": "O’Brien; \\.", "birth_date": None, "shares": 7},
    ]
    within(app, lambda session: update_rows(session, changes))
    columns = (Member.number, Member.name, Member.birth_date, Member.shares, Member.email)
    stored = within(
        app, lambda session: [tuple(one) for one in session.execute(select(*columns).order_by(Member.number))]
    )
    assert stored == [
        ("1", "Name1", None, None, "lid1@example.org"),
        ("2", "Anders", date(1980, 3, 31), None, "lid2@example.org"),
        ("3", "Name3", None, None, "lid3@example.org"),
        ("4", "O’Brien; \\.", None, 7, "lid4@example.org"),
        ("5", "Name5", None, None, "lid5@example.org"),
    ]


def test_the_same_change_twice_in_one_transaction(app: Flask) -> None:
    bring_in(app, row(1), row(2))
    with app.app_context(), writing(db.session()) as session:
        update_rows(session, [])
        update_rows(session, [{"number": "1", "name": "A"}])
        update_rows(session, [{"number": "1", "name": "B"}, {"number": "2", "name": "C"}])
        assert session.scalars(select(Member.name).order_by(Member.number)).all() == ["B", "C"]


def test_what_the_database_refuses_is_refused_as_always(app: Flask) -> None:
    unknown = {"movement": 999, "reason": "", "recorded_at": MEETING, "recorded_by": "test"}
    with app.app_context(), pytest.raises(IntegrityError), writing(db.session()) as session:
        insert_rows(session, MovementWithdrawal, [unknown])


def test_whoever_follows_a_table_is_told(app: Flask) -> None:
    heard: list[set[str]] = []

    def hear(_engine: object, written: WrittenTables) -> None:
        heard.append(written.tables)

    with app.app_context(), committed.connected_to(hear, db.engine), writing(db.session()) as session:
        insert_rows(session, Mail, letters())
    assert [tables & {"mail"} for tables in heard] == [{"mail"}]


def test_a_change_of_many_is_a_few_statements(app: Flask) -> None:
    bring_in(app, *(row(number) for number in range(1, PART + 1)))
    statements: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *heard: statements.append(heard[2]))
        for many in (PART // 10, PART):
            with writing(db.session()) as session:
                statements.clear()
                changes = [{"number": f"{number}", "name": "Anders"} for number in range(1, many + 1)]
                update_rows(session, changes)
                assert len(statements) <= 4
