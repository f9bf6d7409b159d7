"""The command ``count``: counts a file of ranked ballots and prints every round. It needs no database."""

import json
from dataclasses import replace
from pathlib import Path

import click

from voting.ballot.ranked import METHODS, ONE_SEAT
from voting.ballot.ranked.file_faults import InvalidRankedFile
from voting.ballot.ranked.files import read_ranked_file
from voting.ballot.ranked.lot import lot_from_seed
from voting.ballot.ranked.result import as_json
from voting.ballot.ranked.table import as_text

FAULTY = 2
"""The exit code for a file that cannot be counted."""


@click.command("count")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--method", type=click.Choice(list(METHODS)), required=True, help="How it is counted.")
@click.option("--json", "for_machines", is_flag=True, help="Print JSON instead of tables.")
@click.option("--seed", help="A public text that gives the lot; without it, candidates in order.")
def count(file: Path, method: str, for_machines: bool, seed: str | None) -> None:
    """Count FILE, ranked ballots in BLT or in the CSV of Scottish elections, and print every round.

    Ends with 2, and every fault on the error output, where the file cannot be counted.
    """
    try:
        ranked = read_ranked_file(file.read_bytes())
    except InvalidRankedFile as invalid:
        for fault in invalid.faults:
            click.echo(f"{file}:{fault.line}: {fault.code}: {fault.message}", err=True)
        click.echo(f"{len(invalid.faults)} faults; nothing has been counted.", err=True)
        raise SystemExit(FAULTY) from invalid
    profile = ranked.profile
    if method in ONE_SEAT and profile.seats != 1:
        click.echo(f"{method} fills one seat; the {profile.seats} seats of the file are set aside.", err=True)
        profile = replace(profile, seats=1)
    lot = None if seed is None else lot_from_seed(seed, len(profile.candidates))
    result = METHODS[method](profile, lot)
    if for_machines:
        click.echo(json.dumps({"title": ranked.title, **as_json(result)}, ensure_ascii=False, indent=1))
        return
    if ranked.title:
        click.echo(ranked.title)
    click.echo(as_text(result), nl=False)
