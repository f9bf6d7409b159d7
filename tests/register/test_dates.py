"""Days that may be American are asked about, a whole column at a time."""

from datetime import date

import pytest

from tests.register.files import HEADINGS, faults, file, line
from voting.register.csv_file import Choices, read_register, recognised_register
from voting.register.dates import DateOrder, is_month_first, questions_about, read_date

LEFT = {"Reden_uittreding": "ontslag"}
ENGLISH = (
    "Member number;Category;Legal form;Last name;First name;Representative;Email;Language;Postcode;City;"
    "Joined on;Left on;Reason"
)


def asked(*texts: str, english: bool = False) -> list[str]:
    return [question.example for question in questions_about({"joined_on": ("Joined", texts)}, english)]


@pytest.mark.parametrize(
    "texts",
    [
        ("1/06/2016",),
        ("01/06/2016",),
        ("01/06/2016", "02/06/2016"),
        ("03/12/2016",),
        ("13/6/2016", "1/6/2016"),
        ("1/06/2016", "1/12/2016"),
        ("1-6-2016", "2-6-2016"),
        ("1.6.2016",),
        ("2016-06-01",),
        ("5/5/2016",),
        ("31/12/2016", "12/31/2016"),
        ("", "no day"),
    ],
)
def test_these_are_as_they_are_written_here(texts: tuple[str, ...]) -> None:
    assert asked(*texts) == []


@pytest.mark.parametrize(
    ("texts", "example"),
    [
        (("6/13/2016",), "6/13/2016"),
        (("6/1/2016", "6/13/2016", "12/31/2019"), "12/31/2019"),
        (("06/01/2016", "06/13/2016"), "06/13/2016"),
        (("06-13-2016",), "06-13-2016"),
        (("1/06/2016", "6/13/2016"), "6/13/2016"),
        (("6/1/2016",), "6/1/2016"),
        (("3/12/2016",), "3/12/2016"),
        (("3/4/2016", "10/11/2016"), "10/11/2016"),
    ],
)
def test_these_may_be_american(texts: tuple[str, ...], example: str) -> None:
    assert asked(*texts) == [example]


def test_padded_days_are_asked_about_only_under_english_headings() -> None:
    assert asked("03/04/2016", "05/06/2016", english=True) == ["03/04/2016"]
    assert asked("03/04/2016", english=True) == []


def test_one_day_after_the_twelfth_settles_every_column() -> None:
    columns = {"joined_on": ("Joined", ["13/1/2016"]), "left_on": ("Left", ["3/4/2016"])}
    assert questions_about(columns, english=True) == []
    columns = {"joined_on": ("Joined", ["1/13/2016"]), "left_on": ("Left", ["03/04/2016"])}
    assert [each.field for each in questions_about(columns, english=False)] == ["joined_on", "left_on"]


def test_nothing_is_read_before_the_question_is_answered() -> None:
    content = file(
        line(1, Toegetreden_op="6/1/2016"),
        line(2, Toegetreden_op="6/13/2016", Uitgetreden_op="7/8/2019", **LEFT),
    )
    assert faults(content) == [
        (1, "Toegetreden op", "date_order_unclear"),
        (1, "Uitgetreden op", "date_order_unclear"),
    ]
    (joined, left) = recognised_register(content, Choices()).questions
    assert (joined.day_first, joined.month_first) == (None, date(2016, 6, 13))
    assert (left.day_first, left.month_first) == (date(2019, 8, 7), date(2019, 7, 8))
    answers = {"joined_on": DateOrder.MONTH_FIRST, "left_on": DateOrder.DAY_FIRST}
    first, second = read_register(content, Choices(dates=answers))
    assert (first.joined_on, second.joined_on, second.left_on) == (
        date(2016, 6, 1),
        date(2016, 6, 13),
        date(2019, 8, 7),
    )


def test_a_column_that_has_both_is_never_half_accepted() -> None:
    content = file(line(1, Toegetreden_op="31/12/2016"), line(2, Toegetreden_op="12/31/2016"))
    assert faults(content) == [(3, "Toegetreden op", "date_month_first")]


def test_english_headings_with_padded_days_are_a_question() -> None:
    lines = (line(1, Toegetreden_op="03/04/2016"), line(2, Toegetreden_op="05/06/2016"))
    assert faults(file(*lines, headings=ENGLISH)) == [(1, "Joined on", "date_order_unclear")]
    assert faults(file(*lines, headings=HEADINGS)) == []


def test_days_that_there_are_not() -> None:
    assert read_date("31/02/2016") is None
    assert read_date("6/13/2016") is None
    assert read_date("6/13/2016", DateOrder.MONTH_FIRST) == date(2016, 6, 13)
    assert is_month_first("6/13/2016")
    assert not is_month_first("13.13.2016")
