"""The command ``voting``: what is done from a terminal on the machine itself."""

import csv
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
from flask import current_app, render_template
from flask_babel import force_locale
from flask_migrate import upgrade
from sqlalchemy import inspect, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from tqdm import tqdm

from voting import create_app
from voting.accounts.credentials import Invitee, issue_to_members, issue_to_staff
from voting.accounts.models import Role
from voting.assembly.documents import read_documents, store_documents
from voting.assembly.models import Assembly, Venue
from voting.assembly.roll import names_on_roll
from voting.audit.chain import verify
from voting.ballot.convene import convene as convene_assembly
from voting.ballot.definition import read_definition
from voting.ballot.draft import new_draft
from voting.ballot.export_count import export_count as write_count
from voting.ballot.import_assembly import import_assembly as store_assembly
from voting.ballot.models import Resolution, State
from voting.ballot.pictures import read_pictures
from voting.ballot.ranked.command import count
from voting.clock import system_clock
from voting.database import writing
from voting.demo.load import load_demo
from voting.errors import InvalidFile, Refused
from voting.extensions import db
from voting.files import read_file
from voting.halls.displays import LANGUAGES_SHOWN, Settings, displays_of, make_display, revoke_display
from voting.invitations.models import LetterPrint
from voting.invitations.paper import begin_print
from voting.mail.bounces import mark_bounces, read_bounces
from voting.mail.outbox import deliver
from voting.mail.transport import throttle, transport
from voting.privacy.forget import due, expired_files, forget_files, pending
from voting.privacy.forget import forget as forget_rows
from voting.recount import main as recount_main
from voting.register.csv_file import read_register
from voting.register.import_register import import_register as store_register
from voting.rehearsal.command import rehearse
from voting.report.content import report_content
from voting.report.sign import signed_reports
from voting.web.keys import installation_key
from voting.web.letters import address_of, compose, message_id
from voting.web.office.assemblies import empty
from voting.web.office.files import DOCUMENTS
from voting.web.office.report_document import Writing
from voting.web.office.report_page import page_values, report_json
from voting.web.paper_letters import directory_of, set_letters
from voting.web.sentences import fault_sentence, refusal_sentence

ACTOR = "command line"
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
LOOKS_EVERY = 2
"""Seconds between two looks into the outbox."""
NEW_FILE = click.Path(path_type=Path, dir_okay=False)


class _Commands(click.Group):
    """The commands, each of whose refusals is printed as sentences and ends with 2."""

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except InvalidFile as invalid:
            with _speaking():
                for fault in invalid.faults:
                    click.echo(fault_sentence(fault), err=True)
            click.echo(f"{len(invalid.faults)} faults; nothing has been stored.", err=True)
        except Refused as refused:
            with _speaking():
                click.echo(refusal_sentence(refused), err=True)
        except OSError as error:
            if error.filename is None:
                raise
            click.echo(f"{error.filename}: {error.strerror}. Nothing has been changed.", err=True)
        except SQLAlchemyError as error:
            click.echo(f"The database cannot be used: {getattr(error, 'orig', error)}", err=True)
        raise SystemExit(2)


@click.group(cls=_Commands)
def main() -> None:
    """The voting system for the general assembly of a cooperative."""


@contextmanager
def _speaking() -> Iterator[None]:
    """An application context in which sentences are in English, as all of the terminal is."""
    app = create_app()
    with app.test_request_context(), force_locale("en"):
        yield


@contextmanager
def _database() -> Iterator[Session]:
    """The installation's database, up to date; a new one is made."""
    app = create_app()
    with app.app_context():
        if not inspect(db.engine).has_table("alembic_version"):
            upgrade()
        yield db.session()


def _assembly(session: Session, assembly_id: int, venue: str | None = None) -> Assembly:
    """An assembly, and one of its venues where one is named, that must be there."""
    assembly = session.get(Assembly, assembly_id)
    if assembly is None:
        raise click.UsageError(f"There is no assembly {assembly_id}.")
    if venue is not None and session.get(Venue, (assembly_id, venue)) is None:
        raise click.UsageError(f"Assembly {assembly_id} has no venue {venue}.")
    return assembly


def _content(path: Path) -> bytes | None:
    """What is in a file, or None where there is none."""
    return path.read_bytes() if path.is_file() else None


@main.command()
def migrate() -> None:
    """Make the database, or bring it up to date."""
    with create_app().app_context():
        upgrade()


@main.command("import-register")
@click.argument("file", type=FILE)
def import_register(file: Path) -> None:
    """Bring a register file into the database: all of it or nothing."""
    rows = read_register(read_file(file))
    with _database() as reading, tqdm(total=len(rows), unit=" members") as bar, writing(reading) as session:
        summary = store_register(session, rows, now=system_clock(), actor=ACTOR, progress=bar.update)
    for change in summary.changes:
        click.echo(f"{change.number}: {change.field} was “{change.before}”, is “{change.after}”")
    click.echo(
        f"{summary.rows} rows: {len(summary.added)} added, {len(summary.changed)} changed, "
        f"{summary.unchanged} unchanged; {summary.absent} in the register are not in the file."
    )


@main.command("import-assembly")
@click.argument("file", type=FILE)
def import_assembly(file: Path) -> None:
    """Bring in an assembly: venues, resolutions, candidates, windows, rules."""
    definition, resolutions = read_definition(read_file(file))
    documents = read_documents(definition.documents, lambda name: _content(file.parent / name))
    resolutions, pictures = read_pictures(resolutions, lambda name: _content(file.parent / name))
    with _database() as reading, writing(reading) as session:
        assembly = store_assembly(session, definition, resolutions, pictures, now=system_clock(), actor=ACTOR)
        store_documents(session, assembly.id, documents)
        click.echo(
            f"Assembly {assembly.id} of {assembly.date}: {len(definition.venues)} venues, "
            f"{len(resolutions)} resolutions."
        )


@main.command("new-assembly")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--secretary", required=True, help="Name of whoever prepares it in the browser.")
@click.option("--language", type=click.Choice(["nl", "fr", "en", "de"]), default="nl")
def new_assembly(day: datetime, secretary: str, language: str) -> None:
    """Begin an empty assembly, and print the code with which its secretary signs in to prepare it."""
    with _database() as reading, writing(reading) as session:
        begun = new_draft(session, empty(day.date(), None), now=system_clock(), actor=ACTOR)
        roles = [(Role.SECRETARY, None)]
        code = issue_to_staff(
            session,
            installation_key(),
            begun.id,
            secretary,
            language,
            roles,
            now=system_clock(),
            actor=ACTOR,
        )
    click.echo(code)


@main.command()
@click.argument("assembly_id", type=int)
def convene(assembly_id: int) -> None:
    """Freeze an assembly's roll and rules, and make its admission passes."""
    with _database() as reading, writing(reading) as session:
        assembly = convene_assembly(session, installation_key(), assembly_id, now=system_clock(), actor=ACTOR)
        click.echo(f"{assembly.entitled} members are entitled. Hash of the roll: {assembly.roll_hash}")


@main.command("issue-credentials")
@click.argument("assembly_id", type=int)
@click.option("--out", type=NEW_FILE, required=True, help="CSV file that does not exist yet.")
def issue_credentials(assembly_id: int, out: Path) -> None:
    """Give everyone on the roll a new code, written to a file that only its owner can read."""
    with _database() as reading, writing(reading) as session:
        _assembly(session, assembly_id)
        invitees = [
            Invitee(number, f"{first_name} {name}".strip(), language)
            for number, name, first_name, language in session.execute(names_on_roll(assembly_id))
        ]
        codes = issue_to_members(
            session, installation_key(), assembly_id, invitees, now=system_clock(), actor=ACTOR
        )
        descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow(("number", "language", "code", "link"))
            for invitee in invitees:
                code = codes[invitee.member]
                link = address_of("entrance.invitation", code=code)
                writer.writerow((invitee.member, invitee.language, code, link))
    click.echo(f"{len(codes)} codes in {out}. Earlier ones are void.")


@main.command("send-mail")
@click.option("--watch", is_flag=True, help="Stay, and send what comes, until the parent process ends.")
def send_mail(watch: bool) -> None:
    """Send the letters in the outbox: by MAIL_URL, else as files into the installation's directory."""
    parent = os.getppid()
    with _database() as session:
        send = transport(current_app.config["MAIL_URL"], Path(current_app.instance_path) / "mail")
        pause = throttle(current_app.config["MAIL_PER_MINUTE"])
        while True:
            try:
                sent = deliver(session, compose, send, system_clock, pause)
            except SQLAlchemyError as error:
                if not watch:
                    raise
                session.rollback()  # the database may be back at the next look
                click.echo(f"The outbox cannot be read: {getattr(error, 'orig', error)}", err=True)
                sent = 0
            if sent or not watch:
                click.echo(f"{sent} letters sent.")
            if not watch or os.getppid() != parent:
                return
            time.sleep(LOOKS_EVERY)


@main.command("print-letters")
@click.argument("assembly_id", type=int, required=False)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Directory for the PDF files.")
@click.option("--print", "print_id", type=int, hidden=True, help="A print that the office has asked for.")
def print_letters(assembly_id: int | None, out: Path | None, print_id: int | None) -> None:
    """Set the letters to members without e-mail: a PDF for each language, sorted by postcode."""
    with _database() as session:
        if print_id is None:
            if assembly_id is None or out is None:
                raise click.UsageError("Say of which assembly, and with --out where to put the files.")
            _assembly(session, assembly_id)
            with writing(session):
                print_id = begin_print(session, assembly_id, now=system_clock(), actor=ACTOR).id
        started = session.get_one(LetterPrint, print_id)
        with tqdm(total=started.total, unit=" letters") as bar:
            files = set_letters(
                session, print_id, out or directory_of(started), actor=ACTOR, progress=bar.update
            )
    for file in files:
        click.echo(file)


@main.command("import-bounces")
@click.argument("file", type=FILE)
def import_bounces(file: Path) -> None:
    """Mark the letters that came back, from the mailbox (mbox) to which MAIL_FROM leads."""
    with _database() as reading, writing(reading) as session:
        marked, other = mark_bounces(
            session,
            read_bounces(read_file(file)),
            lambda bounce: bounce.message_id == message_id(bounce.mail_id),
            now=system_clock(),
            actor=ACTOR,
        )
    click.echo(
        f"{marked} letters came back; {other} reports were known already or are not about our letters."
    )


@main.command("add-staff")
@click.argument("assembly_id", type=int)
@click.option("--name", required=True)
@click.option(
    "--role", "roles", type=click.Choice([role.value for role in Role]), multiple=True, required=True
)
@click.option("--venue", help="Limits the roles to one venue.")
@click.option("--language", type=click.Choice(["nl", "fr", "en", "de"]), default="nl")
def add_staff(assembly_id: int, name: str, roles: tuple[str, ...], venue: str | None, language: str) -> None:
    """Make an account for somebody on the staff, and print the code to sign in with."""
    with _database() as reading, writing(reading) as session:
        _assembly(session, assembly_id, venue)
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


@main.command("add-display")
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
    with _database() as reading, writing(reading) as session:
        _assembly(session, assembly_id, venue)
        code = make_display(
            session, installation_key(), assembly_id, settings, now=system_clock(), actor=ACTOR
        )
        click.echo(address_of("display.screen", code=code))


@main.command("revoke-display")
@click.argument("assembly_id", type=int)
@click.argument("number", type=int, required=False)
def revoke_display_link(assembly_id: int, number: int | None) -> None:
    """Make the link of a display void; without its number, list those that there are."""
    with _database() as reading, writing(reading) as session:
        _assembly(session, assembly_id)
        if number is not None:
            revoke_display(session, assembly_id, number, now=system_clock(), actor=ACTOR)
        for display in displays_of(session, assembly_id):
            languages = " + ".join(display.languages)
            click.echo(f"{display.account_id}: {display.venue or 'the stream'}, {languages}")


@main.command()
@click.argument("year", type=click.IntRange(1900, 9998))
@click.option("--lang", type=click.Choice(["nl", "fr", "en"]), default="nl")
@click.option("--format", "form", type=click.Choice(["json", "html", "docx", "pdf"]), default="json")
@click.option("--out", type=NEW_FILE, help="File to write; docx and pdf need one.")
def report(year: int, lang: str, form: str, out: Path | None) -> None:
    """Print the yearly special report. Ends with 1 where its figures contradict each other."""
    if out is None and form in DOCUMENTS:
        raise click.UsageError(f"Say with --out where to write the {form}.")
    with _database() as session:
        content = report_content(session, year)
        signed = signed_reports(session, year)
    with create_app().test_request_context(), force_locale(lang):
        values = page_values(Writing(content))
        for sentence in values["faults"]:
            click.echo(sentence, err=True)
        if form in DOCUMENTS:
            written = DOCUMENTS[form](values["document"])
        elif form == "json":
            written = json.dumps(report_json(content, signed[0] if signed else None), indent=1).encode()
        else:
            written = render_template("office/report_file.html", **values).encode()
    if out is None:
        click.echo(written.decode())
    else:
        out.write_bytes(written)
    raise SystemExit(1 if values["faults"] else 0)


@main.command("export-count")
@click.argument("number")
@click.option("--assembly", "assembly_id", type=int, help="The assembly; without it the latest.")
@click.option("--round", "round_number", type=int, help="The round; without it the last one announced.")
def export_count(number: str, assembly_id: int | None, round_number: int | None) -> None:
    """Print an announced resolution's rules, counts and result, for anyone to count again."""
    with _database() as session:
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


@main.command("recount")
@click.argument("file", type=FILE)
def recount_file(file: Path) -> None:
    """Count an exported resolution again. Ends with 0 for equal, 1 where it differs, 2 for no such file."""
    sys.exit(recount_main([str(file)]))


@main.command()
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
def forget(dry_run: bool) -> None:
    """Remove what is kept no longer than its period, as the office has set it; all counts stay."""
    with _database() as session:
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


@main.group()
def audit() -> None:
    """The hash-chained log."""


@audit.command("verify")
def verify_audit() -> None:
    """Check the chain of the log from its first entry to its last. Ends with 1 where it is broken."""
    with _database() as session:
        count, faults = verify(session)
    for fault in faults:
        click.echo(fault, err=True)
    click.echo(f"{count} entries: {'the chain is BROKEN' if faults else 'the chain is sound'}")
    sys.exit(1 if faults else 0)


@main.command()
def demo() -> None:
    """Load the demonstration where the database is empty, and print where to go and how to sign in."""
    with _database() as session:
        people = load_demo(session, installation_key(), Path(current_app.instance_path))
    address = f"http://{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
    if not people:
        click.echo(f"{address} – this database holds an assembly of its own; sign in with its codes.")
    for who, code in people.items():
        if who == "hall display":
            click.echo(f"{who:<36} {address}/display/{code}/")
        else:
            click.echo(f"{who:<36} {address}/  sign in with {code}")


main.add_command(count)
main.add_command(rehearse)

if __name__ == "__main__":
    main()
