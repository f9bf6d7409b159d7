"""The mutants of the pure rooms: every small change that cosmic-ray knows to make to them, and a sample."""

import ast
import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice
from pathlib import Path
from warnings import catch_warnings

from cosmic_ray.ast import ast_nodes, get_ast_from_path
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

from tests.mutants.rooms import ROOMS

USELESS = re.compile(
    r"_(Eq|NotEq|Is|IsNot)_(Lt|LtE|Gt|GtE)$|_(Lt|LtE|Gt|GtE|Eq|NotEq)_(Is|IsNot)$|_(Is|IsNot)_(Eq|NotEq)$"
    r"|_BitOr_|_(BitOr|BitAnd|BitXor|LShift|RShift|Pow|Mod|Div)$|_(UAdd|USub|Invert)$"
)
"""Operators whose changes say nothing about tests."""


Name = tuple[str, str, str]
"""A module, lines of it as they are, and as they would be."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change to one module: which lines of it, as they are and as they would be."""

    module: str
    line: int
    was: str
    becomes: str
    code: str

    @property
    def name(self) -> Name:
        """By what a mutant is known, wherever in its module it stands."""
        return self.module, self.was, self.becomes

    def __str__(self) -> str:
        was, becomes = (
            text.replace("\n", f"\n{sign} ") for text, sign in ((self.was, "-"), (self.becomes, "+"))
        )
        return f"{self.module}:{self.line}\n- {was}\n+ {becomes}"


@dataclass(frozen=True, slots=True)
class Change:
    """A change that can be made: the ``occurrence``-th place for an operator in a module, and its line."""

    module: str
    operator: str
    occurrence: int
    line: int
    column: int
    text: str


def mutants(*, number: int, seed: int, named: set[Name]) -> list[Mutant]:
    """A sample of so many mutants of all rooms, and beside it those that are ``named`` (as ``Mutant.name``).

    The seed gives each mutant a place by what it changes: changes elsewhere leave the sample as it is.
    """
    changes = sorted((change for module in ROOMS for change in _changes(module)), key=partial(_place, seed))
    sample = list(islice(_made(changes), number))
    lines = {(module, was.splitlines()[0]) for module, was, _ in named}
    beside = _made(change for change in changes if (change.module, change.text) in lines)
    chosen = {*sample, *(mutant for mutant in beside if mutant.name in named)}
    return sorted(chosen, key=lambda mutant: (mutant.module, mutant.line, mutant.becomes))


def _changes(module: str) -> Iterator[Change]:
    lines = Path(module).read_text().splitlines()
    nodes = list(ast_nodes(get_ast_from_path(Path(module))))
    for name in operator_names():
        operator = get_operator(name)
        if USELESS.search(name) or operator.arguments():
            continue
        places = (start for node in nodes for start, _ in operator().mutation_positions(node))
        for occurrence, (line, column) in enumerate(places):
            if not _is_left_alone(module, line, column):
                yield Change(module, name, occurrence, line, column, lines[line - 1].strip())


def _is_left_alone(module: str, line: int, column: int) -> bool:
    """Whether a change would be to a decorator or a type: these are the business of mypy, not of tests."""
    return any(
        (first, start) <= (line, column) < (last, end)
        for first, start, last, end in _types_and_decorators(module)
    )


@cache
def _types_and_decorators(module: str) -> list[tuple[int, int, int, int]]:
    found: list[ast.expr | None] = []
    for node in ast.walk(ast.parse(Path(module).read_text())):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found += node.decorator_list
        if isinstance(node, ast.FunctionDef):
            found.append(node.returns)
        if isinstance(node, ast.arg | ast.AnnAssign):
            found.append(node.annotation)
    return [
        (node.lineno, node.col_offset - 1, node.end_lineno or 0, node.end_col_offset or 0)
        for node in found
        if node is not None
    ]


def _place(seed: int, change: Change) -> str:
    own = [seed, change.module, change.operator, change.text, change.column]
    return hashlib.sha256(repr(own).encode()).hexdigest()


def _made(changes: Iterable[Change]) -> Iterator[Mutant]:
    """The mutants that are Python at all."""
    for change in changes:
        code = Path(change.module).read_text()
        changed = mutate_code(code, get_operator(change.operator)(), change.occurrence)
        assert changed is not None, change
        with suppress(SyntaxError), catch_warnings(action="ignore"):
            compile(changed, change.module, "exec")
            was, becomes = _difference(code.splitlines(), changed.splitlines())
            yield Mutant(change.module, change.line, was, becomes, changed)


def _difference(before: list[str], after: list[str]) -> tuple[str, str]:
    """The lines between those with which both begin and those with which both end, without indentation."""
    while before and after and before[0] == after[0]:
        before, after = before[1:], after[1:]
    while before and after and before[-1] == after[-1]:
        before, after = before[:-1], after[:-1]
    was, becomes = ("\n".join(line.strip() for line in lines) for lines in (before, after))
    return was, becomes
