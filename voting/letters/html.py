"""A letter as HTML, beside its text and built from it: whatever is in the text is text, and never markup."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import render_template

_ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\"“”).,;:!?]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line; ``href`` is the address to which they lead, or ""."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines that belong together: a paragraph, the items of a list, or (``button``) an address alone."""

    lines: tuple[tuple[Piece, ...], ...]
    is_list: bool = False
    button: str = ""


def as_html(subject: str, text: str, language: str, letterhead: Sequence[str]) -> str:
    """The page of a letter, with the lines of the ``letterhead`` above and below; it loads nothing.

    Call it within an application context, in the letter's language.
    """
    return render_template(
        "mail/letter.html",
        subject=subject,
        language=language,
        letterhead=list(letterhead),
        passages=list(passages(text)),
    )


def passages(text: str) -> Iterator[Passage]:
    """The passages of a text: paragraphs are divided by empty lines, items of a list begin with "- "."""
    for paragraph in text.strip().split("\n\n"):
        lines = paragraph.strip().split("\n")
        if len(lines) == 1 and _ADDRESS.fullmatch(lines[0]):
            yield Passage(((Piece(lines[0]),),), button=lines[0])
            continue
        run: list[str] = []
        for line in lines:
            if run and line.startswith("- ") != run[-1].startswith("- "):
                yield _passage(run)
                run = []
            run.append(line)
        yield _passage(run)


def _passage(lines: list[str]) -> Passage:
    is_list = lines[0].startswith("- ")
    return Passage(tuple(tuple(_pieces(line[2:] if is_list else line)) for line in lines), is_list)


def _pieces(line: str) -> Iterator[Piece]:
    end = 0
    for found in _ADDRESS.finditer(line):
        if found.start() > end:
            yield Piece(line[end : found.start()])
        yield Piece(found[0], found[0])
        end = found.end()
    if end < len(line):
        yield Piece(line[end:])
