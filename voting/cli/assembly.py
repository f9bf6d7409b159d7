"""Commands that bring in an assembly, begin one, and convene it."""

from datetime import datetime
from pathlib import Path

import click

from voting.assembly.documents import read_documents, store_documents
from voting.ballot.beginning import Beginning, begin_assembly
from voting.ballot.convene import convene as convene_assembly
from voting.ballot.definition import read_definition
from voting.ballot.import_assembly import import_assembly as store_assembly
from voting.ballot.pictures import read_pictures
from voting.cli.opening import ACTOR, FILE, database
from voting.clock import system_clock
from voting.database import writing
from voting.demo.mark import require_own
from voting.files import read_file
from voting.installation import installation_key
from voting.languages import LANGUAGES
from voting.wording.new_assembly import empty


def _content(path: Path) -> bytes | None:
    """What is in a file, or None where there is none."""
    return path.read_bytes() if path.is_file() else None


@click.command("import-assembly")
@click.argument("file", type=FILE)
def import_assembly(file: Path) -> None:
    """Bring in an assembly: venues, resolutions, candidates, windows, rules."""
    definition, resolutions = read_definition(read_file(file))
    documents = read_documents(definition.documents, lambda name: _content(file.parent / name))
    resolutions, pictures = read_pictures(resolutions, lambda name: _content(file.parent / name))
    with database() as reading, writing(reading) as session:
        require_own(session)
        assembly = store_assembly(session, definition, resolutions, pictures, now=system_clock(), actor=ACTOR)
        store_documents(session, assembly.id, documents)
        click.echo(
            f"Assembly {assembly.id} of {assembly.date}: {len(definition.venues)} venues, "
            f"{len(resolutions)} resolutions."
        )


@click.command("new-assembly")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--secretary", required=True, help="Name of whoever prepares it in the browser.")
@click.option("--cooperative", default="", help="Name of the cooperative, where it is not entered yet.")
@click.option("--language", type=click.Choice(LANGUAGES), default="nl")
def new_assembly(day: datetime, secretary: str, cooperative: str, language: str) -> None:
    """Begin an empty assembly, and print the code with which its secretary signs in to prepare it."""
    names = {language: cooperative} if cooperative else {}
    asked = Beginning(names, empty(day.date(), None), secretary, language)
    with database() as reading, writing(reading) as session:
        require_own(session)
        code = begin_assembly(session, installation_key(), asked, now=system_clock(), actor=ACTOR)
    click.echo(code)


@click.command()
@click.argument("assembly_id", type=int)
def convene(assembly_id: int) -> None:
    """Freeze an assembly's roll and rules, and make its admission passes."""
    with database() as reading, writing(reading) as session:
        assembly = convene_assembly(session, installation_key(), assembly_id, now=system_clock(), actor=ACTOR)
        click.echo(f"{assembly.entitled} members are entitled. Hash of the roll: {assembly.roll_hash}")
