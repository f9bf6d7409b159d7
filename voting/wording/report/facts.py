"""What the secretary entered for a year, in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext

from voting.report.facts import FactKind, Unit
from voting.wording.languages import LANGUAGE_NAMES, in_language, labelled
from voting.wording.report.notation import report_day, report_figure

_ = lazy_gettext

KINDS = {
    FactKind.COUNTER: _("Number of the year"),
    FactKind.COMMITTEE: _("Committee"),
    FactKind.SURVEY: _("Survey"),
    FactKind.PARTNER: _("New partner"),
    FactKind.NETWORK: _("Network"),
    FactKind.FOUNDING: _("Founding of the cooperative"),
    FactKind.DIRECTORS: _("Terms of the directors"),
    FactKind.RULE: _("Article of the articles of association"),
    FactKind.ASSEMBLY: _("General assembly not held with this system"),
    FactKind.SCHEME: _("Scheme of the report"),
    FactKind.ANNEX: _("Annex with charts"),
}
GROUPS = {
    FactKind.FOUNDING: _("Founding of the cooperative"),
    FactKind.DIRECTORS: _("Terms of the directors"),
    FactKind.RULE: _("Articles of association"),
    FactKind.ASSEMBLY: _("General assemblies not held with this system"),
    FactKind.COMMITTEE: _("Committees"),
    FactKind.COUNTER: _("Numbers of the year"),
    FactKind.SURVEY: _("Surveys"),
    FactKind.PARTNER: _("New partners"),
    FactKind.NETWORK: _("Networks"),
}
"""The kinds that have a form, in the order of the page, with the headings of their groups."""
HINTS = {
    FactKind.FOUNDING: _("The year, and who founded it. This holds until you change it."),
    FactKind.DIRECTORS: _("For how many years, and whether they are paid. This holds until you change it."),
    FactKind.RULE: _("Which article says what the report refers to. This holds until you change it."),
    FactKind.ASSEMBLY: _("An assembly of this year, with how many were entitled and voted."),
    FactKind.COMMITTEE: _("An ethics committee, for example: its meetings, subjects and recommendations."),
    FactKind.COUNTER: _("Trainings, participants, publications and the like: one number each."),
    FactKind.SURVEY: _("How many answered, and what they said."),
    FactKind.PARTNER: _("Organisations that became a member of the cooperative in this year."),
    FactKind.NETWORK: _("The cooperative is a member of them. This holds until you change it."),
}
ADD = {
    FactKind.FOUNDING: _("Enter the founding"),
    FactKind.DIRECTORS: _("Enter the terms"),
    FactKind.RULE: _("Add an article"),
    FactKind.ASSEMBLY: _("Add an assembly"),
    FactKind.COMMITTEE: _("Add a committee"),
    FactKind.COUNTER: _("Add a number"),
    FactKind.SURVEY: _("Add a survey"),
    FactKind.PARTNER: _("Add a partner"),
    FactKind.NETWORK: _("Add a network"),
}
"""What the button that adds one is called."""
UNITS = {
    Unit.NUMBER: _("a number"),
    Unit.PERCENT: _("per cent"),
    Unit.OF_TEN: _("out of ten (7/10)"),
}
ITEMS = {"subjects": _("Subject"), "founders": _("Founder"), "scores": _("Score")}
"""One of each list."""
RULES = {
    "one_vote": _("One member, one vote"),
    "profit": _("Where the profit goes"),
    "repayment": _("Repayment of the shares of members who leave"),
    "liquidation": _("What remains after liquidation"),
}
"""The rules of the articles of association that a report names, by code."""
ASSEMBLIES = {
    "ordinary": _("Ordinary general assembly"),
    "extraordinary": _("Extraordinary general assembly"),
}
FIELDS = {
    "names": _("Name"),
    "number": _("The figure"),
    "unit": _("Unit"),
    "meetings": _("Meetings"),
    "new_members": _("New members"),
    "subjects": _("Subjects"),
    "recommendations": _("Recommendations"),
    "recommended": _("Led to a recommendation"),
    "respondents": _("Respondents"),
    "scores": _("Scores"),
    "year": _("Year"),
    "founders": _("Founders"),
    "special_status": _("The founders have a special status when the assembly decides"),
    "term_years": _("Years of a term"),
    "paid": _("The directors are paid"),
    "statutory_director": _("There is a statutory director"),
    "articles.term": _("Article on the term"),
    "articles.pay": _("Article on the pay"),
    "article": _("Article"),
    "kind": _("Kind"),
    "date": _("Date"),
    "entitled": _("Entitled"),
    "voters": _("Voters"),
    "code": _("Short name for texts"),
    "source": _("Source"),
    "why": _("Reason"),
}
"""What the fields of an entry are called, by their place in it."""


def field_name(place: str) -> str:
    """What a field of an entry is called, by its place: ``subjects.0.names.nl`` is Subject 1: Name
    (Nederlands)."""
    above, _point, last = place.rpartition(".")
    if last in LANGUAGE_NAMES:
        return f"{field_name(above)} ({LANGUAGE_NAMES[last]})"
    if last.isdigit() and above in ITEMS:
        return f"{ITEMS[above]} {int(last) + 1}"
    if place in FIELDS or not above:
        return str(FIELDS.get(place, place))
    return labelled(field_name(above), FIELDS.get(last, last))


def fact_title(kind: str, code: str, content: Mapping[str, Any] | None) -> str:
    """What an entry is called: its name in the language of the moment, or what it is about."""
    if content and "names" in content:
        return in_language(content["names"])
    match kind:
        case FactKind.RULE:
            return str(RULES.get(code, code))
        case FactKind.ASSEMBLY if content:
            return f"{ASSEMBLIES[content['kind']]}, {report_day(content['date'])}"
    return str(KINDS[FactKind(kind)]) if code == kind else code


def fact_lines(kind: str, content: Mapping[str, Any]) -> list[str]:
    """What an entry says beside its name, a line for each part of it."""
    return list(_lines(kind, content))


def fact_figure_name(place: list[str], facts: Mapping[str, Mapping[str, Any]]) -> str:
    """The name of a figure of what was entered, by the parts of its place below ``facts``."""
    kind, *below = place
    if not below:
        return str(PLURALS.get(kind, kind))
    code, key = below[0], below[-1]
    content = facts.get(kind, {}).get(code)
    title = fact_title(kind, code, content)
    if kind == FactKind.COUNTER or len(below) == 1:
        return title
    for score in content["scores"] if content and kind == FactKind.SURVEY else ():
        if score["code"] == key:
            return labelled(title, in_language(score["names"]))
    return labelled(title, FIELDS.get(key, key))


PLURALS = {
    FactKind.PARTNER.value: _("Partners that became a member of the cooperative"),
    FactKind.NETWORK.value: _("Networks that the cooperative is a member of"),
}


def _lines(kind: str, content: Mapping[str, Any]) -> Iterator[str]:
    match kind:
        case FactKind.COUNTER:
            yield report_figure(content["number"], Unit(content["unit"]))
        case FactKind.COMMITTEE:
            yield _labelled("meetings", content["meetings"])
            yield _labelled("new_members", content["new_members"])
            for subject in content["subjects"]:
                name, recommended = in_language(subject["names"]), gettext("with a recommendation")
                yield f"{name} ({recommended})" if subject["recommended"] else name
        case FactKind.SURVEY:
            yield _labelled("respondents", content["respondents"])
            for score in content["scores"]:
                written = report_figure(score["number"], Unit(score["unit"]))
                yield labelled(in_language(score["names"]), written)
        case FactKind.FOUNDING:
            yield labelled(FIELDS["year"], content["year"])
            yield from (in_language(founder) for founder in content["founders"])
            yield _answered("special_status", content["special_status"])
        case FactKind.DIRECTORS:
            yield _labelled("term_years", content["term_years"])
            yield labelled(FIELDS["articles.term"], content["articles"]["term"])
            yield _answered("paid", content["paid"])
            yield labelled(FIELDS["articles.pay"], content["articles"]["pay"])
            yield _answered("statutory_director", content["statutory_director"])
        case FactKind.RULE:
            yield labelled(FIELDS["article"], content["article"])
        case FactKind.ASSEMBLY:
            yield _labelled("entitled", content["entitled"])
            yield _labelled("voters", content["voters"])
        case FactKind.SCHEME:
            yield content["scheme"]
        case FactKind.ANNEX:
            yield ", ".join(content["divisions"])


def _labelled(name: str, number: int) -> str:
    return labelled(FIELDS[name], report_figure(number))


def _answered(name: str, yes: bool) -> str:
    return labelled(FIELDS[name], gettext("yes") if yes else gettext("no"))
