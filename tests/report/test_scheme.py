"""A scheme is read from its file, or the whole file is refused with every fault."""

import pytest

from voting.errors import InvalidFile
from voting.report.scheme import (
    ListOf,
    OwnText,
    Sentence,
    Sentences,
    Subheading,
    TableOf,
    figures_named,
    read_scheme,
)

SOUND = """
languages = ["fr", "nl"]
name = {nl = "Verslag", fr = "Rapport"}
title = {nl = "Het verslag", fr = "Le rapport"}

[[sections]]
code = "members"
heading = {nl = "Vennoten", fr = "Coopérateurs"}
model = {nl = "Wij zijn open.", fr = "Ouvert."}

[[sections.parts]]
kind = "sentences"
each = "ordinary"

[[sections.parts.sentences]]
of = "joined"
unless = "board.new"
unless_told = "partners"
if_any = true
one = {nl = "Een.", fr = "Un."}
words = {nl = "{joined|vennoot|vennoten} op {date}.", fr = "{joined}."}

[[sections.parts]]
kind = "text"

[[sections.parts]]
kind = "heading"
words = {nl = "Cijfers", fr = "Chiffres"}

[[sections.parts]]
kind = "list"
of_list = "categories"
words = {nl = "{number} in {category};", fr = "{number} en {category} ;"}

[[sections.parts]]
kind = "table"
of_table = "events"
kinds = ["training"]

[[questions]]
about = "article.one_vote"
text = {nl = "Waar?", fr = "Où ?"}
"""


def faults(text: str) -> list[tuple[str, str]]:
    with pytest.raises(InvalidFile) as refused:
        read_scheme("x", text.encode())
    return [(fault.column, fault.code) for fault in refused.value.faults]


def test_a_scheme_is_what_its_file_says() -> None:
    scheme = read_scheme("x", SOUND.encode())
    assert (scheme.code, scheme.languages) == ("x", ("nl", "fr"))
    assert (scheme.legal_title, scheme.recipient) == ({}, {})
    assert scheme.questions == {"article.one_vote": {"nl": "Waar?", "fr": "Où ?"}}
    (section,) = scheme.sections
    assert (section.code, section.heading["fr"], section.question) == ("members", "Coopérateurs", {})
    assert section.model["nl"] == "Wij zijn open."
    assert section.is_written
    words = {"nl": "{joined|vennoot|vennoten} op {date}.", "fr": "{joined}."}
    sentence = Sentence(
        words, {"nl": "Een.", "fr": "Un."}, {}, "joined", "board.new", "partners", if_any=True
    )
    of_item = Sentence({"nl": "{number} in {category};", "fr": "{number} en {category} ;"}, {}, {})
    assert section.parts == (
        Sentences((sentence,), "ordinary"),
        OwnText(),
        Subheading({"nl": "Cijfers", "fr": "Chiffres"}),
        ListOf("categories", of_item),
        TableOf("events", ("training",)),
    )


def test_the_names_in_a_sentence() -> None:
    assert figures_named("{a} {b.c|one|more} {a} {} {1} {A} {d|e}") == ["a", "b.c"]


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ('languages = ["fr", "nl"]', "languages = []", ("languages", "value_missing")),
        ('languages = ["fr", "nl"]', 'languages = ["nl", "fr", "xx"]', ("languages", "language_unknown")),
        ('fr = "Rapport"', 'en = "Report"', ("name.fr", "value_missing")),
        ('fr = "Rapport"', 'fr = "Rapport", de = "Bericht"', ("name.de", "language_unknown")),
        ('fr = "Coopérateurs"', 'fr = ""', ("sections[1].heading.fr", "value_missing")),
        ('code = "members"', 'code = "Members!"', ("sections[1].code", "code_invalid")),
        ('code = "members"', f'code = "{"m" * 21}"', ("sections[1].code", "code_invalid")),
        ('kind = "text"', 'kind = "prose"', ("sections[1].parts[2].kind", "not_one_of")),
        ('kind = "text"', 'kind = "text"\nx = 1', ("sections[1].parts[2].x", "key_unknown")),
        ('each = "ordinary"', 'each = "all"', ("sections[1].parts[1].each", "not_one_of")),
        ('of_list = "categories"', 'of_list = "x"', ("sections[1].parts[4].of_list", "not_one_of")),
        ('of_table = "events"', 'of_table = "x"', ("sections[1].parts[5].of_table", "not_one_of")),
        ('kinds = ["training"]', 'kinds = ["party"]', ("sections[1].parts[5].kinds", "not_one_of")),
        ('of = "joined"', "", ("sections[1].parts[1].sentences[1].of", "value_missing")),
        ('of = "joined"', 'of = "x"', ("sections[1].parts[1].sentences[1].of", "unknown_figure")),
        ('"board.new"', '"x.y"', ("sections[1].parts[1].sentences[1].unless", "unknown_figure")),
        ('"partners"', '"x"', ("sections[1].parts[1].sentences[1].unless_told", "unknown_figure")),
        ('nl = "Een."', 'nl = "{x}."', ("sections[1].parts[1].sentences[1].one.nl", "unknown_figure")),
        ("op {date}", "op {day}", ("sections[1].parts[1].sentences[1].words.nl", "unknown_figure")),
        ("{number} in", "{voters} in {day}", ("sections[1].parts[4].words.nl", "unknown_figure")),
        ('about = "article.one_vote"', 'about = "x"', ("questions[1].about", "unknown_figure")),
        ('about = "article.one_vote"', 'about = "joined"\nx = 1', ("questions[1].x", "key_unknown")),
        ("[[questions]]", "[[asked]]", ("asked", "key_unknown")),
    ],
)
def test_what_is_wrong_in_it_is_found(right: str, wrong: str, fault: tuple[str, str]) -> None:
    assert right in SOUND
    assert fault in faults(SOUND.replace(right, wrong, 1))


def test_a_scheme_has_sections_of_different_codes_with_parts() -> None:
    assert faults('languages = ["nl"]\nname = {nl = "a"}\ntitle = {nl = "b"}') == [("sections", "too_few")]
    again = SOUND.partition("[[sections.parts]]")[0].partition("[[sections]]")[2]
    found = faults(SOUND.replace("[[questions]]", f"[[sections]]{again}\n[[questions]]"))
    assert found == [("sections", "code_twice"), ("sections[2].parts", "too_few")]


def test_every_fault_is_told_at_once() -> None:
    wrong = SOUND.replace('fr = "Rapport"', 'fr = ""').replace('kind = "text"', "").replace("{date}", "{x}")
    assert faults(wrong) == [
        ("name.fr", "value_missing"),
        ("sections[1].parts[1].sentences[1].words.nl", "unknown_figure"),
        ("sections[1].parts[2].kind", "value_missing"),
    ]
    assert faults("= x") == [("", "not_toml")]
