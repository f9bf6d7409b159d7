"""Texts of the yearly report with the figures and pictures that they name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from voting.report.document import Block, Cell, Heading, Listing, ListItem, Paragraph, Picture, Span
from voting.report.named import NAME


def figures_filled_in(blocks: Iterable[Block], named: Mapping[str, Cell]) -> Iterator[Block]:
    """The blocks of a text with each name replaced by its figure, which leads to its list. A name that is
    not among these stays as it was written."""
    for block in blocks:
        match block:
            case Heading():
                yield replace(block, text=_filled_in(block.text, named))
            case Paragraph():
                yield replace(block, spans=_spans(block.spans, named))
            case Listing():
                yield _listing(block, named)
            case Picture():
                yield replace(block, description=_filled_in(block.description, named))
            case _:
                yield block


def pictures_put_in(blocks: Iterable[Block], pictures: Mapping[int, Picture]) -> Iterator[Block]:
    """The blocks of a text with its pictures from these, by number; one that is not among them is told in
    words."""
    for block in blocks:
        if not isinstance(block, Picture):
            yield block
        elif block.number in pictures:
            yield replace(pictures[block.number], description=block.description)
        else:
            yield Paragraph((Span(block.description),))


def _listing(listing: Listing, named: Mapping[str, Cell]) -> Listing:
    items = [
        ListItem(_spans(item.spans, named), tuple(_listing(below, named) for below in item.below))
        for item in listing.items
    ]
    return replace(listing, items=tuple(items))


def _spans(spans: Sequence[Span], named: Mapping[str, Cell]) -> tuple[Span, ...]:
    return tuple(part for span in spans for part in _parts(span, named))


def _parts(span: Span, named: Mapping[str, Cell]) -> Iterator[Span]:
    """A stretch of text in parts: what stands between the names, and each figure."""
    for place, part in enumerate(NAME.split(span.text)):
        cell = named.get(part) if place % 2 else None
        if cell is not None:
            yield replace(span, text=cell.text, address=span.address or cell.address)
            if cell.note:
                yield replace(span, text=f" ({cell.note})", strong=True)
        elif part:
            yield replace(span, text=f"{{{part}}}" if place % 2 else part)


def _filled_in(text: str, named: Mapping[str, Cell]) -> str:
    """A text without marks, with the figures that it names."""
    return NAME.sub(lambda found: named[found[1]].written if found[1] in named else found[0], text)
