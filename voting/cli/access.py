"""Commands that let people and displays in: codes, roles, links."""

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import click
from sqlalchemy.orm import Session

from voting.accounts.codes import new_code
from voting.accounts.credentials import issue_to_staff, reissue_to_members
from voting.accounts.factors.stored import remove_all_factors, with_factor
from voting.accounts.models import Role
from voting.accounts.staff import new_staff_code, staff_of
from voting.assembly.roll import names_on_roll
from voting.cli.opening import ACTOR, NEW_FILE, assembly_of, database
from voting.clock import system_clock
from voting.database import writing
from voting.errors import Code, Refused
from voting.halls.displays import LANGUAGES_SHOWN, Settings, displays_of, make_display, revoke_display
from voting.installation import installation_key
from voting.languages import LANGUAGES
from voting.letters.addresses import address_of
from voting.stamp import stamp


@click.command("issue-credentials")
@click.argument("assembly_id", type=int)
@click.option("--out", type=NEW_FILE, required=True, help="CSV file that does not exist yet.")
@click.option("--staff", is_flag=True, help="To the staff as well, whose second factors are removed.")
def issue_credentials(assembly_id: int, out: Path, *, staff: bool) -> None:
    """Give everyone on the roll a new code, written to a file that only its owner can read. Who had one is
    told by mail that it no longer works."""
    with database() as reading, writing(reading) as session:
        assembly_of(session, assembly_id)
        languages = {row.number: row.language for row in session.execute(names_on_roll(assembly_id))}
        codes = reissue_to_members(
            session, installation_key(), assembly_id, languages, now=system_clock(), actor=ACTOR
        )
        descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow(("number", "language", "code", "link"))
            for number, code in codes.items():
                link = address_of("entrance.invitation", code=code)
                writer.writerow((number, languages[number], code, link))
            for name, language, code in _renewed_of_staff(session, assembly_id) if staff else ():
                link = address_of("entrance.invitation", code=code)
                writer.writerow((name, language, code, link))
    click.echo(f"{len(codes)} codes in {out}. Earlier ones are void.")


def _renewed_of_staff(session: Session, assembly_id: int) -> Iterator[tuple[str, str, str]]:
    """The name, language and new code of each on the staff; what they showed besides follows from the key,
    and they set up another."""
    people = staff_of(session, assembly_id)
    with_factors = with_factor(session, [each.account_id for each in people])
    for each in people:
        code = new_code()
        new_staff_code(
            session,
            installation_key(),
            assembly_id,
            each.account_id,
            stamp(each.code_id),
            code,
            now=system_clock(),
            actor=ACTOR,
        )
        if each.account_id in with_factors:
            remove_all_factors(session, each.account_id, now=system_clock(), actor=ACTOR)
        yield each.name, each.language, code


@click.command("add-staff")
@click.argument("assembly_id", type=int)
@click.option("--name", required=True)
@click.option(
    "--role", "roles", type=click.Choice([role.value for role in Role]), multiple=True, required=True
)
@click.option("--venue", help="Limits the roles to one venue.")
@click.option("--language", type=click.Choice(LANGUAGES), default="nl")
def add_staff(assembly_id: int, name: str, roles: tuple[str, ...], venue: str | None, language: str) -> None:
    """Make an account for somebody on the staff, and print the code to sign in with."""
    with database() as reading, writing(reading) as session:
        assembly_of(session, assembly_id, venue)
        code = issue_to_staff(
            session,
            installation_key(),
            assembly_id,
            name,
            language,
            [(Role(role), venue) for role in roles],
            now=system_clock(),
            actor=ACTOR,
        )
    click.echo(code)


@click.command("remove-factors")
@click.argument("assembly_id", type=int)
@click.argument("number", type=int, required=False)
def remove_second_factors(assembly_id: int, number: int | None) -> None:
    """Remove the second factors of somebody on the staff who has lost them, and sign them out; without their
    number, list those who have one. For the last secretary: nobody in the office could do it."""
    with database() as reading, writing(reading) as session:
        assembly_of(session, assembly_id)
        staff = {item.account_id: item for item in staff_of(session, assembly_id)}
        if number is not None:
            if number not in staff:
                raise Refused(Code.NOT_FOUND)
            remove_all_factors(session, number, now=system_clock(), actor=ACTOR)
        for account_id in sorted(with_factor(session, staff)):
            roles = ", ".join(sorted({role.value for role, _venue in staff[account_id].roles}))
            click.echo(f"{account_id}: {staff[account_id].name}, {roles}")


@click.command("add-display")
@click.argument("assembly_id", type=int)
@click.option("--venue", help="The hall whose display it is; without it, the one of the stream.")
@click.option(
    "--language", "languages", multiple=True, help="One or two: nl, fr, en, de. Default: nl and fr."
)
@click.option("--delay", type=int, default=0, help="Seconds by which the stream follows the halls.")
@click.option("--wifi", default="", help="The hall's Wi-Fi network, to be shown.")
@click.option("--wifi-password", default="", help="Its password, to be shown.")
def add_display(
    assembly_id: int, venue: str | None, languages: tuple[str, ...], delay: int, wifi: str, wifi_password: str
) -> None:
    """Make the link of a display, and print it: it is told only once."""
    settings = Settings(venue, languages or LANGUAGES_SHOWN, delay, wifi, wifi_password)
    with database() as reading, writing(reading) as session:
        assembly_of(session, assembly_id, venue)
        code = make_display(
            session, installation_key(), assembly_id, settings, now=system_clock(), actor=ACTOR
        )
        click.echo(address_of("display.screen", code=code))


@click.command("revoke-display")
@click.argument("assembly_id", type=int)
@click.argument("number", type=int, required=False)
def revoke_display_link(assembly_id: int, number: int | None) -> None:
    """Make the link of a display void; without its number, list those that there are."""
    with database() as reading, writing(reading) as session:
        assembly_of(session, assembly_id)
        if number is not None:
            revoke_display(session, assembly_id, number, now=system_clock(), actor=ACTOR)
        for display in displays_of(session, assembly_id):
            languages = " + ".join(display.languages)
            click.echo(f"{display.account_id}: {display.venue or 'the stream'}, {languages}")
