"""Playing the recorded events: each by the person who would do it, through the route that they would use."""

import secrets
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from voting.attendance.passes import pass_token
from voting.ballot.methods import Contest, InvalidChoice, count, parse_choice
from voting.rehearsal.browser import Browser, answer_of
from voting.rehearsal.events import OK, RecordedEvent
from voting.web.member.ballot_form import form_from_choice


class Hands:
    """The clock of a rehearsal, which shows the moment that it is set to."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        """What time it is in the rehearsal."""
        return self.moment


@dataclass(frozen=True, slots=True)
class Stage:
    """What a rehearsal works with: the application, its clock, the ids of assembly and resolutions, and
    everybody's code."""

    app: Flask
    hands: Hands
    key: bytes
    assembly_id: int
    resolution_ids: dict[str, int]
    contests: dict[str, Contest]
    by_name: frozenset[str]
    names: dict[str, str]
    member_codes: dict[str, str]
    steward_codes: dict[str, str]
    chair_code: str
    teller_codes: tuple[str, str]


@dataclass(slots=True)
class Played:
    """The answers that events got, and the differences from those expected."""

    events: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)


def play(
    stage: Stage,
    events: Iterable[RecordedEvent],
    progress: Callable[[int], object],
    sign_in: Callable[[Flask, str], Browser] = Browser,
    company_of: "Callable[[Stage, Callable[[Flask, str], Browser]], DayCompany] | None" = None,
) -> Played:
    """Play the events in order, the clock set to each one's time; ``sign_in`` makes somebody's browser from
    their code, and ``company_of`` other people than those who do only what was recorded."""
    company = (company_of or DayCompany)(stage, sign_in)
    played = Played()
    for event in events:
        stage.hands.moment = event.at
        answer = company.perform(event)
        played.events += 1
        if answer != OK:
            played.refused[answer] += 1
        if answer != event.expect:
            played.differences.append(
                f"line {event.line}: {event.event} {event.member or event.resolution} at {event.at:%H:%M:%S} "
                f"UTC was answered {answer}, expected {event.expect}"
            )
        progress(1)
    played.differences.extend(company.complaints)
    return played


class DayCompany:
    """The people of the day, each with a browser of their own, which is opened when they first do something,
    and again on another day: nobody stays signed in for ever."""

    def __init__(self, stage: Stage, sign_in: Callable[[Flask, str], Browser]) -> None:
        self._stage = stage
        self._sign_in = sign_in
        self._browsers: dict[str, Browser] = {}
        self._day: date | None = None
        self._papers: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.complaints: list[str] = []

    def perform(self, event: RecordedEvent) -> str:
        """Do what an event says; returns the code of the answer."""
        if event.at.date() != self._day:
            self._browsers.clear()
            self._day = event.at.date()
        match event.event:
            case "grant_proxy":
                return self._give_proxy(event)
            case "join_online":
                return answer_of(self._member(event.member).send("/assembly/join", {}))
            case "check_in":
                return answer_of(self._check_in(event))
            case "vote" if event.channel == "paper":
                return self._take_paper(event)
            case "vote":
                return answer_of(self._vote(event))
            case _:
                return self._chair_does(event)

    def _give_proxy(self, event: RecordedEvent) -> str:
        """One member offers it, the other accepts."""
        offer = {"holder": event.holder, "name": self._stage.names.get(event.holder, event.holder)}
        answer = answer_of(self._member(event.member).send("/proxy", offer))
        if answer != OK:
            return answer
        return answer_of(self._member(event.holder).send("/proxy/accept", {"grantor": event.member}))

    def _vote(self, event: RecordedEvent) -> TestResponse:
        stage = self._stage
        browser = self._member(event.holder or event.member)
        path = f"/resolutions/{stage.resolution_ids[event.resolution]}"
        page = browser.look(f"{path}?for={event.member}" if event.holder else path)
        if answer_of(page) not in (OK, "no_proxy"):
            return page
        fields: dict[str, object] = {
            "channel": event.channel,
            "venue": event.venue,
            "attempt": browser.field("attempt", secrets.token_urlsafe(16)),
            **self._choice(event),
        }
        if event.holder:
            fields["for"] = event.member
        return browser.send(f"{path}/vote", fields)

    def _choice(self, event: RecordedEvent) -> dict[str, Any]:
        """The fields in which a page sends a choice."""
        return dict(form_from_choice(self._stage.contests[event.resolution], event.choice))

    def _check_in(self, event: RecordedEvent) -> TestResponse:
        steward = self._browser(self._stage.steward_codes[event.venue])
        fields = {"member": self._pass_of(event.member), "nonce": secrets.token_urlsafe(16)}
        response = steward.send(f"/desk/{event.venue}/check-in", fields)
        if answer_of(response) == "unknown_pass":  # no pass: the steward types the number
            response = steward.send(f"/desk/{event.venue}/check-in", fields | {"member": event.member})
        return response

    def _take_paper(self, event: RecordedEvent) -> str:
        """The steward hands out the paper; what the member writes on it is seen only by the tellers, or in a
        vote by name entered by the steward."""
        steward = self._browser(self._stage.steward_codes[event.venue])
        fields = {
            "member": event.member,
            "resolution": self._stage.resolution_ids[event.resolution],
        }
        by_name = event.resolution in self._stage.by_name
        valid = by_name and _is_valid(self._stage.contests[event.resolution], event.choice)
        if by_name:
            path = f"/desk/{event.venue}/paper/by-name"
            fields["choice"] = event.choice if valid else "not_valid"
        else:
            path = f"/desk/{event.venue}/paper"
        answer = answer_of(steward.send(path, fields))
        if answer == OK and not valid:
            self._papers[event.resolution, event.venue].append(event.choice)
        return answer

    def _chair_does(self, event: RecordedEvent) -> str:
        resolution_id = self._stage.resolution_ids[event.resolution]
        chair = self._browser(self._stage.chair_code)
        answer = answer_of(chair.send(f"/chair/resolutions/{resolution_id}/{event.event}", {}))
        if event.event == "close" and answer == OK:
            self._count_papers(event.resolution)
        return answer

    def _count_papers(self, number: str) -> None:
        """Two tellers count each venue's paper, and enter what they counted."""
        contest = self._stage.contests[number]
        for (resolution, venue), choices in sorted(self._papers.items()):
            if resolution != number:
                continue
            valid = [choice for choice in choices if _is_valid(contest, choice)]
            counted = count(contest, Counter(parse_choice(contest, choice) for choice in valid))
            fields = {
                "ballots": len(valid),
                "unreturned": len(choices) - len(valid),
                "reason": "spoiled",
                **{f"cell-{cell}": number for cell, number in counted.items()},
            }
            path = f"/desk/{venue}/sheets/{self._stage.resolution_ids[number]}"
            for code in self._stage.teller_codes:
                answer = answer_of(self._browser(code).send(path, fields))
                if answer != OK:
                    self.complaints.append(f"the paper of {venue} for resolution {number}: {answer}")

    def _pass_of(self, member: str) -> str:
        return pass_token(self._stage.key, self._stage.assembly_id, member)

    def _member(self, number: str) -> Browser:
        return self._browser(self._stage.member_codes[number])

    def _browser(self, code: str) -> Browser:
        if code not in self._browsers:
            self._browsers[code] = self._sign_in(self._stage.app, code)
        return self._browsers[code]


def _is_valid(contest: Contest, choice: str) -> bool:
    try:
        parse_choice(contest, choice)
    except InvalidChoice:
        return False
    return True
