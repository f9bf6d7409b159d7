"""Names made comparable, however they are written: with marks, capitals, hyphens and apostrophes, or without.

``static/desk/folding.js`` folds alike; both are held against ``tests/tables/folded-names.json``. Members are
kept with what comes out (``voting.register.search_text``): where it changes, a migration brings them up to
date.
"""

import re
import unicodedata
from collections.abc import Sequence

LONGEST = 100
"""Of so many characters that were typed a search takes notice."""
PREFIX = 3
"""From so many letters on the beginning of a word will do."""
WHOLE = 2
"""From so many on a whole word; less finds nobody."""

PLAIN = {
    **{"a": "ⱥ", "ae": "æ", "b": "ƀɓƃ", "c": "ȼƈ", "d": "đðɖɗƌȡ", "e": "əǝɛɇ", "f": "ƒ", "g": "ǥɠɣ"},
    **{"h": "ħ", "i": "ıɨɩ", "j": "ȷɉ", "k": "ƙ", "l": "łƚȴ", "n": "ŋɲƞȵ", "o": "øɔɵ", "oe": "œ", "ou": "ȣ"},
    **{"p": "ƥ", "q": "ĸɋ", "r": "ɍʀ", "s": "ȿ", "ss": "ß", "t": "ŧƫƭʈȶⱦ", "th": "þ", "u": "ʉʊ", "v": "ʋ"},
    **{"y": "ƴɏȝ", "z": "ƶȥɀʒ", "σ": "ς"},
}
"""By plain letters, the small letters that Unicode does not take apart into a letter and a mark."""
_PLAIN = str.maketrans({letter: plain for plain, letters in PLAIN.items() for letter in letters})
_MODIFIERS = re.compile("[\u02b0-\u02ff]")
"""What Unicode counts among the letters, and people type as an apostrophe."""


def words(text: str) -> list[str]:
    """The words of a text in small plain letters and digits: ``Đorđević-D’Hondt`` is dordevic, d, hondt.

    Marks are left out, and whatever else is neither letter nor digit parts two words.
    """
    if text.isascii():
        return re.findall("[a-z0-9]+", text.lower())
    apart = unicodedata.normalize("NFKD", text).lower().translate(_PLAIN)
    return "".join(_kept(sign) for sign in _MODIFIERS.sub(" ", apart)).split()


def letters(text: str) -> str:
    """The letters and digits of a text, small and plain, with nothing between: ``d'Hondt`` is dhondt."""
    return "".join(words(text))


def is_found(sought: Sequence[str], name: Sequence[str]) -> bool:
    """Whether the words that were typed lead to the name of these words, in whatever order.

    Each begins where a word of the name begins. It does not matter how either is parted into words:
    ``jeanpierre`` and ``jean pierre`` lead to Jean-Pierre, ``d hondt`` to DHondt.
    """
    typed = "".join(sought)
    if len(typed) < PREFIX:
        return len(typed) >= WHOLE and typed in name
    tails = ["".join(name[start:]) for start in range(len(name))]
    reached = {0}
    for end in range(1, len(sought) + 1):
        groups = ("".join(sought[start:end]) for start in reached)
        if any(tail.startswith(group) for group in groups for tail in tails):
            reached.add(end)
    return len(sought) in reached


def _kept(sign: str) -> str:
    kind = unicodedata.category(sign)[0]
    return sign if kind in "LN" else "" if kind == "M" else " "
