"""Which texts of an assembly are not there in the language of a document, and are shown in another."""

from collections.abc import Iterable, Iterator, Mapping

from flask_babel import gettext

from voting.assembly.models import AgendaPoint, Assembly, Venue
from voting.report.minutes import Item
from voting.wording.languages import in_language, other_languages


def shown_otherwise(
    assembly: Assembly, venues: Iterable[Venue], items: Iterable[Item], points: Iterable[AgendaPoint]
) -> str:
    """A sentence that names what is shown in another language than the current one, because nobody has
    written it in this one; "" where everything is there."""
    texts_of_all = _texts(assembly, venues, items, points)
    missing = dict.fromkeys(name for name, texts in texts_of_all if texts and other_languages(texts))
    if not missing:
        return ""
    return str(
        gettext("Not written in this language, and shown in another: %(texts)s.", texts="; ".join(missing))
    )


def _texts(
    assembly: Assembly, venues: Iterable[Venue], items: Iterable[Item], points: Iterable[AgendaPoint]
) -> Iterator[tuple[str, Mapping[str, str] | None]]:
    yield gettext("the title of the assembly"), assembly.title
    for venue in venues:
        yield gettext("the name of the venue %(name)s", name=in_language(venue.name)), venue.name
    told = [(item.resolution.number, item.resolution.title, item.resolution.text) for item in items]
    told += [(point.number, point.title, point.text) for point in points]
    for number, title, text in told:
        yield gettext("the title of %(number)s", number=number), title
        yield gettext("the text of %(number)s", number=number), text
