"""The rules of a resolution as fields: which of them apply to a method, and what they say as texts.

Nothing is judged here: what cannot be read stays as it was typed, and reading the definition finds the fault.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from voting.ballot.adoption import (
    IN_EACH_CLASS,
    SIMPLE,
    TEMPLATES,
    MajorityBase,
    is_in_each_class,
    parse_majority,
    parse_quorum,
    parse_share,
)
from voting.ballot.definition import ELECTION, MOTION, POINT
from voting.ballot.methods import DECIDES_BY_MAJORITY, NEEDS_LOT, ONE_SEAT, RANKED, Method
from voting.ballot.seats import parse_limit
from voting.web.form import flag, sent, text

Values = dict[str, Any]
OWN = "own"
BLANK_LIMITS = 2
"""The lines of reserved seats that are empty, for more of them."""


def method_of(values: Values) -> str:
    """The method by which a resolution is voted on; ``point`` for a point without a vote, "" for what is not
    there yet."""
    return POINT if values.get("kind") == POINT else str(values.get("method", ""))


def kind_of(method: str) -> str:
    """Whether a method votes on a motion or on an election, or there is no vote."""
    if method == POINT:
        return POINT
    return MOTION if method == Method.FOR_AGAINST_ABSTAIN else ELECTION


def applying(method: str) -> dict[str, bool]:
    """Which fields of a resolution apply to a method, by name."""
    election = kind_of(method) == ELECTION
    return {
        "majority": method in DECIDES_BY_MAJORITY,
        "vote": method != POINT,
        "tie_rule": method not in (POINT, *NEEDS_LOT),
        "seats": election and method not in ONE_SEAT,
        "reserved": election and method not in ONE_SEAT,
        "candidates": election,
        "sealed": method not in (POINT, *RANKED),
    }


def templates_for(method: str) -> list[str]:
    """The usual rules that can be chosen for a method, by name."""
    return ["appointment"] if kind_of(method) == ELECTION else ["ordinary", "statutes", "object"]


def rules_values(method: str, before: Values) -> Values:
    """The majority, quorum, tie rule and limits that the form gives; ``before`` are the values that the
    resolution had by the same method. What does not apply stays as it was."""
    applies = applying(method)
    values: Values = {}
    own = not applies["majority"] or text("rules") == OWN
    if own and applies["majority"]:
        values["majority"] = _as_before("majority", _majority(), before, parse_majority)
    elif not own and text("rules") in TEMPLATES:
        template = TEMPLATES[text("rules")]
        values |= {"majority": template.majority, "quorum": template.quorum}
    elif not own:
        values["template"] = text("rules")
    elif "majority" in before:
        values["majority"] = before["majority"]
    if own and sent("quorum_of"):
        values["quorum"] = _as_before("quorum", _quorum(), before, parse_quorum)
    elif own:  # a second call does not ask for it
        values["quorum"] = before.get("quorum")
    if applies["tie_rule"]:
        values["tie_rule"] = text("tie_rule")
    if applies["reserved"] and _limits():
        values["reserved"] = _limits()
    return {key: value for key, value in values.items() if value is not None}


def rules_choice(values: Values) -> str:
    """The usual rules that those of a resolution are, or that they are its own: the value of the field
    ``rules``."""
    names = templates_for(method_of(values))
    if "template" in values:
        return str(values["template"])
    if "majority" not in values:
        return names[0]
    rules = values["majority"], values.get("quorum")
    same = [name for name in names if rules == (TEMPLATES[name].majority, TEMPLATES[name].quorum)]
    return same[0] if same else OWN


def rules_fields(values: Values) -> Values:
    """The fields in which the rules of a resolution are shown, as they are typed."""
    majority, quorum = values.get("majority") or SIMPLE, values.get("quorum") or ""
    limits = [*map(_limit_fields, values.get("reserved", [])), *[{}] * BLANK_LIMITS]
    stay = next((limit["stay"] for limit in limits if limit.get("stay") is not None), "")
    fields = {"majority": _majority_fields(majority), "quorum": _quorum_fields(quorum)}
    return fields | {"limits": limits, "stay": stay}


def groups_of(candidates: Sequence[Values]) -> list[str]:
    """The groups to which candidates belong, each once."""
    return sorted({group for candidate in candidates for group in candidate.get("groups", ())})


def _majority_fields(majority: str) -> Values:
    in_each_class = {"in_each_class": is_in_each_class(majority)}
    try:
        read = parse_majority(majority)
    except ValueError:
        typed = majority.removesuffix(IN_EACH_CLASS)
        return {"more_than": False, "share": typed, "base": MajorityBase.FOR_AGAINST.value} | in_each_class
    share = f"{read.threshold.numerator}/{read.threshold.denominator}"
    return {"more_than": read.more_than, "share": share, "base": read.base.value} | in_each_class


def _quorum_fields(quorum: str) -> Values:
    if not quorum:
        return {"of": "none"}
    try:
        read = parse_quorum(quorum)
    except ValueError:
        if quorum.endswith(" of shares"):
            return {"of": "shares", "shares": quorum.removesuffix(" of shares")}
        return {"of": "members" if quorum.endswith(" members") else "share", "share": quorum}
    if read.members:
        return {"of": "members", "members": read.members, "in_each_class": read.in_each_class}
    share = f"{read.share.numerator}/{read.share.denominator}"
    of = "shares" if read.of_shares else "share"
    return {"of": of, of: share, "in_each_class": read.in_each_class}


def _limit_fields(limit: str) -> Values:
    try:
        read = parse_limit(limit)
    except ValueError:
        return {"at_least": True, "group": limit}
    share = read.share and f"{read.share.numerator}/{read.share.denominator}"
    whole = {} if read.stay is None else {"staying": read.staying, "stay": read.stay}
    return {"at_least": read.at_least, "number": share or read.number, "group": read.group} | whole


def _majority() -> str:
    in_each_class = IN_EACH_CLASS if flag("majority_in_each_class") else ""
    return f"{_majority_of_all()}{in_each_class}"


def _majority_of_all() -> str:
    share = text("majority_share")
    written = f"{'more than' if flag('more_than') else 'at least'} {share} of {text('majority_base')}"
    try:
        read = parse_majority(written)
    except ValueError:
        return written if _is_share(share) else share
    if read == parse_majority(SIMPLE):
        return SIMPLE
    usual = not read.more_than and read.base is MajorityBase.FOR_AGAINST
    return share if usual else written


def _is_share(share: str) -> bool:
    try:
        parse_share(share)
    except ValueError:
        return False
    return True


def _quorum() -> str | None:
    each_class = IN_EACH_CLASS if flag("in_each_class") else ""
    match text("quorum_of"):
        case "share":
            share = text("quorum_share")
            return f"{share} of entitled{each_class}" if each_class and share else share
        case "shares":
            shares = text("quorum_shares")
            return f"{shares} of shares{each_class}" if shares else ""
        case "members":
            members = text("quorum_members")
            return f"{members} members{each_class}" if members else ""
        case _:
            return None


def _limits() -> list[str]:
    lines: list[str] = []
    line = 1
    while sent(f"limit_group.{line}"):
        how, number, group, staying = (
            text(f"limit_{name}.{line}") for name in ("how", "number", "group", "staying")
        )
        if number or group:
            limit = f"at {'most' if how == 'most' else 'least'} {_figure(number)} of {group}"
            on_board = f" beside {staying or 0} of {text('stay')} who stay"
            lines.append(limit + (on_board if text("stay") or staying else ""))
        line += 1
    return lines


def _figure(typed: str) -> str:
    """A number of seats, or a share of the board: ``40 %`` is 2/5."""
    percent = typed.removesuffix("%").strip()
    if percent == typed or not percent.isdecimal() or not 0 < int(percent) <= 100:
        return typed
    share = Fraction(int(percent), 100)
    return f"{share.numerator}/{share.denominator}"


def _as_before(key: str, written: str | None, before: Values, parse: Callable[[str], object]) -> str | None:
    """The rule as it was written before, where it is the same in other words."""
    earlier = before.get(key)
    try:
        same = written and earlier and parse(written) == parse(earlier)
    except ValueError:
        same = False
    return earlier if same else written
