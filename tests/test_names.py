"""One name means one thing: nothing public is defined twice, but in views, commands and verifiers."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "voting"
APART = ("recount.py", "verify_sealed.py", "migrations/", "web/", "cli/", "ballot/ranked/command.py")
"""The recount and the verifier of sealed ballots repeat on purpose what they check; views and commands have
the words of their addresses."""


def definitions(kind: type[ast.ClassDef | ast.FunctionDef]) -> Iterator[tuple[str, str]]:
    """The names of the public classes or functions of each module, with the module's path."""
    for file in sorted(PACKAGE.rglob("*.py")):
        path = file.relative_to(PACKAGE).as_posix()
        if kind is ast.FunctionDef and path.startswith(APART):
            continue
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, kind) and not node.name.startswith("_"):
                yield node.name, path


def twice(kind: type[ast.ClassDef | ast.FunctionDef]) -> dict[str, list[str]]:
    """The names that several modules define, with these modules."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, path in definitions(kind):
        found[name].append(path)
    return {name: paths for name, paths in found.items() if len(paths) > 1}


def test_no_two_classes_have_one_name() -> None:
    assert len(list(definitions(ast.ClassDef))) > 100
    assert twice(ast.ClassDef) == {}


def test_no_two_functions_of_the_law_have_one_name() -> None:
    assert len(list(definitions(ast.FunctionDef))) > 500
    assert twice(ast.FunctionDef) == {}
