"""Reading the form of a teller's sheet: whole numbers, and for rankings a line for each."""

import re

from voting.ballot.methods import RANKED, Contest, cells
from voting.errors import Code, Refused
from voting.typed import number_in
from voting.web.form import text

MOST = 9_999_999
_PILE = re.compile(r"([0-9]{1,7})\s*[:x×]?\s+(\S+)")


def whole_number(field: str) -> int:
    """The whole number in a field; 0 where it is empty. Raises Refused(sheet_invalid)."""
    typed = text(field) or "0"
    found = number_in(typed)
    if found is None or found > MOST:
        raise Refused(Code.SHEET_INVALID, fault="sheet_number", value=typed[:20])
    return found


def counted_cells(contest: Contest) -> dict[str, int]:
    """The counts in a form, by cell: the fields ``cell-CELL``, and the lines of the field ``rankings``.

    Raises Refused(sheet_invalid) for what is no number or no such line.
    """
    counted = {cell: whole_number(f"cell-{cell}") for cell in cells(contest)}
    if contest.method in RANKED:
        for number, line in enumerate(text("rankings").splitlines(), 1):
            if not line.strip():
                continue
            pile = _PILE.fullmatch(line.strip())
            if pile is None:
                raise Refused(Code.SHEET_INVALID, fault="sheet_line", line=number, value=line.strip()[:40])
            counted[pile[2]] = counted.get(pile[2], 0) + int(pile[1])
    return counted
