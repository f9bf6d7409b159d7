"""The rolls that phones at the doors fetch, compressed once for all phones of a process."""

import gzip
import json
import threading
from collections.abc import Callable
from typing import Any


class PackedRolls:
    """By assembly, the version of its roll that was asked for last, as compressed JSON."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[str, bytes]] = {}
        self._making = threading.Lock()

    def get(self, assembly_id: int, version: str, make: Callable[[], dict[str, Any]]) -> bytes:
        """The roll of an assembly in this version, as gzipped JSON. Where another version is kept, the first
        caller has it made by ``make``, and the others wait."""
        with self._making:
            kept = self._kept.get(assembly_id)
            if kept is None or kept[0] != version:
                kept = self._kept[assembly_id] = version, _packed(make())
            return kept[1]


def _packed(content: dict[str, Any]) -> bytes:
    return gzip.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), 6)
