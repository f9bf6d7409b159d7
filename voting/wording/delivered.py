"""What was recognised of a register file, in words."""

from collections.abc import Mapping

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from voting.register.cells.opened import Form
from voting.register.findings import Seen
from voting.wording.filling import ngettext
from voting.wording.languages import number
from voting.wording.register import COLUMNS, FIELDS, answers_in_words

_ = lazy_gettext

SEPARATORS: dict[str, LazyString] = {
    ";": _("separated by semicolons"),
    ",": _("separated by commas"),
    "\t": _("separated by tabs"),
}


def form_in_words(seen: Seen) -> str:
    """What kind of file it is: its encoding and separator, or its sheet."""
    if seen.form is Form.XLSX:
        words: str = gettext("XLSX, sheet “%(sheet)s”", sheet=seen.sheet)
        if seen.sheets > 1:
            words += " " + gettext("(one of %(sheets)s)", sheets=number(seen.sheets))
        return words
    separated = SEPARATORS.get(seen.separator)
    said = str(separated) if separated else gettext("separated by “%(sign)s”", sign=seen.separator)
    return f"{seen.encoding}, {said}"


def columns_in_words(seen: Seen) -> str:
    """How many of the columns are recognised."""
    columns = [name for heading, name in zip(seen.headings, seen.fields, strict=True) if heading]
    found = sum(bool(name) for name in columns)
    return ngettext(
        "%(found)s of %(num)s column recognised",
        "%(found)s of %(num)s columns recognised",
        len(columns),
        found=found,
    )


def unsaid_in_words(seen: Seen, for_all: Mapping[str, str]) -> list[str]:
    """What a file says nothing of, and what then becomes of it: a sentence for each case. ``for_all`` is what
    was said once for all who are new."""
    kept = [name for name in seen.unsaid if name not in {*seen.asked, "left_on", "left_as"}]
    answers = {name: answers_in_words(name)[for_all[name]] for name in seen.asked if name in for_all}
    sentences = []
    if kept:
        columns = ", ".join(str(COLUMNS[name]) for name in kept)
        sentences.append(
            gettext(
                "Not in this file: %(columns)s. "
                "What the register has of this stays as it is; for whoever is new it is empty.",
                columns=columns,
            )
        )
    if "left_on" in seen.unsaid:
        sentences.append(
            gettext(
                "The file does not say who has left. "
                "Whoever has left in the register stays so; whoever is new is a member."
            )
        )
    if answers:
        said = ", ".join(f"{COLUMNS[name]} – {word}" for name, word in answers.items())
        sentences.append(gettext("For whoever is new: %(answers)s.", answers=said))
    return sentences


def emptied_in_words(emptied: Mapping[str, int]) -> str:
    """The fields of which a file takes away what the register has, each with of how many members; "" where
    there are none."""
    return ", ".join(f"{FIELDS[name]} ({number(members)})" for name, members in emptied.items())
