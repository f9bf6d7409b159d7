"""Commands that write out an announced count, count it again, and check a sealed one."""

import json
import sys
from pathlib import Path

import click
from sqlalchemy import select

from voting.ballot.export_count import export_count as write_count
from voting.ballot.models import Resolution, State
from voting.cli.opening import FILE, database
from voting.recount import main as recount_main
from voting.verify_sealed import main as verify_sealed_main


@click.command("export-count")
@click.argument("number")
@click.option("--assembly", "assembly_id", type=int, help="The assembly; without it the latest.")
@click.option("--round", "round_number", type=int, help="The round; without it the last one announced.")
def export_count(number: str, assembly_id: int | None, round_number: int | None) -> None:
    """Print an announced resolution's rules, counts and result, for anyone to count again."""
    with database() as session:
        chosen = select(Resolution.id).where(
            Resolution.number == number, Resolution.state == State.ANNOUNCED.value
        )
        if assembly_id is not None:
            chosen = chosen.where(Resolution.assembly_id == assembly_id)
        if round_number is not None:
            chosen = chosen.where(Resolution.round == round_number)
        latest = chosen.order_by(Resolution.assembly_id.desc(), Resolution.round.desc())
        resolution_id = session.scalar(latest.limit(1))
        if resolution_id is None:
            raise click.UsageError(f"No resolution {number} has been announced.")
        click.echo(json.dumps(write_count(session, resolution_id), indent=1, ensure_ascii=False))


@click.command("recount")
@click.argument("file", type=FILE)
def recount_file(file: Path) -> None:
    """Count an exported resolution again. Ends with 0 for equal, 1 where it differs, 2 for no such file."""
    sys.exit(recount_main([str(file)]))


@click.command("verify-sealed", context_settings={"ignore_unknown_options": True})
@click.argument("arguments", metavar="BUNDLE [OPTIONS]", nargs=-1, required=True, type=click.UNPROCESSED)
def verify_sealed(arguments: tuple[str, ...]) -> None:
    """Check the bundle of a sealed resolution, as anybody can with the one file voting/verify_sealed.py: see
    docs/sealed-bundle.md for its options. Ends with 0 for sound, 1 for faults, 2 for no such file."""
    sys.exit(verify_sealed_main(list(arguments)))
