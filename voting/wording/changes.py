"""What changes between two texts, word by word. Pure."""

import re
from difflib import SequenceMatcher
from enum import StrEnum


class Part(StrEnum):
    """What becomes of a part of a text."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


def changes(before: str, after: str) -> list[tuple[Part, str]]:
    """The parts of two texts in their order. Those that are kept or removed make up the first, those that are
    kept or added the second."""
    old, new = _words(before), _words(after)
    parts: list[tuple[Part, str]] = []
    for kind, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append((Part.KEPT, "".join(old[start:end])))
            continue
        if start < end:
            parts.append((Part.REMOVED, "".join(old[start:end])))
        if new_start < new_end:
            parts.append((Part.ADDED, "".join(new[new_start:new_end])))
    return parts


def _words(text: str) -> list[str]:
    """Words, each with the space after it."""
    return re.findall(r"\s*\S+\s*|\s+", text)
