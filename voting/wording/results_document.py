"""The announced results as a document for the members."""

from flask_babel import gettext

from voting.assembly.models import Assembly, Venue
from voting.cooperative.models import Cooperative
from voting.report.document import Heading, Text, TextDocument
from voting.report.minutes import Item
from voting.wording.cooperative import letterhead
from voting.wording.languages import day, in_language, language
from voting.wording.minutes.decisions import decision


def results_document(
    cooperative: Cooperative | None, assembly: Assembly, venues: list[Venue], items: list[Item]
) -> TextDocument:
    """Each resolution of ``items``, whose results have been announced, as the minutes tell it."""
    told = [block for item in items for block in decision(assembly, venues, item)]
    return TextDocument(
        language(),
        in_language(assembly.title),
        day(assembly.date),
        (
            Heading(gettext("Results")),
            *(told or [Text(gettext("No result has been announced yet."))]),
        ),
        tuple(letterhead(cooperative)),
    )
