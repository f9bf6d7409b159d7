"""The headings under which administrations deliver a register, in four languages. Pure."""

from collections.abc import Iterable, Mapping

from voting.folding import letters

SYNONYMS: Mapping[str, Mapping[str, str]] = {
    "number": {
        "nl": "Lidnummer, Vennootnummer, Vennotennummer, Vennoot nr, Lidnr, Lid nr, Ledennummer, Nummer, Nr",
        "fr": "Numéro de coopérateur, N° de coopérateur, N° coopérateur, Numéro coopérateur, No coopérateur,"
        "Numéro de membre, N° de membre, N° membre, Numéro membre, No membre, Numéro d’associé, N° d’associé,"
        "N° associé, Numéro d’actionnaire, Matricule, Numéro, N°",
        "de": "Mitgliedsnummer, Mitgliedsnr, Mitglieds-Nr., Mitglied Nr., Mitgliedernummer, Nummer, Nr",
        "en": "Member number, Member no, Member nr, Member ID, Membership number, Membership no, Number, ID",
    },
    "category": {
        "nl": "Categorie, Soort, Klasse, Soort aandelen, Aandelenklasse",
        "fr": "Catégorie, Classe, Catégorie de parts, Classe d’actions",
        "de": "Kategorie, Klasse, Anteilsklasse",
        "en": "Category, Class, Share class",
    },
    "kind": {
        "nl": "Rechtsvorm, Type persoon, Soort persoon, Aard, Persoonstype",
        "fr": "Forme juridique, Type de personne, Nature",
        "de": "Rechtsform, Personenart, Art der Person",
        "en": "Legal form, Person type, Type of person, Kind of person, Kind",
    },
    "name": {
        "nl": "Naam, Achternaam, Familienaam, Naam of firmanaam, Naam of benaming",
        "fr": "Nom, Nom de famille, Nom ou dénomination, Nom / dénomination, Nom ou raison sociale",
        "de": "Name, Nachname, Familienname, Name oder Firma",
        "en": "Name, Last name, Surname, Family name, Name or company",
    },
    "first_name": {
        "nl": "Voornaam, Voornamen",
        "fr": "Prénom, Prénoms, Prénom(s)",
        "de": "Vorname, Vornamen",
        "en": "First name, First names, Given name, Given names, Forename",
    },
    "representative": {
        "nl": "Vertegenwoordiger, Vaste vertegenwoordiger, Wettelijke vertegenwoordiger",
        "fr": "Représentant, Représentant permanent, Représentant légal",
        "de": "Vertreter, Ständiger Vertreter, Gesetzlicher Vertreter, Vertretung",
        "en": "Representative, Legal representative, Permanent representative, Represented by",
    },
    "email": {
        "nl": "E-mail, E-mailadres, Mail, Mailadres",
        "fr": "Courriel, E-mail, Mail, Adresse e-mail, Adresse mail, Adresse électronique, Adresse courriel",
        "de": "E-Mail, E-Mail-Adresse, Mail, Mailadresse",
        "en": "Email, Email address, Mail, Mail address",
    },
    "language": {
        "nl": "Taal, Taalcode, Taalrol, Taal van de briefwisseling",
        "fr": "Langue, Code langue, Langue de correspondance, Rôle linguistique",
        "de": "Sprache, Sprachcode, Korrespondenzsprache",
        "en": "Language, Language code, Preferred language",
    },
    "postcode": {
        "nl": "Postcode, Postnummer",
        "fr": "Code postal, CP",
        "de": "Postleitzahl, PLZ",
        "en": "Postcode, Postal code, Zip, Zip code",
    },
    "municipality": {
        "nl": "Gemeente, Woonplaats, Plaats, Stad",
        "fr": "Commune, Localité, Ville",
        "de": "Gemeinde, Ort, Wohnort, Stadt",
        "en": "Municipality, City, Town",
    },
    "joined_on": {
        "nl": "Toegetreden op, Toetredingsdatum, Datum toetreding, Datum van toetreding, Toetreding,"
        "Lid sinds, Vennoot sinds, Intrededatum, Datum intrede",
        "fr": "Date d’adhésion, Adhésion, Date d’entrée, Date d’admission, Admis le, Entré le, Membre depuis,"
        "Coopérateur depuis, Date d’affiliation, Inscrit le",
        "de": "Beigetreten am, Beitrittsdatum, Beitritt, Datum des Beitritts, Eintrittsdatum, Eintritt,"
        "Eingetreten am, Mitglied seit",
        "en": "Joined on, Joined, Date joined, Join date, Joining date, Date of joining, Member since,"
        "Admission date, Date of admission",
    },
    "left_on": {
        "nl": "Uitgetreden op, Uittredingsdatum, Datum uittreding, Datum van uittreding, Uittreding,"
        "Uittreedatum, Datum uittrede,"
        "Uitgetreden of geweigerd op",
        "fr": "Date de sortie, Sortie, Sortie le, Sorti le, Date de départ, Parti le, Date de démission,"
        "Démissionné le, Fin ou refus le",
        "de": "Ausgetreten am, Austrittsdatum, Austritt, Datum des Austritts, Ausgeschieden am,"
        "Ausgetreten oder abgelehnt am",
        "en": "Left on, Left, Date left, Leaving date, Leave date, Date of leaving, Exit date,"
        "Left or refused on",
    },
    "left_as": {
        "nl": "Reden uittreding, Reden van uittreding, Uittredingsreden, Reden",
        "fr": "Motif de sortie, Motif de la sortie, Motif de départ, Motif du départ, Motif, Raison",
        "de": "Austrittsgrund, Grund des Austritts, Grund",
        "en": "Reason for leaving, Leaving reason, Reason of leaving, Exit reason, Reason",
    },
    "street": {
        "nl": "Straat, Straat en nummer, Straat en huisnummer, Straat + nr, Adres, Straatnaam",
        "fr": "Rue, Rue et numéro, Rue + n°, Adresse, Adresse postale, Voie",
        "de": "Straße, Strasse, Straße und Hausnummer, Straße und Nummer, Straße + Nr., Anschrift, Adresse",
        "en": "Street, Street and number, Address, Address line 1, Street address",
    },
    "house_number": {
        "nl": "Huisnummer, Huisnr, Straatnummer",
        "fr": "Numéro de maison, N° de maison, Numéro de rue, N° de rue",
        "de": "Hausnummer, Hausnr",
        "en": "House number, House no, Street number",
    },
    "box": {
        "nl": "Bus, Busnummer, Busnr",
        "fr": "Boîte, Bte, Numéro de boîte, N° de boîte, Boîte postale",
        "de": "Briefkasten, Briefkastennummer, Bfk",
        "en": "Box, Box number, PO box, Unit",
    },
    "country": {
        "nl": "Land, Landcode",
        "fr": "Pays, Code pays",
        "de": "Land, Ländercode, Staat",
        "en": "Country, Country code",
    },
    "shares": {
        "nl": "Aandelen, Aantal aandelen, Deelbewijzen, Aantal deelbewijzen",
        "fr": "Parts, Nombre de parts, Parts sociales, Nombre d’actions, Actions",
        "de": "Anteile, Anzahl Anteile, Anzahl der Anteile, Geschäftsanteile",
        "en": "Shares, Number of shares, No of shares",
    },
    "birth_date": {
        "nl": "Geboortedatum, Geboren op",
        "fr": "Date de naissance, Né le, Né(e) le, Naissance",
        "de": "Geburtsdatum, Geboren am, Geburtstag",
        "en": "Date of birth, Birth date, DOB, Born on, Birthday",
    },
    "mandate": {
        "nl": "Mandaat, Mandaat van de vertegenwoordiger",
        "fr": "Mandat, Mandat du représentant",
        "de": "Mandat, Mandat des Vertreters, Vollmacht des Vertreters",
        "en": "Mandate, Mandate of the representative",
    },
    "mandate_until": {
        "nl": "Mandaat tot, Einde mandaat, Einde van het mandaat",
        "fr": "Mandat jusqu’au, Fin du mandat, Fin de mandat",
        "de": "Mandat bis, Ende des Mandats",
        "en": "Mandate until, End of mandate",
    },
}
"""By field of a row and language, the headings that are read as it."""

CANONICAL: Mapping[str, str] = {name: each["nl"].split(",")[0] for name, each in SYNONYMS.items()}
"""By field, the heading of the administration's own file: it is in exports and templates."""


def _by_folded(languages: Iterable[str]) -> dict[str, str]:
    """By folded heading its field; a heading of two fields is of the first, and one with ° may be
    written with an o."""
    known: dict[str, str] = {}
    for name, by_language in SYNONYMS.items():
        for language in languages:
            for heading in by_language[language].split(","):
                known.setdefault(folded(heading), name)
    return known


def folded(heading: str) -> str:
    """A heading as it is compared: letters and digits, small and plain."""
    return letters(heading.replace("°", "o").replace("’", "").replace("'", ""))


_KNOWN = _by_folded(("nl", "fr", "de", "en"))
_ENGLISH = _by_folded(("en",))


def field_of(heading: str, chosen: Mapping[str, str]) -> str:
    """The field that a heading names: as somebody has ``chosen`` for it (by folded heading), or as its words
    say; "" where it names none, or is to be passed over."""
    key = folded(heading)
    return chosen[key] if key in chosen else _KNOWN.get(key, "")


def is_english(headings: Iterable[str]) -> bool:
    """Whether all headings that are known are English, as in a file of an American program."""
    known = [key for key in map(folded, headings) if key in _KNOWN]
    return bool(known) and all(key in _ENGLISH for key in known)
