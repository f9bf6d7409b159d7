"""Commands about the hash-chained log."""

import sys

import click

from voting.audit.chain import verify
from voting.cli.opening import database


@click.group()
def audit() -> None:
    """The hash-chained log."""


@audit.command("verify")
def verify_audit() -> None:
    """Check the chain of the log from its first entry to its last. Ends with 1 where it is broken."""
    with database() as session:
        count, faults = verify(session)
    for fault in faults:
        click.echo(fault, err=True)
    click.echo(f"{count} entries: {'the chain is BROKEN' if faults else 'the chain is sound'}")
    sys.exit(1 if faults else 0)
