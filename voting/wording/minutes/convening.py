"""The minutes: by whom, when and how the assembly was convened, and what became of it before it was held."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from flask_babel import gettext

from voting.assembly.models import ConveningStep, StepKind
from voting.mail.models import Letter
from voting.report.convened import OnPaper, Sent
from voting.report.document import Block, Heading, Items
from voting.report.minutes import Minutes
from voting.wording.filling import ngettext
from voting.wording.languages import day, day_and_time, in_language, local_day
from voting.wording.letters import CAPACITIES


def convening(minutes: Minutes) -> Iterator[Block]:
    """How the assembly was convened, from the outbox, the letters on paper and the log."""
    yield Heading(gettext("Convening"))
    yield Items(tuple(_sentences(minutes)))


def _sentences(minutes: Minutes) -> Iterator[str]:
    how, timezone = minutes.convened, ZoneInfo(minutes.assembly.timezone)
    if how.at is None:
        yield gettext("The assembly has not been convened.")
        return
    yield from (_step(step, minutes.assembly.timezone) for step in how.steps)
    at = day_and_time(how.at.astimezone(timezone))
    if how.by:
        yield gettext(
            "Agenda, rules and the list of those entitled were fixed on %(at)s by %(name)s.",
            at=at,
            name=how.by,
        )
    else:
        yield gettext("Agenda, rules and the list of those entitled were fixed on %(at)s.", at=at)
    if how.sent is None:
        yield gettext("The letters by mail have been removed, since their period is over.")
    else:
        yield from (_by_mail(sent, timezone) for sent in how.sent)
    yield from (_on_paper(letters, minutes.assembly.timezone) for letters in how.on_paper)
    if how.others:
        counts = "; ".join(f"{CAPACITIES[capacity]}: {people}" for capacity, people in how.others.items())
        yield gettext("Convened without a vote: %(people)s.", people=counts)
    if how.sent == () and not how.on_paper:
        yield gettext("No letter has left through this system.")


def _by_mail(sent: Sent, timezone: ZoneInfo) -> str:
    first, last = (day_and_time(moment.astimezone(timezone)) for moment in (sent.first, sent.last))
    if sent.letter is Letter.CONVENED:
        said = ngettext(
            "To whoever has no vote, by mail: %(num)s letter, sent from %(first)s to %(last)s.",
            "To whoever has no vote, by mail: %(num)s letters, sent from %(first)s to %(last)s.",
            sent.letters,
            first=first,
            last=last,
        )
    else:
        said = ngettext(
            "To members, by mail: %(num)s letter, sent from %(first)s to %(last)s.",
            "To members, by mail: %(num)s letters, sent from %(first)s to %(last)s.",
            sent.letters,
            first=first,
            last=last,
        )
    if not sent.bounced:
        return said
    return f"{said} " + ngettext("%(num)s of them came back.", "%(num)s of them came back.", sent.bounced)


def _on_paper(letters: OnPaper, timezone: str) -> str:
    return ngettext(
        "On paper: %(num)s letter, made ready for the post on %(day)s.",
        "On paper: %(num)s letters, made ready for the post on %(day)s.",
        letters.letters,
        day=local_day(letters.at, timezone),
    )


def _step(step: ConveningStep, timezone: str) -> str:
    values = {"at": local_day(step.at, timezone), "reason": in_language(step.reason)}
    if step.kind == StepKind.POSTPONED and step.day_before and step.day:
        return str(
            gettext(
                "Postponed on %(at)s, from %(before)s to %(day)s: %(reason)s",
                before=day(step.day_before),
                day=day(step.day),
                **values,
            )
        )
    if step.kind == StepKind.CANCELLED:
        return str(gettext("Cancelled on %(at)s: %(reason)s", **values))
    return str(gettext("Taken back on %(at)s: %(reason)s", **values))
