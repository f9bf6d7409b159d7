"""Counting an exported resolution again: ``voting recount FILE``, or ``python recount.py FILE``.

This one file needs nothing but Python: no database, no network, nothing else of this project, so that
whoever doubts a result can read it and run it anywhere. It was written apart from the count that it checks.

The file is what ``voting export-count`` writes: the frozen rules with their hash, who was present, the
counts (for a ranked method every ranking with its number of ballots), and the result as it was announced.
Everything is whole numbers and exact fractions.
"""

import hashlib
import json
import re
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

FORMAT = "voting-count-1"
Votes = dict[str, int]
Papers = list[tuple[tuple[str, ...], int]]
"""Rankings, each with its number of ballots."""


def recount(export: dict[str, Any]) -> list[str]:
    """Every difference between the exported result and a fresh count: sentences; none means equal."""
    if export.get("format") != FORMAT:
        return [f"this is not an export in the format {FORMAT}"]
    rules, announced = export["rules"], export["result"]
    frozen = {"rules": rules, "roll": export["roll_hash"], "entitled": export["presence"]["entitled"]}
    if digest(frozen) != export["rules_hash"]:
        return ["the rules are not those that were frozen: their hash differs"]
    differences = [
        f"{key}: announced {announced.get(key)}, counted again {value}"
        for key, value in decide(export).items()
        if announced.get(key) != value
    ]
    seed = export["lot_seed"]
    if seed and hashlib.sha256(seed.encode()).hexdigest() != rules["lot_commitment"]:
        differences.append("the seed of the lot is not the one that was committed to")
    return differences


def digest(value: Any) -> str:
    """SHA-256 of a JSON value: keys sorted, no spaces, UTF-8."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


# From counts to an outcome


def decide(export: dict[str, Any]) -> dict[str, Any]:
    """Outcome, elected and vacant seats, as the rules demand."""
    rules, cells, presence = export["rules"], export["cells"], export["presence"]
    seats = rules["seats"]
    if not quorum_is_met(rules["quorum"], presence):
        return {"outcome": "quorum_not_met", "elected": [], "vacant": seats}
    if rules["method"] == "for_against_abstain":
        return {"outcome": decide_motion(export), "elected": [], "vacant": 0}
    if rules["method"] in RANKED:
        elected = count_rankings(rules, cells, export["lot_seed"])
        return {
            "outcome": "elected" if elected else "none_elected",
            "elected": elected,
            "vacant": seats - len(elected),
        }
    votes, order = eligible(export), order_of_equals(export)
    elected, tied = fill_seats(rules, votes, [])
    if tied and order:
        elected, tied = fill_seats(rules, votes, order)
    outcome = "elected" if elected else "none_elected"
    if tied and rules["tie_rule"] != "rejected":
        outcome = "tied"
    return {"outcome": outcome, "elected": elected, "vacant": seats - len(elected)}


def decide_motion(export: dict[str, Any]) -> str:
    """Adopted, rejected, or tied."""
    rules, cells = export["rules"], export["cells"]
    if has_majority(export, cells["for"], cells["against"]):
        return "adopted"
    more_than, share, base = majority(rules["majority"])
    number = base_number(export, base, cells["for"] + cells["against"])
    equal = more_than and share == Fraction(1, 2) and number > 0 and 2 * cells["for"] == number
    if not equal or rules["tie_rule"] == "rejected":
        return "rejected"
    order = order_of_equals(export)
    if not order:
        return "tied"
    return "adopted" if order[0] == "for" else "rejected"


def majority(text: str) -> tuple[bool, Fraction, str]:
    """Whether more than a share is needed (or at least it), the share, and of what."""
    if text == "simple":
        text = "more than 1/2 of for_against"
    if "of" not in text:
        text = f"at least {text} of for_against"
    match = re.fullmatch(r"(more than|at least) (\d+)/(\d+) of (\w+)", text)
    if match is None:
        raise SystemExit(f"the majority {text!r} cannot be read")
    return match[1] == "more than", Fraction(int(match[2]), int(match[3])), match[4]


def base_number(export: dict[str, Any], base: str, for_and_against: int) -> int:
    """The number of which the votes for must be a share."""
    presence = export["presence"]
    numbers: Votes = {
        "for_against": for_and_against,
        "cast": export["ballots"],
        "present": presence["present"],
        "entitled": presence["entitled"],
    }
    return numbers[base]


def has_majority(export: dict[str, Any], votes_for: int, votes_against: int) -> bool:
    """Whether so many votes for and against reach the majority."""
    more_than, share, base = majority(export["rules"]["majority"])
    number = base_number(export, base, votes_for + votes_against)
    if number == 0:
        return False
    reached = Fraction(votes_for, number)
    return reached > share if more_than else reached >= share


def quorum_is_met(text: str | None, presence: dict[str, Any]) -> bool:
    """Whether enough members were present or represented, in each class where that is demanded."""
    if text is None:
        return True
    rule = text.removesuffix(" in each class")
    pairs = [(presence["present"], presence["entitled"])]
    if rule != text:
        by_class = presence["entitled_by_class"]
        pairs = [(presence["present_by_class"].get(name, 0), by_class[name]) for name in by_class]
        pairs = [pair for pair in pairs if pair[1]]
    if rule.endswith(" members"):
        return all(present >= int(rule.split()[0]) for present, _ in pairs)
    share = Fraction(rule.removesuffix(" of entitled"))
    return all(present >= share * entitled for present, entitled in pairs)


def eligible(export: dict[str, Any]) -> Votes:
    """The candidates who can get a seat, with their votes."""
    cells, codes = export["cells"], codes_of(export["rules"])
    if export["rules"]["method"] != "per_candidate":
        return {code: cells[code] for code in codes if cells[code]}
    return {
        code: cells[f"{code}=for"]
        for code in codes
        if has_majority(export, cells[f"{code}=for"], cells[f"{code}=against"])
    }


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
    elected: list[str] = []
    for number in sorted(set(votes.values()), reverse=True):
        equals = [code for code in codes_of(rules) if votes.get(code) == number]
        settled = [code for code in preferred if code in equals]
        if len(settled) == len(equals):
            elected += taken(rules, elected, settled)
            continue
        competing = competitors(rules, elected, equals)
        if not competing:
            elected += taken(rules, elected, equals)
            continue
        elected += taken(rules, elected, settled)
        rest = [code for code in equals if code not in settled]
        competing = competitors(rules, elected, rest)
        elected += taken(rules, elected, [code for code in rest if code not in competing])
        if competing:
            return elected, competing
    return elected, []


def competitors(rules: dict[str, Any], elected: list[str], equals: list[str]) -> list[str]:
    """Those of equals who would get a seat when looked at first, but not when looked at last."""
    found = []
    for code in equals:
        others = taken(rules, elected, [other for other in equals if other != code])
        if has_room(rules, elected, code) and not has_room(rules, [*elected, *others], code):
            found.append(code)
    return found


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
    groups = {option["code"]: option.get("groups", []) for option in rules["options"]}
    kept, takes_kept_seat = 0, False
    for text in rules["reserved"]:
        kind, number, group = re.fullmatch(r"at (most|least) (\d+) of (.+)", text).groups()  # type: ignore[union-attr]  # the rules were checked when they were frozen
        members = sum(group in groups[name] for name in elected)
        belongs = group in groups[code]
        if kind == "most" and belongs and members >= int(number):
            return False
        if kind == "least":
            kept += max(0, int(number) - members)
            takes_kept_seat = takes_kept_seat or (belongs and members < int(number))
    return takes_kept_seat or len(elected) + 1 + kept <= rules["seats"]


def indispensable(rules: dict[str, Any], continuing: set[str], elected: list[str]) -> set[str]:
    """Those without whom a group could not fill the seats kept for it; nobody, where that is everyone."""
    found: set[str] = set()
    for text in rules["reserved"]:
        match = re.fullmatch(r"at least (\d+) of (.+)", text)
        if match is None:
            continue
        group = {option["code"] for option in rules["options"] if match[2] in option.get("groups", [])}
        missing = int(match[1]) - len(group.intersection(elected))
        if 0 < len(group & continuing) <= missing:
            found |= group & continuing
    return set() if found >= continuing else found


# Rankings


def count_rankings(rules: dict[str, Any], cells: Votes, seed: str) -> list[str]:
    """Who is elected, in order, by the rules' ranked method."""
    codes = codes_of(rules)
    papers = [
        (tuple(choice.split(">")), number) for choice, number in cells.items() if choice != "blank" and number
    ]
    return RANKED[rules["method"]](papers, rules, drawn(seed, codes))


def next_choice(ranking: tuple[str, ...], among: set[str]) -> str | None:
    """The first candidate of a ranking who is among these."""
    return next((code for code in ranking if code in among), None)


def behind(tied: list[str], history: list[Votes], lot: list[str]) -> str:
    """Of equals the one who had fewest at the first of these stages that tells; else the last of the lot."""
    for votes in history:
        fewest = min(votes[code] for code in tied)
        tied = [code for code in tied if votes[code] == fewest]
    return max(tied, key=lot.index)


def ahead(tied: list[str], history: list[Votes], lot: list[str]) -> str:
    """Of equals the one who had most at the first of these stages that tells; else the first of the lot."""
    for votes in history:
        most = max(votes[code] for code in tied)
        tied = [code for code in tied if votes[code] == most]
    return min(tied, key=lot.index)


def best_first(codes: set[str], votes: Votes, history: list[Votes], lot: list[str]) -> list[str]:
    """Candidates by votes, most first, equals as :func:`ahead` says."""
    left, order = set(codes), []
    while left:
        most = max(votes[code] for code in left)
        order.append(ahead([code for code in left if votes[code] == most], history, lot))
        left.remove(order[-1])
    return order


def scottish_stv(papers: Papers, rules: dict[str, Any], lot: list[str]) -> list[str]:
    """Scottish Local Government Elections Order 2007, schedule 1, rules 45 to 52; in 0.00001 of a vote."""
    one, codes, seats = 100_000, codes_of(rules), rules["seats"]
    quota = (sum(number for _, number in papers) // (seats + 1) + 1) * one
    continuing, elected, waiting, history = set(codes), list[str](), list[str](), list[Votes]()
    piles: dict[str | None, list[tuple[tuple[str, ...], int, int]]] = {code: [] for code in [*codes, None]}
    for ranking, number in papers:
        piles[ranking[0]].append((ranking, number, one))
    votes = {code: sum(number * value for _, number, value in piles[code]) for code in codes}

    def end_stage() -> None:
        reached = {code for code in continuing if votes[code] >= quota}
        for code in taken(rules, elected, best_first(reached, votes, history[::-1], lot)):
            elected.append(code)
            continuing.remove(code)
            if votes[code] > quota:
                waiting.append(code)
        history.append(dict(votes))

    end_stage()
    while len(elected) < seats and continuing:
        barred = {code for code in continuing if not has_room(rules, elected, code)}
        if waiting and not barred:
            source = best_first(set(waiting), votes, history[::-1], lot)[0]
            waiting.remove(source)
            total, surplus = votes[source], votes[source] - quota
            moving = [(paper, number, surplus * value // total) for paper, number, value in piles[source]]
            votes[source] = quota
        elif not barred and len(continuing) <= seats - len(elected):
            return elected + taken(rules, elected, best_first(continuing, votes, history[::-1], lot))
        else:
            out = barred or continuing - indispensable(rules, continuing, elected)
            fewest = min(votes[code] for code in out)
            source = behind([code for code in out if votes[code] == fewest], history[::-1], lot)
            continuing.remove(source)
            moving, votes[source] = piles[source], 0
        piles[source] = []
        for paper, number, value in moving:
            after = paper[paper.index(source) + 1 :]
            target = next_choice(after, continuing)
            piles[target].append((paper, number, value))
            if target is not None:
                votes[target] += number * value
        end_stage()
    return elected


def meek_stv(papers: Papers, rules: dict[str, Any], lot: list[str]) -> list[str]:
    """Meek's method as in New Zealand's Local Electoral Regulations 2001, schedule 1A; in 0.000000001 of a
    vote. What a candidate keeps is rounded up; what is passed on is what is left."""
    one, codes, seats = 10**9, codes_of(rules), rules["seats"]
    hopeful, elected, keep = set(codes), list[str](), dict.fromkeys(codes, one)
    history: list[Votes] = []
    surplus, quiet = 0, False
    while True:
        votes, exhausted = dict.fromkeys(codes, 0), 0
        for ranking, number in papers:
            left = one
            for code in ranking:
                kept = rounded_up(left * keep[code], one)
                votes[code] += kept * number
                left -= kept
            exhausted += left * number
        quota = (sum(number for _, number in papers) * one - exhausted) // (seats + 1) + 1
        reached = {code for code in hopeful if votes[code] >= quota}
        reached = set(taken(rules, elected, best_first(reached, votes, history, lot)))
        elected += best_first(reached, votes, history, lot)
        hopeful -= reached
        before, surplus = surplus, sum(max(votes[code] - quota, 0) for code in elected)
        excluded = {code for code in hopeful if len(elected) < seats and not has_room(rules, elected, code)}
        hopeful -= excluded
        if not excluded and history and len(elected) < seats < len(elected) + len(hopeful):
            settled = surplus < one // 10_000 or (not reached and quiet and surplus >= before)
            out = hopeful - indispensable(rules, hopeful, elected)
            fewest, *others = sorted(votes[code] for code in out)
            if settled or not others or fewest + surplus < others[0]:
                excluded = {behind([code for code in out if votes[code] == fewest], history, lot)}
                hopeful -= excluded
        quiet = bool(history) and not reached and not excluded
        history.append(votes)
        keep.update(dict.fromkeys(excluded, 0))
        if len(elected) >= seats or len(elected) + len(hopeful) <= seats:
            return elected + taken(rules, elected, best_first(hopeful, votes, history, lot))
        for code in elected:
            product = rounded_up(quota * keep[code], one)
            keep[code] = min(rounded_up(product * one, votes[code]), one)


def rounded_up(number: int, divisor: int) -> int:
    """The quotient, rounded up to a whole number."""
    return -(-number // divisor)


def irv(papers: Papers, rules: dict[str, Any], lot: list[str]) -> list[str]:
    """Instant runoff: whoever has fewest goes, until one has more than half of what still counts."""
    codes = codes_of(rules)
    continuing, history = set(codes), list[Votes]()
    while True:
        votes = dict.fromkeys(codes, 0)
        for ranking, number in papers:
            code = next_choice(ranking, continuing)
            if code is not None:
                votes[code] += number
        history.append(votes)
        winners = [code for code in continuing if 2 * votes[code] > sum(votes.values())]
        if winners or len(continuing) == 1:
            return winners or list(continuing)
        fewest = min(votes[code] for code in continuing)
        tied = [code for code in continuing if votes[code] == fewest]
        continuing.remove(behind(tied, history[::-1], lot))


def schulze(papers: Papers, rules: dict[str, Any], lot: list[str]) -> list[str]:
    """Schulze (2011), winning votes: whoever's strongest path to each other is at least the way back."""
    codes = codes_of(rules)
    prefer = {(a, b): 0 for a in codes for b in codes}
    for ranking, number in papers:
        for place, a in enumerate(ranking):
            for b in codes:
                if b not in ranking[: place + 1]:
                    prefer[a, b] += number
    path = {(a, b): prefer[a, b] if prefer[a, b] > prefer[b, a] else 0 for a in codes for b in codes}
    for through in codes:
        for a in codes:
            for b in codes:
                if len({through, a, b}) == 3:
                    path[a, b] = max(path[a, b], min(path[a, through], path[through, b]))
    winners = [a for a in codes if all(path[a, b] >= path[b, a] for b in codes if a != b)]
    return [min(winners, key=lot.index)]


RANKED = {"scottish_stv": scottish_stv, "meek_stv": meek_stv, "irv": irv, "schulze": schulze}


def main(arguments: list[str]) -> int:
    """Recount the file named and print what was found: 0 for equal, 1 for different, 2 for no export."""
    if len(arguments) != 1:
        print("usage: recount.py FILE", file=sys.stderr)  # noqa: T201 - this is a command
        return 2
    try:
        export = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
        differences = recount(export)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(f"{arguments[0]} cannot be read as an export: {error!r}", file=sys.stderr)  # noqa: T201 - a command
        return 2
    for difference in differences:
        print(f"DIFFERENT  {difference}")  # noqa: T201 - this is a command
    if not differences:
        print(f"equal: {export['result']['outcome']} {' '.join(export['result']['elected'])}".rstrip())  # noqa: T201
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
