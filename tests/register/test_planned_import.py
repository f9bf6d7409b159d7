"""What a register file would change and what is written for it, worked out without a database."""

from collections.abc import Collection
from dataclasses import asdict, replace
from datetime import date

from tests.world import row
from voting.audit.chain import digest
from voting.register.compare import Change, compare
from voting.register.csv_file import Row
from voting.register.models import MovementKind
from voting.register.planned_import import plan_import
from voting.register.registered import MEMBER_FIELDS, Key, Registered
from voting.register.search_text import search_text_of

JOINED = ("joined", date(2020, 1, 1))
RESIGNED = ("resigned", date(2024, 5, 1))


def register(*rows: Row, held: Collection[Key] = ()) -> Registered:
    """A register that says what the rows say; the movement of member 7 has number 70, its end 71."""
    movements = {
        each.number: {JOINED: int(each.number) * 10}
        | ({(each.left_as.value, each.left_on): int(each.number) * 10 + 1} if each.left_as else {})
        for each in rows
    }
    details = {each.number: tuple(getattr(each, name) for name in MEMBER_FIELDS) for each in rows}
    return Registered("f", details, movements, set(held))


def left(number: int) -> Row:
    return row(number, left_on=RESIGNED[1], left_as=MovementKind.RESIGNED)


def test_a_file_that_says_what_the_register_says_writes_nothing() -> None:
    plan = plan_import(register(row(1), left(2)), [row(1), left(2)])
    assert (plan.summary.rows, plan.summary.unchanged, plan.fingerprint) == (2, 2, "f")
    assert (plan.added, plan.changed, plan.withdrawn, plan.movements) == ([], [], [], [])
    assert plan.changes_hash == digest([])


def test_new_members_are_written_whole_with_their_movements() -> None:
    plan = plan_import(register(row(1)), [left(3), row(2)])
    assert plan.summary.added == ["3", "2"]
    assert (plan.summary.missing, plan.summary.absent, plan.summary.unchanged) == (["1"], 1, 0)
    assert plan.summary.left == []
    values = {name: getattr(left(3), name) for name in MEMBER_FIELDS} | {"number": "3"}
    assert plan.added[0] == values | {"search_text": search_text_of(values)}
    assert plan.movements == [
        {"member": "3", "kind": "joined", "on": JOINED[1]},
        {"member": "3", "kind": "resigned", "on": RESIGNED[1]},
        {"member": "2", "kind": "joined", "on": JOINED[1]},
    ]
    assert plan.changed == []


def test_of_a_known_member_only_what_changes_is_written() -> None:
    known = [row(number, street="Kaai 1", shares=2) for number in (1, 2, 3, 4)]
    changed = [
        replace(known[0], email="een@example.org"),
        replace(known[1], name="Anders", email="twee@example.org"),
        replace(known[2], email="drie@example.org", street="", shares=None),
        replace(known[3], shares=3, birth_date=date(1980, 2, 1)),
    ]
    plan = plan_import(register(*known), changed)
    assert plan.summary.changes == [
        Change("1", "email", "lid1@example.org", "een@example.org"),
        Change("2", "name", "Name2", "Anders"),
        Change("2", "email", "lid2@example.org", "twee@example.org"),
        Change("3", "email", "lid3@example.org", "drie@example.org"),
        Change("4", "shares", "2", "3"),
        Change("4", "birth_date", "", "01/02/1980"),
    ]
    assert plan.summary.changed == ["1", "2", "3", "4"]
    assert plan.changes_hash == digest([asdict(change) for change in plan.summary.changes])
    written = {values["number"]: values for values in plan.changed}
    assert [len(values) for values in plan.changed] == [3, 3, 4, 4]
    assert [set(values) for values in plan.changed[:2]] == [{"number", "email", "search_text"}] * 2
    assert written["2"] == {
        **{"number": "2", "name": "Anders", "email": "twee@example.org"},
        "search_text": search_text_of(asdict(changed[1])),
    }
    assert written["4"]["birth_date"] == date(1980, 2, 1)
    assert (plan.added, plan.movements, plan.withdrawn) == ([], [], [])


def test_a_movement_that_no_longer_stands_is_withdrawn_and_a_new_one_written() -> None:
    known = [row(1), left(2), left(3)]
    file = [left(1), row(2), replace(left(3), left_on=date(2024, 6, 1))]
    plan = plan_import(register(*known), file)
    assert plan.withdrawn == [21, 31]
    assert plan.movements == [
        {"member": "1", "kind": "resigned", "on": RESIGNED[1]},
        {"member": "3", "kind": "resigned", "on": date(2024, 6, 1)},
    ]
    assert plan.summary.left == ["1", "3"]
    assert plan.summary.changes[1] == Change(
        "2", "movements", "joined 01/01/2020, resigned 01/05/2024", "joined 01/01/2020"
    )
    assert plan.changed == []


def test_an_earlier_membership_is_no_difference() -> None:
    known = register(row(1, joined_on=date(2022, 1, 1)))
    known.movements["1"] = {JOINED: 1, ("excluded", date(2021, 1, 1)): 2, ("joined", date(2022, 1, 1)): 3}
    assert plan_import(known, [row(1, joined_on=date(2022, 1, 1))]).summary.unchanged == 1


def test_what_the_office_holds_stays_unless_it_is_taken() -> None:
    held = {("1", "email"), ("2", "movements"), ("2", "language")}
    known = register(row(1), row(2), held=held)
    file = [row(1, email="een@example.org", language="fr"), left(2)]
    kept = plan_import(known, file)
    assert kept.summary.conflicts == [
        Change("1", "email", "lid1@example.org", "een@example.org"),
        Change("2", "movements", "joined 01/01/2020", "joined 01/01/2020, resigned 01/05/2024"),
    ]
    assert kept.summary.changes == [Change("1", "language", "nl", "fr")]
    assert (kept.summary.unchanged, kept.summary.left) == (0, [])
    assert [set(values) for values in kept.changed] == [{"number", "language", "search_text"}]
    assert kept.movements == []

    taken = plan_import(known, file, {("2", "movements")})
    assert [(change.number, change.field) for change in taken.summary.changes] == [
        ("1", "language"),
        ("2", "movements"),
    ]
    assert taken.summary.conflicts == kept.summary.conflicts[:1]
    assert taken.summary.left == ["2"]
    assert taken.movements == [{"member": "2", "kind": "resigned", "on": RESIGNED[1]}]


def test_where_the_file_has_come_to_say_what_the_office_had_entered_that_is_noted() -> None:
    held = {
        ("1", "email"),
        ("1", "movements"),
        ("2", "email"),
        ("9", "email"),
        ("1", "gone"),
        ("3", "shares"),
    }
    known = register(left(1), row(2), row(3), held=held)
    summary = compare(known, [left(1), row(2, email="twee@example.org"), row(3)])
    assert summary.agreed == [
        Change("1", "email", "lid1@example.org", "lid1@example.org"),
        Change("1", "movements", *["joined 01/01/2020, resigned 01/05/2024"] * 2),
        Change("3", "shares", "", ""),
    ]
    assert [change.field for change in summary.conflicts] == ["email"]
