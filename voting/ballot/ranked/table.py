"""The result of a ranked count as plain text: a heading, a table for each round, the ties, the elected."""

from collections.abc import Iterator
from fractions import Fraction

from voting.ballot.ranked.result import Action, CountResult, Round, SettledBy, exact_decimal

_ACTIONS = {
    Action.FIRST_PREFERENCES: "First preferences",
    Action.SURPLUS: "Transfer of the surplus of",
    Action.EXCLUSION: "Exclusion of",
    Action.ITERATION: "New keep values",
    Action.LAST_VACANCIES: "Last vacancies filled by",
    Action.VOTES: "Votes",
    Action.WINS: "How many others each candidate is better than",
}


def as_text(result: CountResult) -> str:
    """The result as plain text, ending in a newline."""
    return "\n".join(_lines(result)) + "\n"


def _lines(result: CountResult) -> Iterator[str]:
    yield f"Method {result.method}; seats {result.seats}; valid ballots {result.valid}; blank {result.blank}"
    if result.withdrawn:
        yield f"Withdrawn: {_names(result, result.withdrawn)}"
    states = dict.fromkeys(result.withdrawn, "withdrawn")
    before: Round | None = None
    for round_ in result.rounds:
        yield ""
        yield from _round_lines(result, round_, before, states)
        before = round_
    if result.duels:
        yield ""
        yield from _matrix_lines("Ballots that prefer the row to the column", result.duels)
        yield ""
        yield from _matrix_lines(
            "Strongest path from the row to the column: ballots for its weakest duel", result.paths
        )
        yield ""
        yield from _matrix_lines("Ballots against that duel", result.paths_against)
    if result.order:
        yield ""
        yield "Order: " + " > ".join(" = ".join(str(n) for n in equals) for equals in result.order)
    if result.ties:
        yield ""
    for tie in result.ties:
        how = "by lot" if tie.rule is SettledBy.LOT else "by an earlier round"
        tied = ", ".join(str(n) for n in tie.candidates)
        yield f"Round {tie.round}: tie of {tied} ({tie.kind.value}); {tie.chosen} was taken, {how}"
    if any(tie.rule is SettledBy.LOT for tie in result.ties):
        yield "Lot: " + ", ".join(str(n) for n in result.lot)
    yield ""
    yield "Elected, in order:"
    for place, number in enumerate(result.elected, start=1):
        yield f"{place:4}. {_names(result, (number,))}"


def _round_lines(
    result: CountResult, round_: Round, before: Round | None, states: dict[int, str]
) -> Iterator[str]:
    heading = f"Round {round_.number}: {_ACTIONS[round_.action]}"
    yield f"{heading} {_names(result, round_.subject)}" if round_.subject else heading
    states.update(dict.fromkeys(round_.excluded, "excluded"))
    states.update(dict.fromkeys(round_.elected, "elected"))
    places = result.places
    names = max(len(name) for name in (*result.candidates, "Not transferable"))
    values = (*round_.votes, round_.exhausted, round_.lost)
    width = max(len(exact_decimal(value, places)) for value in values) + 1
    for index, (name, votes) in enumerate(zip(result.candidates, round_.votes, strict=True)):
        change = "" if before is None else _change(votes - before.votes[index], places)
        keep = f"  keep {exact_decimal(round_.keep[index], places)}" if round_.keep else ""
        written = exact_decimal(votes, places)
        line = f"{index + 1:4} {name:<{names}} {written:>{width}} {change:>{width + 1}}{keep}"
        yield f"{line}  {states.get(index + 1, '')}".rstrip()
    for label, value in (("Not transferable", round_.exhausted), ("Lost to rounding", round_.lost)):
        if value:
            yield f"     {label:<{names}} {exact_decimal(value, places):>{width}}"
    if round_.quota is not None:
        yield f"     {'Quota':<{names}} {exact_decimal(round_.quota, places):>{width}}"
    if round_.surplus is not None:
        yield f"     {'Surplus':<{names}} {exact_decimal(round_.surplus, places):>{width}}"


def _change(difference: Fraction, places: int) -> str:
    return f"{'+' if difference > 0 else ''}{exact_decimal(difference, places)}"


def _matrix_lines(heading: str, rows: tuple[tuple[int, ...], ...]) -> Iterator[str]:
    width = max(len(str(cell)) for row in rows for cell in (*row, len(rows))) + 1
    yield heading
    yield " " * 4 + "".join(f"{n:>{width}}" for n in range(1, len(rows) + 1))
    for number, row in enumerate(rows, start=1):
        cells = ("" if index + 1 == number else str(cell) for index, cell in enumerate(row))
        yield f"{number:4}" + "".join(f"{cell:>{width}}" for cell in cells)


def _names(result: CountResult, numbers: tuple[int, ...]) -> str:
    return ", ".join(f"{number} {result.candidates[number - 1]}" for number in numbers)
