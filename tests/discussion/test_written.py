"""Questions in writing before the meeting: until when, answered together, published, read, in the minutes."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from tests.report.test_minutes import docx_text, download
from tests.world import ADVANCE, ASSEMBLY, MEETING, Clock, World, make_world
from voting.discussion.asking import asking_until, is_taken
from voting.rehearsal.browser import answer_of

CLOSES = "questions_close = 2025-06-14T12:00:00\n"
DEADLINE = datetime(2025, 6, 14, 10, 0, tzinfo=UTC)


def test_when_the_deadline_is() -> None:
    assert asking_until(DEADLINE, date(2025, 6, 17), "Europe/Brussels") == DEADLINE
    midnight = datetime(2025, 6, 16, 22, 0, tzinfo=UTC)
    assert asking_until(None, date(2025, 6, 17), "Europe/Brussels") == midnight


@pytest.mark.parametrize(
    ("frozen", "cancelled", "now", "taken"),
    [
        (ADVANCE, None, DEADLINE - timedelta(seconds=1), True),
        (ADVANCE, None, DEADLINE, False),
        (None, None, ADVANCE, False),
        (ADVANCE, ADVANCE, ADVANCE, False),
    ],
)
def test_when_questions_are_taken(
    frozen: datetime | None, cancelled: datetime | None, now: datetime, *, taken: bool
) -> None:
    assert is_taken(frozen, cancelled, DEADLINE, now) == taken


@pytest.fixture
def before(app: Flask, clock: Clock) -> World:
    """An assembly that has been convened, five days before its day."""
    world = make_world(app, clock, CLOSES + ASSEMBLY)
    clock.moment = ADVANCE
    return world


def ask(world: World, member: int, text: str, point: str = "1") -> str:
    return answer_of(world.member(member).send("/assembly/written", {"point": point, "text": text}))


def answer(world: World, *ids: int, text: str = "Zo is het.", publish: str = "yes") -> str:
    fields = {"question": [str(one) for one in ids], "answer.nl": text, "publish": publish}
    return answer_of(world.person("secretary").send("/office/questions", fields))


def shown(world: World, member: int) -> str:
    return world.member(member).look("/assembly/written").text


def test_asked_until_the_deadline_by_whoever_is_entitled(before: World, clock: Clock) -> None:
    assert ask(before, 1, "Waarom?") == "ok"
    assert ask(before, 41, "Waarom?") == "not_entitled"
    assert ask(before, 1, "Waarom?", point="9") == "bad_request"
    assert [ask(before, 1, " "), ask(before, 1, "x" * 1001)] == ["question_invalid"] * 2
    assert [ask(before, 1, text, "") for text in ("a", "b", "b", "c")] == ["ok", "ok", "ok", "question_limit"]
    clock.moment = DEADLINE
    assert ask(before, 2, "Te laat?") == "questions_closed"
    assert '/assembly/written" class="card"' not in shown(before, 2)


def test_several_questions_have_one_answer_without_names(before: World) -> None:
    for member, point in ((1, "1"), (2, "1"), (3, "2")):
        ask(before, member, f"Vraag {member}", point)
    office = before.person("secretary").look("/office/questions").text
    assert re.findall(r"Vraag \d <span[^>]*>– (\w+ \w+)", office) == [f"First{n} Name{n}" for n in (1, 2, 3)]
    assert [answer(before), answer(before, 1, 3)] == ["questions_differ"] * 2
    assert answer(before, 1, 9) == "not_found"
    assert answer(before, 1, 2, text="") == "answer_invalid"
    assert answer(before, 1, 2, text="x" * 8001) == "answer_invalid"
    assert answer(before, 1, 2, publish="") == "ok"
    assert "Zo is het." not in shown(before, 1)
    assert answer(before, 2) == "changed_meanwhile"
    secretary = before.person("secretary")
    secretary.look("/office/questions")
    better = {"answer.nl": "Zo is het niet.", "answer.fr": "Non.", "publish": "yes"}
    assert answer_of(secretary.send("/office/questions/1", better)) == "ok"
    assert answer_of(secretary.send("/office/questions/1", better)) == "changed_meanwhile"
    page = shown(before, 4)
    assert "Vraag 1" in page
    assert "Vraag 2" in page
    assert "Vraag 3" not in page
    assert "Zo is het niet." in page
    assert "First1" not in page
    assert "Beantwoord" in shown(before, 1)
    assert "Nog niet beantwoord" in shown(before, 3)
    assert ask(before, 1, "Nog een") == "ok"


def test_read_on_the_day_and_in_the_minutes(before: World, clock: Clock) -> None:
    ask(before, 1, "Waarom?")
    ask(before, 2, "En ik?", "")
    answer(before, 1)
    clock.moment = MEETING
    chair = before.person("chair")
    page = chair.look("/chair/discussion").text
    assert "First1 Name1 (1): Waarom?" in page
    assert "First2 Name2 (2): En ik?" in page
    told = docx_text(download(before, "minutes.docx?in=nl"))
    assert "First1 Name1, punt 1: Waarom? – antwoord: Zo is het. (niet voorgelezen)" in told
    assert "First2 Name2, algemeen: En ik? – niet schriftelijk beantwoord" in told
    for _again in range(2):
        assert answer_of(chair.send("/chair/questions/written/1/read", {})) == "ok"
    assert answer_of(chair.send("/chair/questions/written/2/read", {})) == "not_found"
    assert "(voorgelezen om 10:00 uur)" in docx_text(download(before, "minutes.docx?in=nl"))
    assert "Voorgelezen om 10:00" in chair.look("/chair/discussion").text


def test_who_prepares_nothing_reads_only(before: World) -> None:
    ask(before, 1, "Waarom?")
    auditor = before.person("auditor")
    page = auditor.look("/office/questions").text
    assert "Waarom?" in page
    assert "answer.nl" not in page
    assert answer_of(auditor.send("/office/questions", {"question": "1", "answer.nl": "Ja"})) == "forbidden"
