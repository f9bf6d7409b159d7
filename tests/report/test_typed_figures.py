"""Numbers in a text that are figures of the year or of the one before."""

import pytest

from voting.report.typed_figures import TypedFigure, name_instead, typed_figures

NOW = {"joined": 4104, "members": 45598, "resigned": 213, "left_by_law": 6, "year": 2025}
BEFORE = {"joined": 4050, "resigned": 213, "year": 2024}


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
        "17/06/2025",
        "2025-06-17",
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


def test_a_name_in_place_of_a_number() -> None:
    text = "4.104 werden lid, 14.104 niet; 4.104!"
    assert name_instead(text, "4.104", "joined") == "{joined} werden lid, 14.104 niet; {joined}!"
