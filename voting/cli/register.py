"""The command that brings in the register."""

from pathlib import Path

import click
from tqdm import tqdm

from voting.cli.opening import ACTOR, FILE, database
from voting.clock import system_clock
from voting.database import writing
from voting.demo.mark import require_own
from voting.files import read_file
from voting.register.csv_file import read_register
from voting.register.import_register import import_register as store_register


@click.command("import-register")
@click.argument("file", type=FILE)
def import_register(file: Path) -> None:
    """Bring a register file into the database: all of it or nothing."""
    rows = read_register(read_file(file))
    with database() as reading, tqdm(total=len(rows), unit=" members") as bar, writing(reading) as session:
        require_own(session)
        summary = store_register(session, rows, now=system_clock(), actor=ACTOR, progress=bar.update)
    for change in summary.changes:
        click.echo(f"{change.number}: {change.field} was “{change.before}”, is “{change.after}”")
    for kept in summary.conflicts:
        click.echo(
            f"{kept.number}: {kept.field} stays “{kept.before}”, as the office wrote it; "
            f"the file says “{kept.after}”"
        )
    click.echo(
        f"{summary.rows} rows: {len(summary.added)} added, {len(summary.changed)} changed, "
        f"{summary.unchanged} unchanged; {len(summary.conflicts)} fields stay as the office wrote them; "
        f"{summary.absent} in the register are not in the file."
    )
