"""What somebody writes into a document, in a small Markdown: subheadings, lists, bold, emphasis, quotations,
links. Pure.

Everything else stays the text that it is: there is no HTML, no code and no picture in it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from voting.report.document import Block, Heading, Listing, ListItem, Paragraph, Span

KNOWN = ("heading", "list", "blockquote", "emphasis", "link", "autolink", "newline", "escape")
ADDRESSES = ("https://", "http://", "mailto:")
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


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero").enable(list(KNOWN))
    parser.validateLink = _is_address  # type: ignore[method-assign]
    return parser


def _is_address(url: str) -> bool:
    """Whether a link may lead there."""
    return url.lower().startswith(ADDRESSES)


def _blocks(nodes: Sequence[SyntaxTreeNode], quoted: bool = False) -> Iterator[Block]:
    for node in nodes:
        match node.type:
            case "heading":
                yield Heading("".join(span.text for span in _spans(node)), max(2, int(node.tag[1:])))
            case "bullet_list" | "ordered_list":
                yield _listing(node)
            case "blockquote":
                yield from _blocks(node.children, quoted=True)
            case _:
                yield Paragraph(_spans(node), quoted)


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
    return ListItem(spans, tuple(below))


def _spans(node: SyntaxTreeNode, marks: Span = UNMARKED) -> tuple[Span, ...]:
    spans: list[Span] = []
    for child in node.children:
        match child.type:
            case "text":
                spans.append(replace(marks, text=child.content))
            case "softbreak" | "hardbreak":
                spans.append(replace(marks, text="\n"))
            case "strong":
                spans += _spans(child, replace(marks, strong=True))
            case "em":
                spans += _spans(child, replace(marks, emphasis=True))
            case "link":
                spans += _spans(child, replace(marks, address=str(child.attrs["href"])))
            case _:
                spans += _spans(child, marks)
    return tuple(span for span in spans if span.text)
