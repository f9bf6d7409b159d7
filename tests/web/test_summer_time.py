"""A time in the hour that does not exist, or exists twice, is asked about: in every form, and in a copy."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.web.test_preparation import MAIN, draft, office
from tests.world import World
from voting.ballot.postponing import moved
from voting.errors import Refused
from voting.rehearsal.browser import Browser, answer_of
from voting.rehearsal.events import read_recorded_events

__all__ = ["office"]

MAIN_FORM = "/office/preparation/main"
IN_AUTUMN = MAIN | {
    "date": "2026-11-20",
    "record_date": "2026-11-05",
    "opens": "2026-10-25T02:30",
    "closes": "2026-11-19T18:00",
}


def test_the_form_asks_which_of_the_two_and_keeps_the_answer(world: World, office: Browser) -> None:
    office.look(f"{MAIN_FORM}?lang=en")
    refused = office.send(MAIN_FORM, IN_AUTUMN)
    assert answer_of(refused) == "invalid_file"
    assert "02:30 comes twice on that day" in refused.text
    assert 'name="opens_offset"' in refused.text
    assert 'name="closes_offset"' not in refused.text
    assert answer_of(office.send(MAIN_FORM, IN_AUTUMN | {"opens_offset": "+01:00"})) == "ok"
    opens = draft(world, date(2026, 11, 20))["advance_voting"]
    assert isinstance(opens, dict)
    assert opens["opens"].astimezone(UTC) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    page = office.look(MAIN_FORM).text
    assert '<option value="+01:00" selected>' in page
    office.look(MAIN_FORM)
    summer = IN_AUTUMN | {"opens_offset": "+02:00"}
    assert answer_of(office.send(MAIN_FORM, summer)) == "ok"
    opens = draft(world, date(2026, 11, 20))["advance_voting"]
    assert isinstance(opens, dict)
    assert opens["opens"].astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    clear = IN_AUTUMN | {"opens": "2026-10-26T02:30", "opens_offset": "+01:00"}
    office.look(MAIN_FORM)
    assert answer_of(office.send(MAIN_FORM, clear)) == "ok"


@pytest.mark.parametrize("language", ["en", "nl", "fr", "de"])
def test_the_form_names_the_nearest_real_times(office: Browser, language: str) -> None:
    office.look(f"{MAIN_FORM}?lang={language}")
    refused = office.send(MAIN_FORM, MAIN | {"opens": "2026-03-29T02:30"})
    assert answer_of(refused) == "invalid_file"
    for hour in ("02:30", "01:30", "03:30"):
        assert hour in refused.text


def test_an_entry_of_the_programme_is_asked_about(office: Browser) -> None:
    entry = {"at": "2026-10-25T02:15", "text.nl": "Ontbijt"}
    path = "/office/preparation/programme/0"
    office.look(path)
    assert answer_of(office.send(path, entry)) == "invalid_file"
    assert answer_of(office.send(path, entry | {"at_offset": "+02:00"})) == "ok"


def test_letters_leave_at_the_moment_that_was_chosen(world: World, office: Browser) -> None:
    page = "/office/invitations/send/invitation?lang=en&at="
    twice = office.look(f"{page}2026-10-25T02:30")
    assert "comes twice" in twice.text
    assert 'name="at_offset"' in twice.text
    chosen = office.look(f"{page}2026-10-25T02:30&at_offset=%2B01:00")
    assert "comes twice" not in chosen.text
    assert "The letters leave on" in chosen.text
    assert "does not exist" in office.look(f"{page}2027-03-28T02:30").text
    for at in ("2026-10-25T02:30", "2027-03-28T02:30"):
        assert answer_of(office.send("/office/invitations", {"at": at, "letters": "0"})) == "invalid_form"


def test_a_copy_that_would_have_such_an_hour_is_refused_with_a_sentence(office: Browser) -> None:
    office.look(MAIN_FORM)
    early = MAIN | {"opens": "2026-05-20T02:30", "date": "2026-06-20"}
    assert answer_of(office.send(MAIN_FORM, early)) == "ok"
    by = date(2026, 10, 25) - date(2026, 5, 20)
    office.look("/office/assemblies/copy")
    fields = {"date": (date(2026, 6, 20) + by).isoformat(), "kind": "ordinary", "settings": "yes"}
    refused = office.send("/office/assemblies/copy?lang=en", fields)
    assert answer_of(refused) == "invalid_file"
    assert "02:30 comes twice" in refused.text


def test_what_is_postponed_keeps_its_hour_or_is_refused() -> None:
    opens = datetime(2026, 3, 22, 1, 30, tzinfo=UTC)
    with pytest.raises(Refused) as refused:
        moved(opens, timedelta(days=7), "Europe/Brussels")
    assert (refused.value.code, refused.value.values) == ("hour_unclear", {"time": "02:30"})
    later = moved(opens, timedelta(days=8), "Europe/Brussels")
    assert later.astimezone(UTC) == datetime(2026, 3, 30, 0, 30, tzinfo=UTC)


def test_the_events_of_a_day_are_told_apart_by_their_offset() -> None:
    heading = "at,event,member,holder,venue,channel,resolution,choice,expect\n"
    line = "{},join_online,1,,,,,,ok\n"
    with pytest.raises(Exception, match="2 faults") as refused:
        read_recorded_events(
            (heading + line.format("2026-10-25T02:30:00") + line.format("2026-03-29T02:30:00")).encode(),
            "Europe/Brussels",
            [],
            [],
        )
    codes = [fault.code for fault in refused.value.faults]  # type: ignore[attr-defined]
    assert codes == ["time_twice", "time_does_not_exist"]
    [event] = read_recorded_events(
        (heading + line.format("2026-10-25T02:30:00+01:00")).encode(), "Europe/Brussels", [], []
    )
    assert event.at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
