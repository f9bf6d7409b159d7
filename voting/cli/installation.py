"""Commands that make the database, and fill it with the demonstration."""

import os
from pathlib import Path

import click
from flask import current_app
from flask_migrate import upgrade

from voting import create_app
from voting.cli.opening import database
from voting.demo.load import load_demo
from voting.installation import installation_key


@click.command()
def migrate() -> None:
    """Make the database, or bring it up to date."""
    with create_app().app_context():
        upgrade()


@click.command()
def demo() -> None:
    """Load the demonstration where the database is empty, and print where to go and how to sign in."""
    with database() as session:
        people = load_demo(session, installation_key(), Path(current_app.instance_path))
    address = f"http://{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
    if not people:
        click.echo(f"{address} – this database holds an assembly of its own; sign in with its codes.")
    for who, code in people.items():
        if who == "hall display":
            click.echo(f"{who:<36} {address}/display/{code}/")
        else:
            click.echo(f"{who:<36} {address}/  sign in with {code}")
