"""A scene of the screen in the hall: all that it shows at one moment, and from when on it does."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from voting.assembly.models import AgendaPoint, Assembly
from voting.assembly.steps import standing_step
from voting.assembly.today import today_at
from voting.assembly.venues import venues_of
from voting.attendance.presence import present_now
from voting.ballot.adoption import parse_majority
from voting.ballot.agenda import agenda_of, resolutions_of
from voting.ballot.methods import RANKED
from voting.ballot.models import Resolution, State
from voting.ballot.quorum import quorum_now
from voting.ballot.results import shown_result
from voting.ballot.turnout import turnout
from voting.cooperative.stored import the_cooperative
from voting.discussion.speakers import listed
from voting.halls.displays import wifi_text
from voting.halls.live_counts import Counted, live_count
from voting.halls.models import Display
from voting.halls.screen import on_screen
from voting.installation import now
from voting.qr import qr_address
from voting.wording.display import both, each
from voting.wording.halls import halls_changed
from voting.wording.reasoning import base_of, has_percentage, reasoning
from voting.wording.rules import quorum_sentence, what_it_takes

LEAD = timedelta(seconds=1)
"""How long after a step all displays show it, at the same instant: each has this time to fetch it."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a display shows: the name of the scene, the moment from which it is shown, and the values of its
    template."""

    name: str
    shown_from: datetime | None
    values: dict[str, Any]

    @property
    def headers(self) -> dict[str, str]:
        """The headers that tell the page which scene it is, and when to show it (milliseconds since 1970)."""
        moment = round(self.shown_from.timestamp() * 1000) if self.shown_from else 0
        return {"Scene": self.name, "Shown-From": str(moment)}


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of a result: the name of a position or candidate, its votes, and the number of which they are a
    percentage."""

    key: str
    name: str
    votes: int
    base: int
    against: int | None = None
    fate: str = ""


def scene_of(session: Session, display: Display) -> Scene:
    """What a display shows now."""
    assembly = session.get_one(Assembly, display.assembly_id)
    resolutions = resolutions_of(session, assembly.id)
    shown, since = on_screen(session, assembly.id, resolutions)
    if assembly.cancelled_at is not None:
        shown = None
    point = shown if isinstance(shown, AgendaPoint) else None
    current = None if isinstance(shown, AgendaPoint) else shown
    values: dict[str, Any] = {
        "assembly": assembly,
        "cooperative": the_cooperative(session),
        "display": display,
        "both": partial(both, display.languages),
        "venues": venues_of(session, assembly.id),
        "current": current,
        "point": point,
        "speaker": next((one for one in listed(session, assembly.id) if one.speaking), None),
    }
    step = standing_step(session, assembly) if shown is None else None
    values |= {"step": step, "today": today_at(assembly.timezone, now())}
    values["halls"] = each(display.languages, lambda: halls_changed(step)) if step else {}
    if current is not None:
        values |= _item(session, current, display.languages)
        name = f"{current.id}-{current.state}"
    elif point is not None:
        name = f"point-{point.position}"
    else:
        values |= _welcome(session, assembly, display)
        name = f"step-{step.id}" if step else "welcome"
    moment = since + LEAD + timedelta(seconds=display.delay) if since else None
    return Scene(name, moment, values)


def _welcome(session: Session, assembly: Assembly, display: Display) -> dict[str, Any]:
    address = current_app.config["ADDRESS"]
    return {
        "address": address,
        "address_qr": qr_address(address),
        "wifi_qr": qr_address(wifi_text(display)) if display.wifi_name else None,
        "present": present_now(session, assembly.id),
        "programme": [
            {"at": datetime.fromisoformat(entry["at"]), "text": entry["text"]} for entry in assembly.programme
        ],
        "agenda": [
            item
            for item in agenda_of(session, assembly.id)
            if isinstance(item, AgendaPoint) or item.as_convened
        ],
    }


def _item(session: Session, current: Resolution, languages: list[str]) -> dict[str, Any]:
    result = shown_result(session, current, counts_votes=False)
    assembly = session.get_one(Assembly, current.assembly_id)
    live = live_count(session, current)
    return {
        "turnout": turnout(session, current.id),
        "majority": each(languages, lambda: what_it_takes(current)),
        "quorum": each(languages, lambda: quorum_sentence(current.quorum)) if current.quorum else None,
        "quorum_now": quorum_now(session, assembly, current),
        "until": _until(current),
        "result": result,
        "bars": bars_of(current, result) if result else [],
        "reasons": each(languages, lambda: "\n".join(reasoning(current, result, brief=True)))
        if result
        else {},
        "base": _base(current, result, languages) if result else None,
        "live": live,
        "live_bars": _live_bars(current, live) if live and live.ballots else [],
    }


def _until(current: Resolution) -> int | None:
    """When an open vote closes by itself, in milliseconds since 1970; None where it does not."""
    if State(current.state) is not State.OPEN or current.closes_at is None:
        return None
    return round(current.closes_at.timestamp() * 1000)


def bars_of(resolution: Resolution, result: dict[str, Any]) -> list[Bar]:
    """The lines of an announced result, in the order of the ballot; those elected first in an election."""
    counts = result["counts"]
    if resolution.method == "for_against_abstain":
        base = base_of(result)
        return [
            Bar(mark, "", counts[mark], base if has_percentage(result, mark) else 0)
            for mark in ("for", "against", "abstain")
        ]
    bars = []
    for option in resolution.options:
        code, of_it = option["code"], counts[option["code"]]
        fate = "elected" if code in result["elected"] else "tied" if code in result["tied"] else ""
        if resolution.method == "per_candidate":
            base = base_of(result, code)
            bars.append(Bar(code, option["name"], of_it["for"], base, of_it["against"], fate))
        else:
            bars.append(Bar(code, option["name"], of_it, result["ballots"], None, fate))
    order = {code: place for place, code in enumerate(result["elected"])}
    return sorted(bars, key=lambda bar: order.get(bar.key, len(order)))


def _base(current: Resolution, result: dict[str, Any], languages: list[str]) -> Any:
    if current.method == "for_against_abstain":
        return both(languages, f"base_{parse_majority(result['majority']).base}", number=base_of(result))
    if current.method == "per_candidate":
        return both(languages, "of_each")
    return both(languages, "of_ballots", number=result["ballots"])


def _live_bars(current: Resolution, live: Counted) -> list[Bar]:
    names = {option["code"]: option["name"] for option in current.options}
    if current.method in RANKED:
        return []
    if current.method == "per_candidate":
        return [
            Bar(code, name, live.cells[f"{code}=for"], live.ballots, live.cells[f"{code}=against"])
            for code, name in names.items()
        ]
    keys = names or {"for": "", "against": "", "abstain": ""}
    return [Bar(key, name, live.cells[key], live.ballots) for key, name in keys.items()]
