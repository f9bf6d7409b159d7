"""How the tables of who voted tell what may be told of small groups."""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask_babel import force_locale

from voting.report.document import Block, Chart, Table, Text
from voting.report.small_groups import Group
from voting.report.turnout import shown_groups, venues_beside
from voting.wording.report.turnout import turnout_annex
from voting.wording.report.writing import Writing

DAY = "2025-06-17"


def annex(app: Flask, division: str, groups: Mapping[str, Group], language: str = "nl") -> list[Block]:
    """The annex of a year whose voters are divided in one way."""
    content: dict[str, Any] = {
        "year": 2025,
        "annex": [division],
        "assemblies": [
            {"date": DAY, "voters": sum(group.voters for group in groups.values()), "entitled": 45_598}
        ],
        "turnout": {DAY: {"by": {division: shown_groups(groups)}}},
        "history": [],
        "venues": {},
    }
    with app.test_request_context(), force_locale(language):
        return list(turnout_annex(Writing(content)))


def rows(blocks: list[Block]) -> list[list[str]]:
    return [
        [cell.text for cell in row.cells]
        for block in blocks
        if isinstance(block, Table)
        for row in block.rows
    ]


def test_a_large_group_is_told_as_far_as_it_follows_from_the_total(app: Flask) -> None:
    categories = {"A": Group(1605, 45_473), "B": Group(4, 101), "C": Group(2, 24)}
    blocks = annex(app, "category", categories)
    assert rows(blocks) == [
        ["45.473", "minstens 1.486", "minstens 3,26%"],
        ["101", "–", "–"],
        ["24", "–", "–"],
    ]
    chart = next(block for block in blocks if isinstance(block, Chart))
    assert [bar[2] for bar in chart.bars] == ["minstens 3,26%", "–", "–"]
    assert chart.bars[0][1] == 1486 / 45_473
    assert rows(annex(app, "category", categories, "fr"))[0][1] == "au moins 1.486"


def test_of_three_groups_the_third_is_shown_where_two_hide_each_other(app: Flask) -> None:
    categories = {"A": Group(1605, 45_473), "B": Group(40, 101), "C": Group(2, 24)}
    assert rows(annex(app, "category", categories)) == [
        ["45.473", "1.605", "3,52%"],
        ["101", "minstens 18", "minstens 17,82%"],
        ["24", "–", "–"],
    ]


def groups_of(**voters: int) -> Any:
    return shown_groups({name: Group(number) for name, number in voters.items()})


def test_the_sum_of_the_venues_tells_of_no_channel_that_is_hidden() -> None:
    channels = groups_of(advance=900, online=50, paper=4, venue=100)
    assert [name for name, row in channels.items() if row["voters"] is None] == ["online", "paper"]
    beside = venues_beside(channels, groups_of(BRU=60, LIE=44))
    assert beside == {"BRU": {"voters": 60}, "LIE": {"voters": None}}
    assert venues_beside(channels, groups_of(BRU=104)) == {"BRU": {"voters": None}}
    assert venues_beside(channels, {}) == {}
    assert venues_beside(channels, groups_of(BRU=99, LIE=5)) == groups_of(BRU=99, LIE=5)
    all_shown = groups_of(advance=900, online=50, venue=104)
    assert venues_beside(all_shown, groups_of(BRU=60, LIE=44)) == groups_of(BRU=60, LIE=44)


def test_where_nothing_can_be_shown_a_sentence_says_so(app: Flask) -> None:
    for division, groups in (
        ("category", {"A": Group(9, 100), "B": Group(3, 100)}),
        ("channel", {"online": Group(6), "paper": Group(2)}),
    ):
        blocks = annex(app, division, groups)
        assert not any(isinstance(block, Table | Chart) for block in blocks)
        said = [block.text for block in blocks if isinstance(block, Text)]
        assert said[-1].endswith(": de groepen zijn te klein om een getal te tonen.")
