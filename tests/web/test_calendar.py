"""The assembly in a member's own calendar."""

from datetime import UTC, date, datetime

from icalendar import Calendar, Event

from tests.invitations.test_telling import LATER, cancelled, postponed, taken_back
from tests.world import ASSEMBLY, Clock, World, make_world


def entries(world: World, language: str = "nl") -> dict[str, Event]:
    """What member 1 can save, by the kind of entry."""
    answer = world.member(1).look(f"/assembly/calendar.ics?lang={language}")
    assert answer.mimetype == "text/calendar"
    calendar = Calendar.from_ical(answer.data)
    assert calendar["method"] == "PUBLISH"
    return {event["uid"].partition("-")[0]: event for event in calendar.walk("VEVENT")}


def test_the_day_and_the_window_of_advance_voting(world: World) -> None:
    found = entries(world, "fr")
    assert set(found) == {"assembly", "advance"}
    assert found["assembly"]["summary"] == "Assemblée générale"
    assert found["assembly"].decoded("dtstart") == date(2025, 6, 17)
    assert found["advance"]["summary"] == "Vote anticipé\xa0: Assemblée générale"
    assert found["advance"].decoded("dtstart") == datetime(2025, 6, 10, 7, tzinfo=UTC)
    assert found["advance"].decoded("dtend") == datetime(2025, 6, 16, 16, tzinfo=UTC)
    assert found["advance"]["transp"] == "TRANSPARENT", "a week of voting keeps nobody busy"
    assert all(code not in str(event) for event in found.values() for code in world.codes.values())


def test_what_has_become_of_it_replaces_what_was_saved(world: World) -> None:
    first = entries(world)
    assert all("sequence" not in event and "status" not in event for event in first.values())
    world.clock.moment = datetime(2025, 6, 5, 8, tzinfo=UTC)
    assert postponed(world) == "ok"
    later = entries(world)
    assert {kind: event["uid"] for kind, event in later.items()} == {
        kind: event["uid"] for kind, event in first.items()
    }
    assert later["assembly"].decoded("dtstart") == LATER
    assert {event["sequence"] for event in later.values()} == {1}
    assert all("status" not in event for event in later.values())
    assert cancelled(world) == "ok"
    assert {(event["sequence"], event["status"]) for event in entries(world).values()} == {(2, "CANCELLED")}


def test_what_was_taken_back_is_off_until_it_is_convened_again(world: World) -> None:
    world.clock.moment = datetime(2025, 6, 5, 8, tzinfo=UTC)
    assert taken_back(world) == "ok"
    assert {(event["sequence"], event["status"]) for event in entries(world).values()} == {(1, "CANCELLED")}


def test_without_advance_voting_there_is_the_day_alone(app: object, clock: Clock) -> None:
    without = ASSEMBLY.replace("advance_voting", "#")
    assert set(entries(make_world(app, clock, without))) == {"assembly"}  # type: ignore[arg-type]


def test_the_agenda_and_the_pass_lead_to_it(world: World) -> None:
    for page in ("/assembly", "/assembly/pass"):
        assert 'href="/assembly/calendar.ics"' in world.member(1).look(page).text
