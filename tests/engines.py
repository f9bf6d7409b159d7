"""Statements compiled once in a process: the engines of all applications of the tests share, for each kind of
database, what SQLAlchemy has compiled for it.

It keeps that by statement and dialect, the engine's own description of its server. In the tests one server
of a kind is like another.
"""

from sqlalchemy import Engine
from sqlalchemy.engine import Dialect
from sqlalchemy.util import LRUCache

_DIALECTS: dict[str, Dialect] = {}
_COMPILED: dict[str, LRUCache[object, object]] = {}


def share(engine: Engine) -> None:
    """Let the engines of this kind that are made from now on share with this one, which has been connected:
    by that its dialect has come to know the server."""
    _DIALECTS.setdefault(engine.dialect.name, engine.dialect)
    _COMPILED.setdefault(engine.dialect.name, LRUCache(2000))


def take_part(engine: Engine) -> None:
    """Make an engine, not yet used, one of those that share; the first of its kind stays as it is."""
    kind = engine.dialect.name
    if kind in _DIALECTS:
        engine.dialect = _DIALECTS[kind]
        engine.update_execution_options(compiled_cache=_COMPILED[kind])
