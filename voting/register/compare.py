"""What a register file would change, without changing it.

The file and the office both write to the register, so each difference is one of three. What the office has
not touched, the file changes. What the office has entered or changed and the file does not say (yet), or
says otherwise, is a conflict: the register keeps it, unless somebody takes what the file says. Where the
file has come to say what the office had entered, that is noted, and from then on the file may change it
again. A member whom the file does not name stays as they are: leaving is a dated movement with a reason,
never a missing line. So does whatever a file has no column of. Pure.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter

from voting.register.columns import OPTIONAL
from voting.register.csv_file import Row
from voting.register.models import LEAVING, MovementKind
from voting.register.movements import Movements, described, in_order, last_membership
from voting.register.registered import MEMBER_FIELDS, Key, Registered

MOVEMENTS = "movements"
"""The name of the movements of a member, taken together, beside the fields."""
_details = attrgetter(*MEMBER_FIELDS)


@dataclass(frozen=True, slots=True)
class Change:
    """A field of a member that the file changes: its name, and the texts before and after. Movements are
    given as text too."""

    number: str
    field: str
    before: str
    after: str


@dataclass(slots=True)
class ImportSummary:
    """What an import did or would do: the numbers of the members it adds, and the changes of known ones.

    ``left`` are those of the changed who end their membership. ``conflicts``: ``before`` is what the register
    keeps, ``after`` what the file says. ``agreed``: what the office had entered, and the file says as well
    now.
    """

    rows: int
    added: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    conflicts: list[Change] = field(default_factory=list)
    agreed: list[Change] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unchanged: int = 0

    @property
    def changed(self) -> list[str]:
        """The numbers of the members of whom something changed."""
        return sorted({change.number for change in self.changes})

    @property
    def absent(self) -> int:
        """How many members of the register the file does not name."""
        return len(self.missing)


def detail_as_text(value: object) -> str:
    """A detail of a member as text: a day as dd/mm/yyyy, None as an empty text."""
    if value is None:
        return ""
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def movements_after(row: Row, before: Movements = frozenset()) -> Movements:
    """The movements that somebody has who had those ``before``, once a row of the file is followed: what it
    says; what it cannot say, which is a refusal before they joined and requests to leave that were refused;
    and, where the file does not say it, how and whether they left. A membership that was over before the
    row's began stays as it was: whoever joins again changes no earlier year."""
    if row.joined_on is None:
        return frozenset({(MovementKind.REFUSED.value, row.left_on)} if row.left_on else ())
    after = {(MovementKind.JOINED.value, row.joined_on)}
    after |= {item for item in before if item[0] == MovementKind.REFUSED and item[1] <= row.joined_on}
    left = {item for item in before if item[0] in LEAVING}
    if any(on < row.joined_on for _, on in left):
        after |= before
        left = set()
    if "left_on" in row.unsaid:
        after |= left
    elif row.left_on is not None and row.left_as is not None:
        same = {item for item in left if item[1] == row.left_on and "left_as" in row.unsaid}
        after |= same or {(row.left_as.value, row.left_on)}
    return frozenset(after | _stayed(before, row.joined_on, after))


def _stayed(before: Movements, joined_on: date, after: Collection[tuple[str, date]]) -> Movements:
    """The requests to leave that were refused ``before`` and stay: those of a membership that began on a
    day and has the movements ``after``."""
    ends = [on for kind, on in after if kind in LEAVING and on >= joined_on]
    until = min(ends, default=date.max)
    return frozenset(
        item for item in before if item[0] == MovementKind.LEAVE_REFUSED and joined_on <= item[1] <= until
    )


def compare(register: Registered, rows: list[Row], take: Collection[Key] = ()) -> ImportSummary:
    """What importing the rows would change. ``take`` names the conflicts in which the file is to be
    followed."""
    summary = ImportSummary(rows=len(rows))
    known, movements, held = register.details, register.movements, register.held
    for row in rows:
        if row.number not in known:
            summary.added.append(row.number)
            continue
        before = last_membership(movements.get(row.number, ()))
        after = movements_after(row, before)
        differences = [
            Change(row.number, name, detail_as_text(old), detail_as_text(new))
            for name, old, new in zip(MEMBER_FIELDS, known[row.number], _details(row), strict=True)
            if old != new and name not in row.unsaid and (new not in ("", None) or name not in OPTIONAL)
        ]
        if before != after:
            differences.append(Change(row.number, MOVEMENTS, described(before), described(after)))
        changes = [
            item for item in differences if (key := (item.number, item.field)) not in held or key in take
        ]
        conflicts = [item for item in differences if item not in changes]
        summary.changes += changes
        summary.conflicts += conflicts
        summary.unchanged += not differences
        ended = any(kind in LEAVING for kind, _ in last_membership(after))
        if ended and any(item.field == MOVEMENTS for item in changes):
            summary.left.append(row.number)
    summary.agreed = _agreed(register, rows)
    summary.missing = sorted(known.keys() - {row.number for row in rows})
    return summary


def _agreed(register: Registered, rows: list[Row]) -> list[Change]:
    by_number = {row.number: row for row in rows} if register.held else {}
    agreed = []
    for number, name in sorted(register.held):
        row = by_number.get(number)
        if row is None or ("left_on" if name == MOVEMENTS else name) in row.unsaid:
            continue
        if name == MOVEMENTS:
            stored = last_membership(register.movements.get(number, ()))
            if _is_silent(row, stored):
                continue
            before, after = described(stored), described(movements_after(row, stored))
        elif name in MEMBER_FIELDS:
            before, after = (
                detail_as_text(register.details[number][MEMBER_FIELDS.index(name)]),
                detail_as_text(getattr(row, name)),
            )
        else:
            continue
        if before == after:
            agreed.append(Change(number, name, before, after))
    return agreed


def _is_silent(row: Row, stored: Movements) -> bool:
    """Whether a row says nothing of the request to leave that was refused last."""
    last = in_order(stored)[-1:]
    return any(kind == MovementKind.LEAVE_REFUSED and on != row.left_on for kind, on in last)
