"""The command ``voting``: what is done from a terminal on the machine itself."""

import click
from sqlalchemy.exc import SQLAlchemyError

from voting.backups import BackupRefused
from voting.ballot.ranked.command import count
from voting.cli.access import (
    add_display,
    add_staff,
    issue_credentials,
    remove_second_factors,
    revoke_display_link,
)
from voting.cli.assembly import convene, import_assembly, new_assembly
from voting.cli.backups import backup, make_backup_key, restore
from voting.cli.clock import clock
from voting.cli.counts import export_count, recount_file, verify_sealed
from voting.cli.doctor import doctor
from voting.cli.installation import demo, first_page, migrate
from voting.cli.jobs import do_jobs
from voting.cli.keys import accept_new_keys, key_sheet, restore_keys
from voting.cli.log import audit
from voting.cli.mail import import_bounces, print_letters, send_mail
from voting.cli.opening import speaking_english
from voting.cli.privacy import forget
from voting.cli.register import import_register
from voting.cli.reports import report
from voting.database_errors import said_by_database
from voting.errors import InvalidFile, Refused
from voting.given import BadSettingError
from voting.rehearsal.command import rehearse
from voting.schema import SchemaRefused
from voting.wording.faults import fault_sentence
from voting.wording.refusals import refusal_sentence


class _Commands(click.Group):
    """The commands, each of whose refusals is printed as sentences and ends with 2."""

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except InvalidFile as invalid:
            with speaking_english():
                for fault in invalid.faults:
                    click.echo(fault_sentence(fault), err=True)
            click.echo(f"{len(invalid.faults)} faults; nothing has been stored.", err=True)
        except Refused as refused:
            with speaking_english():
                click.echo(refusal_sentence(refused), err=True)
        except (SchemaRefused, BackupRefused) as refused:
            click.echo(refused, err=True)
        except BadSettingError as bad:
            click.echo(bad, err=True)
        except OSError as error:
            if error.filename is None:
                raise
            click.echo(f"{error.filename}: {error.strerror}. Nothing has been changed.", err=True)
        except SQLAlchemyError as error:
            click.echo(f"The database cannot be used: {said_by_database(error)}", err=True)
        raise SystemExit(2)


@click.group(cls=_Commands)
def main() -> None:
    """The voting system for the general assembly of a cooperative."""


for command in (
    *(migrate, first_page, demo),
    *(backup, restore, make_backup_key),
    *(key_sheet, restore_keys, accept_new_keys),
    import_register,
    *(import_assembly, new_assembly, convene),
    *(issue_credentials, add_staff, remove_second_factors, add_display, revoke_display_link),
    *(send_mail, print_letters, import_bounces),
    do_jobs,
    doctor,
    report,
    *(count, export_count, recount_file, verify_sealed),
    audit,
    clock,
    forget,
    rehearse,
):
    main.add_command(command)
