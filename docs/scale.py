"""What the work of the office takes at each size of the register, for docs/scale.md: by the figures in
docs/speed, drawn on from the largest size that was measured. ``python -m docs.scale`` prints it."""

import json
import sys
from math import log10
from pathlib import Path

SPEED = Path(__file__).parent / "speed"
SIZES = (5_000, 50_000, 1_000_000, 10_000_000)
MEASURED = (10_000, 100_000)
"""The two sizes by which the growth is drawn on."""
WORK = (
    ("sqlite", "bringing in a register"),
    ("sqlite", "applying it"),
    ("postgresql", "convening"),
    ("sqlite", "inviting"),
    ("sqlite", "register as CSV"),
    ("postgresql", "the roll"),
    ("postgresql", "perhaps one person twice"),
    ("postgresql", "a member's agenda"),
)


def size_table() -> str:
    """The lines of the table, in Markdown: seconds of the processor."""
    heads = [f"{size:,}" for size in SIZES]
    lines = [f"| | database | {' | '.join(heads)} |", f"| --- | --- |{' ---: |' * len(SIZES)}"]
    for database, name in WORK:
        cells = [f"{_seconds(database, name, size):.3g}" for size in SIZES]
        lines.append(f"| {name} | {database} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _seconds(database: str, name: str, members: int) -> float:
    figures = json.loads((SPEED / f"growth-{database}.json").read_text())
    small, large = (figures[f"{database}: {name}, {size} members, milliseconds"] for size in MEASURED)
    exponent = max(0.0, log10(large / small))
    return float(large * (members / MEASURED[1]) ** exponent / 1000)


if __name__ == "__main__":
    sys.stdout.write(size_table() + "\n")
