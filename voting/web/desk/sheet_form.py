"""Reading the form of a teller's sheet: whole numbers, and for rankings a line for each."""

import re
from collections.abc import Sequence

from voting.ballot.methods import RANKED, Contest, cells, cells_of_classes
from voting.ballot.paper import Sheet
from voting.errors import Fault
from voting.web.form import Typed, text

MOST = 9_999_999
_PILE = re.compile(r"([0-9]{1,7})\s*[:x×]?\s+(\S+)")


def read_sheet(contest: Contest, classes: Sequence[str]) -> tuple[Sheet, list[Fault]]:
    """The sheet in the form, and the faults of what cannot be read of it, which counts as nought: what is no
    number, or no line with a count and a ranking. An empty field is nought too. ``classes`` are those that
    the sheet counts apart."""
    typed = Typed()
    on_sheet = cells_of_classes(contest, classes) or cells(contest)
    counted = {cell: _count(typed, f"cell-{cell}") for cell in on_sheet}
    if contest.method in RANKED:
        _add_rankings(counted, typed)
    sheet = Sheet(
        ballots=_count(typed, "ballots"),
        unreturned=_count(typed, "unreturned"),
        spoiled=_count(typed, "spoiled"),
        reason=text("reason"),
        cells=counted,
    )
    return sheet, typed.faults


def _count(typed: Typed, field: str) -> int:
    found = typed.number(field) or 0
    if found > MOST:
        typed.faults.append(Fault(0, field, "out_of_bounds", {"value": found, "minimum": 0, "maximum": MOST}))
    return found


def _add_rankings(counted: dict[str, int], typed: Typed) -> None:
    """Add how often each ranking was counted, by the lines of the field ``rankings``."""
    for number, line in enumerate(map(str.strip, text("rankings").splitlines()), 1):
        pile = _PILE.fullmatch(line)
        if pile is not None:
            counted[pile[2]] = counted.get(pile[2], 0) + int(pile[1])
        elif line:
            typed.faults.append(Fault(0, "rankings", "sheet_line", {"line": number, "value": line[:40]}))
