"""Reading heads of the log that somebody has kept outside: a file, or what they have typed over."""

from voting.audit.heads import Head
from voting.audit.words import WORDS


def read_anchors(text: str) -> list[Head]:
    """The heads in a text: on each line the number of an entry, and its hash or the six words of its hash;
    what follows is left aside, and so are lines that begin with #.

    A head that is known by its words has them, parted by spaces, in the place of its hash. Raises ValueError,
    with a sentence, where a line is none, or there is none at all.
    """
    heads = [
        _head(number, line.lower().split())
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if not heads:
        raise ValueError("The file has no head of the log.")
    return heads


def _head(number: int, parts: list[str]) -> Head:
    seq, words = parts[0], parts[1 : WORDS + 1]
    if seq.isascii() and seq.isdigit() and len(seq) < 19:
        if words and len(words[0]) == 64 and not set(words[0]) - set("0123456789abcdef"):
            return Head(int(seq), words[0])
        if len(words) == WORDS and all(word.isalpha() for word in words):
            return Head(int(seq), " ".join(words))
    raise ValueError(f"Line {number} is no number with a hash or with six words.")
