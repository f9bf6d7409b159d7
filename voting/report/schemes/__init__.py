"""The schemes of the yearly report, each a file in this folder that is named by its code."""

from functools import cache
from pathlib import Path

from voting.errors import Code, Refused
from voting.report.scheme import Scheme, read_scheme

FOLDER = Path(__file__).parent
BELGIAN = "be"
"""The scheme of whoever has not chosen one."""


def scheme_codes() -> tuple[str, ...]:
    """The codes of all schemes, the Belgian one first."""
    codes = (path.stem for path in FOLDER.glob("*.toml"))
    return tuple(sorted(codes, key=lambda code: (code != BELGIAN, code)))


@cache
def scheme_of(code: str) -> Scheme:
    """A scheme by its code. Raises Refused(not_found) where there is none; InvalidFile with every fault."""
    if code not in scheme_codes():
        raise Refused(Code.NOT_FOUND)
    return read_scheme(code, (FOLDER / f"{code}.toml").read_bytes())
