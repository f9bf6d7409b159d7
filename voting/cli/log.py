"""Commands about the hash-chained log."""

import sys
from pathlib import Path

import click
from flask import current_app

from voting.audit.anchors import read_anchors
from voting.audit.chain import verify
from voting.audit.heads import Head, anchor_faults, head_faults, head_line, public_key_of, signed_heads
from voting.audit.stamps import stamp_faults, stamps
from voting.auditing.bundle import bundle_content
from voting.auditing.contradictions import contradictions
from voting.auditing.packing import packed
from voting.cli.opening import ACTOR, FILE, NEW_FILE, database
from voting.installation import installation_key, log_key, log_signer, now


@click.group()
def audit() -> None:
    """The hash-chained log."""


@audit.command("heads")
@click.option(
    "--anew", is_flag=True, help="After the database was restored, or begun anew: sign it as it is now."
)
def print_heads(*, anew: bool) -> None:
    """Sign what is due, and print the public key and each signed head: its entry, hash, words, moment and
    signature. Whoever keeps these lines elsewhere can find out later whether the log was written anew."""
    with database() as session:
        if anew:
            log_signer().begin_anew(session, now=now(), actor=ACTOR)
        log_signer().sign_steps(session, now=now())
        click.echo(f"# Ed25519 {public_key_of(log_key())}")
        stamped = stamps(session)
        for head in signed_heads(session):
            stamp = f" stamped {stamped[head.seq].at.isoformat()}" if head.seq in stamped else ""
            click.echo(head_line(head) + stamp)


@audit.command("export")
@click.argument("assembly_id", metavar="ASSEMBLY", type=int)
@click.argument("file", type=NEW_FILE)
def export_bundle(assembly_id: int, file: Path) -> None:
    """Write all that an auditor without this software needs to check an assembly and count it again. They do
    so with two files: voting/audit_check.py and voting/recount.py."""
    with database() as session:
        log_signer().sign_steps(session, now=now())
        content = bundle_content(session, installation_key(), assembly_id)
        key = log_key()
    data = packed(content, key)
    file.write_bytes(data)
    click.echo(f"{len(data)} bytes, signed with the key {public_key_of(key)}")


@audit.command("verify")
@click.option(
    "--anchors", type=FILE, help="Heads kept elsewhere: on each line a number, and a hash or six words."
)
def verify_audit(anchors: Path | None) -> None:
    """Check the chain of the log from its first entry to its last, and hold the tables against it: roll,
    rules, votes, paper, results, attendance; its signed heads; the one that lies beside the key; and heads
    that were kept elsewhere. Ends with 1 where anything is not as it was."""
    kept = _kept_outside(anchors)
    with database() as session:
        count, broken = verify(session)
        public_key = public_key_of(log_key()) if signed_heads(session) else None
        remembered = log_signer().remembered()
        beside = [remembered] if remembered else []
        unlike = [*head_faults(session, public_key), *anchor_faults(session, [*kept, *beside])]
        stamped = len(stamps(session))
        roots = current_app.config["TIMESTAMP_ROOTS"]
        unlike += stamp_faults(session, Path(roots)) if stamped and roots else []
        differing = list(contradictions(session))
    for fault in (*broken, *unlike, *differing):
        click.echo(fault, err=True)
    click.echo(f"{count} entries: {'the chain is BROKEN' if broken else 'the chain is sound'}")
    click.echo(f"the tables {'do NOT agree' if differing else 'agree'} with the log and with each other")
    if unlike:
        click.echo("the log is NOT the one whose heads were signed or kept")
    elif kept:
        click.echo(f"{len(kept)} heads that were kept elsewhere: the log has them all")
    if stamped:
        click.echo(f"{stamped} time stamps{'' if roots else ', NOT checked: set TIMESTAMP_ROOTS'}")
    sys.exit(1 if broken or unlike or differing else 0)


def _kept_outside(anchors: Path | None) -> list[Head]:
    try:
        return read_anchors(anchors.read_text()) if anchors else []
    except ValueError as error:
        raise click.UsageError(str(error)) from error
