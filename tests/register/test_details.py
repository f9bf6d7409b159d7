"""The details of a member as somebody types them: read, or every fault with its field."""

from datetime import date, timedelta

import pytest

from voting.errors import InvalidFile
from voting.register.details import LONGEST, read_act, read_details, read_number
from voting.register.models import Category, PersonKind

TODAY = date(2025, 6, 17)
TYPED = {
    "category": "B",
    "kind": "natural",
    "name": " Peeters ",
    "first_name": "An",
    "email": "an@example.org",
    "language": "nl",
    "birth_date": "1900-01-01",
}


def told(refused: InvalidFile) -> list[tuple[str, str]]:
    """The faults of a form, which has no lines: field and code."""
    assert {fault.line for fault in refused.faults} == {0}
    return [(fault.column, fault.code) for fault in refused.faults]


def faults(**changes: str) -> list[tuple[str, str]]:
    """The faults of the details with these changes."""
    with pytest.raises(InvalidFile) as refused:
        read_details(TYPED | changes, TODAY)
    return told(refused.value)


def act_faults(on: str, reason: str = "asked", *, may_be_later: bool = False) -> list[tuple[str, str]]:
    """The faults of the day and the reason of a movement."""
    with pytest.raises(InvalidFile) as refused:
        read_act({"on": on, "reason": reason}, TODAY, may_be_later=may_be_later)
    return told(refused.value)


def test_details_are_read_as_they_are_meant() -> None:
    details = read_details(TYPED, TODAY)
    assert (details.category, details.kind) == (Category.B, PersonKind.NATURAL)
    assert (details.name, details.first_name, details.postcode) == ("Peeters", "An", "")
    assert (details.birth_date, details.mandate_until) == (date(1900, 1, 1), None)
    assert read_details(TYPED | {"birth_date": "2025-06-17"}, TODAY).birth_date == TODAY
    assert read_details(TYPED | {"name": "x" * LONGEST, "email": ""}, TODAY).email == ""


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"category": "D"}, [("category", "value_missing")]),
        ({"kind": "ghost"}, [("kind", "value_missing")]),
        ({"name": "  "}, [("name", "value_missing")]),
        ({"name": "x" * (LONGEST + 1)}, [("name", "too_long")]),
        ({"municipality": "a\tb"}, [("municipality", "not_text")]),
        ({"email": "nobody"}, [("email", "email_invalid")]),
        ({"email": "jan@[telenet.be"}, [("email", "email_invalid")]),
        ({"email": "=?utf-8?q?a=0A?=@x.be"}, [("email", "email_invalid")]),
        ({"email": "a:b@x.be"}, [("email", "email_invalid")]),
        ({"language": "xx"}, [("language", "value_missing")]),
        ({"birth_date": "1899-12-31"}, [("birth_date", "day_impossible")]),
        ({"birth_date": "2025-06-18"}, [("birth_date", "day_to_come")]),
        ({"birth_date": "17/06/1980"}, [("birth_date", "day_impossible")]),
        ({"mandate_until": "soon"}, [("mandate_until", "day_impossible")]),
        ({"name": "", "language": ""}, [("language", "value_missing"), ("name", "value_missing")]),
    ],
)
def test_each_fault_is_told_with_its_field(changes: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert faults(**changes) == expected


def test_a_number_is_what_members_have() -> None:
    assert read_number(" 17 ") == "17"
    with pytest.raises(InvalidFile) as refused:
        read_number("17 b")
    assert told(refused.value) == [("number", "number_invalid")]


def test_a_movement_has_a_day_that_has_come_and_a_reason() -> None:
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    assert read_act({"on": "2025-06-17", "reason": " asked "}, TODAY) == (TODAY, "asked")
    assert read_act({"on": tomorrow, "reason": "asked"}, TODAY, may_be_later=True)[0] > TODAY
    assert read_act({"on": "1900-01-01", "reason": "x" * LONGEST}, TODAY)[0] == date(1900, 1, 1)
    assert read_act({"on": "2035-12-31", "reason": "x"}, TODAY, may_be_later=True)[0].year == 2035
    assert act_faults(tomorrow) == [("on", "day_to_come")]
    assert act_faults("1899-12-31") == [("on", "day_impossible")]
    assert act_faults("2036-01-01", may_be_later=True) == [("on", "day_impossible")]
    assert act_faults("") == [("on", "value_missing")]
    assert act_faults("soon", "") == [("on", "day_impossible"), ("reason", "value_missing")]
    assert act_faults("2025-06-17", "x" * (LONGEST + 1)) == [("reason", "too_long")]
    assert act_faults("2025-06-17", "a\tb") == [("reason", "not_text")]
