"""The draft of the minutes in words."""

from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from flask_babel import gettext

from voting.accounts.models import Role
from voting.assembly.models import AgendaPoint, Incident
from voting.ballot.methods import RANKED
from voting.ballot.models import Resolution
from voting.discussion.questions import Asked
from voting.report.document import (
    Block,
    Cell,
    Heading,
    Items,
    NewPage,
    Signatures,
    Table,
    TableRow,
    Text,
    TextDocument,
)
from voting.report.minutes import Item, Minutes
from voting.wording.attendance import Venues, attendance_blocks, place_name
from voting.wording.cooperative import letterhead
from voting.wording.languages import clock_time, day, in_language, language, number
from voting.wording.reasoning import percentage, reasoning
from voting.wording.rules import names_of
from voting.wording.words import OUTCOMES, POSITIONS, STATES


def minutes_document(minutes: Minutes) -> TextDocument:
    """The draft of the minutes: all that was recorded, for the bureau to complete and sign."""
    assembly = minutes.assembly
    return TextDocument(
        language(),
        gettext("Minutes (draft)"),
        f"{in_language(assembly.title)} – {day(assembly.date)}",
        (
            *_meeting(minutes),
            *_presence(minutes),
            Heading(gettext("Decisions")),
            *_agenda(minutes),
            *_reconciliation(minutes),
            *_discussion(minutes),
            *_incidents(minutes),
            *_signatures(minutes),
            NewPage(),
            Heading(gettext("Annex: attendance list")),
            *attendance_blocks(
                assembly,
                _venues(minutes),
                minutes.attendees,
                minutes.presence_forgotten,
                minutes.proxies_forgotten,
            ),
        ),
        tuple(letterhead(minutes.cooperative)),
    )


def _venues(minutes: Minutes) -> dict[str, dict[str, str]]:
    return {venue.code: venue.name for venue in minutes.venues}


def _meeting(minutes: Minutes) -> Iterator[Block]:
    assembly = minutes.assembly
    yield Heading(gettext("The meeting"))
    yield Text(
        gettext(
            "This draft was made from what was recorded before and during the assembly. "
            "It becomes the minutes when the bureau has completed and signed it."
        )
    )
    places = [", ".join(filter(None, (in_language(venue.name), venue.address))) for venue in minutes.venues]
    lines = [gettext("Held at the same time in: %(places)s, and online.", places="; ".join(places))]
    if assembly.entitled is not None:
        lines.append(
            gettext(
                "On the record date, %(date)s, %(number)s members were entitled to vote.",
                date=day(assembly.record_date),
                number=number(assembly.entitled),
            )
        )
        lines.append(gettext("The hash of their list is %(hash)s.", hash=assembly.roll_hash))
    opened = [item.resolution.opened_at for item in minutes.items if item.resolution.opened_at]
    announced = [item.resolution.announced_at for item in minutes.items if item.resolution.announced_at]
    if opened and announced:
        lines.append(
            gettext(
                "The first vote was opened at %(opened)s; the last result was announced at %(announced)s.",
                opened=clock_time(min(opened), assembly.timezone),
                announced=clock_time(max(announced), assembly.timezone),
            )
        )
    yield Items(tuple(lines))


def _presence(minutes: Minutes) -> Iterator[Block]:
    present = minutes.took_part.members
    entitled = minutes.assembly.entitled or 0
    yield Heading(gettext("Present and represented"))
    rows = [
        TableRow(place_name(code, _venues(minutes)), (Cell(number(members)),))
        for code, members in minutes.presence.venues.items()
    ]
    in_advance, represented = minutes.took_part.in_advance, minutes.took_part.represented
    yield Table(
        (gettext("Way of taking part"), gettext("Members")),
        (
            *rows,
            TableRow(gettext("online"), (Cell(number(minutes.presence.online)),)),
            TableRow(gettext("voted in advance"), (Cell(number(in_advance)),)),
            TableRow(gettext("represented by a proxy holder who was present"), (Cell(number(represented)),)),
            TableRow(
                gettext("Present or represented, each counted once"), (Cell(number(present)),), total=True
            ),
        ),
    )
    yield Text(
        gettext(
            "That is %(percentage)s of the %(entitled)s entitled members. The list is annexed.",
            percentage=percentage(present, entitled),
            entitled=number(entitled),
        )
    )


def _agenda(minutes: Minutes) -> Iterator[Block]:
    """Each point and each resolution in its place on the agenda."""
    told = [(point.position, _point(point)) for point in minutes.points]
    told += [(item.resolution.position, _decision(minutes, item)) for item in minutes.items]
    for _position, blocks in sorted(told, key=itemgetter(0)):
        yield from blocks


def _point(point: AgendaPoint) -> Iterator[Block]:
    yield Heading(f"{point.number}. {in_language(point.title)}", 2)
    if point.text:
        yield Text(in_language(point.text))
    yield Text(gettext("No vote was held on this point."))


def _decision(minutes: Minutes, item: Item) -> Iterator[Block]:
    resolution, result = item.resolution, item.result
    yield Heading(_title(resolution), 2)
    if resolution.text:
        yield Text(in_language(resolution.text))
    if result is None:
        state = str(STATES[resolution.state])
        reason = f": {resolution.annulment_reason}" if resolution.annulment_reason else ""
        yield Text(f"{state}{reason}.", strong=True)
        return
    yield _present_sentence(result["present_or_represented"], result["entitled"])
    yield _counts(item, result)
    yield Text(gettext("Outcome: %(outcome)s.", outcome=OUTCOMES[result["outcome"]]), strong=True)
    yield Items(tuple(reasoning(resolution, result)))
    if resolution.kind == "election":
        yield from _elected(minutes, item, result)


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


def _elected(minutes: Minutes, item: Item, result: dict[str, Any]) -> Iterator[Block]:
    resolution, assembly = item.resolution, minutes.assembly
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


def _reconciliation(minutes: Minutes) -> Iterator[Block]:
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


def _discussion(minutes: Minutes) -> Iterator[Block]:
    yield Heading(gettext("Questions and discussion"))
    if minutes.speakers:
        yield Text(gettext("Took the floor: %(names)s.", names=", ".join(minutes.speakers)))
    if not minutes.questions:
        yield Text(gettext("No questions were asked in writing."))
        return
    yield Items(tuple(_question(question, _venues(minutes)) for question in minutes.questions))


def _question(question: Asked, venues: Venues) -> str:
    answered = gettext("answered") if question.answered else gettext("not answered during the meeting")
    return f"{question.name} ({place_name(question.place, venues)}): {question.text} – {answered}"


def _incidents(minutes: Minutes) -> Iterator[Block]:
    yield Heading(gettext("Technical incidents"))
    if not minutes.incidents:
        yield Text(
            gettext(
                "No technical problem or incident that prevented or disturbed taking part or voting "
                "was noted."
            )
        )
        return
    yield Items(tuple(_incident(minutes, incident) for incident in minutes.incidents))


def _incident(minutes: Minutes, incident: Incident) -> str:
    timezone, over = minutes.assembly.timezone, minutes.incidents_over.get(incident.id)
    began = clock_time(incident.happened_at, timezone)
    lasted = (
        gettext("%(began)s to %(over)s", began=began, over=clock_time(over, timezone))
        if over
        else gettext("%(began)s, no end noted", began=began)
    )
    place = [place_name(incident.venue, _venues(minutes))] if incident.venue else []
    return f"{', '.join([lasted, *place])}: {incident.text}"


def _signatures(minutes: Minutes) -> Iterator[Block]:
    roles = {
        Role.CHAIR: gettext("The chair"),
        Role.SECRETARY: gettext("The secretary"),
        Role.TELLER: gettext("The tellers"),
    }
    yield Heading(gettext("Signatures"))
    yield Signatures(
        tuple(
            f"{title}: {', '.join(minutes.bureau[role])}" if minutes.bureau[role] else title
            for role, title in roles.items()
        )
    )
