"""The numbers of all processes that serve an installation on this machine: each writes its own down every few
seconds, and whoever is asked reads those of the others."""

import contextlib
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FORGOTTEN_AFTER = 30.0
"""Seconds after which a process that has written nothing is taken to have ended, and is told of no more."""


class Workers:
    """The numbers that processes have written into a ``folder``, by the number of each process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, told: dict[str, Any]) -> None:
        """Write down those of this process, whole or not at all. Raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path, new = self._path(), self._path().with_suffix(".new")
        new.write_text(json.dumps({"at": time.monotonic(), "told": told}))
        new.rename(path)

    def others(self) -> dict[str, dict[str, Any]]:
        """What the other processes that live have written. The files of those that have ended are removed."""
        return {pid: told for pid, told in self._written() if pid != str(os.getpid())}

    def _written(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for path in sorted(self._folder.glob("*.json")):
            with contextlib.suppress(OSError, ValueError, KeyError):
                written = json.loads(path.read_text())
                if 0 <= time.monotonic() - written["at"] < FORGOTTEN_AFTER:  # of all processes of a machine
                    yield path.stem, written["told"]
                else:
                    path.unlink()

    def _path(self) -> Path:
        return self._folder / f"{os.getpid()}.json"
