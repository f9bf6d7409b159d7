"""Pages that are alike for many people but for a few words: made once, with the words of each put in.

While such a page is made, a mark that nobody can know takes the place of the few words that are somebody's
own (``OWN``, and those that the page names). Whatever else a page says of somebody must be in its key.
"""

import secrets
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Flask, g, render_template, request
from flask_wtf.csrf import generate_csrf
from markupsafe import escape

from voting.web.kept import kept_value
from voting.web.live import alive_address
from voting.web.member.follow import framed
from voting.web.member.pocket import pocket_owner
from voting.web.person import somebody
from voting.web.shared import WHILE
from voting.wording.languages import language

_SECRET = secrets.token_hex(16)


def mark(name: str) -> str:
    """What stands in a page that is being made for all, in the place of somebody's own words."""
    return f"own-{name}-{_SECRET}"


def _own_name() -> str:
    who = somebody()
    return who.name if who else ""


OWN: dict[str, Callable[[], str]] = {
    "csrf_token": generate_csrf,
    "own_name": _own_name,
    "pocket_owner": pocket_owner,
    "alive_address": lambda: alive_address() or "",
}
"""What templates ask for of whoever reads a page, by name."""
KEPT_WITH = (b"", b"to=vote")
"""What may stand behind the question mark of an address whose page is kept."""


def page_for_many(
    template: str, key: Hashable, own: Mapping[str, str], shown: Callable[[], Mapping[str, Any]]
) -> str:
    """A page, made once for all for whom its ``key`` is the same, until the agenda changes: with the words of
    whoever asks, among them the page's ``own``, by their names.

    Whatever else is ``shown`` in it follows from the key, and is asked for when the page is made.
    """
    words = {name: ask() for name, ask in OWN.items() if name not in own} | dict(own)

    def make() -> str:
        with _for_all({name: mark(name) if word else "" for name, word in words.items()}) as marks:
            named = {name: marks[name] for name in own if name not in OWN}
            return render_template(template, **{**shown(), **named})

    if request.query_string in KEPT_WITH:
        asked = (request.path, request.query_string)
        around = (template, *asked, language(), framed(), *map(bool, words.values()))
        text = kept_value(("page", *around, key), WHILE, make)
    else:
        text = make()
    for name, value in words.items():
        text = text.replace(mark(name), escape(value))
    return text


@contextmanager
def _for_all(marks: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    g.own_marks = marks
    try:
        yield marks
    finally:
        del g.own_marks


def _asked(name: str) -> Callable[[], str]:
    def ask() -> str:
        return g.own_marks[name] if "own_marks" in g else OWN[name]()

    return ask


def init_app(app: Flask) -> None:
    """Let templates ask for what is somebody's own."""
    app.jinja_env.globals.update({name: _asked(name) for name in OWN})
