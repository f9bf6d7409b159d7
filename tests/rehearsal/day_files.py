"""The recorded day of 2025, as the demonstration ships it."""

from pathlib import Path

DEMO = Path(__file__).parents[2] / "voting" / "demo"
FILES = {
    "register": DEMO / "register-2025.csv.gz",
    "assembly": DEMO / "assembly-2025.toml.gz",
    "events": DEMO / "events-2025.csv.gz",
    "expected": DEMO / "expected-2025.json.gz",
}
OPTIONS = [str(part) for name, path in FILES.items() for part in (f"--{name}", path)]
"""The same as options of ``voting rehearse``."""
