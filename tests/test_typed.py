"""What was typed becomes a value or none: no digits of other scripts, no endless numbers, no odd years."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.typed import clock_in, day_in, decimal_in, moment_in, number_in, time_in


@given(st.text())
def test_any_text_is_a_value_or_none(text: str) -> None:
    for read in (number_in, day_in, moment_in, time_in):
        value = read(text)
        assert value is None or text.isascii()


@given(st.integers(0, 999_999_999))
def test_a_number_is_read_as_it_is_written(number: int) -> None:
    assert number_in(str(number)) == number


@given(st.dates(date(1900, 1, 1), date(2999, 12, 31)), st.times())
def test_days_moments_and_times_are_read_as_a_form_sends_them(day: date, clock: time) -> None:
    minute = datetime.combine(day, clock.replace(second=0, microsecond=0))
    assert day_in(day.isoformat()) == day
    assert moment_in(minute.isoformat(timespec="minutes")) == minute
    assert moment_in(minute.isoformat(timespec="seconds")) == minute
    assert time_in(f"{minute:%H:%M}") == minute.time()


@pytest.mark.parametrize("text", ["", "-1", "+1", "1.5", "1 ", "²", "٣", "１", "1000000000", "9" * 5000])
def test_what_is_no_number(text: str) -> None:
    assert number_in(text) is None


@pytest.mark.parametrize(
    "text", ["", "soon", "20260618", "2026-W25-4", "2026-02-30", "1899-12-31", "3000-01-01", "٢٠٢٦-06-18"]
)
def test_what_is_no_day(text: str) -> None:
    assert day_in(text) is None
    assert moment_in(f"{text}T10:00") is None


@pytest.mark.parametrize("text", ["2026-06-18T10:00+02:00", "2026-06-18T24:00", "2026-06-18"])
def test_what_is_no_moment(text: str) -> None:
    assert moment_in(text) is None


@pytest.mark.parametrize("text", ["", "25:00", "9:30", "10:60", "10:00:00", "²0:00", "10.00"])
def test_what_is_no_time(text: str) -> None:
    assert time_in(text) is None


@given(st.integers(0, 253_402_300_799_999))
def test_a_clock_of_a_phone_is_read_to_the_millisecond(milliseconds: int) -> None:
    found = clock_in(str(milliseconds))
    assert found is not None
    assert abs(found - datetime.fromtimestamp(0, UTC)) // timedelta(milliseconds=1) - milliseconds in (-1, 0)


@pytest.mark.parametrize("text", ["", "-1", "1.5", "soon", "²", "٣", "1_000", "9" * 15, "9" * 5000, " 1"])
def test_what_is_no_clock(text: str) -> None:
    assert clock_in(text) is None


def test_what_each_reads() -> None:
    assert (number_in("007"), day_in("2026-06-18"), time_in("09:30")) == (7, date(2026, 6, 18), time(9, 30))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("90", 90),
        (" 1.234 ", 1234),
        ("1 234", 1234),
        ("7,4", "7.4"),
        ("7.40", "7.40"),
        ("007,4", "7.4"),
        ("0", 0),
        *(
            (wrong, None)
            for wrong in ("", "7,", ",4", "-1", "7,4,5", "1e3", "٣,٤", "7,4 %", "1234567890", "7 4")
        ),
    ],
)
def test_a_number_with_decimals(text: str, number: int | str | None) -> None:
    assert decimal_in(text) == number
