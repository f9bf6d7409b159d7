"""A scheme: what the yearly report of a country or kind of cooperative says, and in which order. It is read
from a file. Pure.

A scheme has sections, a section has parts: sentences with names of figures in braces, the secretary's own
text, subheadings, lists and tables.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from voting.definition import DefinitionTable, read_toml
from voting.errors import InvalidFile
from voting.languages import LANGUAGES

ByLanguage = Mapping[str, str]

NAME_OR_NOUN = re.compile(r"\{([a-z]\w*(?:\.[\w-]+)*)(?:\|([^|{}]*)\|([^|{}]*))?\}", re.ASCII)
"""``{joined}``; or ``{joined|member|members}``: the figure with the noun for one, or for any other number."""

NAMES = {
    *("year", "last_year", "cooperative", "assembly", "turnout", "voters", "entitled"),
    *("opening", "joined", "refused", "leave_refused", "resigned", "left_by_law", "excluded", "left"),
    *("members", "legal_persons", "board", "partners", "networks", "founded", "founders", "founding"),
    *("directors", "article", "count", "committee", "survey"),
    *("preparatory", "workshop", "training", "information", "meeting"),
}
"""What a sentence can name, up to the first point."""
LISTS = {
    "categories": ("number", "category"),
    "ordinary": ("date", "voters", "entitled", "turnout"),
    "extraordinary": ("date", "voters", "entitled", "turnout"),
    "founders": ("founder",),
    "committees": ("name", "meetings", "new_members", "subjects", "recommendations"),
    "surveys": ("name", "respondents"),
    "scores": ("name", "survey", "number"),
    "counters": ("name", "number"),
}
"""By code, the lists that there are, with what a sentence about one of their items can name."""
TABLES = ("members", "events", "mandates", "decisions", "turnout")
EVENT_KINDS = ("preparatory", "workshop", "training", "information", "meeting")
LONGEST_CODE = 20


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in each language: its words for ``none`` and ``one`` of the figure that decides, which is
    ``of``, and for any other number; {} where these are no others.

    It is left out where a figure that it names is not known, where the figure ``unless`` is, where the
    secretary's texts name a figure that is, or begins with, ``unless_told``, and, with ``if_any``, where the
    figure that decides is 0.
    """

    words: ByLanguage
    one: ByLanguage
    none: ByLanguage
    of: str = ""
    unless: str = ""
    unless_told: str = ""
    if_any: bool = False

    @property
    def names(self) -> set[str]:
        """The names in all of its words."""
        texts = [text for words in (self.words, self.one, self.none) for text in words.values()]
        return {name for text in texts for name in figures_named(text)}


@dataclass(frozen=True, slots=True)
class Sentences:
    """A paragraph; where ``each`` is the code of a list, one for each of its items."""

    sentences: tuple[Sentence, ...]
    each: str = ""


@dataclass(frozen=True, slots=True)
class OwnText:
    """What the secretary has written for the section."""


@dataclass(frozen=True, slots=True)
class Subheading:
    """A subheading; it is left out where nothing stands below it."""

    words: ByLanguage


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of the product, each item in the words of a sentence."""

    code: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class TableOf:
    """A table of the product; that of the events is of some ``kinds``."""

    code: str
    kinds: tuple[str, ...] = ()


Part = Sentences | OwnText | Subheading | ListOf | TableOf


@dataclass(frozen=True, slots=True)
class SchemeSection:
    """A section: its heading and parts, and what helps to write its own text: a ``question`` and a ``model``,
    {} where there are none."""

    code: str
    heading: ByLanguage
    parts: tuple[Part, ...]
    question: ByLanguage
    model: ByLanguage

    @property
    def is_written(self) -> bool:
        """Whether the secretary writes a text for it."""
        return any(isinstance(part, OwnText) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme in the languages that it has. ``title`` stands on the cover, ``name`` is short.

    ``questions`` asks, by the name of a figure that nobody counts, for what its sentence needs.
    """

    code: str
    languages: tuple[str, ...]
    name: ByLanguage
    title: ByLanguage
    legal_title: ByLanguage
    recipient: ByLanguage
    sections: tuple[SchemeSection, ...]
    questions: Mapping[str, ByLanguage]

    def nearest(self, language: str) -> str:
        """A language if the scheme has it, else the first that it has."""
        return language if language in self.languages else self.languages[0]


def figures_named(text: str) -> list[str]:
    """The names of figures in the words of a sentence, in their order, each once."""
    return list(dict.fromkeys(found[0] for found in NAME_OR_NOUN.findall(text)))


def read_scheme(code: str, content: bytes) -> Scheme:
    """The scheme that a TOML file defines. Raises InvalidFile with every fault."""
    root, faults = read_toml(content)
    languages = _languages(root)
    scheme = Scheme(
        code,
        languages,
        _words(root, "name", languages),
        _words(root, "title", languages),
        _words(root, "legal_title", languages) if root.has("legal_title") else {},
        _words(root, "recipient", languages) if root.has("recipient") else {},
        tuple(_section(table, languages) for table in root.tables("sections", at_least=1)),
        {table.text("about"): _question(table, languages) for table in root.tables("questions")},
    )
    codes = [section.code for section in scheme.sections]
    for twice in sorted({one for one in codes if codes.count(one) > 1}):
        root.fault("sections", "code_twice", value=twice)
    root.finish()
    if faults:
        raise InvalidFile(faults)
    return scheme


def _languages(root: DefinitionTable) -> tuple[str, ...]:
    named = root.texts("languages")
    if not named:
        root.fault("languages", "value_missing")
    for language in named:
        if language not in LANGUAGES:
            root.fault("languages", "language_unknown", value=language, known=", ".join(LANGUAGES))
    return tuple(language for language in LANGUAGES if language in named)


def _words(table: DefinitionTable, key: str, languages: tuple[str, ...]) -> dict[str, str]:
    """A text in each language of the scheme, and in no other."""
    words = table.languages(key)
    for language in languages:
        if words and language not in words:
            table.fault(f"{key}.{language}", "value_missing")
    for language in words:
        if language in LANGUAGES and language not in languages:
            table.fault(f"{key}.{language}", "language_unknown", value=language, known=", ".join(languages))
    return words


def _question(table: DefinitionTable, languages: tuple[str, ...]) -> dict[str, str]:
    _known_name(table, "about", table.text("about"))
    words = _words(table, "text", languages)
    table.finish()
    return words


def _section(table: DefinitionTable, languages: tuple[str, ...]) -> SchemeSection:
    code = table.text("code")
    if not re.fullmatch("[a-z][a-z0-9_]*", code) or len(code) > LONGEST_CODE:
        table.fault("code", "code_invalid", value=code)
    section = SchemeSection(
        code,
        _words(table, "heading", languages),
        tuple(_parts(table, languages)),
        _words(table, "question", languages) if table.has("question") else {},
        _words(table, "model", languages) if table.has("model") else {},
    )
    table.finish()
    return section


def _parts(section: DefinitionTable, languages: tuple[str, ...]) -> Iterator[Part]:
    for table in section.tables("parts", at_least=1):
        match table.choice("kind", ("sentences", "text", "heading", "list", "table")):
            case "sentences":
                yield _sentences(table, languages)
            case "text":
                yield OwnText()
            case "heading":
                yield Subheading(_words(table, "words", languages))
            case "list":
                code = table.choice("of_list", list(LISTS))
                yield ListOf(code, _sentence(table, languages, code))
            case "table":
                kinds = tuple(table.texts("kinds")) if table.has("kinds") else ()
                for kind in kinds:
                    if kind not in EVENT_KINDS:
                        table.fault("kinds", "not_one_of", value=kind, known=", ".join(EVENT_KINDS))
                yield TableOf(table.choice("of_table", TABLES), kinds)
        table.finish()


def _sentences(table: DefinitionTable, languages: tuple[str, ...]) -> Sentences:
    each = table.choice("each", list(LISTS)) if table.has("each") else ""
    sentences = []
    for item in table.tables("sentences", at_least=1):
        sentences.append(_sentence(item, languages, each))
        item.finish()
    return Sentences(tuple(sentences), each)


def _sentence(table: DefinitionTable, languages: tuple[str, ...], each: str) -> Sentence:
    sentence = Sentence(
        _words(table, "words", languages),
        _words(table, "one", languages) if table.has("one") else {},
        _words(table, "none", languages) if table.has("none") else {},
        of=table.text("of") if table.has("of") else "",
        unless=table.text("unless") if table.has("unless") else "",
        unless_told=table.text("unless_told") if table.has("unless_told") else "",
        if_any=table.boolean("if_any", False),
    )
    of_item = LISTS.get(each, ())
    for key, words in (("words", sentence.words), ("one", sentence.one), ("none", sentence.none)):
        for language, text in words.items():
            for name in figures_named(text):
                _known_name(table, f"{key}.{language}", name, of_item)
    for key in ("of", "unless", "unless_told"):
        _known_name(table, key, getattr(sentence, key), of_item)
    if (sentence.one or sentence.none or sentence.if_any) and not sentence.of:
        table.fault("of", "value_missing")
    return sentence


def _known_name(table: DefinitionTable, key: str, name: str, of_item: tuple[str, ...] = ()) -> None:
    if name and name not in of_item and name.partition(".")[0] not in NAMES:
        table.fault(key, "unknown_figure", name=name)
