"""What a report lacks in each language, in the language of the moment."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext

from voting.languages import LANGUAGES
from voting.report.lacks import Lack, report_lacks
from voting.report.schemes import BELGIAN, scheme_of
from voting.wording.languages import LANGUAGE_NAMES
from voting.wording.report.facts import KINDS
from voting.wording.report.wanted import section_names

_ = lazy_gettext

PARTS = {
    **{f"facts/{kind}": name for kind, name in KINDS.items()},
    "cooperative": _("Cooperative"),
    "decisions": _("Resolution"),
    "venues": _("Venue"),
}
"""What each name is one of."""


def lacks_in_words(content: Mapping[str, Any]) -> dict[str, list[str]]:
    """By language, a sentence for each thing that a report's content lacks in it; without those that lack
    nothing."""
    scheme = scheme_of(content.get("scheme", BELGIAN))
    sections, found = section_names(scheme), report_lacks(content, scheme.languages)
    return {code: [_sentence(lack, sections) for lack in lacks] for code, lacks in found.items() if lacks}


def _sentence(lack: Lack, sections: Mapping[str, str]) -> str:
    there = [LANGUAGE_NAMES[code] for code in LANGUAGES if lack.words.get(code)]
    if lack.part == "scheme":
        sentence = gettext("The headings and sentences are in another language.")
    elif lack.part == "texts":
        sentence = gettext(
            "“%(section)s”: its text is left out. It is there in: %(languages)s.",
            section=sections.get(lack.key, lack.key),
            languages=", ".join(there),
        )
    else:
        sentence = gettext(
            "%(what)s: “%(name)s” stands there in another language (%(language)s).",
            what=str(PARTS.get(lack.part, lack.part)),
            name=next(lack.words[code] for code in LANGUAGES if lack.words.get(code)),
            language=there[0],
        )
    return str(sentence)
