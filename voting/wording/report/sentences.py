"""The sentences of a scheme with the figures of a year, in the language of the moment."""

import re
from collections.abc import Collection, Mapping

from babel import Locale

from voting.report.document import Block, ListItem, Paragraph, Span
from voting.report.markdown import blocks_of
from voting.report.scheme import NAME_OR_NOUN, ByLanguage, Sentence, figures_named
from voting.wording.languages import in_language, language
from voting.wording.report.named import figures_filled_in
from voting.wording.report.writing import Known


def is_told(name: str, in_texts: Collection[str]) -> bool:
    """Whether the secretary's texts name a figure, or one whose name begins with its name."""
    return any(one == name or one.startswith(f"{name}.") for one in in_texts)


def is_unwanted(sentence: Sentence, known: Collection[str], in_texts: Collection[str]) -> bool:
    """Whether something else says what a sentence would: another sentence, or the secretary's texts."""
    told = bool(sentence.unless_told) and is_told(sentence.unless_told, in_texts)
    return told or sentence.unless in known


def form_of(sentence: Sentence, known: Mapping[str, Known], in_texts: Collection[str]) -> ByLanguage:
    """The form of a sentence that its figures ask for, {} where it is not said at all."""
    decides = known.get(sentence.of)
    if (sentence.of and decides is None) or is_unwanted(sentence, known, in_texts):
        return {}
    number = decides.number if decides else None
    if number == 0:
        return {} if sentence.if_any else sentence.none or sentence.words
    return sentence.one or sentence.words if number == 1 else sentence.words


def sentence_words(sentence: Sentence, known: Mapping[str, Known], in_texts: Collection[str]) -> str:
    """The words of a sentence, with the names of figures; "" where it is left out, also where one of these is
    not known."""
    words = in_language(form_of(sentence, known, in_texts))
    if not known.keys() >= set(figures_named(words)):
        return ""
    return NAME_OR_NOUN.sub(lambda found: _name_and_noun(found, known), words)


def paragraph(sentences: Collection[str], known: Mapping[str, Known]) -> list[Block]:
    """The paragraph of some sentences, with their figures; nothing where there is none."""
    written = " ".join(filter(None, sentences))
    return list(figures_filled_in(blocks_of(written), {name: one.cell for name, one in known.items()}))


def list_item(words: str, known: Mapping[str, Known]) -> ListItem:
    """An item of a list, with its figures."""
    spans: tuple[Span, ...] = ()
    for block in paragraph([words], known):
        if isinstance(block, Paragraph):
            spans += block.spans
    return ListItem(spans)


def _name_and_noun(found: re.Match[str], known: Mapping[str, Known]) -> str:
    name, one, more = found.groups()
    if one is None:
        return found[0]
    number = known[name].number
    singular = number is not None and Locale.parse(language()).plural_form(number) == "one"
    return f"{{{name}}} {one if singular else more}"
