"""Numbers and days in a text that are figures of the year or of the one before."""

import pytest

from voting.report.facts import Unit
from voting.report.named import Named
from voting.report.typed_figures import TypedFigure, name_instead, outdated, typed_figures


def figures(**numbers: int | None) -> dict[str, Named]:
    return {name: Named(name, number) for name, number in numbers.items()}


NOW = figures(joined=4104, members=45598, resigned=213, left_by_law=6, year=2025, hidden=None) | {
    "loyal": Named("", 74, Unit.PERCENT),
    "content": Named("", "7.4", Unit.OF_TEN),
    "hours": Named("", "7.40"),
    "founded": Named("", 2016, Unit.AS_IT_STANDS),
    "article": Named("", "37", Unit.AS_IT_STANDS),
    "assembly": Named("", "2025-06-17", Unit.AS_IT_STANDS),
}
BEFORE = figures(joined=4050, resigned=213, year=2024) | {
    "assembly": Named("", "2024-08-01", Unit.AS_IT_STANDS),
    "turnout": Named("", "3.71", Unit.PERCENT),
}


def found(text: str) -> list[TypedFigure]:
    return typed_figures(text, NOW, BEFORE)


@pytest.mark.parametrize("written", ["4104", "4.104", "4,104", "4 104", "4\u00a0104", "4\u202f104"])
def test_however_it_is_written(written: str) -> None:
    joined = [TypedFigure(written, ("joined",))]
    assert found(f"In dat jaar werden {written} vennoten lid.") == joined
    assert found(f"{written}, niet meer ({written}).") == joined


def test_of_this_year_or_the_one_before() -> None:
    assert found("In 2024 waren het er 4.050, en 213 gingen.") == [
        TypedFigure("2024", (), ("year",)),
        TypedFigure("4.050", (), ("joined",)),
        TypedFigure("213", ("resigned",), ("resigned",)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "6 vennoten",
        "artikel 213/1",
        "art. 6:213 §213",
        "17/06/2023",
        "2025-06-18",
        "31/02/2025",
        "17/06-2025",
        "213%",
        "213,5",
        "1.213",
        "KBO 0806.213.741",
        "A213",
        "213e",
        "{joined}",
        "45.5980",
    ],
)
def test_what_is_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("74%", "loyal"),
        ("74 %", "loyal"),
        ("74\u202f%", "loyal"),
        ("7,4/10", "content"),
        ("7.4/10", "content"),
        ("7,4", "hours"),
        ("7.40", "hours"),
        ("2016", "founded"),
    ],
)
def test_with_its_unit(written: str, name: str) -> None:
    assert found(f"Het was {written}.") == [TypedFigure(written, (name,))]
    assert (
        name_instead(f"Het was {written}, {written}8.", written, name) == f"Het was {{{name}}}, {written}8."
    )


@pytest.mark.parametrize("text", ["74", "7/10", "74/10", "74,5%", "7,4%", "7/10/2025", "37", "7,44"])
def test_with_another_unit_or_none(text: str) -> None:
    assert found(text) == []


def test_a_name_in_place_of_a_number() -> None:
    text = "4.104 werden lid, 14.104 niet; 4.104!"
    assert name_instead(text, "4.104", "joined") == "{joined} werden lid, 14.104 niet; {joined}!"


@pytest.mark.parametrize(
    "written",
    ["17/06/2025", "17.6.2025", "17-06-2025", "2025-06-17", "17 juni 2025", "17 Juin 2025", "17. Juni 2025"],
)
def test_a_day_however_it_is_written(written: str) -> None:
    assert found(f"Op {written} was het zover.") == [TypedFigure(written, ("assembly",))]
    assert name_instead(f"Op {written}.", written, "assembly") == "Op {assembly}."


@pytest.mark.parametrize(
    ("written", "name"),
    [
        *(("01/08/2024", "assembly"), ("1er août 2024", "assembly"), ("1. August 2024", "assembly")),
        *(("3,71%", "turnout"), ("3.71 %", "turnout"), ("4.050", "joined"), ("4\u202f050", "joined")),
    ],
)
def test_what_is_outdated(written: str, name: str) -> None:
    text = f"Het was {written}, 213 en 4.104."
    assert outdated(text, NOW, BEFORE) == [TypedFigure(written, (), (name,))]


def test_what_was_of_last_year_and_is_another_figure_now_is_outdated() -> None:
    before = figures(members=4104, resigned=213)
    assert outdated("4.104 en 213", NOW, before) == [TypedFigure("4.104", ("joined",), ("members",))]
