"""The command that brings in the register."""

from pathlib import Path

import click
from flask_babel import force_locale
from tqdm import tqdm

from voting.cli.opening import ACTOR, FILE, NEW_FILE, database
from voting.clock import system_clock
from voting.database import writing
from voting.demo.mark import require_own
from voting.errors import InvalidFile
from voting.register.columns import COLUMNS
from voting.register.csv_file import Choices, recognised_register, rows_of
from voting.register.dates import DateOrder
from voting.register.findings import seen_in
from voting.register.headings import folded
from voting.register.import_register import import_register as store_register
from voting.register.recognise import DAYS
from voting.register.uploads import known_headings, points_known
from voting.register.values import ANSWERS
from voting.wording.delivered import columns_in_words, form_in_words, unsaid_in_words
from voting.wording.fault_groups import faults_csv, grouped

ORDERS = {"day-first": DateOrder.DAY_FIRST, "month-first": DateOrder.MONTH_FIRST}


@click.command("import-register")
@click.argument("file", type=FILE)
@click.option(
    "--dates", type=click.Choice(list(ORDERS)), help="What comes first in dates that may be American."
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="HEADING=FIELD",
    help="What a column is; “HEADING=” passes it over.",
)
@click.option(
    "--for-all",
    "answers",
    multiple=True,
    metavar="FIELD=VALUE",
    help="What holds for all who are new, where the file has no column of it.",
)
@click.option("--points/--no-points", default=None, help="Whether points belong to the member numbers.")
@click.option("--faults", "faults_file", type=NEW_FILE, help="Where to write every fault, as CSV.")
def import_register(
    file: Path,
    dates: str | None,
    columns: tuple[str, ...],
    answers: tuple[str, ...],
    points: bool | None,
    faults_file: Path | None,
) -> None:
    """Bring a register file (CSV or XLSX) into the database: all of it or nothing."""
    said = dict(_said(column) for column in columns)
    for_all = dict(_answered(answer) for answer in answers)
    with database() as reading, force_locale("en"):
        require_own(reading)
        orders = dict.fromkeys(DAYS, ORDERS[dates]) if dates else {}
        if points is None:
            points = points_known(reading)
        chosen = Choices(known_headings(reading) | said, orders, for_all, points)
        reading.rollback()
        try:
            recognised = recognised_register(file.read_bytes(), chosen)
            seen = seen_in(recognised)
            click.echo(f"{form_in_words(seen)}, {columns_in_words(seen)}.", err=True)
            if passed := recognised.passed_over():
                click.echo(f"Passed over: {', '.join(passed)}.", err=True)
            for sentence in unsaid_in_words(seen, for_all):
                click.echo(sentence, err=True)
            rows = rows_of(recognised, chosen)
        except InvalidFile as invalid:
            _tell(invalid, faults_file)
            raise SystemExit(2) from None
        with tqdm(total=len(rows), unit=" members") as bar, writing(reading) as session:
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


def _said(column: str) -> tuple[str, str]:
    heading, _, name = column.rpartition("=")
    if not folded(heading) or (name and name not in COLUMNS):
        known = ", ".join(COLUMNS)
        raise click.UsageError(f"--column: write HEADING=FIELD; fields are {known}.")
    return folded(heading), name


def _answered(answer: str) -> tuple[str, str]:
    name, _, value = answer.partition("=")
    if value not in ANSWERS.get(name, {}):
        known = "; ".join(f"{field}={'|'.join(values)}" for field, values in ANSWERS.items())
        raise click.UsageError(f"--for-all: write FIELD=VALUE: {known}.")
    return name, value


def _tell(invalid: InvalidFile, faults_file: Path | None) -> None:
    """Say what is wrong, a sentence for each cause; and write every fault to a file where one is given."""
    groups = grouped(invalid.faults)
    for group in groups:
        click.echo(f"{group.sentence} {group.others}".rstrip(), err=True)
    if faults_file:
        faults_file.write_bytes(faults_csv(invalid.faults))
    elif any(group.others for group in groups):
        click.echo("With --faults FILE every fault is written to a file.", err=True)
    click.echo(f"{len(invalid.faults)} faults; nothing has been stored.", err=True)
