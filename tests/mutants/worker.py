"""Runs tests on mutants, within a copy of the project: mutants in, verdicts out, one JSON value a line.

What is not ours is imported once; each mutant is tried in a process of its own that is made from there.
"""

import json
import multiprocessing
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from importlib.metadata import entry_points
from pathlib import Path

import flask_migrate  # noqa: F401 - with Flask and SQLAlchemy: so that no mutant has to wait for them
import hypothesis.strategies  # noqa: F401 - the same
import pytest
from hypothesis import Phase, settings

for plugin in entry_points(group="pytest11"):
    plugin.load()
settings.register_profile(  # that an example fails is enough: none is made smaller
    "mutants", deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate]
)
OPTIONS = ["-x", "-q", "-p", "no:cacheprovider", "-k", "not postgresql"]


SECONDS = 20
"""Of the processor's time in one test, after which a mutant is held to go round for ever."""


class Impatience:
    """Ends the process in a test that takes longer than any does, and so the processes that it begins."""

    def pytest_runtest_setup(self) -> None:
        """Give the next test its time."""
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + SECONDS, resource.RLIM_INFINITY))


def passes(tests: list[str], alone: bool) -> bool:
    """Whether these tests pass in what the copy holds now; ``alone``: without the fixtures that all tests
    share, which take long to come."""
    arguments = [*OPTIONS, *(["--noconftest"] if alone else []), *tests]
    process = multiprocessing.get_context("fork").Process(target=_run, args=(arguments,))
    process.start()
    process.join()
    return process.exitcode == 0


def _run(arguments: list[str]) -> None:
    impatience = Impatience()
    impatience.pytest_runtest_setup()  # a module may never end either
    settings.load_profile("mutants")
    with Path("/dev/null").open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        code = pytest.main(arguments, plugins=[impatience])
    sys.exit(code)


def main() -> None:
    """Each line asks for a verdict: ``module`` with ``code`` (None: as it is), and what ``passes`` takes."""
    for line in sys.stdin:
        wanted = json.loads(line)
        module, code = wanted.pop("module"), wanted.pop("code")
        with changed(Path(module), code) if module else nullcontext():
            verdict = passes(**wanted)
        print(json.dumps(verdict), flush=True)


@contextmanager
def changed(module: Path, code: str) -> Iterator[None]:
    """A module with other code, for a while."""
    before = module.read_text()
    module.write_text(code)
    try:
        yield
    finally:
        module.write_text(before)


if __name__ == "__main__":
    main()
