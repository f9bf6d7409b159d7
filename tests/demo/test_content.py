"""What the demonstration has is of its year, in four languages, with a face for each candidate."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from voting.cooperative.rules import Matter, faults_of
from voting.demo.content import COOPERATIVE, assembly_on, logo, register_until
from voting.languages import LANGUAGES

DAYS = [dt.date(2026, 6, 1), dt.date(2026, 11, 29), dt.date(2028, 2, 29), dt.date(2031, 1, 1)]


@pytest.mark.parametrize("day", DAYS)
def test_the_assembly_is_of_its_day(day: dt.date) -> None:
    content = assembly_on(day)
    assembly = content.assembly
    assert assembly.date == day
    assert assembly.advance_opens is not None
    assert assembly.advance_opens.date() == day - dt.timedelta(days=7)
    local = [entry.at.astimezone(ZoneInfo(assembly.timezone)) for entry in assembly.programme]
    assert [f"{at:%Y-%m-%d %H:%M}" for at in local] == [f"{day} {at}" for at in ("09:30", "10:00", "12:30")]
    told = [assembly.title, *(item.title for item in content.resolutions)]
    years = {str(year) for year in range(2020, 2040)}
    for text in [*told, *(item.text or {} for item in content.resolutions)]:
        named = {year for year in years if any(year in sentence for sentence in text.values())}
        assert named <= {str(day.year), str(day.year - 1)}
    assert str(day.year) in assembly.title["de"]


def test_the_cooperative_is_told_in_full_and_soundly() -> None:
    assert faults_of(COOPERATIVE) == []
    for text in (COOPERATIVE.name, COOPERATIVE.legal_form, COOPERATIVE.office, COOPERATIVE.court):
        assert set(text) == set(LANGUAGES)
    assert set(COOPERATIVE.articles) == set(Matter)
    assert logo()


def test_everything_is_in_four_languages_and_every_candidate_has_a_face() -> None:
    content = assembly_on(DAYS[0])
    told = [content.assembly.title, *(venue.name for venue in content.assembly.venues)]
    told += [entry.text for entry in content.assembly.programme]
    candidates = [option for item in content.resolutions for option in item.options]
    told += [item.title for item in content.resolutions]
    told += [item.text for item in content.resolutions if item.text is not None]
    told += [candidate["statement"] for candidate in candidates]
    for text in told:
        assert set(text) == set(LANGUAGES), text
    assert all(item.text for item in content.resolutions)
    assert {item.language for item in content.documents} == set(LANGUAGES)
    assert len({candidate["name"] for candidate in candidates}) == len(candidates) == 11
    assert len({candidate["picture"] for candidate in candidates}) == len(content.pictures) == 11


@pytest.mark.parametrize("today", [*DAYS, dt.date(2026, 12, 31)])
def test_no_day_of_the_register_is_ahead_and_the_last_is_within_a_year(today: dt.date) -> None:
    rows = register_until(today)
    assert len(rows) == 45_820
    last = max(row.left_on or row.joined_on for row in rows)
    assert today - dt.timedelta(days=366) < last <= today
    assert all(row.left_on is None or row.joined_on <= row.left_on for row in rows)
