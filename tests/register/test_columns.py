"""A register file without some columns: what it must have, what is asked once, what it leaves as it is."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.register.files import COLUMNS, HEADINGS, faults, file, line
from tests.register.office import act, bring_in, details, history, movements, within
from tests.world import row
from voting.errors import InvalidFile
from voting.register.columns import FOR_ALL, NEEDED, OPTIONAL
from voting.register.csv_file import Choices, Row, read_register
from voting.register.edit import add_movement, change_details, member_version
from voting.register.headings import CANONICAL
from voting.register.models import Category, Member, MovementKind, PersonKind

FIELD_OF = {heading: name for name, heading in CANONICAL.items()}
ANSWERS = {"category": "B", "kind": "legal", "language": "fr", "left_as": "excluded"}


def only(*headings: str, **changes: str) -> bytes:
    """Two lines of a file with these columns alone."""
    kept = [COLUMNS.index(heading) for heading in headings]
    lines = [line(1, **changes).split(";"), line(2).split(";")]
    return file(*(";".join(cells[index] for index in kept) for cells in lines), headings=";".join(headings))


def stored(app: Flask, number: str, *names: str) -> tuple[object, ...]:
    query = select(*(getattr(Member, name) for name in names)).where(Member.number == number)
    return within(app, lambda session: tuple(session.execute(query).one()))  # type: ignore[no-any-return]


@pytest.mark.parametrize("missing", COLUMNS)
def test_a_file_without_one_column(missing: str) -> None:
    content = only(*(heading for heading in COLUMNS if heading != missing))
    name = FIELD_OF[missing]
    if name in NEEDED:
        assert faults(content) == [(1, missing, "heading_missing")]
    elif name in FOR_ALL:
        assert faults(content) == [(1, missing, "for_all_unsaid")]
    else:
        first, _ = read_register(content)
        assert name in first.unsaid
        assert set(OPTIONAL) < first.unsaid


def test_what_everybody_has_is_said_once() -> None:
    content = only("Lidnummer", "Naam", "Toegetreden op")
    assert [code for _, _, code in faults(content)] == ["for_all_unsaid"] * 3
    first, second = read_register(content, Choices(for_all=ANSWERS))
    assert (first.category, first.kind, first.language) == (Category.B, PersonKind.LEGAL, "fr")
    assert (first.email, first.left_on, first.left_as) == ("", None, None)
    assert second.number == "2"


def test_who_has_left_has_a_reason_of_the_line_or_of_all() -> None:
    headings = [heading for heading in COLUMNS if heading != "Reden uittreding"]
    left = only(*headings, Uitgetreden_op="31/12/2020")
    assert faults(left) == [(1, "Reden uittreding", "for_all_unsaid")]
    first, second = read_register(left, Choices(for_all=ANSWERS))
    assert (first.left_on, first.left_as) == (date(2020, 12, 31), MovementKind.EXCLUDED)
    assert (second.left_on, second.left_as) == (None, None)
    assert faults(only(*headings)) == []


def test_a_reason_needs_its_day_and_the_number_of_a_house_its_street() -> None:
    headings = [heading for heading in COLUMNS if heading != "Uitgetreden op"]
    assert faults(only(*headings, Reden_uittreding="ontslag")) == [(1, "Uitgetreden op", "heading_missing")]
    assert faults(only(*headings)) == []
    assert faults(file(f"{line()};16", headings=f"{HEADINGS};Huisnummer")) == [
        (1, "Straat", "heading_missing")
    ]


def test_a_column_with_nothing_in_it_is_as_none() -> None:
    first, _ = read_register(file(line(1, E_mail=""), line(2, E_mail="")))
    assert {"email", "representative"} <= first.unsaid
    assert "email" not in read_register(file(line(1, E_mail=""), line(2)))[0].unsaid
    assert faults(file(line(1, Taal=""), line(2, Taal=""))) == [(1, "Taal", "for_all_unsaid")]
    assert faults(file(line(1, Taal=""), line(2))) == [(2, "Taal", "value_missing")]
    assert "left_on" not in first.unsaid


def short(*numbers: int, **changes: str) -> list[Row]:
    """What a file says that has numbers, names and days of joining alone."""
    lines = (f"{number};Name{number};{changes.get('joined', '01/01/2020')}" for number in numbers)
    return read_register(file(*lines, headings="Lidnummer;Naam;Lid sinds"), Choices(for_all=ANSWERS))


def test_what_a_file_has_no_column_of_stays_as_it_is(app: Flask) -> None:
    bring_in(
        app,
        row(1, street="Wetstraat 16", shares=3),
        row(2, left_on=date(2024, 1, 31), left_as=MovementKind.RESIGNED),
    )
    names = ("email", "first_name", "category", "kind", "language", "street", "shares")
    before = stored(app, "1", *names)
    summary = bring_in(app, *short(1, 2))
    assert (summary.changes, summary.conflicts, summary.unchanged) == ([], [], 2)
    assert stored(app, "1", *names) == before
    assert movements(app, "2") == [("joined", date(2020, 1, 1)), ("resigned", date(2024, 1, 31))]


def test_who_is_new_has_what_was_said_for_all(app: Flask) -> None:
    bring_in(app, row(1))
    summary = bring_in(app, *short(1, 3))
    assert (summary.added, summary.changes) == (["3"], [])
    assert stored(app, "3", "email", "category", "kind", "language") == ("", "B", "legal", "fr")
    assert movements(app, "3") == [("joined", date(2020, 1, 1))]


def test_who_joined_again_is_told_without_a_column_of_leaving(app: Flask) -> None:
    bring_in(app, row(1, left_on=date(2022, 1, 1), left_as=MovementKind.RESIGNED), row(2))
    summary = bring_in(app, *short(1, joined="01/01/2024"), *short(2, joined="01/02/2020"))
    assert [change.number for change in summary.changes] == ["1", "2"]
    assert summary.left == []
    assert movements(app, "1") == [
        ("joined", date(2020, 1, 1)),
        ("joined", date(2024, 1, 1)),
        ("resigned", date(2022, 1, 1)),
    ]
    assert movements(app, "2") == [("joined", date(2020, 2, 1))]
    assert bring_in(app, *short(1, joined="01/01/2024")).changes == []


def test_the_day_of_joining_is_corrected_for_who_has_left(app: Flask) -> None:
    bring_in(app, row(1, left_on=date(2022, 1, 1), left_as=MovementKind.EXCLUDED))
    assert len(bring_in(app, *short(1, joined="01/06/2019")).changes) == 1
    assert movements(app, "1") == [("excluded", date(2022, 1, 1)), ("joined", date(2019, 6, 1))]


def test_a_reason_in_the_register_goes_before_the_one_for_all(app: Flask) -> None:
    bring_in(app, row(1, left_on=date(2022, 1, 1), left_as=MovementKind.RESIGNED), row(2))
    headings = "Lidnummer;Naam;Lid sinds;Uitgetreden op"
    lines = ("1;Name1;01/01/2020;01/01/2022", "2;Name2;01/01/2020;01/03/2023")
    summary = bring_in(app, *read_register(file(*lines, headings=headings), Choices(for_all=ANSWERS)))
    assert (summary.left, [change.number for change in summary.changes]) == (["2"], ["2"])
    assert movements(app, "1")[-1] == ("resigned", date(2022, 1, 1))
    assert movements(app, "2")[0] == ("excluded", date(2023, 3, 1))


def test_what_the_file_does_not_say_does_not_agree_with_the_office(app: Flask) -> None:
    bring_in(app, row(1))
    version = within(app, lambda session: member_version(session.get_one(Member, "1")))
    within(app, lambda session: change_details(session, "1", details(1, email=""), version, act()))
    within(app, lambda session: add_movement(session, "1", MovementKind.RESIGNED, act()))
    assert bring_in(app, *short(1)).agreed == []
    assert history(app, "1")[-1][3] == "office"
    assert [item.field for item in bring_in(app, row(1)).conflicts] == ["email", "movements"]


def test_an_applicant_and_one_who_was_refused_are_no_members(app: Flask) -> None:
    content = file(
        line(1, Toegetreden_op="", Reden_uittreding="candidat"),
        line(2, Toegetreden_op="", Uitgetreden_op="13/02/2020", Reden_uittreding="Antrag abgelehnt"),
    )
    assert bring_in(app, *read_register(content)).added == ["1", "2"]
    assert (movements(app, "1"), movements(app, "2")) == ([], [("refused", date(2020, 2, 13))])
    assert bring_in(app, *read_register(content)).unchanged == 2
    admitted = file(line(1), line(2))
    assert len(bring_in(app, *read_register(admitted)).changes) == 2
    assert movements(app, "2") == [("joined", date(2016, 6, 1))], "nobody is refused as a member"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"Toegetreden_op": ""}, (2, "Toegetreden op", "value_missing")),
        ({"Reden_uittreding": "aanvrager"}, (2, "Reden uittreding", "never_joined")),
        ({"Toegetreden_op": "", "Reden_uittreding": "refused"}, (2, "Uitgetreden op", "reason_without_date")),
        (
            {"Uitgetreden_op": "13/02/2020", "Reden_uittreding": "refused"},
            (2, "Reden uittreding", "never_joined"),
        ),
        (
            {"Toegetreden_op": "", "Uitgetreden_op": "13/02/2020", "Reden_uittreding": "applicant"},
            (2, "Reden uittreding", "never_joined"),
        ),
    ],
)
def test_who_never_joined_is_said_plainly(changes: dict[str, str], fault: tuple[int, str, str]) -> None:
    with pytest.raises(InvalidFile):
        read_register(file(line(1, **changes)))
    assert faults(file(line(1, **changes))) == [fault]
