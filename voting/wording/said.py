"""What is said aloud to those who follow by ear: that a vote is open, that its last minute has begun, that it
is closed, and its result; and that there is a break, or a message. One short sentence for each."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask_babel import gettext

from voting.ballot.models import Resolution, State
from voting.ballot.outcome import Outcome
from voting.halls.message import Message
from voting.wording.languages import clock_time, in_language
from voting.wording.words import OUTCOMES

LAST = timedelta(minutes=1)
ENDS = (".", "!", "?", "…")


class Said(NamedTuple):
    """A sentence, its name among all that is said of an assembly, and from when on it can be said, in
    milliseconds since 1970 (0: already)."""

    name: str
    sentence: str
    since: int = 0


def said_of(
    resolution: Resolution, result: Mapping[str, Any] | None, *, is_opened: bool = False
) -> list[Said]:
    """What can be said of a resolution now, of its latest step. ``result``: what was announced, if it was;
    ``is_opened``: keyholders have opened the box of a sealed one."""
    state, title = State(resolution.state), _title(resolution)
    if state is State.DRAFT:
        return []
    if state is State.OPEN:
        sentence = gettext("The vote on “%(title)s” is open.", title=title)
    elif state is State.CLOSED and is_opened:
        opened = gettext("The keyholders have opened the box of “%(title)s”.", title=title)
        return [Said(f"{resolution.id}-opened", opened)]
    elif state is State.CLOSED:
        sentence = gettext("The vote on “%(title)s” is closed.", title=title)
    elif result:
        sentence = _result(resolution, result, title)
    else:
        sentence = gettext("The vote on “%(title)s” is void.", title=title)
    return [Said(f"{resolution.id}-{state.value}", sentence), *_last_minute(resolution, title)]


def said_of_message(message: Message, since: datetime, timezone: str) -> Said:
    """What the displays show ``since`` a moment instead of a vote: a break, or words of the chair's own, and
    when the meeting goes on."""
    sentence = in_language(message.texts) if message.texts else gettext("Break")
    if message.until is not None:
        goes_on = gettext("We go on at %(time)s", time=clock_time(message.until, timezone))
        sentence = f"{sentence if sentence.endswith(ENDS) else sentence + '.'} {goes_on}."
    return Said(f"message-{round(since.timestamp() * 1000)}", sentence)


def _last_minute(resolution: Resolution, title: str) -> list[Said]:
    if State(resolution.state) is not State.OPEN or resolution.closes_at is None:
        return []
    since = round((resolution.closes_at - LAST).timestamp() * 1000)
    sentence = gettext("The vote on “%(title)s” closes in less than a minute.", title=title)
    return [Said(f"{resolution.id}-last-{since}", sentence, since)]


def _title(resolution: Resolution) -> str:
    title = in_language(resolution.title)
    if resolution.round == 1:
        return title
    return f"{title} ({gettext('round %(round)s', round=resolution.round)})"


def _result(resolution: Resolution, result: Mapping[str, Any], title: str) -> str:
    """The outcome in a word, unless it is only that some are elected, and their names."""
    names = {option["code"]: option["name"] for option in resolution.options}
    elected = ", ".join(names[code] for code in result["elected"])
    if result["outcome"] == Outcome.ELECTED:
        told = str(gettext("Result of “%(title)s”.", title=title))
    else:
        outcome = str(OUTCOMES[result["outcome"]])
        told = str(gettext("Result of “%(title)s”: %(outcome)s.", title=title, outcome=outcome))
    if not elected:
        return told
    return f"{told} {gettext('Elected: %(names)s.', names=elected)}"
