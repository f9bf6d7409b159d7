"""Commands that bring in an assembly, begin one, and convene it."""

from datetime import datetime
from pathlib import Path

import click

from voting.assembly.documents import read_documents, store_documents
from voting.assembly.roll import by_class, entitled_on
from voting.ballot.beginning import Beginning, begin_assembly
from voting.ballot.convene import convene as convene_assembly
from voting.ballot.definition import read_definition
from voting.ballot.import_assembly import import_assembly as store_assembly
from voting.ballot.pictures import read_pictures
from voting.cli.opening import ACTOR, FILE, assembly_of, database
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
@click.option(
    "--entitled", type=click.IntRange(0), help="How many members are entitled; asked for, if left out."
)
def convene(assembly_id: int, entitled: int | None) -> None:
    """Freeze an assembly's roll and rules, and make its admission passes.

    The number of members who are entitled is to be confirmed. It can be taken back in the office, until
    somebody has voted or has been checked in.
    """
    with database() as reading:
        asked = assembly_of(reading, assembly_id)
        found = by_class(entitled_on(reading, asked.record_date))
        if entitled is None:
            classes = ", ".join(f"{name} {number}" for name, number in found.items())
            click.echo(
                f"Record date {asked.record_date}: {sum(found.values())} members are entitled ({classes})."
            )
            entitled = click.prompt("To confirm, type how many members are entitled", type=int)
        with writing(reading) as session:
            assembly = convene_assembly(
                session,
                installation_key(),
                assembly_id,
                confirmed=entitled,
                now=system_clock(),
                actor=ACTOR,
            )
        click.echo(f"{assembly.entitled} members are entitled. Hash of the roll: {assembly.roll_hash}")
