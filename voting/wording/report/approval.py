"""The last page of a signed report: who approved it, who signs it, and what it replaces."""

from collections.abc import Iterator

from flask_babel import gettext

from voting.report.document import Block, Heading, NewPage, Signatures, Text
from voting.report.models import SignedReport
from voting.wording.languages import local_moment
from voting.wording.report.notation import report_day


def approval_blocks(signed: SignedReport, replaced: SignedReport | None, timezone: str) -> Iterator[Block]:
    """Its blocks; ``replaced`` is the report of the same year that was signed before it, ``timezone`` that of
    the moments told."""
    yield NewPage()
    yield Heading(gettext("Approval and signatures"))
    if signed.approved_on:
        yield Text(
            gettext(
                "Drawn up by the directors and approved by the board on %(date)s.",
                date=report_day(signed.approved_on),
            )
        )
    if replaced:
        yield Text(
            gettext(
                "This version replaces the one that was signed on %(moment)s (SHA-256 %(hash)s).",
                moment=local_moment(replaced.signed_at, timezone),
                hash=replaced.content_hash,
            )
        )
    if signed.signatories:
        yield Signatures(tuple(f"{one['name']}, {one['role']}" for one in signed.signatories))
    yield Text(
        gettext(
            "Signed in the voting system by %(name)s on %(moment)s. SHA-256 of the content: %(hash)s",
            name=signed.name,
            moment=local_moment(signed.signed_at, timezone),
            hash=signed.content_hash,
        )
    )
