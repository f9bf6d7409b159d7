"""The yearly special report as a document: a scheme filled in with a content, as it is now or as it was
signed."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from flask_babel import gettext

from voting.cooperative.rules import Particulars
from voting.report.document import Block, Cell, Cover, Heading, Listing, TextDocument
from voting.report.markdown import blocks_of
from voting.report.named import names_in
from voting.report.scheme import (
    ListOf,
    OwnText,
    Part,
    Scheme,
    SchemeSection,
    Sentences,
    Subheading,
    TableOf,
)
from voting.report.schemes import BELGIAN, scheme_of
from voting.wording.cooperative import cooperative_name, letterhead
from voting.wording.languages import in_language, language
from voting.wording.report.lists import ITEMS
from voting.wording.report.named import figures_filled_in, pictures_put_in
from voting.wording.report.sentences import list_item, paragraph, sentence_words
from voting.wording.report.tables import table_blocks
from voting.wording.report.writing import Known, Writing


def scheme_in(writing: Writing) -> Scheme:
    """The scheme of a content; that of whoever has not chosen one, where it was signed before there were
    others."""
    return scheme_of(writing.content.get("scheme", BELGIAN))


def report_document(writing: Writing, approval: Iterable[Block] = ()) -> TextDocument:
    """The report as a document, in the language of the moment; ``approval`` is its last page."""
    scheme = scheme_in(writing)
    known, in_texts = writing.known(), writing.named_in_texts()
    return TextDocument(
        language(),
        f"{in_language(scheme.name)} {writing.content['year']}",
        in_language(scheme.recipient),
        (
            *(block for section in scheme.sections for block in _section(writing, section, known, in_texts)),
            *approval,
        ),
        cover=_cover(writing, scheme),
    )


def _cover(writing: Writing, scheme: Scheme) -> Cover:
    cooperative = Particulars(**writing.content.get("cooperative", {}))
    name = cooperative_name(cooperative)
    return Cover(
        organisation=name,
        particulars=tuple(line for line in letterhead(cooperative) if line != name),
        title=in_language(scheme.title),
        year=str(writing.content["year"]),
        legal_title=in_language(scheme.legal_title),
        recipient=in_language(scheme.recipient),
        contents=gettext("Contents"),
        logo=writing.logo and replace(writing.logo, description=name),
    )


def text_blocks(writing: Writing, text: str) -> Iterator[Block]:
    """What somebody has written, with the figures and pictures that it names; a figure that its year has not
    is marked."""
    if text:
        note = gettext("not entered yet for %(year)s", year=writing.content["year"])
        missing = {name: Cell(f"{{{name}}}", note=note) for name in names_in(text)}
        blocks = pictures_put_in(blocks_of(text), writing.pictures)
        yield from figures_filled_in(blocks, missing | writing.named())


def _section(
    writing: Writing, section: SchemeSection, known: Mapping[str, Known], in_texts: Collection[str]
) -> Iterator[Block]:
    """The blocks of a section. A heading is left out where nothing stands below it."""
    waiting = [Heading(in_language(section.heading))]
    for part in section.parts:
        if isinstance(part, Subheading):
            waiting = [*(one for one in waiting if one.level == 1), Heading(in_language(part.words), 2)]
            continue
        for block in _part(writing, section.code, part, known, in_texts):
            yield from waiting
            waiting = []
            yield block


def _part(
    writing: Writing, section: str, part: Part, known: Mapping[str, Known], in_texts: Collection[str]
) -> Iterator[Block]:
    match part:
        case OwnText():
            yield from text_blocks(writing, writing.content["texts"].get(section, {}).get(language(), ""))
        case Sentences(sentences, each):
            for item in ITEMS[each](writing) if each else ({},):
                named = {**known, **item}
                said = [sentence_words(sentence, named, in_texts) for sentence in sentences]
                yield from paragraph(said, named)
        case ListOf(code, sentence):
            told = [
                (sentence_words(sentence, named, in_texts), named)
                for named in ({**known, **item} for item in ITEMS[code](writing))
            ]
            yield from _listing([(words, named) for words, named in told if words])
        case TableOf():
            yield from table_blocks(writing, part)


def _listing(told: list[tuple[str, Mapping[str, Known]]]) -> Iterator[Block]:
    """A list, if there is anything in it; a semicolon after its last item becomes a full stop."""
    if told:
        words, named = told[-1]
        told[-1] = (f"{words[:-1].rstrip()}.", named) if words.endswith(";") else told[-1]
        yield Listing(tuple(list_item(words, named) for words, named in told))
