"""The words that administrations write for legal forms, reasons to leave and languages. Pure."""

from collections.abc import Mapping

from voting.folding import letters
from voting.register.models import Category, MovementKind, PersonKind

KINDS = {"natuurlijke persoon": PersonKind.NATURAL, "rechtspersoon": PersonKind.LEGAL}
"""As they are exported."""
REASONS = {
    "ontslag": MovementKind.RESIGNED,
    "van rechtswege": MovementKind.LEFT_BY_LAW,
    "uitsluiting": MovementKind.EXCLUDED,
    "aanvraag geweigerd": MovementKind.REFUSED,
    "uittreding geweigerd": MovementKind.LEAVE_REFUSED,
}
"""As they are exported: why somebody is no member any more, or never was; or asked to leave, and still is."""
APPLICANT = "aanvrager"
"""The same of somebody about whom nothing is decided yet."""

_KINDS = {
    PersonKind.NATURAL: "natuurlijke persoon, natuurlijk persoon, natuurlijk, fysieke persoon,"
    "fysiek persoon, particulier, personne physique, physique, Privatperson, natürlich, natürliche Person,"
    "natural person, natural",
    PersonKind.LEGAL: "rechtspersoon, rechtspersonen, personne morale, morale, juristische Person,"
    "juristisch, legal person, legal entity, legal",
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
    MovementKind.REFUSED: "aanvraag geweigerd, geweigerd, demande refusée, refusé, refusée, refus,"
    "Antrag abgelehnt, Aufnahmeantrag abgelehnt, abgelehnt, application refused, refused",
    MovementKind.LEAVE_REFUSED: "uittreding geweigerd, aanvraag tot uittreding geweigerd, ontslag geweigerd,"
    "terugtrekkingsaanvraag geweigerd, terugtrekking geweigerd, démission refusée,"
    "demande de démission refusée, retrait refusé, demande de retrait refusée, Austritt abgelehnt,"
    "Austrittsantrag abgelehnt, Antrag auf Austritt abgelehnt, Kündigung abgelehnt,"
    "request to leave refused, resignation refused, leave refused, leave_refused",
}
_APPLICANTS = (
    f"{APPLICANT}, aanvraagster, demandeur, demandeuse, candidat, candidate, "
    "Antragsteller, Antragstellerin, applicant"
)
_LANGUAGES = {
    "nl": "nl, n, nld, dut, ned, nl-BE, nl-NL, Nederlands, Nederlandstalig, néerlandais, néerlandophone,"
    "Niederländisch, niederländischsprachig, Dutch, Flemish, Vlaams",
    "fr": "fr, f, fra, fre, fr-BE, fr-FR, Frans, Franstalig, français, française, francophone,"
    "Französisch, französischsprachig, French",
    "de": "de, d, deu, ger, de-BE, de-DE, Duits, Duitstalig, allemand, germanophone,"
    "Deutsch, deutschsprachig, German",
    "en": "en, e, eng, en-GB, en-US, en-BE, Engels, Engelstalig, anglais, anglophone, Englisch,"
    "englischsprachig, English",
}


_BEFORE_CATEGORY = (
    ", cat, categorie, catégorie, category, Kategorie, Klasse, classe, class, type, soort, aandelen, parts"
)
CATEGORY_WORDS = {
    letters(f"{word} {category}"): category for word in _BEFORE_CATEGORY.split(",") for category in Category
}
"""A category is its letter, small or with a word before it."""
NOTHING = frozenset(
    ("-", "--", "–", "—", "/", "null", "(null)", "none", "n/a", "na", "#n/a", "#n/b", "n.v.t.", "nvt")
)
"""What programs and people write where there is nothing."""


def _by_folded(
    words: Mapping[PersonKind, str] | Mapping[MovementKind, str] | Mapping[str, str],
) -> dict[str, str]:
    return {letters(word): value for value, text in words.items() for word in text.split(",")}


KIND_WORDS = {word: PersonKind(value) for word, value in _by_folded(_KINDS).items()}
REASON_WORDS: Mapping[str, MovementKind | None] = {
    **{word: MovementKind(value) for word, value in _by_folded(_REASONS).items()},
    **dict.fromkeys(map(letters, _APPLICANTS.split(",")), None),
}
"""None is the reason of an applicant."""
LANGUAGE_WORDS = _by_folded(_LANGUAGES)
