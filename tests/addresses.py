"""Addresses compiled once in a process: every application of the tests has the same two hundred.

Werkzeug takes each rule apart, and writes, parses and compiles two functions for it, which build its address
from values. None of that knows anything of the application, and it is most of what making one costs.
"""

import tempfile
from collections.abc import Callable, Iterable
from typing import ClassVar

from flask import Flask
from werkzeug.routing import BaseConverter, Rule
from werkzeug.routing.rules import RulePart

from voting import create_app

Builder = Callable[..., tuple[str, str]]
Apart = tuple[list[RulePart], list[tuple[bool, str]], dict[str, BaseConverter]]
"""What a rule's text is made of: its parts, their trace, and the converters of its values."""


class SharedRule(Rule):
    """A rule that was taken apart, and builds addresses by functions, as the same rule in an earlier
    application."""

    _apart: ClassVar[dict[tuple[object, ...], Apart]] = {}
    _builders: ClassVar[dict[tuple[object, ...], Builder]] = {}

    def _parse_rule(self, rule: str) -> Iterable[RulePart]:
        """The key holds what is looked up to take a rule apart: its text, and what converters there are."""
        key = (rule, *self.map.converters.items())
        begun = len(self._trace)
        if key not in self._apart:
            parts = list(super()._parse_rule(rule))
            self._apart[key] = parts, self._trace[begun:], dict(self._converters)
            return parts
        parts, trace, converters = self._apart[key]
        self._trace.extend(trace)
        self._converters.update(converters)
        self.arguments.update(converters)
        return parts

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        """The key holds all that becomes part of the functions; where that would be more, they are not
        shared: ``defaults`` are filled in by converters, which belong to one application."""
        if self.defaults:
            return super()._compile_builder(append_unknown)
        key = (repr(self), *self._trace, append_unknown)
        if key not in self._builders:
            self._builders[key] = super()._compile_builder(append_unknown)
        return self._builders[key]


def make_first() -> None:
    """Make an application and forget it: all that this process makes from now on, and its copies make, share
    its addresses."""
    Flask.url_rule_class = SharedRule
    with tempfile.TemporaryDirectory() as directory:
        url = f"sqlite:///{directory}/none.sqlite3"
        create_app({"SQLALCHEMY_DATABASE_URI": url, "INSTANCE": directory, "SECRET_KEY": "none"})
