"""The words that administrations write for legal forms, reasons to leave and languages. Pure."""

from collections.abc import Mapping

from voting.folding import letters
from voting.register.models import MovementKind, PersonKind

KINDS = {"natuurlijke persoon": PersonKind.NATURAL, "rechtspersoon": PersonKind.LEGAL}
"""As they are exported."""
REASONS = {
    "ontslag": MovementKind.RESIGNED,
    "van rechtswege": MovementKind.LEFT_BY_LAW,
    "uitsluiting": MovementKind.EXCLUDED,
}
"""As they are exported."""

_KINDS = {
    PersonKind.NATURAL: "natuurlijke persoon, natuurlijk persoon, personne physique, natürliche Person,"
    "natural person, natural",
    PersonKind.LEGAL: "rechtspersoon, personne morale, juristische Person, legal person, legal entity, legal",
}
_REASONS = {
    MovementKind.RESIGNED: "ontslag, ontslag genomen, uittreding, uitgetreden, démission, démissionné,"
    "démissionnaire, retrait, Kündigung, Austritt, Rücktritt, ausgetreten, resignation, resigned",
    MovementKind.LEFT_BY_LAW: "van rechtswege, van rechtswege uitgetreden, overlijden, overleden, "
    "de plein droit, démissionnaire de plein droit, décès, décédé, décédée,"
    "von Rechts wegen ausgetreten, von Rechts wegen, kraft Gesetzes, Tod, Todesfall, verstorben,"
    "by law, left by law, death, deceased, died",
    MovementKind.EXCLUDED: "uitsluiting, uitgesloten, exclusion, exclu, exclue, Ausschluss, ausgeschlossen,"
    "excluded, expulsion, expelled",
}
_LANGUAGES = {
    "nl": "nl, n, nld, dut, Nederlands, néerlandais, Niederländisch, Dutch",
    "fr": "fr, f, fra, fre, Frans, français, Französisch, French",
    "de": "de, d, deu, ger, Duits, allemand, Deutsch, German",
    "en": "en, e, eng, Engels, anglais, Englisch, English",
}


def _by_folded(
    words: Mapping[PersonKind, str] | Mapping[MovementKind, str] | Mapping[str, str],
) -> dict[str, str]:
    return {letters(word): value for value, text in words.items() for word in text.split(",")}


KIND_WORDS = {word: PersonKind(value) for word, value in _by_folded(_KINDS).items()}
REASON_WORDS = {word: MovementKind(value) for word, value in _by_folded(_REASONS).items()}
LANGUAGE_WORDS = _by_folded(_LANGUAGES)
