"""The minutes: the signed heads of the log, by which anybody who keeps them finds a later change of it."""

from collections.abc import Iterator

from flask_babel import gettext

from voting.report.document import Block, Cell, Heading, Table, TableRow, Text
from voting.report.minutes import Minutes
from voting.wording.languages import local_moment
from voting.wording.log import action_words


def signed_log(minutes: Minutes) -> Iterator[Block]:
    """The heads, where any are signed, and the keys they are signed with."""
    if not minutes.heads:
        return
    yield Heading(gettext("Annex: signed heads of the log"))
    yield Text(heads_explained())
    timezone = minutes.assembly.timezone
    yield Table(
        (gettext("Step"), gettext("When"), gettext("Number"), gettext("Six words")),
        tuple(
            TableRow(
                step_words(head.action, head.resolution, head.round),
                (
                    Cell(local_moment(head.at, timezone), number=False),
                    Cell(str(head.seq)),
                    Cell(head.words, number=False),
                ),
            )
            for head in minutes.heads
        ),
    )
    for key in sorted({head.public_key for head in minutes.heads}):
        yield Text(gettext("Public key (Ed25519): %(key)s", key=key))


def heads_explained() -> str:
    """What signed heads are for, to whoever sees them."""
    told: str = gettext(
        "Six words stand for everything in the log up to a step. Keep them elsewhere: with them you can find "
        "out later whether anything before it was changed."
    )
    return told


def step_words(action: str, resolution: str, round_number: int) -> str:
    """A step of the log in words, with the resolution that it is about, if any."""
    of = f"{resolution} ({round_number})" if round_number > 1 else resolution
    return f"{action_words(action)} {of}".strip()
