"""Figures as they are printed: beside their goals, beside those of another run, and as the table of
docs/speed.md."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.bench.goals import GOALS, Goal
from tests.gate.warm import ROOT

Result = Mapping[str, Any]
"""A run: its figures by key, and what is known of the machine."""
DIRECTORY = ROOT / "docs" / "speed"
KEPT = sorted(DIRECTORY.glob("[0-9]*.json"))
"""The runs that docs/speed.md shows, in this order."""
GROWN = sorted(DIRECTORY.glob("growth*.json"))
"""What ``tests.bench.growth --json`` has written, each a table of its own."""
GROWTH_KEY = re.compile(r"(\w+): (.+), (\d+) members, milliseconds")
PAGE = ROOT / "docs" / "speed.md"
BEGINS, ENDS = "<!-- figures -->\n", "<!-- end of figures -->\n"
EMPTY = "empty_view_per_s"
SAID = {True: "met", False: "NOT MET", None: "not measured"}


def read(path: Path) -> Result:
    """A run that was kept."""
    found: Result = json.loads(path.read_text())
    return found


def write(path: Path, result: Result) -> None:
    """Keep a run."""
    path.write_text(json.dumps(result, indent=1) + "\n")


def figure(value: Any) -> str:
    """A figure with as many digits as say something."""
    if not isinstance(value, int | float):
        return str(value) if value is not None else "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def goals_told(result: Result) -> str:
    """Each goal, what was reached, and whether that meets it."""
    lines = [
        f"  {SAID[goal.is_met(result)]:13}{figure(result.get(goal.key)):>9}  {goal.bound:>8}  {goal.what}"
        for goal in GOALS
    ]
    return "\n".join(["goals: what was reached, and what was to be", *lines])


def compared(old: Result, new: Result) -> str:
    """All figures of two runs, and how many times the older the newer is."""
    lines = [f"{'':52}{_name(old):>14}{_name(new):>14}{'times':>8}"]
    for key in [*new, *(key for key in old if key not in new)]:
        was, now = old.get(key), new.get(key)
        numbers = isinstance(was, int | float) and isinstance(now, int | float) and was
        times = f"{now / was:.2f}" if numbers else ""
        lines.append(f"  {key:50}{figure(was)[:13]:>14}{figure(now)[:13]:>14}{times:>8}")
    return "\n".join(lines)


def table(results: Sequence[Result]) -> str:
    """The goals as a table of Markdown, with a column for each run, named by its commit; what meets its goal
    is in bold."""
    rows = [
        ["", "goal", *(f"`{_name(result)}`" for result in results)],
        ["---", "---:", *("---:" for _ in results)],
        ["the empty view, requests a second, SQLite", "", *(figure(result.get(EMPTY)) for result in results)],
        *([goal.what, goal.bound, *(_reached(result, goal) for result in results)] for goal in GOALS),
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def write_page() -> None:
    """Put the table of the runs that are kept into docs/speed.md."""
    before, _, rest = PAGE.read_text().partition(BEGINS)
    _, _, after = rest.partition(ENDS)
    PAGE.write_text(f"{before}{BEGINS}{figures_told()}\n{ENDS}{after}")


def figures_told() -> str:
    """All tables of docs/speed.md."""
    return "\n\n".join([table([read(path) for path in KEPT]), *(grown(path) for path in GROWN)])


def grown(path: Path) -> str:
    """A table of what things cost at each size of the register: milliseconds of the processor, and the power
    of the members by which they grow between the last two sizes."""
    costs = dict[tuple[str, str], dict[int, float]]()
    for key, value in read(path).items():
        if found := GROWTH_KEY.fullmatch(key):
            costs.setdefault((found[1], found[2]), {})[int(found[3])] = value
    sizes = sorted({size for of_one in costs.values() for size in of_one})
    rows = [
        [path.stem, "", *(f"{size:,}" for size in sizes), "exponent"],
        ["---", "---", *["---:"] * (len(sizes) + 1)],
    ]
    for (database, name), of_one in costs.items():
        cells = [figure(of_one.get(size)) for size in sizes]
        rows.append([name, database, *cells, _exponent(of_one)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _exponent(costs: Mapping[int, float]) -> str:
    if len(costs) < 2:
        return ""
    *_, (one, cost), (other, more) = sorted(costs.items())
    return f"{math.log(max(more, 0.1) / max(cost, 0.1)) / math.log(other / one):.2f}"


def _reached(result: Result, goal: Goal) -> str:
    told = figure(result.get(goal.key))
    return f"**{told}**" if goal.is_met(result) else told


def _name(result: Result) -> str:
    return str(result.get("commit", "?"))
