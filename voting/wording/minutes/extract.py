"""An extract from the minutes about one resolution, as a notary or a register asks for it: how the assembly
was convened, who was present, the text in full, the count, the outcome, and the signatures."""

from flask_babel import gettext

from voting.report.document import Heading, Text, TextDocument
from voting.report.minutes import Item, Minutes
from voting.wording.cooperative import letterhead
from voting.wording.languages import day, in_language, language
from voting.wording.minutes.bureau import bureau, signatures
from voting.wording.minutes.convening import convening
from voting.wording.minutes.decisions import decision
from voting.wording.minutes.document import notice_of_languages
from voting.wording.minutes.meeting import meeting


def extract_document(minutes: Minutes, item: Item) -> TextDocument:
    """The extract about one resolution of an assembly, whose result has been announced."""
    assembly = minutes.assembly
    return TextDocument(
        language(),
        gettext("Extract from the minutes (draft)"),
        f"{in_language(assembly.title)} – {day(assembly.date)}",
        (
            *meeting(minutes),
            *notice_of_languages(minutes, [item], ()),
            *convening(minutes),
            *bureau(minutes),
            Heading(gettext("Decision")),
            *decision(assembly, minutes.venues, item),
            Text(gettext("A true extract, signed by:")),
            *signatures(minutes),
        ),
        tuple(letterhead(minutes.cooperative)),
    )
