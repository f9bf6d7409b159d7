"""The details of a member as somebody types them at the office: all of them sound, or every fault. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from voting.errors import Fault, InvalidFile
from voting.languages import LANGUAGES
from voting.mail_address import is_mail_address
from voting.register.models import Category, PersonKind
from voting.register.values import CATEGORIES, LONGEST, member_number
from voting.typed import day_in, number_in


@dataclass(frozen=True, slots=True)
class Details:
    """All details of one member but the number."""

    category: Category
    kind: PersonKind
    name: str
    first_name: str
    representative: str
    email: str
    language: str
    postcode: str
    municipality: str
    birth_date: date | None
    mandate: str
    mandate_until: date | None
    street: str = ""
    box: str = ""
    country: str = ""
    shares: int | None = None


def read_details(values: Mapping[str, str], today: date) -> Details:
    """The details in the fields of a form, by name; days as yyyy-mm-dd. Raises InvalidFile
    with every fault."""
    text = {name: values.get(name, "").strip() for name in Details.__slots__}
    faults = [
        Fault(0, name, "too_long", {"longest": LONGEST})
        for name, value in text.items()
        if len(value) > LONGEST
    ]
    faults += [Fault(0, name, "not_text") for name, value in text.items() if not value.isprintable()]
    if text["category"] not in CATEGORIES:
        faults.append(Fault(0, "category", "value_missing"))
    if text["kind"] not in set(PersonKind):
        faults.append(Fault(0, "kind", "value_missing"))
    if not text["name"]:
        faults.append(Fault(0, "name", "value_missing"))
    if text["email"] and not is_mail_address(text["email"]):
        faults.append(Fault(0, "email", "email_invalid", {"value": text["email"]}))
    if text["language"] not in LANGUAGES:
        faults.append(Fault(0, "language", "value_missing"))
    birth_date = read_day(text["birth_date"], "birth_date", faults)
    mandate_until = read_day(text["mandate_until"], "mandate_until", faults)
    shares = number_in(text["shares"])
    if text["shares"] and shares is None:
        faults.append(Fault(0, "shares", "not_number", {"value": text["shares"]}))
    if birth_date and birth_date > today:
        faults.append(Fault(0, "birth_date", "day_to_come"))
    if faults:
        raise InvalidFile(faults)
    return Details(
        category=Category(text["category"]),
        kind=PersonKind(text["kind"]),
        name=text["name"],
        first_name=text["first_name"],
        representative=text["representative"],
        email=text["email"],
        language=text["language"],
        postcode=text["postcode"],
        municipality=text["municipality"],
        birth_date=birth_date,
        mandate=text["mandate"],
        mandate_until=mandate_until,
        street=text["street"],
        box=text["box"],
        country=text["country"],
        shares=shares,
    )


def read_day(text: str, field: str, faults: list[Fault]) -> date | None:
    """The day that a field of a form holds as yyyy-mm-dd; None where it is empty, or holds no day, which is
    added to ``faults``."""
    if not text:
        return None
    day = day_in(text)
    if day is None:
        faults.append(Fault(0, field, "day_impossible"))
    return day


def read_number(text: str) -> str:
    """A member number as somebody typed it. Raises InvalidFile where it cannot be
    one."""
    number = member_number(text.strip())
    if number is None:
        raise InvalidFile([Fault(0, "number", "number_invalid", {"value": text.strip()})])
    return number


def read_act(values: Mapping[str, str], today: date, *, may_be_later: bool = False) -> tuple[date, str]:
    """The day and the reason that a form gives for a change, both required; the day may be to come only where
    ``may_be_later``. Raises InvalidFile with every fault."""
    faults: list[Fault] = []
    on = read_day(values.get("on", "").strip(), "on", faults)
    reason = values.get("reason", "").strip()
    if on is None and not faults:
        faults.append(Fault(0, "on", "value_missing"))
    if on and not may_be_later and on > today:
        faults.append(Fault(0, "on", "day_to_come"))
    if on and on.year > today.year + 10:
        faults.append(Fault(0, "on", "day_impossible"))
    faults += reason_faults(reason)
    if faults or on is None:
        raise InvalidFile(faults)
    return on, reason


def reason_faults(reason: str) -> list[Fault]:
    """What is wrong with a reason: missing, too long, or more than one line."""
    if not reason:
        return [Fault(0, "reason", "value_missing")]
    if len(reason) > LONGEST:
        return [Fault(0, "reason", "too_long", {"longest": LONGEST})]
    return [] if reason.isprintable() else [Fault(0, "reason", "not_text")]
