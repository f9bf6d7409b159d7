"""What the scheme of a report would like to know, and nobody has entered."""

from collections.abc import Iterator

from voting.report.facts import FactKind
from voting.report.named import NAME
from voting.report.scheme import Scheme, Sentence, Sentences
from voting.report.texts import SECTIONS
from voting.wording.languages import in_language, language
from voting.wording.report.document import scheme_in
from voting.wording.report.sentences import is_unwanted
from voting.wording.report.words import SECTION_NAMES
from voting.wording.report.writing import Writing

KIND_OF = {
    "article": FactKind.RULE,
    "count": FactKind.COUNTER,
    "directors": FactKind.DIRECTORS,
    "founded": FactKind.FOUNDING,
    "founders": FactKind.FOUNDING,
    "founding": FactKind.FOUNDING,
    "networks": FactKind.NETWORK,
    "partners": FactKind.PARTNER,
    "survey": FactKind.SURVEY,
    "committee": FactKind.COMMITTEE,
}
"""By the beginning of a figure's name, the kind of fact that is entered for it."""


def facts_wanted(writing: Writing) -> dict[str, str]:
    """By name of a figure, the question for what a sentence was left out for."""
    scheme, known, in_texts = scheme_in(writing), writing.known(), writing.named_in_texts()
    missing = {
        name
        for sentence in _sentences(scheme)
        if not is_unwanted(sentence, known, in_texts)
        for name in (sentence.names | {sentence.of}) - known.keys()
    }
    return {name: in_language(asked) for name, asked in scheme.questions.items() if name in missing}


def texts_wanted(writing: Writing) -> dict[str, str]:
    """By code of a section without a text in the language of the moment, the question for it."""
    texts = writing.content["texts"]
    asked = text_questions(writing)
    return {code: asked[code] for code in asked if not texts.get(code, {}).get(language())}


def text_questions(writing: Writing) -> dict[str, str]:
    """By code of a section, the question that its text answers."""
    return {
        section.code: in_language(section.question)
        for section in scheme_in(writing).sections
        if section.is_written and section.question
    }


def model_texts(writing: Writing) -> dict[str, str]:
    """By code of a section, the text that it could have; what its year does not know stands as "…"."""
    known = writing.named()
    return {
        section.code: NAME.sub(
            lambda found: found[0] if found[1] in known else "…", in_language(section.model)
        )
        for section in scheme_in(writing).sections
        if section.is_written and section.model
    }


def section_names(scheme: Scheme) -> dict[str, str]:
    """By code, the headings of the sections for which the secretary writes a text; those that a text can have
    and the scheme has not keep a name of the product's."""
    named = {section.code: in_language(section.heading) for section in scheme.sections if section.is_written}
    return named | {code: str(SECTION_NAMES[code]) for code in SECTIONS if code not in named}


def _sentences(scheme: Scheme) -> Iterator[Sentence]:
    """The sentences that are no items of a list."""
    for section in scheme.sections:
        for part in section.parts:
            if isinstance(part, Sentences) and not part.each:
                yield from part.sentences
