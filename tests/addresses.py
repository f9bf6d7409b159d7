"""Addresses compiled once in a process: every application of the tests has the same two hundred.

Werkzeug writes, parses and compiles two functions for each rule, which build its address from values and know
nothing of their application: most of what making an application costs.
"""

from collections.abc import Callable
from typing import ClassVar

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class SharedRule(Rule):
    """A rule that builds addresses by the functions of the same rule in an earlier application."""

    _builders: ClassVar[dict[tuple[object, ...], Builder]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        """The key holds all that becomes part of the functions; where that would be more, they are not
        shared: ``defaults`` are filled in by converters, which belong to one application."""
        if self.defaults:
            return super()._compile_builder(append_unknown)
        key = (repr(self), *self._trace, append_unknown)
        if key not in self._builders:
            self._builders[key] = super()._compile_builder(append_unknown)
        return self._builders[key]
