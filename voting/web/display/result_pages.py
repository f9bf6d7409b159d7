"""An announced result on pages of the screen: first what was decided, the elected before all others; then by
which votes, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from voting.ballot.adoption import MajorityBase, TieRule, parse_majority
from voting.ballot.methods import RANKED, Method
from voting.ballot.models import Resolution
from voting.ballot.outcome import Outcome
from voting.halls.pages import in_pages
from voting.halls.standings import beats_all, decisive_duels
from voting.web.display.blocks import Block, Section, pages_of, size_of, text_sections
from voting.web.display.lines import (
    ComparedPair,
    ResultLine,
    elected_word,
    lines_of_result,
    pairs_of_result,
    quota_said,
)
from voting.web.display.room import COLUMN, GAP, lines_of, sentences
from voting.wording.display import both, each, in_each
from voting.wording.reasoning import base_of, reasoning
from voting.wording.rules import names_of

BARS = 6
"""The most lines that stand below one another, with long bars; more stand in two columns."""
OUTCOME, HEADING, NAME = 34, 23, 19
"""The room of an outcome, of a heading, and of a name that stands alone."""
ACROSS_LINE, ACROSS_LETTERS, COLUMN_LINE, COLUMN_LETTERS, MORE = 18, 26, 22, 24, 12
"""The room of a line with its bar, and the letters of a name in it; the same in two columns; and what each
further line of a name takes."""
MOST_PAIRS = 10
"""The most comparisons two by two that are shown, the narrowest of them."""

Words = tuple[str, dict[str, Any]]
"""A key of the display's words, with the values for them."""


def result_pages(
    resolution: Resolution, result: dict[str, Any], languages: Sequence[str], room: int
) -> list[list[Block]]:
    """The pages of a result, each as blocks below one another; ``room`` is what a page holds."""
    if resolution.method == Method.FOR_AGAINST_ABSTAIN or result["outcome"] == Outcome.QUORUM_NOT_MET:
        sections = _decision(resolution, result, languages)
    elif resolution.method in RANKED:
        sections = _ranked(resolution, result, languages, room)
    else:
        sections = _election(resolution, result, languages, room)
    reasons = each(languages, lambda: "\n".join(reasoning(resolution, result, brief=True)))
    if any(reasons.values()):
        sections += text_sections(reasons, room)
    return [_joined(page) for page in pages_of(sections, room)]


def line_pages(lines: Sequence[ResultLine], foot: Block, room: int) -> list[Section]:
    """Lines with their bars, and below those of each page what they are."""
    layout = _layout(lines)
    pages = in_pages(lines, room - foot.size, partial(_size, layout))
    return [(_lines(page, layout), replace(foot, kind="base")) for page in pages]


def _layout(lines: Sequence[ResultLine]) -> str:
    return "bars" if len(lines) <= BARS else "list"


def _joined(page: Sequence[Section]) -> list[Block]:
    """The blocks of a page: what heads those who are not elected says nothing new below others, and what the
    percentages are of stands once."""
    blocks = [
        block
        for place, section in enumerate(page)
        for block in section
        if not (place and block.mark == "rest")
    ]
    bases = [block for block in blocks if block.kind == "base"]
    return [block for block in blocks if block.kind != "base" or block is bases[-1]]


def _decision(resolution: Resolution, result: dict[str, Any], languages: Sequence[str]) -> list[Section]:
    """The outcome of a motion, with its votes; or that the quorum is not met."""
    blocks = [Block("outcome", both(languages, result["outcome"]), OUTCOME, result["outcome"])]
    if result["outcome"] == Outcome.TIED:
        blocks.append(_foot(languages, [("to_decide", {})]))
    if resolution.method == Method.FOR_AGAINST_ABSTAIN:
        blocks += [_lines(lines_of_result(resolution, result)), _foot(languages, [_base(resolution, result)])]
    return [tuple(blocks)]


def _election(
    resolution: Resolution, result: dict[str, Any], languages: Sequence[str], room: int
) -> list[Section]:
    """Who is elected, who is tied, and the others, each with their votes."""
    lines = lines_of_result(resolution, result)
    layout = _layout(lines)
    foot = _foot(languages, [_base(resolution, result)])
    sections: list[Section] = []
    for fate in ("elected", "tied", ""):
        own = [line for line in lines if line.fate == fate]
        heading = _heading(resolution, result, fate, languages)
        more = _more(resolution, result, fate)
        after = (_foot(languages, more),) if more else ()
        left = room - heading.size - foot.size - size_of(after)
        for page in in_pages(own, left, partial(_size, layout)):
            sections.append((heading, _lines(page, layout), *after, replace(foot, kind="base")))
    return sections


def _ranked(
    resolution: Resolution, result: dict[str, Any], languages: Sequence[str], room: int
) -> list[Section]:
    """Who is elected and how that was counted; then the last round, or the comparisons two by two."""
    heading = _heading(resolution, result, _fate_of_all(result), languages)
    how = _foot(languages, [_how(resolution, result), *_more(resolution, result, _fate_of_all(result))])
    pictures = _pictures(resolution, result, languages, room)
    names = names_of(resolution)
    codes = result["elected"] or result["tied"]
    if len(pictures) == 1 and heading.size + how.size + size_of(pictures[0]) <= room:
        return [(heading, *pictures[0], how)]
    if not codes:
        return [(heading, how), *pictures]
    left = room - heading.size - how.size
    pages = in_pages([names[code] for code in codes], left, lambda name: NAME * lines_of(name, COLUMN))
    return [(heading, Block("names", page, NAME * len(page)), how) for page in pages] + pictures


def _pictures(
    resolution: Resolution, result: dict[str, Any], languages: Sequence[str], room: int
) -> list[Section]:
    if not result["count"]:
        return []
    pairs = pairs_of_result(resolution, result)
    if pairs:
        foot = _foot(languages, [("narrowest", {})] if len(pairs) > MOST_PAIRS else [])
        return [
            (Block("pairs", page, sum(map(_pair_size, page))), foot)
            for page in in_pages(pairs[:MOST_PAIRS], room - foot.size, _pair_size)
        ]
    foot = _foot(languages, [_base(resolution, result)])
    lines = lines_of_result(resolution, result)
    out = [line for line in lines if line.fate == "eliminated"]
    heading = Block("heading", both(languages, "eliminated"), HEADING, "out")
    return line_pages([line for line in lines if line not in out], foot, room) + [
        (heading, _lines(page, "list"))
        for page in in_pages(out, room - heading.size - foot.size, partial(_size, "list"))
    ]


def _heading(resolution: Resolution, result: dict[str, Any], fate: str, languages: Sequence[str]) -> Block:
    """What heads those whom the same became of."""
    if fate == "elected" and resolution.term_years:
        words = both(languages, "elected_for", number=resolution.term_years)
    elif fate == "tied":
        words = both(languages, "tied_for_seats" if resolution.seats > 1 else "tied")
    elif fate == "" and (result["elected"] or result["tied"]):
        return Block("heading", both(languages, "not_elected"), HEADING, "rest")
    else:
        words = both(languages, elected_word(result) if fate == "elected" else fate or "none_elected")
    return Block("heading", words, HEADING, fate)


def _more(resolution: Resolution, result: dict[str, Any], fate: str) -> list[Words]:
    """What is to be said of the tied, and of seats that stay vacant."""
    said: list[Words] = []
    if fate == "tied":
        new_round = result["outcome"] == Outcome.TIED or result["tie_rule"] == TieRule.SECOND_ROUND
        said.append(("to_decide" if new_round else "equals_rejected", {}))
    if result["vacant"] and fate == _fate_of_all(result):
        said.append(("vacant", {"number": result["vacant"]}))
    return said


def _fate_of_all(result: dict[str, Any]) -> str:
    return "elected" if result["elected"] else "tied" if result["tied"] else ""


def _how(resolution: Resolution, result: dict[str, Any]) -> Words:
    """How the votes were counted, and by that who came to be elected."""
    count, names = result["count"], names_of(resolution)
    if not count:
        return "no_ranking", {}
    if resolution.method == Method.IRV:
        return ("how_irv" if len(count["rounds"]) > 1 else "how_irv_at_once"), {}
    if resolution.method != Method.SCHULZE:
        return "how_stv", {}
    if not result["elected"]:
        return "how_schulze_tied", {}
    clear = beats_all(decisive_duels(count))
    return ("how_schulze" if clear else "how_schulze_circle"), {"name": names[result["elected"][0]]}


def _base(resolution: Resolution, result: dict[str, Any]) -> Words:
    """Of what the bars and percentages are, and the mark on them."""
    if resolution.method == Method.FOR_AGAINST_ABSTAIN:
        return f"base_{parse_majority(result['majority']).base}", {"number": base_of(result)}
    if resolution.method == Method.PER_CANDIDATE:
        return _base_of_each(result)
    if resolution.method == Method.IRV:
        last = result["count"]["rounds"][-1]
        return "of_continuing", {"number": sum(round(float(votes)) for votes in last["votes"])}
    if resolution.method in RANKED:
        return "of_quota", {"quota": quota_said(result)}
    return "of_ballots", {"number": result["ballots"]}


def _base_of_each(result: dict[str, Any]) -> Words:
    base = parse_majority(result["majority"]).base
    if base is MajorityBase.FOR_AGAINST:
        return "of_each", {}
    return f"base_{base}", {"number": base_of(result, next(iter(result["counts"])))}


def _foot(languages: Sequence[str], said: Iterable[Words]) -> Block:
    words = [*said]
    texts = [text for key, values in words for text in in_each(languages, key, **values)]
    content = [both(languages, key, **values) for key, values in words]
    return Block("foot", content, sentences(texts))


def _lines(lines: Sequence[ResultLine], layout: str = "bars") -> Block:
    return Block("lines", lines, sum(_size(layout, line) for line in lines) + GAP, layout)


def _size(layout: str, line: ResultLine) -> int:
    if layout == "bars":
        return ACROSS_LINE + MORE * (lines_of(line.name, ACROSS_LETTERS) - 1)
    return (COLUMN_LINE + MORE * (lines_of(line.name, COLUMN_LETTERS) - 1) + 1) // 2


def _pair_size(pair: ComparedPair) -> int:
    letters = max(len(pair.first), len(pair.second))
    return ACROSS_LINE + MORE * (-(-letters // ACROSS_LETTERS) - 1)
