"""What the fields of a teller's sheet are called."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext, lazy_gettext

from voting.ballot.methods import Contest, cells, cells_of_classes
from voting.wording.words import POSITIONS

_ = lazy_gettext

FIXED = {
    "ballots": _("Valid ballots returned"),
    "unreturned": _("Not returned, or not valid"),
    "spoiled": _("Spoiled ballots that were exchanged"),
    "reason": _("Why they were not returned, or not valid"),
    "rankings": _("Each ranking on a line: how often, and the candidates’ codes, as in “12 a>c>b”"),
}
"""By name of a field that every sheet has, or every sheet with rankings."""


def sheet_labels(
    contest: Contest, names: Mapping[str, str], classes: Sequence[str] = (), *, by_hands: bool = False
) -> dict[str, str]:
    """By name of a field what a sheet calls it; ``names`` are those of the candidates, by code; ``classes``
    those that the sheet counts apart."""
    on_sheet = cells_of_classes(contest, classes) or cells(contest)
    counts = {f"cell-{cell}": _cell_name(cell, names) for cell in on_sheet}
    fixed = FIXED | {"ballots": _("Hands and cards raised, in all")} if by_hands else FIXED
    return {field: str(name) for field, name in fixed.items()} | counts


def _cell_name(cell: str, names: Mapping[str, str]) -> str:
    name, in_class, of_class = cell.partition(":")
    if in_class:
        return str(gettext("Category %(name)s: %(cell)s", name=name, cell=_cell_name(of_class, names)))
    candidate, _equals, mark = cell.rpartition("=")
    position = str(POSITIONS.get(mark) or names[mark])
    return f"{names[candidate]} – {position}" if candidate else position
