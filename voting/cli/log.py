"""Commands about the hash-chained log."""

import sys

import click

from voting.audit.chain import verify
from voting.auditing.contradictions import contradictions
from voting.cli.opening import database


@click.group()
def audit() -> None:
    """The hash-chained log."""


@audit.command("verify")
def verify_audit() -> None:
    """Check the chain of the log from its first entry to its last, and hold the tables against it: roll,
    rules, votes, paper, results, attendance. Ends with 1 where anything is not as it was."""
    with database() as session:
        count, broken = verify(session)
        differing = list(contradictions(session))
    for fault in (*broken, *differing):
        click.echo(fault, err=True)
    click.echo(f"{count} entries: {'the chain is BROKEN' if broken else 'the chain is sound'}")
    click.echo(f"the tables {'do NOT agree' if differing else 'agree'} with the log and with each other")
    sys.exit(1 if broken or differing else 0)
