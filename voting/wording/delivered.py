"""What was recognised of a register file, in words."""

from flask_babel import gettext, lazy_gettext, ngettext
from flask_babel.speaklater import LazyString

from voting.register.cells.opened import Form
from voting.register.findings import Seen

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
            words += " " + gettext("(the first of %(sheets)s)", sheets=seen.sheets)
        return words
    separated = SEPARATORS.get(seen.separator)
    said = str(separated) if separated else gettext("separated by “%(sign)s”", sign=seen.separator)
    return f"{seen.encoding}, {said}"


def columns_in_words(seen: Seen) -> str:
    """How many of the columns are recognised."""
    columns = [name for heading, name in zip(seen.headings, seen.fields, strict=True) if heading]
    found = sum(bool(name) for name in columns)
    words: str = ngettext(
        "%(found)s of %(num)s column recognised",
        "%(found)s of %(num)s columns recognised",
        len(columns),
        found=found,
    )
    return words
