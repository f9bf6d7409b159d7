"""Whether another on the roll has a member's name is found at once, however long the register is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, text

from tests.register.office import bring_in
from tests.world import World, row
from voting.assembly.search import namesake_apart
from voting.extensions import db
from voting.register.models import Member


@contextmanager
def statements() -> Iterator[list[tuple[str, Any]]]:
    """What is asked of the database, with its values."""
    asked: list[tuple[str, Any]] = []

    def keep(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        asked.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", keep)
    yield asked
    event.remove(db.engine, "before_cursor_execute", keep)


def test_it_is_found_without_looking_at_the_whole_register(world: World) -> None:
    bring_in(world.app, row(7, first_name="Léa", name="Çelik"), row(8, first_name="Lea", name="Celik"))
    with world.app.app_context():
        member = db.session.get_one(Member, "7")
        with statements() as asked:
            assert namesake_apart(db.session(), world.assembly_id, member) is not None
        [(statement, values)] = asked
        connection = db.session().connection()
        if db.engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL enable_seqscan = off"))  # a table so small is read whole
            plan = connection.exec_driver_sql(f"EXPLAIN {statement}", values)
        else:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        told = "\n".join(" ".join(map(str, line)) for line in plan)
    assert "ix_member_search_text" in told
    assert "SCAN member" not in told
    assert "Seq Scan" not in told
