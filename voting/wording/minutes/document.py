"""The draft of the minutes as a document."""

from collections.abc import Iterable, Iterator

from flask_babel import gettext

from voting.assembly.models import AgendaPoint
from voting.report.document import Block, Cell, Heading, NewPage, Table, TableRow, Text, TextDocument
from voting.report.minutes import Item, Minutes
from voting.wording.attendance import attendance_blocks
from voting.wording.cooperative import letterhead
from voting.wording.languages import LANGUAGE_NAMES, day, in_language, language
from voting.wording.minutes.bureau import bureau, signatures
from voting.wording.minutes.convening import convening
from voting.wording.minutes.course import declarations, discussion, incidents
from voting.wording.minutes.decisions import agenda, reconciliation
from voting.wording.minutes.heads import signed_log
from voting.wording.minutes.meeting import meeting, presence
from voting.wording.minutes.other_language import shown_otherwise


def minutes_document(minutes: Minutes) -> TextDocument:
    """The draft of the minutes: all that was recorded, for the bureau to complete and sign."""
    assembly = minutes.assembly
    return TextDocument(
        language(),
        gettext("Minutes (draft)"),
        f"{in_language(assembly.title)} – {day(assembly.date)}",
        (
            *meeting(minutes),
            *notice_of_languages(minutes, minutes.items, minutes.points),
            *convening(minutes),
            *bureau(minutes),
            *presence(minutes),
            Heading(gettext("Decisions")),
            *agenda(minutes),
            *reconciliation(minutes),
            *discussion(minutes),
            *declarations(minutes),
            *incidents(minutes),
            *signatures(minutes),
            *_annexed_documents(minutes),
            *signed_log(minutes),
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


def _annexed_documents(minutes: Minutes) -> Iterator[Block]:
    """The documents that the members could read, each file with the hash by which it is known again."""
    if not minutes.documents:
        return
    yield Heading(gettext("Annex: documents for the members"))
    yield Table(
        (gettext("Document"), gettext("Language"), gettext("SHA-256 of the file")),
        tuple(
            TableRow(
                in_language(document.title),
                (
                    Cell(LANGUAGE_NAMES[document.language], number=False),
                    Cell(document.sha256, number=False),
                ),
            )
            for document in minutes.documents
        ),
    )


def notice_of_languages(
    minutes: Minutes, items: Iterable[Item], points: Iterable[AgendaPoint]
) -> Iterator[Block]:
    """What of the texts is not there in the language of the document, if anything."""
    sentence = shown_otherwise(minutes.assembly, minutes.venues, items, points)
    if sentence:
        yield Text(sentence)
