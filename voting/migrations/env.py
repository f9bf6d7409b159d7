"""How Alembic runs the migrations: on the application's own database, in one transaction, one at a time.

With ``-x not-during-votes`` none is run while a vote is in progress.
"""

from alembic import context
from flask import current_app

from voting.database import writing_options
from voting.installation import now
from voting.models import metadata
from voting.schema import require_migratable, wait_for_turn

engine = current_app.extensions["migrate"].db.engine

with engine.connect().execution_options(**writing_options(engine)) as connection:
    wait_for_turn(connection)
    may_be = "not-during-votes" not in context.get_x_argument()
    require_migratable(connection, now=now(), during_vote=may_be)
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=engine.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
