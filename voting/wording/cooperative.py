"""How the cooperative is named, wherever it speaks: its name, and the lines that the law asks for."""

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from voting.cooperative.models import Cooperative
from voting.cooperative.rules import Matter, Particulars
from voting.wording.languages import LANGUAGE_NAMES, in_language

_ = lazy_gettext

MATTERS: dict[Matter, LazyString] = {
    Matter.ADVANCE: _("Voting in advance"),
    Matter.DISTANCE: _("Taking part and speaking at a distance"),
    Matter.PROXIES: _("Proxies"),
    Matter.NOTICE: _("Notice: how long before, and how"),
    Matter.RECORD_DATE: _("Record date: who can vote"),
    Matter.MAJORITIES: _("Majorities and quorums"),
    Matter.QUESTIONS: _("Questions in writing before the meeting"),
    Matter.TERMS: _("Terms of directors, and how often they are renewed"),
}


FIELDS: dict[str, LazyString] = {
    "name": _("Name"),
    "legal_form": _("Legal form, as after the name"),
    "enterprise_number": _("Enterprise number"),
    "office": _("Registered office"),
    "court": _("Place of the enterprise court"),
    "address": _("Address for letters, where it is another"),
    "email": _("E-mail"),
    "phone": _("Telephone"),
    "website": _("Website"),
    "logo": _("Logo"),
    "terms_at_most": _("How many successive terms a director may serve (2: renewable once; empty: no limit)"),
    "privacy_contact": _("Who answers about personal data: an e-mail address, or a name and an address"),
    "processors": _("Who handles personal data for the cooperative: hosting, mail, printing"),
    "authority": _("Supervisory authority for data protection, where it is not the Belgian one"),
}
"""By name of a field, what its form calls it; what differs by language is NAME.LANGUAGE in the form."""


def labels() -> dict[str, str]:
    """By name of each field of the form, what it is called, with its language."""
    called = {name: str(label) for name, label in FIELDS.items()}
    for name in ("name", "legal_form", "office", "court", "processors", "authority"):
        for code, language_name in LANGUAGE_NAMES.items():
            called[f"{name}.{code}"] = f"{FIELDS[name]} – {language_name}"
    return called | {f"articles.{matter}": str(label) for matter, label in MATTERS.items()}


def cooperative_name(cooperative: Cooperative | Particulars | None) -> str:
    """The name with the legal form, in the reader's language; "" where it has not been entered."""
    if cooperative is None:
        return ""
    return " ".join(filter(None, (in_language(cooperative.name), in_language(cooperative.legal_form))))


def letterhead(cooperative: Cooperative | Particulars | None) -> list[str]:
    """The lines above or below whatever the cooperative writes: who it is, where it has its seat, under which
    number it is registered, and how to reach it. What has not been entered is left out."""
    if cooperative is None:
        return []
    contact = (cooperative.address, cooperative.email, cooperative.phone, cooperative.website)
    lines = [
        cooperative_name(cooperative),
        in_language(cooperative.office),
        _registration(cooperative),
        " · ".join(filter(None, contact)),
    ]
    return [line for line in lines if line]


def written_number(digits: str) -> str:
    """An enterprise number as it is printed: 0123.456.749."""
    return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}" if digits.isdigit() and len(digits) == 10 else digits


def article_of(cooperative: Cooperative | None, matter: str) -> str:
    """Which article of the statutes decides a matter; "" where that has not been entered."""
    number = cooperative.articles.get(matter) if cooperative else None
    return str(gettext("Article %(number)s of the articles of association", number=number)) if number else ""


def what_is_not_told(cooperative: Cooperative | None) -> str:
    """A sentence about what is still missing of the cooperative; "" where nothing is."""
    if cooperative is None:
        return str(gettext("The cooperative itself has not been entered yet."))
    if not (cooperative.enterprise_number and cooperative.office and cooperative.court):
        return str(gettext("The cooperative’s registered office, enterprise number or court is missing."))
    if any(not cooperative.articles.get(matter) for matter in Matter):
        return str(
            gettext("Not every one of the articles of association that decides a setting has been entered.")
        )
    return ""


def _registration(cooperative: Cooperative | Particulars) -> str:
    if not cooperative.enterprise_number:
        return ""
    number = written_number(cooperative.enterprise_number)
    if not cooperative.court:
        return str(gettext("Enterprise number %(number)s", number=number))
    court = in_language(cooperative.court)
    return str(gettext("Enterprise number %(number)s, RLE %(court)s", number=number, court=court))
