"""What somebody writes into a document: its marks, and everything that stays text."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.report.document import Block, Heading, Listing, ListItem, Paragraph, Picture, Span
from voting.report.markdown import blocks_of, pictures_named


def plain(*texts: str) -> tuple[Span, ...]:
    return tuple(Span(text) for text in texts)


def spans_in(blocks: tuple[Block, ...]) -> Iterator[Span]:
    for block in blocks:
        match block:
            case Heading():
                yield Span(block.text)
            case Paragraph():
                yield from block.spans
            case Listing():
                for item in block.items:
                    yield from item.spans
                    yield from spans_in(item.below)
            case Picture():
                yield Span(block.description)


def test_marks() -> None:
    assert blocks_of("a **b** *c* ***d***\ne [f **g**](https://h.be/?i=1&j=2)") == (
        Paragraph(
            (
                *(Span("a "), Span("b", strong=True), Span(" "), Span("c", emphasis=True), Span(" ")),
                *(Span("d", strong=True, emphasis=True), Span("\n"), Span("e ")),
                *(Span("f ", address="https://h.be/?i=1&j=2"),),
                *(Span("g", strong=True, address="https://h.be/?i=1&j=2"),),
            )
        ),
    )


def test_a_quotation() -> None:
    assert blocks_of("a\n\n> b\n> c\n>\n> d") == (
        Paragraph(plain("a")),
        Paragraph(plain("b", "\n", "c"), quoted=True),
        Paragraph(plain("d"), quoted=True),
    )


def test_lists_below_lists() -> None:
    assert blocks_of("- a\n- b\n  1. c\n  2. d\n\n3. e\n\n   f\n4. ## g") == (
        Listing(
            (
                ListItem(plain("a")),
                ListItem(plain("b"), (Listing((ListItem(plain("c")), ListItem(plain("d"))), 1),)),
            )
        ),
        Listing((ListItem(plain("e", "\n", "f")), ListItem((Span("g", strong=True),))), 3),
    )


def test_a_picture_stands_on_a_line_of_its_own() -> None:
    assert blocks_of("a\n![De **raad** in\nGent](picture:3)  \n![b](picture:4)\n![b](picture:4)\nc\nd") == (
        Paragraph(plain("a")),
        Picture(3, "De raad in Gent"),
        Picture(4, "b"),
        Picture(4, "b"),
        Paragraph(plain("c", "\n", "d")),
    )
    assert blocks_of("> ![a](picture:1)") == (Picture(1, "a"),)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a ![b](picture:3) c", "a b c"),
        ("- ![b](picture:3)", "b"),
        ("# ![b](picture:3) c", "b c"),
        ("[![b](picture:3)](https://x.be)", "b"),
        ("[b](picture:3) <picture:4>", "b picture:4"),
    ],
)
def test_elsewhere_a_picture_is_told_in_words(text: str, shown: str) -> None:
    blocks = blocks_of(text)
    assert not any(isinstance(block, Picture) for block in blocks)
    assert "".join(span.text for span in spans_in(blocks)) == shown


def test_the_pictures_that_a_text_names() -> None:
    text = "![](picture:7)\n\n- a ![ b ](picture:8)\n\n![c](https://x.be) [d](picture:9) ![e](picture:x)"
    assert pictures_named(text) == [Picture(7, ""), Picture(8, "b")]


def test_a_picture_from_elsewhere_is_a_link_to_it() -> None:
    assert blocks_of("![a](https://x.be)") == (Paragraph((Span("!"), Span("a", address="https://x.be"))),)


@pytest.mark.parametrize(
    ("text", "levels"),
    [("# a", [2]), ("## a\n### b\n#### c", [2, 3, 3]), ("### a\n## b\n### c\n# d", [2, 2, 3, 2])],
)
def test_no_heading_skips_a_level(text: str, levels: list[int]) -> None:
    assert [block.level for block in blocks_of(text) if isinstance(block, Heading)] == levels


@pytest.mark.parametrize(
    "text",
    [
        "<b>x</b>",
        "`code`",
        "&amp; &lt;",
        "a * b * c",
        "2 ** 3",
        "een_twee_drie {members.A}",
        "[kwaad](javascript:alert(1))",
        "[kwaad](data:text/html,x)",
        "[kwaad](//elders.be)",
        "![kwaad](data:image/png;base64,x)",
        "![kwaad](picture:)",
        "![kwaad](picture:1234567890)",
        "| a | b |",
        "---",
        "[x]: https://a.be",
    ],
)
def test_all_else_stays_text(text: str) -> None:
    assert "".join(span.text for span in spans_in(blocks_of(text))) == text
    assert not any(span.address for span in spans_in(blocks_of(text)))


def test_a_mark_can_be_taken_literally() -> None:
    assert blocks_of(r"\*a\*") == (Paragraph(plain("*a*")),)


@pytest.mark.parametrize("break_", ["\n", "\r\n"])
def test_an_empty_line_begins_a_paragraph(break_: str) -> None:
    assert blocks_of(f"a{break_}b{break_}{break_}c") == (
        Paragraph(plain("a", "\n", "b")),
        Paragraph(plain("c")),
    )


@given(st.text(st.sampled_from("ab1 \n#*_->[]()<>\\.!`|{}&"), max_size=60))
def test_no_word_is_lost_and_each_heading_follows_its_own(text: str) -> None:
    blocks = blocks_of(text)
    shown = "".join(f"{span.text} " for span in spans_in(blocks)) + "".join(
        span.address for span in spans_in(blocks)
    )
    assert sorted(re.findall("[ab]", shown)) == sorted(re.findall("[ab]", text))
    before = 1
    for block in blocks:
        if isinstance(block, Heading):
            assert 2 <= block.level <= before + 1
            before = block.level
