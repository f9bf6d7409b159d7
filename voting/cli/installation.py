"""Commands that make the database, say where to begin, and load or remove the demonstration."""

from pathlib import Path

import click
from flask import current_app
from flask_migrate import upgrade
from sqlalchemy.orm import Session

from voting import create_app
from voting.accounts.codes import first_word
from voting.ballot.beginning import is_begun
from voting.cli.opening import database, only_one
from voting.clock import system_clock
from voting.demo.load import load_demo
from voting.demo.mark import all_past
from voting.demo.remove import remove_demo
from voting.installation import installation_key


@click.command()
@click.option("--during-vote", is_flag=True, help="Also while a vote is in progress, which may stop it.")
def migrate(*, during_vote: bool) -> None:
    """Make the database, or bring it up to date. Refused while a vote is in progress, and where the database
    is newer than this version. Two at once wait for each other."""
    with create_app().app_context(), only_one("migrate"):
        upgrade(x_arg=None if during_vote else ["not-during-votes"])


@click.command()
@click.option("--remove", is_flag=True, help="Take it away again, where nobody has added anything.")
def demo(remove: bool) -> None:
    """Load the demonstration where nothing has been entered, and print where to go and how to sign in."""
    with database() as session:
        if remove:
            remove_demo(session, Path(current_app.instance_path))
            upgrade()
            click.echo("The demonstration is removed. Nothing has been entered here now.")
            return
        people = load_demo(session, installation_key(), Path(current_app.instance_path))
        address = current_app.config["ADDRESS"]
        if not people:
            _say_where_to_go(session)
        elif all_past(session, system_clock().date()):
            click.echo("This assembly is over. “voting demo --remove”, then “voting demo”, begins it anew.")
    for who, code in people.items():
        if who == "hall display":
            click.echo(f"{who:<36} {address}/display/{code}/")
        else:
            click.echo(f"{who:<36} {address}/  sign in with {code}")


@click.command("first-page")
def first_page() -> None:
    """Print where to go: where nothing has begun, to the first page, with the word that it asks for."""
    with database() as session:
        _say_where_to_go(session)


def _say_where_to_go(session: Session) -> None:
    address = current_app.config["ADDRESS"]
    if is_begun(session):
        click.echo(f"{address}/  sign in with your code")
    else:
        click.echo(f"{address}/  begin your assembly there with the word {first_word(installation_key())}")
