"""What is exported, as CSV or as a workbook in any language, comes in again and changes nothing."""

from datetime import date
from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.register.office import act, within
from tests.world import World
from voting.languages import LANGUAGES
from voting.register.compare import compare
from voting.register.csv_file import read_register
from voting.register.details import Details, read_details, read_number
from voting.register.edit import add_member, add_movement
from voting.register.models import Category, MovementKind, PersonKind
from voting.register.registered import registered

TODAY = date(2025, 6, 17)
J, F, R, X, L, S = (
    MovementKind.JOINED,
    MovementKind.REFUSED,
    MovementKind.RESIGNED,
    MovementKind.EXCLUDED,
    MovementKind.LEFT_BY_LAW,
    MovementKind.LEAVE_REFUSED,
)
LIVES: tuple[tuple[MovementKind, ...], ...] = (
    *((), (F,), (F, F), (J,), (J, R), (J, X), (J, L), (F, J), (J, R, J), (J, R, F), (J, L, J, X)),
    *((J, S), (J, S, S), (J, S, R), (J, S, R, J, S)),
)
"""What becomes of somebody, from an application on."""
ODD = (
    *("", "=1+1", "'=x", "''=x", "+32 2", "-", "--", "@x", "'t Hof", "007", "0612", "1,5", "12.0", "1e5"),
    *("null", "n/a", "Éluard; P", 'Jan "de" Wit', "Łukasz 北", "O’Brien", "＝1", "01/02/2020", "true"),
    *("Naam", "Voornaam", "aanvrager", "A", "#N/A", "x" * 200, "sep=,", "_x0041_", "e\u0301", "a  b", "🙂"),
)
TEXTS = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=["C", "Z"]), max_size=8)
DAYS = st.dates(date(1900, 1, 1), TODAY).map(date.isoformat) | st.just("")
FREE = ("first_name", "representative", "postcode", "municipality", "mandate", "street", "box", "country")
MEMBERS = st.fixed_dictionaries(
    {
        "category": st.sampled_from([each.value for each in Category]),
        "kind": st.sampled_from([each.value for each in PersonKind]),
        "name": TEXTS.filter(bool),
        "email": st.sampled_from(["", "an@example.org", "a.b+c@sub.example.co.uk", "A_B@x-y.be"]),
        "language": st.sampled_from(LANGUAGES),
        "birth_date": DAYS,
        "mandate_until": DAYS,
        "shares": st.just("") | st.integers(0, 999_999_999).map(str),
        **dict.fromkeys(FREE, TEXTS),
    }
)
NUMBERS = st.sampled_from(["", "-1", "/A", ".5", "a"])
PEOPLE = st.lists(
    st.tuples(MEMBERS, NUMBERS, st.sampled_from(LIVES), st.integers(0, 40_000)), min_size=12, max_size=12
)
BEFORE = count(1)


def enter(world: World, people: list[Any]) -> None:
    """Enter people at the office, with all that becomes of them, a month between each."""
    for values, number_end, life, first in people:
        number = read_number(f"{next(BEFORE):05}{number_end}")
        details = read_details(values, TODAY)
        days = [
            date.fromordinal(date(1910, 1, 1).toordinal() + first + 31 * step) for step in range(len(life))
        ]

        def live(session: Any, number: str = number, details: Details = details) -> None:
            add_member(session, number, details, None, act())
            for kind, day in zip(life, days, strict=True):  # noqa: B023 - it is called at once
                add_movement(session, number, kind, act(day))

        assert within(world.app, live) is None


def exported(world: World) -> list[bytes]:
    secretary, files = world.person("secretary"), []
    for language in LANGUAGES:
        secretary.look(f"/office/register?lang={language}")
        files.append(secretary.send("/office/register/export/xlsx", {"words": ""}).data)
    return [*files, secretary.send("/office/register/export/csv", {"words": ""}).data]


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PEOPLE)
def test_whoever_can_be_stored_goes_out_and_comes_in_unchanged(world: World, people: list[Any]) -> None:
    enter(world, people)
    for content in exported(world):
        rows = read_register(content)
        summary = within(world.app, lambda session, rows=rows: compare(registered(session), rows))
        assert (summary.changes, summary.conflicts, summary.added, summary.missing) == ([], [], [], [])
        assert summary.unchanged == len(rows)


def test_everybody_who_is_found_is_in_the_file(world: World) -> None:
    plain = {"category": "A", "kind": "natural", "name": "Wacht", "language": "nl"}
    enter(world, [(plain, "", life, 30_000) for life in LIVES])
    rows = read_register(exported(world)[-1])
    never = [row for row in rows if row.joined_on is None]
    assert len(rows) == 42 + len(LIVES)
    assert sorted(row.left_as.value if row.left_as else "" for row in never) == ["", "refused", "refused"]


def test_the_workbook_and_the_csv_say_the_same(world: World) -> None:
    plain = {"category": "C", "kind": "legal", "name": "'=Zon", "language": "de", "representative": "An"}
    enter(world, [(plain, "", life, 30_000) for life in LIVES])
    xlsx, *_, content = exported(world)
    assert sorted(read_register(xlsx), key=lambda row: row.number) == sorted(
        read_register(content), key=lambda row: row.number
    )
