"""What somebody writes into a document, in a small Markdown: subheadings, lists, bold, emphasis, quotations,
links, and pictures by their number (``![what it shows](picture:3)``). Pure.

Everything else stays the text that it is: there is no HTML, no code and no picture from elsewhere in it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from voting.report.document import Block, Heading, Listing, ListItem, Paragraph, Picture, Span

KNOWN = ("heading", "list", "blockquote", "emphasis", "link", "image", "autolink", "newline", "escape")
ADDRESSES = ("https://", "http://", "mailto:")
PICTURE = re.compile(r"picture:(\d{1,9})", re.ASCII)
UNMARKED = Span("")
LOWEST = 3
"""The level of the lowest subheading: a chapter of the document is 1."""


def blocks_of(text: str) -> tuple[Block, ...]:
    """The blocks of a text that stands in a chapter. Its headings begin at level 2, and none skips a
    level."""
    tree = SyntaxTreeNode(_parser().parse(text))
    blocks, level = [], 1
    for block in _blocks(tree.children):
        if isinstance(block, Heading):
            level = min(block.level, level + 1, LOWEST)
            block = replace(block, level=level)
        blocks.append(block)
    return tuple(blocks)


def pictures_named(text: str) -> list[Picture]:
    """The pictures that a text names, in their order, with what it says that each shows."""
    tree = SyntaxTreeNode(_parser().parse(text))
    pictures = [_picture(node) for node in tree.walk() if node.type == "image"]
    return [picture for picture in pictures if picture]


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero").enable(list(KNOWN))
    parser.validateLink = _is_address  # type: ignore[method-assign]
    return parser


def _is_address(url: str) -> bool:
    """Whether a link may lead there, or a picture be found there."""
    return url.lower().startswith(ADDRESSES) or PICTURE.fullmatch(url) is not None


def _blocks(nodes: Sequence[SyntaxTreeNode], quoted: bool = False) -> Iterator[Block]:
    for node in nodes:
        match node.type:
            case "heading":
                yield Heading(_plain(node), max(2, int(node.tag[1:])))
            case "bullet_list" | "ordered_list":
                yield _listing(node)
            case "blockquote":
                yield from _blocks(node.children, quoted=True)
            case _:
                yield from _paragraphs(node.children[0].children, quoted)


def _paragraphs(inline: Sequence[SyntaxTreeNode], quoted: bool) -> Iterator[Block]:
    """A paragraph; or several, where pictures stand on lines of their own between them."""
    lines = [tuple(line) for is_break, line in groupby(inline, _is_break) if not is_break]
    for picture, same in groupby(lines, _picture_alone):
        if picture:
            yield from (picture for _line in same)
        else:
            spans = [span for line in same for span in (Span("\n"), *_spans(line))]
            yield Paragraph(tuple(spans[1:]), quoted)


def _is_break(node: SyntaxTreeNode) -> bool:
    return node.type in ("softbreak", "hardbreak")


def _picture_alone(line: Sequence[SyntaxTreeNode]) -> Picture | None:
    """The picture that a line is; None where it is anything else."""
    return _picture(line[0]) if len(line) == 1 else None


def _picture(node: SyntaxTreeNode) -> Picture | None:
    found = PICTURE.fullmatch(str(node.attrs["src"])) if node.type == "image" else None
    return Picture(int(found[1]), " ".join(_plain(node).split())) if found else None


def _plain(node: SyntaxTreeNode) -> str:
    return "".join(span.text for span in _spans(node.children))


def _listing(node: SyntaxTreeNode) -> Listing:
    first = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
    return Listing(tuple(_item(item) for item in node.children), first)


def _item(node: SyntaxTreeNode) -> ListItem:
    """An item: its paragraphs as lines of one, and the lists below it."""
    spans: tuple[Span, ...] = ()
    below = []
    for block in _blocks(node.children):
        match block:
            case Listing():
                below.append(block)
            case Paragraph():
                spans = (*spans, Span("\n"), *block.spans) if spans else block.spans
            case Heading():
                spans = (*spans, Span(block.text, strong=True))
            case Picture():
                spans = (*spans, Span(block.description))
    return ListItem(spans, tuple(below))


def _spans(nodes: Sequence[SyntaxTreeNode], marks: Span = UNMARKED) -> tuple[Span, ...]:
    """What stands in a line or several, with its marks; a picture in the midst of it is told in words."""
    spans: list[Span] = []
    for node in nodes:
        match node.type:
            case "text":
                spans.append(replace(marks, text=node.content))
            case "softbreak" | "hardbreak":
                spans.append(replace(marks, text="\n"))
            case "strong":
                spans += _spans(node.children, replace(marks, strong=True))
            case "em":
                spans += _spans(node.children, replace(marks, emphasis=True))
            case "link":
                spans += _spans(node.children, _leading_to(marks, node.attrs["href"]))
            case "image" if not _picture(node):
                spans.append(replace(marks, text="!"))
                spans += _spans(node.children, _leading_to(marks, node.attrs["src"]))
            case _:
                spans += _spans(node.children, marks)
    return tuple(span for span in spans if span.text)


def _leading_to(marks: Span, address: object) -> Span:
    return marks if PICTURE.fullmatch(str(address)) else replace(marks, address=str(address))
