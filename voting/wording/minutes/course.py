"""The minutes: what was said and asked, and what disturbed the meeting."""

from collections.abc import Iterator

from flask_babel import gettext

from voting.assembly.models import Incident
from voting.discussion.declarations import Declared
from voting.discussion.questions import Asked
from voting.discussion.written import Answered, AskedBefore
from voting.report.document import Block, Heading, Items, Text
from voting.report.minutes import Minutes
from voting.wording.attendance import Venues, place_name
from voting.wording.languages import clock_time, in_language
from voting.wording.troubles import told_with_end


def discussion(minutes: Minutes) -> Iterator[Block]:
    yield Heading(gettext("Questions and discussion"))
    asked_before = bool(minutes.written or minutes.unanswered)
    if asked_before:
        yield Text(gettext("Asked in writing before the meeting:"))
        yield Items(
            (
                *(_answered(found, minutes.assembly.timezone) for found in minutes.written),
                *(_without_answer(one) for one in minutes.unanswered),
            )
        )
    if minutes.speakers:
        yield Text(gettext("Took the floor: %(names)s.", names=", ".join(minutes.speakers)))
    if minutes.questions:
        yield Items(tuple(_question(question, minutes.venue_names) for question in minutes.questions))
    elif not asked_before:
        yield Text(gettext("No questions were asked in writing."))


def _answered(found: Answered, timezone: str) -> str:
    read = found.answer.read_at
    became = gettext("read at %(time)s", time=clock_time(read, timezone)) if read else gettext("not read out")
    asked = "; ".join(_asked(one) for one in found.questions)
    answer = gettext("answer: %(text)s", text=in_language(found.answer.text))
    return f"{asked} – {answer} ({became})"


def _without_answer(one: AskedBefore) -> str:
    unanswered = gettext("not answered in writing")
    return f"{_asked(one)} – {unanswered}"


def _asked(one: AskedBefore) -> str:
    point = gettext("point %(number)s", number=one.point) if one.point else gettext("in general")
    return f"{one.name}, {point}: {one.text}"


def _question(question: Asked, venues: Venues) -> str:
    if question.hidden_for:
        became = gettext("taken off the public list by the chair: %(reason)s", reason=question.hidden_for)
    elif question.answered:
        became = gettext("answered")
    else:
        became = gettext("not answered during the meeting")
    return f"{question.name} ({place_name(question.place, venues)}): {question.text} – {became}"


def declarations(minutes: Minutes) -> Iterator[Block]:
    """What members or the bureau asked to have written down, word for word."""
    if not minutes.declarations:
        return
    yield Heading(gettext("Declarations"))
    yield Items(tuple(_declaration(one, minutes.assembly.timezone) for one in minutes.declarations))


def _declaration(declared: Declared, timezone: str) -> str:
    who = declared.name or gettext("the bureau")
    return f"{who}, {clock_time(declared.said_at, timezone)}: {declared.text}"


def incidents(minutes: Minutes) -> Iterator[Block]:
    yield Heading(gettext("Technical incidents"))
    if not minutes.incidents and not minutes.troubles:
        yield Text(
            gettext(
                "No technical problem or incident that prevented or disturbed taking part or voting "
                "was noted."
            )
        )
        return
    if minutes.incidents:
        yield Items(tuple(_incident(minutes, incident) for incident in minutes.incidents))
    if minutes.troubles:
        yield Text(gettext("Members who took part reported:"))
        timezone = minutes.assembly.timezone
        yield Items(tuple(told_with_end(one, minutes.venue_names, timezone) for one in minutes.troubles))


def _incident(minutes: Minutes, incident: Incident) -> str:
    timezone, over = minutes.assembly.timezone, minutes.incidents_over.get(incident.id)
    began = clock_time(incident.happened_at, timezone)
    lasted = (
        gettext("%(began)s to %(over)s", began=began, over=clock_time(over, timezone))
        if over
        else gettext("%(began)s, no end noted", began=began)
    )
    place = [place_name(incident.venue, minutes.venue_names)] if incident.venue else []
    return f"{', '.join([lasted, *place])}: {incident.text}"
