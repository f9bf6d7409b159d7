"""What members report of the connection: counted once each until it is solved, and told in the minutes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.report.test_minutes import docx_text, download
from tests.world import MEETING, Clock, World
from voting.database import writing
from voting.discussion.models import Trouble
from voting.discussion.troubles import open_rounds, report_trouble, rounds
from voting.extensions import db
from voting.rehearsal.browser import answer_of


def take_part(world: World, *members: int) -> None:
    for member in members:
        world.member(member).send("/assembly/join", {})


def report(world: World, member: int, kind: str, text: str = "") -> str:
    return answer_of(world.member(member).send("/assembly/trouble", {"kind": kind, "text": text}))


def solved(world: World, kind: str, place: str = "online", number: int = 0) -> str:
    fields = {"kind": kind, "place": place, "number": str(number)}
    return answer_of(world.person("chair").send("/chair/trouble/solved", fields))


def summed(world: World) -> list[tuple[str, str, int, int]]:
    """What the chair has to look after: kind, place, round, members."""
    with world.app.app_context():
        found = open_rounds(db.session(), world.assembly_id)
        db.session.rollback()
    return [(one.kind.value, one.place, one.number, one.members) for one in found]


def test_only_who_takes_part_reports_and_counts_once(world: World) -> None:
    assert report(world, 1, "hear") == "not_taking_part"
    take_part(world, 1, 2)
    world.person("steward").send("/desk/BRU/check-in", {"member": "3", "nonce": "a" * 12})
    assert [report(world, member, "hear", "a buzz") for member in (1, 2, 1, 3)] == ["ok"] * 4
    assert report(world, 1, "vote") == "ok"
    assert summed(world) == [
        ("hear", "online", 0, 2),
        ("hear", "BRU", 0, 1),
        ("vote", "online", 0, 1),
    ]
    console = world.person("chair").look("/chair/").text
    assert "“Ik hoor niets”: 2 vennoten, online" in console
    assert console.count("a buzz") == 3
    assert "First1" not in console


def test_what_is_solved_begins_anew_for_everybody(world: World) -> None:
    take_part(world, 1, 2)
    report(world, 1, "see")
    assert [solved(world, "see"), solved(world, "see"), solved(world, "see", number=1)] == [
        *("ok", "ok"),
        "not_found",
    ]
    assert summed(world) == []
    assert "volgens de voorzitter opgelost" in world.member(1).look("/assembly/trouble").text
    assert report(world, 1, "see") == "ok"
    assert summed(world) == [("see", "online", 1, 1)]
    assert "de voorzitter ziet het" in world.member(1).look("/assembly/trouble").text


@pytest.mark.parametrize(
    ("kind", "text", "answer"),
    [("hear", "x" * 201, "trouble_long"), ("hear", "x" * 200, "ok"), ("rain", "", "bad_request")],
)
def test_what_is_reported_is_short_and_of_a_few_kinds(
    world: World, kind: str, text: str, answer: str
) -> None:
    take_part(world, 1)
    assert report(world, 1, kind, text) == answer


def test_two_windows_of_one_member_are_one_report(world: World) -> None:
    take_part(world, 1)

    def once(_number: int) -> None:
        with world.app.app_context(), writing(db.session()) as session:
            report_trouble(session, world.assembly_id, "1", Trouble.HEAR, "", now=MEETING)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(once, range(8)))
    assert summed(world) == [("hear", "online", 0, 1)]


def test_the_minutes_say_how_many_from_when_to_when(world: World, clock: Clock) -> None:
    take_part(world, 1, 2, 3)
    for member in (1, 2):
        clock.moment = MEETING + timedelta(minutes=member)
        report(world, member, "hear")
    clock.moment = MEETING + timedelta(minutes=5)
    solved(world, "hear")
    report(world, 3, "vote")
    told = docx_text(download(world, "minutes.docx?in=nl"))
    assert "“Ik hoor niets”: 2 vennoten, online, 10:01 – 10:02; opgelost om 10:05" in told
    assert "“Ik kan niet stemmen”: 1 vennoot, online, 10:05; geen einde genoteerd" in told
    assert "werd geen technisch probleem" not in told
    with world.app.app_context():
        assert [one.members for one in rounds(db.session(), world.assembly_id)] == [2, 1]
        db.session.rollback()


def test_the_chair_makes_an_incident_of_it(world: World) -> None:
    take_part(world, 1)
    report(world, 1, "hear")
    chair = world.person("chair")
    page = chair.look("/chair/").text
    assert 'name="time" value="10:00"' in page
    assert answer_of(chair.send("/chair/incidents", {"time": "10:00", "text": "Geen geluid online"})) == "ok"
    assert "Geen geluid online" in chair.look("/chair/").text
