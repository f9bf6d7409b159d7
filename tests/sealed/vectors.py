"""What several implementations of sealed ballots have in common, as data."""

import json
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent

VECTORS: dict[str, Any] = json.loads((_FOLDER / "vectors.json").read_text())
"""A ceremony, ballots by each method, and an opening."""
RFC9496: dict[str, Any] = json.loads((_FOLDER / "rfc9496.json").read_text())
"""Appendix A of RFC 9496: the first multiples of the base (A.1), and what is no element (A.2)."""
