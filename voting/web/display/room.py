"""How much a page of the screen holds at the smallest size that the last row can read: 40 pixels of 1080.

Sizes are counted in tenths of a line; a line is 50 pixels. They are estimates, on which the pages are divided
alike for all screens: each screen then makes a page as large as it fits (``fit.js``).
"""

from collections.abc import Mapping, Sequence

from voting.wording.display import in_each

LINE = 10
SCREEN = 203
"""All of the screen within its edges."""
HEAD, KICKER, GAP = 15, 19, 4
"""The line of the assembly, the line with number and state, and what stands between two blocks."""
SPEAKER = 22
ACROSS, COLUMN = 84, 40
"""The letters of a line across the screen, and of one in one of two columns."""
LONG_TITLE = 56
"""The most letters of a title that is written large."""


def lines_of(text: str, letters: int) -> int:
    """The lines that a text takes, each of so many letters."""
    return sum(max(1, -(-len(part) // letters)) for part in text.split("\n"))


def is_long(title: Mapping[str, str], languages: Sequence[str]) -> bool:
    """Whether a title is written small, so that something fits below it."""
    return any(len(text) > LONG_TITLE for text in in_each(languages, title))


def below_title(title: Mapping[str, str], languages: Sequence[str], *, speakers: int) -> int:
    """The room below the title of an item, where so many speakers are named at the foot of the screen."""
    first, second, letters = (11, 9, 68) if is_long(title, languages) else (13, 11, LONG_TITLE)
    used = HEAD + KICKER + GAP + SPEAKER * speakers
    for place, text in enumerate(in_each(languages, title)):
        used += lines_of(text, letters if place == 0 else letters * 5 // 4) * (second if place else first)
    return max(SCREEN - used, 4 * LINE)


def sentences(texts: Sequence[str]) -> int:
    """What sentences take that stand below one another."""
    return sum(lines_of(text, ACROSS) for text in texts) * LINE + GAP if texts else 0


def letters_of(room: int, languages: int) -> int:
    """The letters of a text that fill so much room, beside another language where there are two."""
    lines = max(1, room // LINE)
    return lines * (ACROSS if languages == 1 else COLUMN) * 9 // 10
