"""Events beside the assemblies: figures, the list as CSV, and check-in by the pass of the assembly."""

import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.web.cards import led_to
from tests.web.second import second_assembly
from tests.world import KEY, World
from voting.attendance.passes import pass_token
from voting.errors import InvalidFile
from voting.events.csv_file import HEADINGS, HEADINGS_IN, KINDS_IN, read_events
from voting.events.figures import EventFigures, Held, event_figures, figures_by_kind
from voting.events.models import EventKind
from voting.extensions import db
from voting.rehearsal.browser import answer_of

HEADING = ";".join(HEADINGS)
YEAR = [
    *(f"voorbereidende vergadering;Voorbereiding;{day:02}/04/2025;Stad{day % 7};25" for day in range(1, 11)),
    *(f"workshop;Workshop {number};05/05/2025;Gent;8" for number in range(20)),
    *(f"opleiding;Opleiding {number};06/{number % 12 + 1:02}/2025;Namur;9" for number in range(54)),
    *(f"opleiding;Opleiding {number};07/{number % 12 + 1:02}/2025;namur;10" for number in range(34)),
    *("opleiding;Groot;08/01/2025;Brussel;20", "opleiding;Groter;08/02/2025;Brussel;18"),
]
"""As in the model report: ten days in seven cities, twenty workshops, 90 trainings with 864 participants."""


def csv(*lines: str) -> bytes:
    return "\r\n".join((HEADING, *lines, "")).encode()


def faults(content: bytes) -> list[tuple[int, str, str]]:
    try:
        read_events(content)
    except InvalidFile as invalid:
        return [(fault.line, fault.column, fault.code) for fault in invalid.faults]
    return []


def test_a_year_comes_into_the_figures_as_the_report_has_it(world: World) -> None:
    secretary = world.person("secretary")
    answer = secretary.send("/events/import", {"file": (io.BytesIO(csv(*YEAR)), "events.csv")})
    assert "<dd>120</dd>" in led_to(secretary, answer)
    again = secretary.send("/events/import", {"file": (io.BytesIO(csv(*YEAR)), "events.csv")})
    assert answer_of(again) == "ok"
    with world.app.app_context():
        figures = event_figures(db.session(), 2025)
        assert figures[EventKind.PREPARATORY] == EventFigures(10, 10, 7, 250)
        assert figures[EventKind.WORKSHOP] == EventFigures(20, 1, 1, 160)
        assert figures[EventKind.TRAINING] == EventFigures(90, 26, 2, 864)
        assert event_figures(db.session(), 2024)[EventKind.TRAINING] == EventFigures(0, 0, 0, 0)
        assert event_figures(db.session(), 2025, dt.date(2025, 4, 3))[EventKind.PREPARATORY].days == 3
    page = secretary.look("/events/?year=2025").text
    assert "864" in page
    assert "Markup(" not in page
    assert (
        "The first is one of: preparatory meeting, workshop, training, information session, other meeting."
        in secretary.look("/events/?lang=en").text
    )


@given(
    st.lists(
        st.builds(
            Held,
            id=st.integers(),
            kind=st.sampled_from(EventKind),
            title=st.just("x"),
            on=st.dates(dt.date(2025, 1, 1), dt.date(2025, 1, 5)),
            city=st.sampled_from(["Gent", "GENT", "Luik"]),
            members=st.integers(0, 50),
            others=st.integers(0, 50),
        )
    )
)
def test_figures_add_up(events: list[Held]) -> None:
    figures = figures_by_kind(events)
    assert figures.keys() == set(EventKind)
    assert sum(figure.events for figure in figures.values()) == len(events)
    assert sum(figure.participants for figure in figures.values()) == sum(
        event.members + event.others for event in events
    )
    for figure in figures.values():
        assert figure.cities <= min(2, figure.events)
        assert figure.days <= min(5, figure.events)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", [(1, name, "heading_missing") for name in sorted(HEADINGS)]),
        (csv("feest;Bal;01/01/2025;Gent;3"), [(2, "Soort", "not_one_of")]),
        (csv("workshop;;01/01/2025;;3"), [(2, "Gemeente", "value_missing"), (2, "Titel", "value_missing")]),
        (csv("workshop;Bal;31/02/2025;Gent;3"), [(2, "Datum", "date_unreadable")]),
        (csv("workshop;Bal;01/02/0025;Gent;3"), [(2, "Datum", "date_unreadable")]),
        (csv("workshop;Bal;01/02/2025;Gent;-3"), [(2, "Deelnemers", "out_of_bounds")]),
        (csv("workshop;Bal;01/02/2025;Gent;drie"), [(2, "Deelnemers", "out_of_bounds")]),
        (csv("workshop;Bal;01/02/2025;Gent"), [(2, "", "fields_count")]),
        (csv("workshop;Bal;01/02/2025;Gent;1;2"), [(2, "", "fields_count")]),
        (csv(*["workshop;Bal;01/02/2025;Gent;1"] * 2), [(3, "Titel", "event_twice")]),
        (csv(f"workshop;{'x' * 201};01/02/2025;Gent;1"), [(2, "Titel", "too_long")]),
        (HEADING.encode() + b"\nworkshop;B\xe9l;01/02/2025;Gent;1", [(2, "", "not_utf8")]),
    ],
)
def test_each_fault_of_a_list_is_named(content: bytes, expected: list[tuple[int, str, str]]) -> None:
    assert faults(content) == expected


@pytest.mark.parametrize("language", HEADINGS_IN)
def test_a_list_is_read_and_faults_are_named_in_each_language(language: str) -> None:
    heading, kinds = HEADINGS_IN[language], KINDS_IN[language]
    lines = [";".join(heading), *(f"{kind.upper()};Bal;01/02/2025;Gent;3" for kind in kinds)]
    assert [row.kind for row in read_events("\n".join(lines).encode())] == list(EventKind)
    wrong = "\n".join([lines[0], "feest;;01/02/2025;Gent;3"]).encode()
    assert faults(wrong) == sorted([(2, heading[0], "not_one_of"), (2, heading[1], "value_missing")])
    with pytest.raises(InvalidFile) as refused:
        read_events(wrong)
    assert any(fault.values.get("known") == ", ".join(kinds) for fault in refused.value.faults)
    twice = f"{heading[0]};Titel;{';'.join(heading[1:])};Kind".encode()
    assert {code for _line, _column, code in faults(twice)} == {"heading_twice"}


@given(st.binary(max_size=300))
def test_any_list_is_read_or_refused(content: bytes) -> None:
    faults(content)
    faults(HEADING.encode() + b"\n" + content)


def test_the_pass_of_any_assembly_opens_the_door_of_an_event_once(world: World) -> None:
    second = second_assembly(world)
    secretary, steward = world.person("secretary"), world.person("steward")
    fields = {"kind": "training", "title": "Boekhouden", "on": "2025-06-01", "city": "Gent", "others": "2"}
    assert answer_of(secretary.send("/events/", fields)) == "ok"
    assert answer_of(secretary.send("/events/", fields)) == "event_known"
    for assembly_id, answer in ((world.assembly_id, "welcome"), (second.assembly_id, "already_here")):
        token = pass_token(KEY.encode(), assembly_id, "1")
        page = led_to(steward, steward.send("/events/1/door", {"member": token.lower()}))
        assert f'data-answer="{answer}"' in page
    second_member = steward.send("/events/1/door", {"member": " 2 "})
    assert 'data-answer="welcome"' in led_to(steward, second_member)
    assert "data-answer" not in led_to(steward, second_member), "a reload says nothing again"
    for shown in ("AV1-0000", "", "999", "x" * 60):
        assert answer_of(steward.send("/events/1/door", {"member": shown})) == "unknown_pass"
    assert answer_of(steward.send("/events/77/door", {"member": "1"})) == "not_found"
    with world.app.app_context():
        assert event_figures(db.session(), 2025)[EventKind.TRAINING].participants == 4
    secretary.look("/events/1")
    seen = secretary.field("was", "")
    assert answer_of(secretary.send("/events/1/remove", {"was": seen})) == "event_attended"
    assert answer_of(secretary.send("/events/1", fields | {"on": "yesterday"})) == "invalid_file"
