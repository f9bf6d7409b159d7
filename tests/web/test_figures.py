"""A whole number in a sentence is written as its reader writes it: 45.820, 45 820, 45,820."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import render_template_string
from flask_babel import force_locale

import voting
from tests.world import World
from voting.errors import Code, Fault, Refused
from voting.wording.faults import fault_in_words
from voting.wording.filling import ngettext
from voting.wording.refusals import refusal_sentence

WRITTEN = {"nl": "45.820", "fr": "45\u202f820", "de": "45.820", "en": "45,820"}
MANY = 45_820

SENTENCES: list[Callable[[], str]] = [
    lambda: ngettext("%(num)s seat", "%(num)s seats", MANY),
    lambda: refusal_sentence(Refused(Code.ENTITLED_DIFFERS, entitled=MANY)),
    lambda: fault_in_words(Fault(0, "", "too_many_lines", {"lines": MANY})),
    lambda: render_template_string("{{ ngettext('%(num)s seat', '%(num)s seats', many) }}", many=MANY),
    lambda: render_template_string("{{ _('Votes: %(number)s', number=many) }}", many=MANY),
    lambda: render_template_string("{{ gettext('Votes: %(number)s', number=many|number) }}", many=MANY),
]


@pytest.mark.parametrize("language", WRITTEN)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_number_is_written_as_its_reader_does(
    world: World, language: str, sentence: Callable[[], str]
) -> None:
    with world.app.test_request_context(), force_locale(language):
        assert WRITTEN[language] in sentence()


def test_what_is_no_count_stays_as_it_is(world: World) -> None:
    with world.app.test_request_context(), force_locale("nl"):
        assert "2025" in refusal_sentence(Refused(Code.YEAR_NOT_OVER, year=2025))
        assert "45820" in fault_in_words(Fault(0, "", "number_twice", {"value": "7", "first": MANY}))
        assert "2025" in render_template_string("{{ _('Special report %(year)s', year=2025) }}")
        assert "45820" in render_template_string("{{ _('member %(number)s', number='45820') }}")


def test_what_is_written_into_a_sentence_of_a_template_cannot_become_markup(world: World) -> None:
    with world.app.test_request_context(), force_locale("nl"):
        assert "<b>" not in render_template_string("{{ _('member %(number)s', number='<b>') }}")


def test_no_module_says_how_many_but_by_the_one_function() -> None:
    """Flask-Babel's own writes 45820."""
    root = Path(voting.__file__).parent
    others = []
    for path in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module == "flask_babel":
                others += [path.name for name in node.names if "ngettext" in name.name]
    assert others == []
