"""The minutes: what was decided on each point of the agenda, and who signed for its figures."""

from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from flask_babel import gettext

from voting.assembly.models import AgendaPoint, Assembly, Venue
from voting.ballot.methods import RANKED
from voting.ballot.models import Resolution
from voting.ballot.roll_call import NamedVote
from voting.report.document import Block, Cell, Heading, Items, Table, TableRow, Text
from voting.report.minutes import Item, Minutes
from voting.wording.by_proxy import by_proxy
from voting.wording.hands import hands_sentences
from voting.wording.languages import day, in_language, number
from voting.wording.minutes.classes import counts_by_class
from voting.wording.reasoning import percentage, reasoning
from voting.wording.roll_call import named_vote
from voting.wording.rules import names_of
from voting.wording.sealed import sealed_account, unopened_sentence, unsealed_sentence
from voting.wording.spot import annulment
from voting.wording.tenth import has_cast
from voting.wording.words import OUTCOMES, POSITIONS, STATES


def agenda(minutes: Minutes) -> Iterator[Block]:
    """Each point and each resolution in its place on the agenda."""
    told = [(point.position, _point(point)) for point in minutes.points]
    told += [
        (item.resolution.position, decision(minutes.assembly, minutes.venues, item)) for item in minutes.items
    ]
    for _position, blocks in sorted(told, key=itemgetter(0)):
        yield from blocks


def _point(point: AgendaPoint) -> Iterator[Block]:
    yield Heading(f"{point.number}. {in_language(point.title)}", 2)
    if point.text:
        yield Text(in_language(point.text))
    yield Text(gettext("No vote was held on this point."))


def decision(assembly: Assembly, venues: list[Venue], item: Item) -> Iterator[Block]:
    """One resolution: its text in full, who was present, the counts, and how they lead to the outcome."""
    resolution, result = item.resolution, item.result
    yield Heading(_title(resolution), 2)
    yield from _texts(item)
    if result is None:
        state = str(STATES[resolution.state])
        reason = annulment(resolution).removesuffix(".")
        yield Text(f"{state}{f': {reason}' if reason else ''}.", strong=True)
        if item.sealed and resolution.opened_at and not item.sealed.is_opened:
            yield Text(unopened_sentence())
        return
    yield _present_sentence(result["present_or_represented"], result["entitled"])
    for heavy in item.heavy:
        yield Text(has_cast(heavy))
    yield _counts(item, result)
    yield from counts_by_class(resolution, result)
    yield Text(by_proxy(result))
    if "hands" in result:
        yield Items(tuple(hands_sentences({venue.code: venue.name for venue in venues}, result)))
    if item.names is not None:
        yield from _roll_call(item.names)
    if item.sealed:
        yield Items(tuple(sealed_account(item.sealed)))
    elif item.unsealed:
        yield Text(unsealed_sentence())
    yield Text(gettext("Outcome: %(outcome)s.", outcome=OUTCOMES[result["outcome"]]), strong=True)
    yield Items(tuple(reasoning(resolution, result)))
    if resolution.kind == "election":
        yield from _elected(assembly, item, result)


def _texts(item: Item) -> Iterator[Block]:
    """The text that was put to the vote, after the one that it would replace, or has replaced."""
    if item.before:
        yield Text(gettext("The text before:"), strong=True)
        yield Text(in_language(item.before))
        amendment = item.resolution.spot is not None
        yield Text(
            gettext("The text as it would become:") if amendment else gettext("The text as amended:"),
            strong=True,
        )
    if item.text:
        yield Text(in_language(item.text))


def _title(resolution: Resolution) -> str:
    title = f"{resolution.number}. {in_language(resolution.title)}"
    if resolution.round > 1:
        title = gettext("%(title)s (round %(number)s)", title=title, number=resolution.round)
    return title


def _present_sentence(present: int, entitled: int) -> Text:
    return Text(
        gettext(
            "Present or represented when the vote was closed: %(present)s of %(entitled)s entitled members "
            "(%(percentage)s).",
            present=number(present),
            entitled=number(entitled),
            percentage=percentage(present, entitled),
        )
    )


def _counts(item: Item, result: dict[str, Any]) -> Table:
    """The table of the counts: by position for a motion; by candidate; or by marks or first preferences."""
    resolution, counts = item.resolution, result["counts"]
    caption = gettext("Ballots: %(number)s", number=number(result["ballots"]))
    marks = ("for", "against", "abstain")
    if resolution.method == "for_against_abstain":
        rows = [TableRow(str(POSITIONS[mark]), (Cell(number(counts[mark])),)) for mark in marks]
        return Table((gettext("Choice"), gettext("Votes")), tuple(rows), caption)
    if resolution.method == "per_candidate":
        rows = [
            TableRow(option["name"], tuple(Cell(number(counts[option["code"]][mark])) for mark in marks))
            for option in resolution.options
        ]
        header = (gettext("Candidate"), *(str(POSITIONS[mark]) for mark in marks))
        return Table(header, tuple(rows), caption)
    rows = [
        TableRow(option["name"], (Cell(number(counts[option["code"]])),)) for option in resolution.options
    ]
    rows.append(TableRow(str(POSITIONS["blank"]), (Cell(number(result["blank"])),)))
    votes = gettext("First preferences") if resolution.method in RANKED else gettext("Votes")
    return Table((gettext("Candidate"), votes), tuple(rows), caption)


def _roll_call(names: dict[str, list[NamedVote]]) -> Iterator[Block]:
    """By choice, everybody who made it."""
    yield Text(gettext("The vote was by name."))
    yield Items(
        tuple(
            gettext(
                "%(choice)s (%(number)s): %(names)s",
                choice=POSITIONS[choice],
                number=number(len(votes)),
                names="; ".join(map(named_vote, votes)) or gettext("nobody"),
            )
            for choice, votes in names.items()
        )
    )


def _elected(assembly: Assembly, item: Item, result: dict[str, Any]) -> Iterator[Block]:
    resolution = item.resolution
    names, elected, vacant = names_of(resolution), result["elected"], result["vacant"]
    if elected and resolution.term_years:
        end = assembly.date.year + resolution.term_years
        outgoing = {option["code"] for option in resolution.options if option.get("outgoing")}
        yield Table(
            (
                gettext("Elected"),
                gettext("Start of the term"),
                gettext("End of the term"),
                gettext("Mandate"),
            ),
            tuple(
                TableRow(
                    names[code],
                    (
                        Cell(day(assembly.date), number=False),
                        Cell(gettext("ordinary general assembly of %(year)s", year=end), number=False),
                        Cell(gettext("renewed") if code in outgoing else gettext("new"), number=False),
                    ),
                )
                for code in elected
            ),
        )
    elif elected:
        yield Text(gettext("Elected: %(names)s.", names=", ".join(names[code] for code in elected)))
    if vacant:
        yield Text(gettext("Seats left vacant: %(number)s", number=vacant))


def reconciliation(minutes: Minutes) -> Iterator[Block]:
    announced = [item.resolution for item in minutes.items if item.result]
    if not announced or not minutes.venues:
        return
    yield Heading(gettext("Reconciliation per venue"))
    yield Text(
        gettext(
            "Those named here signed that the votes, the ballots on paper and the members present in their "
            "venue agree."
        )
    )
    yield Table(
        (gettext("Resolution"), *(in_language(venue.name) for venue in minutes.venues)),
        tuple(
            TableRow(
                _title(resolution),
                tuple(
                    Cell(
                        ", ".join(minutes.reconciled[resolution.id].get(venue.code, ()))
                        or gettext("nobody signed"),
                        number=False,
                    )
                    for venue in minutes.venues
                ),
            )
            for resolution in announced
        ),
    )
