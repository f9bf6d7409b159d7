"""The table of the pure rooms is whole, and what is explained stands in them."""

import ast
import tomllib
from pathlib import Path

import pytest

from tests.mutants.rooms import LEFT_OUT, ROOMS

ROOT = Path(__file__).parents[2]
SURVIVORS = tomllib.loads(Path(__file__).with_name("explained.toml").read_text()).get("survivor", [])


def test_every_module_that_calls_itself_pure_is_tried() -> None:
    pure = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "voting").rglob("*.py")
        if "Pure" in (ast.get_docstring(ast.parse(path.read_text())) or "")
    }
    assert sorted(pure - ROOMS.keys() - LEFT_OUT.keys()) == []
    assert not ROOMS.keys() & LEFT_OUT.keys()


@pytest.mark.parametrize("module", [*ROOMS, *LEFT_OUT])
def test_a_module_of_the_table_exists_with_its_tests(module: str) -> None:
    assert (ROOT / module).exists()
    for test in ROOMS.get(module, ()):
        file, _, name = test.partition("::")
        assert f"def {name}" in (ROOT / file).read_text()


@pytest.mark.parametrize("survivor", SURVIVORS, ids=lambda survivor: survivor["was"])
def test_what_is_explained_has_a_reason_and_stands_in_its_module(survivor: dict[str, str]) -> None:
    lines = [line.strip() for line in (ROOT / survivor["module"]).read_text().splitlines()]
    assert set(survivor["was"].strip().splitlines()) <= set(lines)
    assert survivor["becomes"].strip()
    assert survivor["why"].strip()
