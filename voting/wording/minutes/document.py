"""The draft of the minutes as a document."""

from collections.abc import Iterator

from flask_babel import gettext

from voting.accounts.models import Role
from voting.report.document import Block, Heading, NewPage, Signatures, TextDocument
from voting.report.minutes import Minutes
from voting.wording.attendance import attendance_blocks
from voting.wording.cooperative import letterhead
from voting.wording.languages import day, in_language, language
from voting.wording.minutes.course import discussion, incidents
from voting.wording.minutes.decisions import agenda, reconciliation
from voting.wording.minutes.meeting import meeting, presence


def minutes_document(minutes: Minutes) -> TextDocument:
    """The draft of the minutes: all that was recorded, for the bureau to complete and sign."""
    assembly = minutes.assembly
    return TextDocument(
        language(),
        gettext("Minutes (draft)"),
        f"{in_language(assembly.title)} – {day(assembly.date)}",
        (
            *meeting(minutes),
            *presence(minutes),
            Heading(gettext("Decisions")),
            *agenda(minutes),
            *reconciliation(minutes),
            *discussion(minutes),
            *incidents(minutes),
            *_signatures(minutes),
            NewPage(),
            Heading(gettext("Annex: attendance list")),
            *attendance_blocks(
                assembly,
                minutes.venue_names,
                minutes.attendees,
                minutes.presence_forgotten,
                minutes.proxies_forgotten,
            ),
        ),
        tuple(letterhead(minutes.cooperative)),
    )


def _signatures(minutes: Minutes) -> Iterator[Block]:
    roles = {
        Role.CHAIR: gettext("The chair"),
        Role.SECRETARY: gettext("The secretary"),
        Role.TELLER: gettext("The tellers"),
    }
    yield Heading(gettext("Signatures"))
    yield Signatures(
        tuple(
            f"{title}: {', '.join(minutes.bureau[role])}" if minutes.bureau[role] else title
            for role, title in roles.items()
        )
    )
