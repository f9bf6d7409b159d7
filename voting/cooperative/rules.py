"""What is entered of the cooperative, and what is wrong with it. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from voting.errors import Fault
from voting.mail_address import is_mail_address

LONGEST = 200
"""The most characters of a text."""
LONGEST_ARTICLE = 40
MOST_TERMS = 99


class Matter(StrEnum):
    """Something that an assembly is set to, and that the statutes decide in one of their articles."""

    ADVANCE = "advance"
    DISTANCE = "distance"
    PROXIES = "proxies"
    NOTICE = "notice"
    RECORD_DATE = "record_date"
    MAJORITIES = "majorities"
    QUESTIONS = "questions"
    TERMS = "terms"


ByLanguage = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Particulars:
    """All that is told of the cooperative, but for its logo; "" and {} are not entered.

    ``articles`` has by ``Matter`` the number of the article. ``enterprise_number`` is ten digits,
    ``terms_at_most`` how many successive terms a director may serve; as long as they are a fault, whatever
    was typed. For the notice on data protection ``privacy_contact`` answers, ``processors`` work for the
    cooperative, and ``authority`` hears complaints where that is not the Belgian one.
    """

    name: ByLanguage = field(default_factory=dict)
    legal_form: ByLanguage = field(default_factory=dict)
    enterprise_number: str = ""
    office: ByLanguage = field(default_factory=dict)
    court: ByLanguage = field(default_factory=dict)
    address: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    articles: ByLanguage = field(default_factory=dict)
    terms_at_most: str = ""
    privacy_contact: str = ""
    processors: ByLanguage = field(default_factory=dict)
    authority: ByLanguage = field(default_factory=dict)


def enterprise_number_in(typed: str) -> str:
    """An enterprise number as it is typed (BE 0123.456.749), as ten digits; whatever else was typed stays."""
    bare = re.sub(r"[\s.\-]", "", typed.upper().removeprefix("BE"))
    return bare if re.fullmatch("[0-9]{10}", bare) else typed


def is_enterprise_number(digits: str) -> bool:
    """Whether these are an enterprise number: ten digits from 0 or 1, of which the last two are 97 less the
    rest of the first eight by 97."""
    return bool(re.fullmatch("[01][0-9]{9}", digits)) and int(digits[8:]) == 97 - int(digits[:8]) % 97


def faults_of(details: Particulars) -> list[Fault]:
    """Every fault of what is told, each with the name of its field."""
    faults = [fault for name, text in _texts(details) for fault in _fault_of(name, text)]
    if not details.name:
        faults.append(Fault(0, "name", "value_missing"))
    if details.enterprise_number and not is_enterprise_number(details.enterprise_number):
        faults.append(
            Fault(0, "enterprise_number", "enterprise_number_invalid", {"value": details.enterprise_number})
        )
    if details.email and not is_mail_address(details.email):
        faults.append(Fault(0, "email", "email_invalid", {"value": details.email}))
    if details.terms_at_most and not re.fullmatch("[1-9][0-9]?", details.terms_at_most):
        bounds: dict[str, str | int] = {"minimum": 1, "maximum": MOST_TERMS}
        faults.append(Fault(0, "terms_at_most", "out_of_bounds", {"value": details.terms_at_most, **bounds}))
    if re.search(r"\s", details.website):
        faults.append(Fault(0, "website", "website_invalid", {"value": details.website}))
    return faults


def _texts(details: Particulars) -> Iterator[tuple[str, str]]:
    for name in ("name", "legal_form", "office", "court", "articles", "processors", "authority"):
        for key, text in getattr(details, name).items():
            yield f"{name}.{key}", text
    for name in ("enterprise_number", "address", "email", "phone", "website", "privacy_contact"):
        yield name, getattr(details, name)


def _fault_of(name: str, text: str) -> Iterator[Fault]:
    longest = LONGEST_ARTICLE if name.startswith("articles.") else LONGEST
    if not text.isprintable():
        yield Fault(0, name, "not_text")
    if len(text) > longest:
        yield Fault(0, name, "too_long", {"longest": longest})
