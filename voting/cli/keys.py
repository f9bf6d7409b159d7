"""Commands about the keys of the installation: on paper, back from it, and another one accepted."""

from pathlib import Path

import click
from flask import current_app

from voting import create_app, instance_folder
from voting.accounts.known_keys import SECRET, accept_keys
from voting.backups.key_lines import read_key_lines
from voting.backups.key_sheet import log_key_bytes, put_back, write_key_sheet
from voting.cli.opening import ACTOR, FILE, NEW_FILE, database
from voting.config import log_key_path
from voting.installation import log_key, now
from voting.web.own_keys import keys_here


@click.command("key-sheet")
@click.argument("file", type=NEW_FILE)
@click.option("--backup-key", type=FILE, help="Also print the private key of the backups, from this file.")
def key_sheet(file: Path, backup_key: Path | None) -> None:
    """Write the keys of the installation as a PDF, to be printed and kept in a safe: a page for each, with
    checks against mistyping and a QR code. Remove the file afterwards."""
    age = ""
    if backup_key:
        lines = [line.strip() for line in backup_key.read_text().splitlines()]
        age = next((line for line in lines if line.startswith("AGE-SECRET-KEY-")), "")
    with create_app().app_context():
        config = current_app.config
        keys = {"SECRET_KEY": str(config["SECRET_KEY"]).encode()}
        if config["BALLOT_KEY"]:
            keys["BALLOT_KEY"] = str(config["BALLOT_KEY"]).encode()
        keys["LOG_KEY"] = log_key_bytes(log_key())
        write_key_sheet(file, keys, age, now=now())
    click.echo(f"{file}: {len(keys) + bool(age)} pages. Print it, then remove the file.")


@click.command("restore-keys")
@click.argument("file", type=FILE)
def restore_keys(file: Path) -> None:
    """Put keys back that were typed over from their sheet into a FILE, or read from its QR codes."""
    keys = read_key_lines(file.read_text())
    instance = instance_folder()
    for path in put_back(keys, instance, log_key_path(instance)):
        click.echo(f"written: {path}")
    if "BALLOT_KEY" in keys:
        click.echo(f"Set BALLOT_KEY to what is in {instance / 'ballot-key'}.")
    click.echo(f"{', '.join(keys)}: as on paper. Remove {file}, and start the server again.")


@click.command("accept-keys")
@click.option("--yes", is_flag=True, help="Really: the old keys will not come back.")
def accept_new_keys(*, yes: bool) -> None:
    """Go on with other keys than before, where the old ones are lost. All codes, passes and links that were
    made with an old SECRET_KEY stay void: new ones are given with “issue-credentials”."""
    with database() as session:
        if not yes:
            raise click.UsageError(
                "Put the old key back if you can (voting restore-keys). With --yes all codes, admission "
                "passes, links of displays and tablets, and authenticator apps of the staff stay void."
            )
        changed = accept_keys(session, keys_here(), now=now(), actor=ACTOR)
    if not changed:
        click.echo("The keys are those that the installation has had. Nothing has been changed.")
    if SECRET in changed:
        click.echo("Now give new codes: voting issue-credentials ASSEMBLY --out FILE --staff")
