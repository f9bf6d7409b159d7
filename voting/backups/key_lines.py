"""Keys as lines that can be read from paper and typed over: each with a check. Pure: values in, values out.

A line is the key's name, the number of the line, so many groups of four letters and digits (base32 of RFC
4648, in which 0, 1, 8 and 9 do not occur), and a check of three that finds a wrong letter or a line in a
wrong place.
"""

import hashlib
import re
from base64 import b32decode, b32encode
from collections import defaultdict
from collections.abc import Mapping

from voting.backups import BackupRefused

NAMES = ("SECRET_KEY", "BALLOT_KEY", "LOG_KEY")
GROUPS, GROUP, CHECK = 5, 4, 3
_LINE = re.compile(
    r"(?P<name>[A-Z_]+)\s+(?P<number>\d+)/(?P<of>\d+)\s+(?P<groups>[A-Z2-7 ]+)=\s*(?P<check>[A-Z2-7]+)"
)


def key_lines(name: str, value: bytes) -> list[str]:
    """A key as lines."""
    letters = b32encode(value).decode().rstrip("=")
    size = GROUPS * GROUP
    parts = [letters[start : start + size] for start in range(0, len(letters), size)]
    return [
        f"{name} {number}/{len(parts)} {_grouped(part)} = {_check(name, number, len(parts), part)}"
        for number, part in enumerate(parts, 1)
    ]


def read_key_lines(text: str) -> Mapping[str, bytes]:
    """The keys in a text by their names; empty lines, and those that begin with #, are left aside. Raises
    BackupRefused, with the line, where one is mistyped, missing or twice there."""
    found: dict[str, dict[int, str]] = defaultdict(dict)
    lengths: dict[str, int] = {}
    for at, line in enumerate(text.upper().splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        read = _LINE.fullmatch(line.strip())
        if read is None or read["name"] not in NAMES:
            raise BackupRefused(f"Line {at} is none of a key: NAME 1/4 ABCD EFGH … = XYZ.")
        name, number, of = read["name"], int(read["number"]), int(read["of"])
        part = read["groups"].replace(" ", "")
        if _check(name, number, of, part) != read["check"]:
            raise BackupRefused(f"Line {at} is mistyped: its check does not fit. Read it again.")
        found[name][number], lengths[name] = part, of
    if not found:
        raise BackupRefused("There is no line of a key in this file.")
    for name, parts in found.items():
        missing = [number for number in range(1, lengths[name] + 1) if number not in parts]
        if missing:
            raise BackupRefused(f"Of {name} these lines are missing: {', '.join(map(str, missing))}.")
    return {name: _value("".join(part for _, part in sorted(parts.items()))) for name, parts in found.items()}


def _value(letters: str) -> bytes:
    return b32decode(letters + "=" * (-len(letters) % 8))


def _grouped(part: str) -> str:
    return " ".join(part[start : start + GROUP] for start in range(0, len(part), GROUP))


def _check(name: str, number: int, of: int, part: str) -> str:
    digest = hashlib.sha256(f"{name} {number}/{of} {part}".encode()).digest()
    return b32encode(digest).decode()[:CHECK]
