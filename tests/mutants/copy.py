"""A copy of the project in which modules are changed and tested: the tree itself is never touched."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.mutants.mutations import Mutant
from tests.mutants.rooms import ROOMS, WITH_DATABASE

COPIED = ("voting", "tests", "pyproject.toml")


@dataclass(frozen=True, slots=True)
class Copy:
    """The process that tries mutants in a copy."""

    process: subprocess.Popen[str]

    def notices(self, mutant: Mutant) -> bool:
        """Whether a test of the mutant's room fails."""
        alone = mutant.module not in WITH_DATABASE
        tests = ROOMS[mutant.module]
        return not self._passes(module=mutant.module, code=mutant.code, tests=tests, alone=alone)

    def is_sound(self, modules: Iterable[str], *, alone: bool) -> bool:
        """Whether the tests of all these rooms pass without any change."""
        tests = sorted({test for module in modules for test in ROOMS[module]})
        return not tests or self._passes(module=None, code=None, tests=tests, alone=alone)

    def _passes(self, **asked: Any) -> bool:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(json.dumps(asked), file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline()) is True


@contextmanager
def in_copy() -> Iterator[Copy]:
    """A copy of the project as it is now, with its process, removed when it is no longer needed."""
    with TemporaryDirectory(prefix="voting-mutants-") as directory:
        for name in COPIED:
            copy = shutil.copytree if Path(name).is_dir() else shutil.copy
            copy(name, Path(directory, name))
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.mutants.worker"],
            cwd=directory,
            env=os.environ | {"PYTHONPATH": directory, "PYTHONDONTWRITEBYTECODE": "1"},
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        with process:
            yield Copy(process)
