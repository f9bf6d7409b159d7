"""Commands about what is kept no longer."""

from pathlib import Path

import click
from flask import current_app
from tqdm import tqdm

from voting.assembly.models import Assembly
from voting.cli.opening import ACTOR, database
from voting.clock import system_clock
from voting.database import writing
from voting.privacy.forget import due, expired_files, forget_files, pending
from voting.privacy.forget import forget as forget_rows


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
def forget(dry_run: bool) -> None:
    """Remove what is kept no longer than its period, as the office has set it; all counts stay."""
    with database() as session:
        today, instance = system_clock().date(), Path(current_app.instance_path)
        expired, files = due(session, today), expired_files(session, instance, today)
        for item in tqdm(expired, unit=" removals", disable=dry_run):
            if dry_run:
                removed = pending(session, item)
            else:
                with writing(session):
                    removed = forget_rows(session, item, now=system_clock(), actor=ACTOR)
            of = session.get(Assembly, item.assembly_id) if item.assembly_id else None
            tables = ", ".join(f"{rows} {table}" for table, rows in removed.items() if rows)
            tqdm.write(f"{item.kind.value}, {f'assembly of {of.date}' if of else 'no assembly'}: {tables}")
        if files and not dry_run:
            with writing(session):
                forget_files(session, files, now=system_clock(), actor=ACTOR)
    click.echo(f"{len(expired)} removals and {len(files)} files{' would be due' if dry_run else ' done'}.")
