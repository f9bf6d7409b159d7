"""What bringing in a register file writes, worked out before anything is written. Pure."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from voting.audit.chain import digest_of_list
from voting.register.compare import MOVEMENTS, Change, ImportSummary, compare, movements_after
from voting.register.csv_file import Row
from voting.register.movements import Movements, last_membership
from voting.register.registered import MEMBER_FIELDS, Key, Registered
from voting.register.search_text import search_text_of, words_of

Values = dict[str, Any]
"""What a row of a table gets, by column."""


@dataclass(slots=True)
class PlannedImport:
    """What is written into the register that has this ``fingerprint``, and nothing else.

    ``added`` are new members. ``changed`` are known ones: number, new details and search text, those who
    change in the same details after each other. ``withdrawn`` are the numbers of movements. ``new_words``
    and ``old_words`` are those by which a number of these is found from now on, and no longer.
    """

    fingerprint: str
    summary: ImportSummary
    changes_hash: str
    added: list[Values] = field(default_factory=list)
    changed: list[Values] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)
    movements: list[Values] = field(default_factory=list)
    new_words: list[tuple[str, str]] = field(default_factory=list)
    old_words: list[tuple[str, str]] = field(default_factory=list)


def plan_import(register: Registered, rows: list[Row], take: Collection[Key] = ()) -> PlannedImport:
    """What importing the rows writes, as ``compare`` judges it. ``take`` are the conflicts in which the file
    is followed."""
    summary = compare(register, rows, take)
    changes = ({name: getattr(each, name) for name in Change.__slots__} for each in summary.changes)
    plan = PlannedImport(register.fingerprint, summary, digest_of_list(changes))
    by_number = {row.number: row for row in rows}
    for number in summary.added:
        row = by_number[number]
        plan.added.append(_with_search_text(number, {name: getattr(row, name) for name in MEMBER_FIELDS}))
        plan.movements += _movements(number, movements_after(row))
    fields_of: dict[str, list[str]] = {}
    for change in summary.changes:
        row = by_number[change.number]
        if change.field != MOVEMENTS:
            fields_of.setdefault(change.number, []).append(change.field)
            continue
        standing = register.movements.get(change.number, {})
        before = last_membership(standing)
        after = movements_after(row, before)
        plan.withdrawn += [standing[movement] for movement in before - after]
        plan.movements += _movements(change.number, after - before)
    for number, names in sorted(fields_of.items(), key=lambda item: item[1]):
        details = dict(zip(MEMBER_FIELDS, register.details[number], strict=True))
        new = {name: getattr(by_number[number], name) for name in names}
        changed = _with_search_text(number, details | new)
        plan.changed.append({"number": number, **new, "search_text": changed["search_text"]})
        words, words_before = words_of(changed), words_of(changed | details)
        plan.new_words += [(word, number) for word in sorted(words - words_before)]
        plan.old_words += [(word, number) for word in sorted(words_before - words)]
    return plan


def _with_search_text(number: str, details: Values) -> Values:
    values = {"number": number} | details
    return values | {"search_text": search_text_of(values)}


def _movements(number: str, movements: Movements) -> list[Values]:
    return [{"member": number, "kind": kind, "on": on} for kind, on in sorted(movements)]
