"""Counting an exported resolution again: ``voting recount FILE``, or ``python recount.py FILE``.

This one file needs nothing but Python: no database, no network, nothing else of this project, so that
whoever doubts a result can read it and run it anywhere. It was written apart from the count that it checks.

The file is what ``voting export-count`` writes: the frozen rules with their hash, who was present, the
counts (for a ranked method every ranking with its number of ballots), and the result as it was announced,
round by round. Everything is whole numbers and exact fractions. All of it is looked at: each figure of the
result is counted again, and what cannot be counted (who was present, how people voted) must add up and must
be what was hashed. Whoever changes a file and its hashes alike can only be found out by a hash that was
written down elsewhere, so the hashes of rules and result are printed: they stand in the log of the assembly.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

FORMAT = "voting-count-1"
RANKED_METHODS = ("scottish_stv", "meek_stv", "irv", "schulze")
DRAWS_LOTS = ("scottish_stv", "meek_stv", "irv")
"""The methods whose own rules separate equals on the way by lot."""
POSITIONS = ("for", "against", "abstain")
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError)
"""What goes wrong in reading values that are not those of an export."""
Votes = dict[str, int]
Papers = list[tuple[tuple[str, ...], int]]
"""Rankings, each with its number of ballots."""


def recount(export: dict[str, Any]) -> list[str]:
    """Every difference between the exported result and a fresh count: sentences; none means equal.

    Raises one of ``UNREADABLE`` for what is no export at all.
    """
    if export.get("format") != FORMAT:
        return [f"this is not an export in the format {FORMAT}"]
    changed = list(broken_hashes(export))
    impossible = list(impossible_cells(export["rules"], export["cells"], export["ballots"]))
    if impossible:
        return changed + impossible
    try:
        impossible = list(impossible_classes(export))
        return changed + impossible + list(differences("", export["result"], counted_again(export)))
    except UNREADABLE:
        if changed:
            return [*changed, "what was changed cannot be counted any more"]
        raise


def digest(value: Any) -> str:
    """SHA-256 of a JSON value: keys sorted, no spaces, UTF-8."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def seal(export: dict[str, Any]) -> str:
    """The hash of everything in an export but the seal itself."""
    return digest({key: value for key, value in export.items() if key != "seal"})


# Whether the file is as it was written, and adds up


def _frozen_entitled(export: dict[str, Any]) -> int:
    """How many were entitled when the rules were frozen; late corrections of the roll came after."""
    return int(export.get("frozen_entitled", export["presence"]["entitled"]))


def broken_hashes(export: dict[str, Any]) -> Iterator[str]:
    """What is no longer what was hashed: the file, the rules, the result, the seed of the lot."""
    rules, seed = export["rules"], export["lot_seed"]
    if seal(export) != export["seal"]:
        yield "the file is not as it was written: its seal differs"
    frozen = {"rules": rules, "roll": export["roll_hash"], "entitled": _frozen_entitled(export)}
    if digest(frozen) != export["rules_hash"]:
        yield "the rules are not those that were frozen: their hash differs"
    if digest(export["result"]) != export["result_hash"]:
        yield "the result is not the one that was announced: its hash differs"
    if (hashlib.sha256(seed.encode()).hexdigest() if seed else None) != rules["lot_commitment"]:
        yield "the seed of the lot is not the one that was committed to"


def impossible_cells(rules: dict[str, Any], cells: Votes, ballots: int) -> Iterator[str]:
    """Why so many ballots cannot have given these counts."""
    codes, method = codes_of(rules), rules["method"]
    for cell, number in cells.items():
        if type(number) is not int or number < 0:
            yield f"{cell}: {number!r} is no number of ballots"
            return
    if method in RANKED_METHODS:
        for choice in cells:
            ranked = [] if choice == "blank" else choice.split(">")
            if len(set(ranked)) < len(ranked) or not set(ranked) <= set(codes):
                yield f"{choice} is no ranking of the candidates"
        groups = [list(cells)]
    elif method == "for_against_abstain":
        groups = [list(POSITIONS)]
    elif method == "per_candidate":
        groups = [[f"{code}={position}" for position in POSITIONS] for code in codes]
    else:
        groups = [[*codes, "blank"]]
    expected = {cell for group in groups for cell in group} | ({"blank"} & set(cells))
    if set(cells) != expected:
        yield f"the cells are not those of the ballot: {sorted(set(cells) ^ expected)}"
        return
    if method in ("approval", "plurality_at_large"):
        most = rules["seats"] if method == "plurality_at_large" else len(codes)
        marked, marks = ballots - cells["blank"], [cells[code] for code in codes]
        if not max(marks) <= marked <= sum(marks) <= marked * most:
            yield f"{sum(marks)} marks and {cells['blank']} blank cannot come from {ballots} ballots"
        return
    for group in groups:
        total = sum(cells[cell] for cell in group)
        if total != ballots:
            yield f"the counts add up to {total} ballots ({', '.join(group[:3])}), not {ballots}"


def impossible_classes(export: dict[str, Any]) -> Iterator[str]:
    """Why the counts of classes cannot be part of the counts of all."""
    rules, rest, left = export["rules"], dict(export["cells"]), export["ballots"]
    for name, cells in by_class(export).items():
        ballots = sum(cells[cell] for cell in ballot_cells(rules))
        yield from (f"category {name}: {why}" for why in impossible_cells(rules, cells, ballots))
        rest, left = {cell: rest[cell] - cells[cell] for cell in rest}, left - ballots
    if in_each_class(rules):
        yield from (f"the other categories: {why}" for why in impossible_cells(rules, rest, left))
        if left and not hidden_classes(export):
            yield f"the counts of the categories leave {left} ballots over"


def counted_again(export: dict[str, Any]) -> dict[str, Any]:
    """What the announced result must say, from the rules, the counts and who was present."""
    rules, cells, presence, told = export["rules"], export["cells"], export["presence"], export["result"]
    unreturned = told["unreturned"]
    by_channel, by_venue = told["by_channel"], told["by_venue"]
    few = rules["method"] in RANKED_METHODS and told["cells_hash"] is None
    return {
        **decide(export),
        "ballots": export["ballots"],
        "unreturned": check(unreturned, unreturned >= 0, "0 or more"),
        "by_channel": check(
            by_channel,
            sum(by_channel.values()) == export["ballots"] + unreturned,
            f"numbers that add up to {export['ballots'] + unreturned}",
        ),
        "by_venue": check(
            by_venue, sum(by_venue.values()) <= sum(by_channel.values()), "no more than by all channels"
        ),
        "counts": shown_counts(rules, cells),
        "blank": cells.get("blank", 0),
        "present_or_represented": check(
            presence["present"],
            export["ballots"] + unreturned <= presence["present"] <= presence["entitled"],
            "as many as have voted, and no more than are entitled",
        ),
        "present_by_class": check(
            presence["present_by_class"],
            sum(presence["present_by_class"].values()) == presence["present"],
            f"numbers that add up to {presence['present']}",
        ),
        "entitled": presence["entitled"],
        "entitled_by_class": check(
            presence["entitled_by_class"],
            sum(presence["entitled_by_class"].values()) == presence["entitled"],
            f"numbers that add up to {presence['entitled']}",
        ),
        "majority": rules["majority"],
        "quorum": rules["quorum"],
        "tie_rule": rules["tie_rule"],
        "tie_decision": export["tie_decision"],
        "lot_seed": export["lot_seed"],
        "rules_hash": export["rules_hash"],
        "cells_hash": None if few else digest(cells),
        **counted_classes(export),
        **counted_shares(presence),
        **({"hands": counted_hands(told, cells)} if rules.get("by_hands") else {}),
    }


def counted_classes(export: dict[str, Any]) -> dict[str, Any]:
    """What the result must say by class, where the majority is needed in each."""
    rules, counts = export["rules"], by_class(export)
    if not in_each_class(rules):
        return {}
    found: dict[str, dict[str, Any]] = {name: {} for name in entitled_classes(export)}
    for name, told in found.items():
        if name in counts:
            told["ballots"] = sum(counts[name][cell] for cell in ballot_cells(rules))
            told["counts"] = shown_counts(rules, counts[name])
        if export["result"]["outcome"] != "quorum_not_met":
            reached = {code: reached_in(export, name, code) for code in codes_of(rules)}
            told["reached"] = reached or reached_in(export, name, None)
    return {"by_class": found}


def counted_shares(presence: dict[str, Any]) -> dict[str, Any]:
    """What the result must say of shares, where the quorum counts them."""
    if "shares" not in presence:
        return {}
    shares = presence["shares"]
    sums = all(sum(shares[f"{of}_by_class"].values()) == shares[of] for of in ("present", "entitled"))
    return {"shares": check(shares, sums and shares["present"] <= shares["entitled"], "shares that add up")}


def counted_hands(told: dict[str, Any], cells: Votes) -> Any:
    """The hands raised in each hall, which cannot be counted again: they must be a part of the counts, and as
    many as by that channel."""
    hands = told["hands"]
    sums = {mark: sum(hall["cells"][mark] for hall in hands.values()) for mark in POSITIONS}
    raised = told["by_channel"].get("hands", 0)
    return check(
        hands,
        sum(sums.values()) == raised and all(0 <= sums[mark] <= cells[mark] for mark in POSITIONS),
        f"hands that are a part of the counts, and {raised} in all",
    )


def check(value: Any, holds: bool, otherwise: str) -> Any:
    """A value that cannot be counted again, if it can be true; else what would have to be there."""
    return value if holds else otherwise


def shown_counts(rules: dict[str, Any], cells: Votes) -> dict[str, Any]:
    """The counts as a result shows them: by position, by candidate, or first preferences."""
    method, codes = rules["method"], codes_of(rules)
    if method == "for_against_abstain":
        return {position: cells[position] for position in POSITIONS}
    if method == "per_candidate":
        return {code: {mark: cells[f"{code}={mark}"] for mark in POSITIONS} for code in codes}
    if method in RANKED_METHODS:
        firsts = [(choice.split(">")[0], number) for choice, number in cells.items()]
        return {code: sum(number for first, number in firsts if first == code) for code in codes}
    return {code: cells[code] for code in codes}


def differences(place: str, announced: Any, counted: Any) -> Iterator[str]:
    """Where two JSON values differ, place by place."""
    if isinstance(announced, dict) and isinstance(counted, dict):
        for key in [*counted, *(key for key in announced if key not in counted)]:
            yield from differences(
                f"{place}.{key}".lstrip("."), announced.get(key, "nothing"), counted.get(key, "nothing")
            )
    elif isinstance(announced, list) and isinstance(counted, list) and len(announced) == len(counted):
        for index, (one, other) in enumerate(zip(announced, counted, strict=True), 1):
            yield from differences(f"{place}[{index}]", one, other)
    elif announced != counted or type(announced) is not type(counted):
        yield f"{place}: announced {announced}, counted again {counted}"


# From counts to an outcome


def decide(export: dict[str, Any]) -> dict[str, Any]:
    """Outcome, who is elected and who is tied, by what that was settled, vacant seats, the ranked count."""
    rules = export["rules"]
    found = {
        "outcome": "quorum_not_met",
        "elected": [],
        "tied": [],
        "settled": "",
        "vacant": rules["seats"],
        "count": None,
    }
    if not quorum_is_met(rules["quorum"], export["presence"]):
        return found
    if rules["method"] == "for_against_abstain":
        return found | decide_motion(export)
    if rules["method"] in RANKED_METHODS:
        found |= decide_by_rankings(export)
    else:
        found |= decide_by_votes(export)
    return found | {"vacant": rules["seats"] - len(found["elected"])}


def decide_by_votes(export: dict[str, Any]) -> dict[str, Any]:
    """An election by marks, or by votes on each candidate."""
    rules, votes, order = export["rules"], eligible(export), order_of_equals(export)
    elected, tied = fill_seats(rules, votes, [])
    settled = ""
    if tied and order:
        elected, tied = fill_seats(rules, votes, order)
        settled = "" if tied else rules["tie_rule"]
    outcome = "elected" if elected else "none_elected"
    if tied and rules["tie_rule"] != "rejected":
        outcome = "tied"
    return {"outcome": outcome, "elected": elected, "tied": tied, "settled": settled}


def decide_by_rankings(export: dict[str, Any]) -> dict[str, Any]:
    """An election by a ranked method. Whom nobody has ranked cannot be elected."""
    rules, cells = export["rules"], export["cells"]
    papers = [(tuple(choice.split(">")), n) for choice, n in cells.items() if choice != "blank" and n]
    if not papers:
        return {"outcome": "none_elected"}
    draws = rules["method"] in DRAWS_LOTS
    order = drawn(export["lot_seed"], codes_of(rules)) if draws else order_of_equals(export)
    count = Count(rules, papers, order)
    RANKED[rules["method"]](count)
    found = {"elected": count.elected, "tied": count.tied, "count": count.as_json(cells.get("blank", 0))}
    if count.tied and rules["tie_rule"] != "rejected":
        return found | {"outcome": "tied"}
    by_lot = any(tie["rule"] == "lot" for tie in count.ties)
    return found | {
        "outcome": "elected" if count.elected else "none_elected",
        "settled": "lot" if by_lot else count.settled,
    }


def decide_motion(export: dict[str, Any]) -> dict[str, Any]:
    """A motion: adopted, rejected, or tied; as many votes for as against may be settled by lot or chair.

    In each class half of the votes is no majority, and nothing is settled."""
    rules, cells = export["rules"], export["cells"]
    if is_reached(export, None):
        return {"outcome": "adopted"}
    more_than, share, base = majority(rules["majority"])
    number = base_number(base, cells["for"] + cells["against"], export["ballots"], export["presence"])
    equal = more_than and share == Fraction(1, 2) and number > 0 and 2 * cells["for"] == number
    if not equal or rules["tie_rule"] == "rejected" or in_each_class(rules):
        return {"outcome": "rejected"}
    order = order_of_equals(export)
    if not order:
        return {"outcome": "tied"}
    return {"outcome": "adopted" if order[0] == "for" else "rejected", "settled": rules["tie_rule"]}


IN_EACH_CLASS = " in each class"


def majority(text: str) -> tuple[bool, Fraction, str]:
    """Whether more than a share is needed (or at least it), the share, and of what."""
    text = text.removesuffix(IN_EACH_CLASS)
    if text == "simple":
        text = "more than 1/2 of for_against"
    if "of" not in text:
        text = f"at least {text} of for_against"
    match = re.fullmatch(r"(more than|at least) (\d+)/(\d+) of (\w+)", text)
    if match is None:
        raise ValueError(f"the majority {text!r} cannot be read")
    return match[1] == "more than", Fraction(int(match[2]), int(match[3])), match[4]


def base_number(base: str, for_and_against: int, ballots: int, presence: dict[str, Any]) -> int:
    """The number of which the votes for must be a share."""
    numbers: Votes = {
        "for_against": for_and_against,
        "cast": ballots,
        "present": presence["present"],
        "entitled": presence["entitled"],
    }
    return numbers[base]


def is_reached(export: dict[str, Any], code: str | None) -> bool:
    """Whether a motion (None) or a candidate has the majority, in each class where that is demanded."""
    if in_each_class(export["rules"]):
        names = entitled_classes(export)
        return bool(names) and all(reached_in(export, name, code) for name in names)
    return has_majority(export["rules"], export["cells"], code, export["ballots"], export["presence"])


def has_majority(
    rules: dict[str, Any], cells: Votes, code: str | None, ballots: int, presence: dict[str, Any]
) -> bool:
    """Whether the votes for and against in these cells reach the majority."""
    more_than, share, base = majority(rules["majority"])
    votes_for, votes_against, _ = (cells[cell] for cell in cells_of(code))
    number = base_number(base, votes_for + votes_against, ballots, presence)
    if number == 0:
        return False
    reached = Fraction(votes_for, number)
    return reached > share if more_than else reached >= share


# A majority in each class. Counts of classes in which few voted are not in the export: of these the result's
# own word is taken, as far as it can be true.


def in_each_class(rules: dict[str, Any]) -> bool:
    """Whether the majority is needed in each class of members."""
    return str(rules["majority"]).endswith(IN_EACH_CLASS)


def by_class(export: dict[str, Any]) -> dict[str, Votes]:
    """The counts of each class that is not hidden."""
    found: dict[str, Votes] = export["cells_by_class"] if in_each_class(export["rules"]) else {}
    return found


def entitled_classes(export: dict[str, Any]) -> list[str]:
    """The classes in which somebody is entitled; the others are left out."""
    return [name for name, number in export["presence"]["entitled_by_class"].items() if number]


def hidden_classes(export: dict[str, Any]) -> list[str]:
    """Those of them whose counts are not in the export."""
    return [name for name in entitled_classes(export) if name not in by_class(export)]


def cells_of(code: str | None) -> list[str]:
    """The three cells of a motion (None), or of a candidate."""
    return [position if code is None else f"{code}={position}" for position in POSITIONS]


def ballot_cells(rules: dict[str, Any]) -> list[str]:
    """Three cells in which each ballot stands once."""
    return cells_of(next(iter(codes_of(rules)), None))


def presence_in(presence: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """How many were present and entitled in some classes together."""
    return {
        of: sum(presence[f"{of}_by_class"].get(name, 0) for name in names) for of in ("present", "entitled")
    }


def reached_in(export: dict[str, Any], name: str, code: str | None) -> bool:
    """Whether the majority is reached in one class. In a hidden one it is what the result says: but not that
    all those hidden have it, or none has, where their sum is otherwise."""
    rules, presence = export["rules"], export["presence"]
    if name in by_class(export):
        cells = by_class(export)[name]
        ballots = sum(cells[cell] for cell in cells_of(code))
        return has_majority(rules, cells, code, ballots, presence_in(presence, [name]))
    hidden = hidden_classes(export)
    told = [_told(export, other, code) for other in hidden]
    if any(told) and not all(told):
        return _told(export, name, code)
    rest = {
        cell: export["cells"][cell] - sum(cells[cell] for cells in by_class(export).values())
        for cell in cells_of(code)
    }
    return has_majority(rules, rest, code, sum(rest.values()), presence_in(presence, hidden))


def _told(export: dict[str, Any], name: str, code: str | None) -> bool:
    reached = export["result"]["by_class"][name]["reached"]
    return bool(reached if code is None else reached[code])


def quorum_is_met(text: str | None, presence: dict[str, Any]) -> bool:
    """Whether enough members were present or represented, in each class where that is demanded."""
    if text is None:
        return True
    rule = text.removesuffix(IN_EACH_CLASS)
    if rule.endswith(" of shares"):
        presence = presence["shares"]
    pairs = [(presence["present"], presence["entitled"])]
    if rule != text:
        by_class = presence["entitled_by_class"]
        pairs = [(presence["present_by_class"].get(name, 0), by_class[name]) for name in by_class]
        pairs = [pair for pair in pairs if pair[1]]
    if rule.endswith(" members"):
        return all(present >= int(rule.split()[0]) for present, _ in pairs)
    share = Fraction(rule.removesuffix(" of entitled").removesuffix(" of shares"))
    return all(present >= share * entitled for present, entitled in pairs)


def eligible(export: dict[str, Any]) -> Votes:
    """The candidates who can get a seat, with their votes."""
    cells, codes = export["cells"], codes_of(export["rules"])
    if export["rules"]["method"] != "per_candidate":
        return {code: cells[code] for code in codes if cells[code]}
    return {code: cells[f"{code}=for"] for code in codes if is_reached(export, code)}


def codes_of(rules: dict[str, Any]) -> list[str]:
    """The candidates' codes, in the order of the ballot."""
    return [option["code"] for option in rules["options"]]


def order_of_equals(export: dict[str, Any]) -> list[str]:
    """The order in which the lot, or the chair, puts equals."""
    rules = export["rules"]
    if rules["tie_rule"] == "lot":
        return drawn(export["lot_seed"], codes_of(rules) or ["for", "against"])
    return list(export["tie_decision"] or []) if rules["tie_rule"] == "chair" else []


def drawn(seed: str, names: list[str]) -> list[str]:
    """The names by lot: name n draws the SHA-256 of "SEED/n", and the smallest comes first."""
    draws = {
        name: hashlib.sha256(f"{seed}/{number}".encode()).hexdigest() for number, name in enumerate(names, 1)
    }
    return sorted(names, key=lambda name: draws[name])


# Seats by votes, with reserved seats


def fill_seats(rules: dict[str, Any], votes: Votes, preferred: list[str]) -> tuple[list[str], list[str]]:
    """Who is elected, and who is tied, when seats go to most votes first within the reserved seats."""
    if together(rules):
        return fill_together(rules, votes, preferred)
    elected: list[str] = []
    for number in sorted(set(votes.values()), reverse=True):
        equals = [code for code in codes_of(rules) if votes.get(code) == number]
        settled = [code for code in preferred if code in equals]
        rest = [code for code in equals if code not in settled]
        if not rest or not competitors(rules, elected, equals):
            elected += taken(rules, elected, settled + rest)
            continue
        elected += taken(rules, elected, settled)
        competing = competitors(rules, elected, rest)
        elected += taken(rules, elected, [code for code in rest if code not in competing])
        if competing:
            return elected, competing
    return elected, []


def competitors(rules: dict[str, Any], elected: list[str], equals: list[str]) -> list[str]:
    """Those of equals who would get a seat when looked at first, but not after all others in some order."""
    kinds = {code: reserved_groups(rules, code) for code in equals}
    competing = {
        kind
        for kind, code in {kinds[code]: code for code in equals}.items()
        if has_room(rules, elected, code) and can_be_kept_out(rules, elected, kinds, code)
    }
    return [code for code in equals if kinds[code] in competing]


def can_be_kept_out(rules: dict[str, Any], elected: list[str], kinds: dict[str, str], code: str) -> bool:
    """Whether seats given to others in ``kinds``, one after the other, can leave no room for a candidate.

    Others of one kind are in the same groups, so that only how many of them are elected matters.
    """
    ways: list[list[str]] = [[]]
    tried = set()
    while ways:
        way = ways.pop()
        if not has_room(rules, [*elected, *way], code):
            return True
        elected_kinds = tuple(sorted(kinds[name] for name in way))
        if elected_kinds not in tried:
            tried.add(elected_kinds)
            next_ones = {kinds[name]: name for name in kinds if name != code and name not in way}
            ways += [[*way, name] for name in next_ones.values() if has_room(rules, [*elected, *way], name)]
    return False


def reserved_groups(rules: dict[str, Any], code: str) -> str:
    """The limits for which a candidate counts, as one text."""
    return str([number for number, (_, _, members) in enumerate(limits_of(rules)) if code in members])


LIMIT = re.compile(r"at (most|least) (\d+)(?:/(\d+))? of (.+?)(?: beside (\d+) of (\d+) who stay)?")


def limits_of(rules: dict[str, Any]) -> list[tuple[str, int, set[str]]]:
    """Of each limit whether it is "most" or "least", the number of those elected, and who counts for it.

    A share is one of the whole board: the seats, and the directors who stay. "B + C" are two groups together.
    """
    found = []
    for text in rules["reserved"]:
        match = LIMIT.fullmatch(text)
        if match is None:
            raise ValueError(f"the limit {text!r} cannot be read")
        kind, number, parts, group, staying, stay = match.groups()
        whole = Fraction(int(number))
        if parts:
            whole = Fraction(int(number), int(parts)) * (rules["seats"] + int(stay or 0))
        of_board = -(-whole.numerator // whole.denominator) if kind == "least" else whole.__floor__()
        names = {group, *group.split(" + ")}
        members = {option["code"] for option in rules["options"] if names & set(option.get("groups", []))}
        needed = of_board - int(staying or 0)
        found.append((kind, max(0, needed) if kind == "least" else needed, members))
    return found


def together(rules: dict[str, Any]) -> bool:
    """Whether the limits are met by sets of people: somebody counts for two "at least", or one speaks of the
    whole board or of groups together."""
    texts = rules["reserved"]
    if any("/" in text.split(" of ")[0] or " + " in text or text.endswith(" who stay") for text in texts):
        return True
    kept = [code for kind, _, members in limits_of(rules) if kind == "least" for code in members]
    return len(set(kept)) < len(kept)


def taken(rules: dict[str, Any], elected: list[str], order: list[str]) -> list[str]:
    """Those who get a seat when they are looked at one after the other."""
    new: list[str] = []
    for code in order:
        if has_room(rules, [*elected, *new], code):
            new.append(code)
    return new


def has_room(rules: dict[str, Any], elected: list[str], code: str) -> bool:
    """Whether a candidate can take a seat after those elected, every limit kept."""
    if len(elected) >= rules["seats"]:
        return False
    kept, takes_kept_seat = 0, False
    for kind, number, members in limits_of(rules):
        have, belongs = len(members.intersection(elected)), code in members
        if kind == "most" and belongs and have >= number:
            return False
        if kind == "least":
            kept += max(0, number - have)
            takes_kept_seat = takes_kept_seat or (belongs and have < number)
    return takes_kept_seat or len(elected) + 1 + kept <= rules["seats"]


def indispensable(rules: dict[str, Any], continuing: set[str], elected: list[str]) -> set[str]:
    """Those without whom a group could not fill the seats kept for it; nobody, where that is everyone."""
    found: set[str] = set()
    for kind, number, group in limits_of(rules):
        if kind == "most":
            continue
        missing = number - len(group.intersection(elected))
        if 0 < len(group & continuing) <= missing:
            found |= group & continuing
    return set() if found >= continuing else found


# Several rules at once: the set of people with the most votes with whom all are met

State = tuple[int, ...]
"""What is left: seats, seats that may stay vacant, and of each limit what it still needs or allows."""
NEVER = -1_000_000
WAYS = 2_000_000
"""More states than these are not looked at: such a count is not one for this file."""


class Board:
    """Looks at the candidates one after the other, most votes first, and remembers from where all rules can
    still be met. It knows nothing of who is like whom, as the count that it checks does."""

    def __init__(self, rules: dict[str, Any], votes: Votes) -> None:
        self.limits = limits_of(rules)
        self.codes = sorted((code for code in codes_of(rules) if code in votes), key=lambda c: -votes[c])
        self.kinds = [self.counts(code) for code in codes_of(rules)]
        self.kinds = [kind for n, kind in enumerate(self.kinds) if kind not in self.kinds[:n]]
        self.known: dict[tuple[int, State], bool] = {}

    def counts(self, code: str) -> tuple[bool, ...]:
        """For which limits a candidate counts."""
        return tuple(code in members for _, _, members in self.limits)

    def start(self, seats: int, vacant: int) -> State:
        """The state before anybody is elected."""
        return seats, vacant, *(number for _, number, _ in self.limits)

    def after(self, state: State, counted: tuple[bool, ...], vacant: int = 0) -> State | None:
        """The state once one more seat is taken, or kept vacant; None where it cannot be."""
        left = [state[0] - 1, state[1] - vacant]
        for (kind, _, _), number, counts in zip(self.limits, state[2:], counted, strict=True):
            left.append(number - counts if kind == "most" else max(0, number - counts))
        return tuple(left) if min(left) >= 0 else None

    def met(self, place: int, state: State | None) -> bool:
        """Whether candidates from a place on, and vacant seats, can meet what is left."""
        if state is None or any(number < 0 for number in state):
            return False
        needs = [n for (kind, _, _), n in zip(self.limits, state[2:], strict=True) if kind == "least"]
        if max(needs, default=0) > state[0]:
            return False
        if not any(needs):
            return True
        if (place, state) not in self.known:
            if len(self.known) > WAYS:
                raise ArithmeticError("there are too many ways to meet these rules to count them here")
            if place < len(self.codes):
                counted = self.counts(self.codes[place])
                found = self.met(place + 1, self.after(state, counted)) or self.met(place + 1, state)
            else:
                number = place - len(self.codes)
                found = number < len(self.kinds) and (
                    self.met(place, self.after(state, self.kinds[number], vacant=1))
                    or self.met(place + 1, state)
                )
            self.known[place, state] = found
        return self.known[place, state]

    def most(self, level: list[str], then: int, state: State | None, left_out: str = "") -> int:
        """How many of a level can be elected at most, all rules met with those who come ``then``; far below
        0: not even none."""
        if state is None:
            return NEVER
        ways = {state: 0}
        for code in level:
            for earlier, number in list(ways.items()):
                later = None if code == left_out else self.after(earlier, self.counts(code))
                if later is not None:
                    ways[later] = max(ways.get(later, 0), number + 1)
        return max((number for after, number in ways.items() if self.met(then, after)), default=NEVER)


def fill_together(rules: dict[str, Any], votes: Votes, preferred: list[str]) -> tuple[list[str], list[str]]:
    """Who is elected, and who is tied: as many of those with most votes as can be, then of the next; as few
    seats as possible are kept vacant."""
    board, elected, place = Board(rules, votes), list[str](), 0
    starts = (board.start(rules["seats"], vacant) for vacant in range(rules["seats"] + 1))
    state = next((start for start in starts if board.met(0, start)), None)
    for number in sorted(set(votes.values()), reverse=True) if state else ():
        equals = [code for code in codes_of(rules) if votes.get(code) == number]
        place += len(equals)
        most, mine = board.most(equals, place, state), list[str]()
        for code in [code for code in preferred if code in equals]:
            later = state and board.after(state, board.counts(code))
            others = [other for other in equals if other not in (*mine, code)]
            if 1 + board.most(others, place, later) + len(mine) == most:
                state, mine = later, [*mine, code]
        rest = [code for code in equals if code not in preferred]
        able, needed = list[str](), list[str]()
        for code in rest:
            others = [other for other in equals if other not in (*mine, code)]
            later = state and board.after(state, board.counts(code))
            if len(mine) + 1 + board.most(others, place, later) == most:
                able.append(code)
            if len(mine) + board.most([*others, code], place, state, code) < most:
                needed.append(code)
        elected += [*mine, *(code for code in rest if code in needed)]
        tied = [code for code in able if code not in needed]
        if tied:
            return elected, tied
        for code in needed:
            state = state and board.after(state, board.counts(code))
    return elected, []


# Rankings


@dataclass
class Count:
    """A ranked count: what it is made of, and what it writes down. ``order`` settles what is equal."""

    rules: dict[str, Any]
    papers: Papers
    order: list[str]
    elected: list[str] = field(default_factory=list)
    tied: list[str] = field(default_factory=list)
    settled: str = ""
    rounds: list[dict[str, Any]] = field(default_factory=list)
    ties: list[dict[str, Any]] = field(default_factory=list)
    history: list[Votes] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def codes(self) -> list[str]:
        """The candidates' codes, in the order of the ballot."""
        return codes_of(self.rules)

    @property
    def seats(self) -> int:
        """How many are to be elected."""
        return int(self.rules["seats"])

    @property
    def valid(self) -> int:
        """The number of ballots that rank somebody."""
        return sum(number for _, number in self.papers)

    def numbers(self, codes: list[str]) -> list[int]:
        """Candidates as a result names them: by their place on the ballot, from 1."""
        return [self.codes.index(code) + 1 for code in codes]

    def write_round(self, action: str, places: int, votes: Votes, **more: Any) -> None:
        """Write down a round: votes and other figures in units of so many decimals, candidates by code."""
        figures = {"exhausted": 0, "lost": 0, "quota": None, "surplus": None} | {
            key: value for key, value in more.items() if key not in ("subject", "keep", "elected", "excluded")
        }
        self.rounds.append(
            {
                "number": len(self.rounds) + 1,
                "action": action,
                "subject": self.numbers(more.get("subject", [])),
                "votes": [decimals(votes[code], places) for code in self.codes],
                **{k: None if v is None else decimals(v, places) for k, v in figures.items()},
                "keep": [decimals(more["keep"][code], places) for code in self.codes]
                if "keep" in more
                else [],
                "elected": self.numbers(more.get("elected", [])),
                "excluded": self.numbers(more.get("excluded", [])),
            }
        )

    def write_tie(self, kind: str, tied: list[str], chosen: str, rule: str) -> None:
        """Write down that equals were separated, for the round that comes now."""
        numbers = sorted(self.numbers(tied))
        entry = {"round": len(self.rounds) + 1, "kind": kind, "candidates": numbers}
        self.ties.append(entry | {"chosen": self.numbers([chosen])[0], "rule": rule})

    def as_json(self, blank: int) -> dict[str, Any]:
        """The count as it was announced."""
        return {
            "method": self.rules["method"],
            "seats": self.seats,
            "candidates": [{"number": n, "name": code} for n, code in enumerate(self.codes, 1)],
            "withdrawn": [],
            "valid": self.valid,
            "blank": blank,
            "quota": self.rounds[-1]["quota"],
            "elected": self.numbers(self.elected),
            "order": [],
            "lot": self.numbers([*self.order, *(code for code in self.codes if code not in self.order)]),
            "ties": self.ties,
            "rounds": self.rounds,
            "duels": [],
            "paths": [],
            "paths_against": [],
            **self.more,
        }

    def behind(self, tied: list[str], history: list[Votes]) -> str:
        """Whom to exclude of equals: who had fewest at the first of these stages that tells them apart;
        else the last of the lot."""
        if len(tied) == 1:
            return tied[0]
        left = tied
        for votes in history:
            fewest = min(votes[code] for code in left)
            left = [code for code in left if votes[code] == fewest]
            if len(left) == 1:
                break
        chosen = max(left, key=self.order.index)
        self.write_tie("exclusion", tied, chosen, "earlier_round" if len(left) == 1 else "lot")
        return chosen

    def best_first(
        self, codes: set[str], votes: Votes, history: list[Votes], kind: str = "order"
    ) -> list[str]:
        """Candidates by votes, most first; of equals who had most at the first of these stages that tells
        them apart; else the first of the lot."""
        left, ordered = set(codes), list[str]()
        while left:
            most = max(votes[code] for code in left)
            tied = [code for code in self.codes if code in left and votes[code] == most]
            ahead = tied
            for stage in history:
                if len(ahead) == 1:
                    break
                most = max(stage[code] for code in ahead)
                ahead = [code for code in ahead if stage[code] == most]
            chosen = min(ahead, key=self.order.index)
            if len(tied) > 1:
                self.write_tie(kind, tied, chosen, "earlier_round" if len(ahead) == 1 else "lot")
            ordered.append(chosen)
            left.remove(chosen)
            if kind == "surplus":
                break
        return ordered


def decimals(units: int, places: int) -> str:
    """A number of units of so many decimals, written out: 250000 in 5 places is 2.50000."""
    return f"{units // 10**places}.{units % 10**places:0{places}d}" if places else str(units)


def next_choice(ranking: tuple[str, ...], among: set[str]) -> str | None:
    """The first candidate of a ranking who is among these."""
    return next((code for code in ranking if code in among), None)


def scottish_stv(count: Count) -> None:
    """Scottish Local Government Elections Order 2007, schedule 1, rules 45 to 52; in 0.00001 of a vote."""
    one, rules, seats, elected = 100_000, count.rules, count.seats, count.elected
    quota = (count.valid // (seats + 1) + 1) * one
    continuing, waiting = set(count.codes), list[str]()
    piles: dict[str | None, list[tuple[tuple[str, ...], int, int]]] = {code: [] for code in count.codes}
    piles[None] = []
    for ranking, number in count.papers:
        piles[ranking[0]].append((ranking, number, one))
    votes = {code: sum(number * value for _, number, value in piles[code]) for code in count.codes}

    def end_stage(action: str, last: bool = False, **more: list[str]) -> None:
        reached = {code for code in continuing if last or votes[code] >= quota}
        new = taken(rules, elected, count.best_first(reached, votes, count.history[::-1]))
        elected.extend(new)
        continuing.difference_update(new)
        waiting.extend(code for code in new if votes[code] > quota)
        exhausted = sum(number * value for _, number, value in piles[None])
        lost = count.valid * one - exhausted - sum(votes.values())
        count.history.append(dict(votes))
        figures = {"exhausted": exhausted, "lost": lost, "quota": quota}
        count.write_round(action, 5, votes, elected=new, **figures, **more)

    end_stage("first_preferences")
    while len(elected) < seats and continuing:
        barred = [code for code in count.codes if code in continuing and not has_room(rules, elected, code)]
        if waiting and not barred:
            action, out = "surplus", list[str]()
            source = count.best_first(set(waiting), votes, count.history[::-1], action)[0]
            waiting.remove(source)
            total, surplus = votes[source], votes[source] - quota
            moving = [(paper, number, surplus * value // total) for paper, number, value in piles[source]]
            votes[source] = quota
        elif not barred and len(continuing) <= seats - len(elected):
            left = [code for code in count.codes if code in continuing]
            end_stage("last_vacancies", last=True, subject=left)
            continue
        else:
            guarded = indispensable(rules, continuing, elected)
            able = barred or [code for code in count.codes if code in continuing - guarded]
            fewest = min(votes[code] for code in able)
            source = count.behind([code for code in able if votes[code] == fewest], count.history[::-1])
            action, out = "exclusion", [source]
            continuing.remove(source)
            moving, votes[source] = piles[source], 0
        piles[source] = []
        for paper, number, value in moving:
            target = next_choice(paper[paper.index(source) + 1 :], continuing)
            piles[target].append((paper, number, value))
            if target is not None:
                votes[target] += number * value
        end_stage(action, subject=[source], excluded=out)


def meek_stv(count: Count) -> None:
    """Meek's method as in New Zealand's Local Electoral Regulations 2001, schedule 1A; in 0.000000001 of a
    vote. What a candidate keeps is rounded up; what is passed on is what is left."""
    one, rules, seats, elected = 10**9, count.rules, count.seats, count.elected
    hopeful, keep, surplus, quiet = set(count.codes), dict.fromkeys(count.codes, one), 0, False
    while True:
        votes, exhausted = dict.fromkeys(count.codes, 0), 0
        for ranking, number in count.papers:
            left = one
            for code in ranking:
                kept = rounded_up(left * keep[code], one)
                votes[code] += kept * number
                left -= kept
            exhausted += left * number
        quota = (count.valid * one - exhausted) // (seats + 1) + 1
        reached = {code for code in hopeful if votes[code] >= quota}
        new = taken(rules, elected, count.best_first(reached, votes, count.history))
        changed = list(elected) if count.history else []
        elected.extend(new)
        hopeful.difference_update(new)
        before, surplus = surplus, sum(max(votes[code] - quota, 0) for code in elected)
        vacant = seats - len(elected)
        out = [c for c in count.codes if c in hopeful and vacant and not has_room(rules, elected, c)]
        if not out and count.history and 0 < vacant < len(hopeful):
            settled = surplus < one // 10_000 or (not new and quiet and surplus >= before)
            guarded = indispensable(rules, hopeful, elected)
            able = [code for code in count.codes if code in hopeful - guarded]
            fewest, *others = sorted(votes[code] for code in able)
            if settled or not others or fewest + surplus < others[0]:
                out = [count.behind([code for code in able if votes[code] == fewest], count.history)]
        hopeful.difference_update(out)
        quiet = bool(count.history) and not new and not out
        figures = {"exhausted": exhausted, "quota": quota, "surplus": surplus}
        action = "iteration" if count.history else "first_preferences"
        count.write_round(action, 9, votes, subject=changed, elected=new, excluded=out, keep=keep, **figures)
        count.history.append(votes)
        keep.update(dict.fromkeys(out, 0))
        if not vacant or len(hopeful) <= vacant:
            break
        for code in elected:
            product = rounded_up(quota * keep[code], one)
            keep[code] = min(rounded_up(product * one, votes[code]), one)
    if vacant:
        new = taken(rules, elected, count.best_first(hopeful, votes, count.history))
        elected.extend(new)
        subject = sorted(new, key=count.codes.index)
        count.write_round("last_vacancies", 9, votes, subject=subject, elected=new, keep=keep, **figures)


def rounded_up(number: int, divisor: int) -> int:
    """The quotient, rounded up to a whole number."""
    return -(-number // divisor)


def irv(count: Count) -> None:
    """Instant runoff: whoever has fewest goes, until one has more than half of what still counts."""
    continuing, out = set(count.codes), list[str]()
    while not count.elected:
        votes = dict.fromkeys(count.codes, 0)
        for ranking, number in count.papers:
            code = next_choice(ranking, continuing)
            if code is not None:
                votes[code] += number
        total = sum(votes.values())
        count.history.append(votes)
        count.elected += [c for c in continuing if 2 * votes[c] > total or len(continuing) == 1]
        figures = {"exhausted": count.valid - total, "quota": total // 2 + 1}
        action = "exclusion" if out else "first_preferences"
        count.write_round(action, 0, votes, subject=out, elected=count.elected, excluded=out, **figures)
        if not count.elected:
            fewest = min(votes[code] for code in continuing)
            tied = [code for code in count.codes if code in continuing and votes[code] == fewest]
            out = [count.behind(tied, count.history[::-1])]
            continuing.difference_update(out)


def schulze(count: Count) -> None:
    """Schulze (2011): elected is whose strongest path to each other is at least as strong as the way back.
    A duel won is the stronger, the more ballots are for it; with as many for it, the fewer are against."""
    codes = count.codes
    prefer = {(a, b): 0 for a in codes for b in codes}
    for ranking, number in count.papers:
        for place, a in enumerate(ranking):
            for b in codes:
                if b not in ranking[: place + 1]:
                    prefer[a, b] += number
    path = {
        (a, b): (prefer[a, b], -prefer[b, a]) if prefer[a, b] > prefer[b, a] else (0, 0)
        for a in codes
        for b in codes
    }
    for through in codes:
        for a in codes:
            for b in codes:
                if len({through, a, b}) == 3:
                    path[a, b] = max(path[a, b], min(path[a, through], path[through, b]))
    order, left = list[list[str]](), codes
    while left:
        order.append([a for a in left if all(path[a, b] >= path[b, a] for b in left)])
        left = [code for code in left if code not in order[-1]]
    best = order[0]
    preferred = [code for code in count.order if code in best]
    if len(best) == 1 or preferred:
        count.elected = (preferred or best)[:1]
    else:
        count.tied = best
    if len(best) > 1 and preferred and count.rules["tie_rule"] == "lot":
        count.write_tie("seat", best, preferred[0], "lot")
    elif len(best) > 1 and preferred:
        count.settled = str(count.rules["tie_rule"])
    wins = {a: sum(path[a, b] > path[b, a] for b in codes) for a in codes}
    count.write_round("wins", 0, wins, elected=count.elected)
    count.more = {
        "order": [count.numbers(equals) for equals in order],
        "duels": [[prefer[a, b] for b in codes] for a in codes],
        "paths": [[path[a, b][0] for b in codes] for a in codes],
        "paths_against": [[-path[a, b][1] for b in codes] for a in codes],
    }


RANKED = {"scottish_stv": scottish_stv, "meek_stv": meek_stv, "irv": irv, "schulze": schulze}


def main(arguments: list[str]) -> int:
    """Recount the file named and print what was found: 0 for equal, 1 for different, 2 for no export."""
    if len(arguments) != 1:
        print("usage: recount.py FILE", file=sys.stderr)  # noqa: T201 - this is a command
        return 2
    try:
        export = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
        found = recount(export)
    except (OSError, RecursionError, *UNREADABLE) as error:
        print(f"{arguments[0]} cannot be read as an export: {error!r}", file=sys.stderr)  # noqa: T201 - a command
        return 2
    for difference in found:
        print(f"DIFFERENT  {difference}")  # noqa: T201 - this is a command
    if not found:
        print(f"equal: {export['result']['outcome']} {' '.join(export['result']['elected'])}".rstrip())  # noqa: T201
        for name in hidden_classes(export) if in_each_class(export["rules"]) else []:
            print(f"category {name}: its counts are not in the file, what is said of it can be true")  # noqa: T201
        print(f"rules  {export['rules_hash']}\nresult {export['result_hash']}")  # noqa: T201 - to be compared
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
