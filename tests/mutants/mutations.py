"""The mutants of the pure rooms: every small change that cosmic-ray knows to make to them, and a sample."""

import ast
import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from warnings import catch_warnings

from cosmic_ray.commands import init
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import MutationSpec

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


def mutants(modules: Iterable[str], *, number: int, seed: int, named: set[Name]) -> list[Mutant]:
    """A sample of so many mutants, and beside it those that are ``named`` (as ``Mutant.name``).

    The seed gives each mutant a place by what it changes: changes elsewhere leave the sample as it is.
    """
    specs = sorted(_specs(modules), key=lambda spec: _place(spec, seed))
    sample = list(islice(_made(specs), number))
    lines = {(module, was.splitlines()[0]) for module, was, _ in named}
    beside = _made(spec for spec in specs if (str(spec.module_path), _line_of(spec)) in lines)
    chosen = {*sample, *(mutant for mutant in beside if mutant.name in named)}
    return sorted(chosen, key=lambda mutant: (mutant.module, mutant.line, mutant.becomes))


def _specs(modules: Iterable[str]) -> Iterator[MutationSpec]:
    with (
        TemporaryDirectory() as directory,
        use_db(f"{directory}/mutants.sqlite3", WorkDB.Mode.create) as work,
    ):
        init([Path(module) for module in modules], work, {})
        for item in work.work_items:
            (spec,) = item.mutations
            if not USELESS.search(spec.operator_name) and not _is_left_alone(spec):
                yield spec


def _is_left_alone(spec: MutationSpec) -> bool:
    """Whether a change would be to a decorator or a type: these are the business of mypy, not of tests."""
    line, column = spec.start_pos
    return any(
        (first, start) <= (line, column) < (last, end)
        for first, start, last, end in _types_and_decorators(str(spec.module_path))
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


def _place(spec: MutationSpec, seed: int) -> str:
    own = [seed, str(spec.module_path), spec.operator_name, _line_of(spec), spec.start_pos[1]]
    return hashlib.sha256(repr(own).encode()).hexdigest()


def _line_of(spec: MutationSpec) -> str:
    return spec.module_path.read_text().splitlines()[spec.start_pos[0] - 1].strip()


def _made(specs: Iterable[MutationSpec]) -> Iterator[Mutant]:
    """The mutants that are Python at all."""
    for spec in specs:
        code = spec.module_path.read_text()
        changed = mutate_code(code, get_operator(spec.operator_name)(), spec.occurrence)
        assert changed is not None, spec
        with suppress(SyntaxError), catch_warnings(action="ignore"):
            compile(changed, str(spec.module_path), "exec")
            was, becomes = _difference(code.splitlines(), changed.splitlines())
            yield Mutant(str(spec.module_path), spec.start_pos[0], was, becomes, changed)


def _difference(before: list[str], after: list[str]) -> tuple[str, str]:
    """The lines between those with which both begin and those with which both end, without indentation."""
    while before and after and before[0] == after[0]:
        before, after = before[1:], after[1:]
    while before and after and before[-1] == after[-1]:
        before, after = before[:-1], after[:-1]
    was, becomes = ("\n".join(line.strip() for line in lines) for lines in (before, after))
    return was, becomes
