"""How Alembic runs the migrations: on the application's own database, in one transaction."""

from alembic import context
from flask import current_app

from voting.database import writing_options
from voting.models import metadata

engine = current_app.extensions["migrate"].db.engine

with engine.connect().execution_options(**writing_options(engine)) as connection:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=engine.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
