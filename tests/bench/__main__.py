"""How fast it all is: ``make bench``, or ``python -m tests.bench``.

Every goal of docs/speed.md is measured once, with the empty view under the same server in the same run, and
printed beside its goal. ``BENCH_JSON`` names a file to which the figures are written. ``--compare OLD.json``
sets them beside those of another run; ``--only PART`` leaves measurements out; ``--tiny`` runs all of them so
small that nothing is said by it but that they run. ``--table FILE ...`` prints runs that were kept as a
table; ``--page`` puts that of docs/speed/*.json into docs/speed.md.
"""

import argparse
import os
import resource
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tests.bench import results
from tests.bench.doors import measure_followed_doors
from tests.bench.hall import measure_hall
from tests.bench.house import DATABASES, SERVING
from tests.bench.machine import machine
from tests.bench.office import measure_office
from tests.bench.rush import measure_rush
from tests.bench.screens import measure_screens
from tests.bench.sealed_rounds import (
    measure_gate,
    measure_opening,
    measure_sealed_closing,
    measure_sealing,
)
from tests.bench.size import FULL, TINY, Size
from tests.bench.votes import Figures, measure_cost, measure_doors, measure_votes

Measurement = tuple[str, Callable[[Size], Figures]]


def measurements() -> Iterator[Measurement]:
    """All that is measured, by name, in this order."""
    both: dict[str, Callable[[str, Size], Figures]] = {
        "votes": measure_votes,
        "hall": measure_hall,
        "cost": measure_cost,
        "doors": lambda database, size: measure_doors(database, size, SERVING[database]),
        "followed": measure_followed_doors,
        "rush": measure_rush,
        "office": measure_office,
        "sealed gate": measure_gate,
        "sealed closing": measure_sealed_closing,
    }
    for name, act in both.items():
        for database in DATABASES:
            yield f"{name} {database}", partial(act, database)
    yield "sealed opening sqlite", partial(measure_opening, "sqlite")
    yield "sealing", measure_sealing
    yield "screens sqlite", partial(measure_screens, "sqlite")
    yield "votes postgresql 2 workers", lambda size: measure_votes("postgresql", size, workers=2)


def measure(size: Size, only: str = "", kept: Path | None = None) -> dict[str, Any]:
    """Measure all whose name has ``only`` in it; print each figure as it comes, and keep them in a file. What
    fails is told, and the others are measured all the same."""
    found: dict[str, Any] = dict(machine())
    begun = time.monotonic()
    for name, act in measurements():
        if only in name:
            print(f"\n{name}", flush=True)
            started = time.monotonic()
            try:
                figures = act(size)
            except Exception as error:
                traceback.print_exc()
                figures, found[f"failed_{key_of(name)}"] = {}, repr(error)
            for key, value in figures.items():
                print(f"  {results.figure(value):>10}  {key}", flush=True)
            found |= figures | _alone(figures)
            found[f"bench_seconds_{key_of(name)}"] = time.monotonic() - started
            found["bench_seconds"] = time.monotonic() - begun
            if kept:
                results.write(kept, found)
    return found


def key_of(name: str) -> str:
    """The name of a measurement in a key."""
    return name.replace(" ", "_")


def _alone(figures: Figures) -> Figures:
    """The keys without a database: those of the one that an installation has where nothing else is said."""
    keys = ("empty_view_per_s", "vote_p99_ms_at_760", "import_seconds")
    return {key: figures[f"{key}_sqlite"] for key in keys if f"{key}_sqlite" in figures}


def main() -> None:
    """Measure, print and keep; or print what was kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--only", default="", help="a part of a measurement's name")
    parser.add_argument("--tiny", action="store_true")
    parser.add_argument("--compare", type=Path, metavar="OLD.json")
    parser.add_argument("--table", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--page", action="store_true")
    asked = parser.parse_args()
    if asked.page:
        results.write_page()
        return
    if asked.table:
        print(results.table([results.read(path) for path in asked.table]))
        return
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    kept = os.environ.get("BENCH_JSON")
    found = measure(TINY if asked.tiny else FULL, asked.only, Path(kept) if kept else None)
    print(f"\n{results.goals_told(found)}\n\nall of it in {found['bench_seconds']:.0f} s")
    if asked.compare:
        print(f"\n{results.compared(results.read(asked.compare), found)}")
    failed = [key for key in found if key.startswith("failed_")]
    if failed:
        sys.exit(f"\nFAILED: {', '.join(failed)}")


if __name__ == "__main__":
    main()
