"""A recorded day that is played with its secret votes sealed: by the members' devices, under the keys of five
keyholders, who look at each box, sign it and open it."""

import io
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from tests.box.ceremony import Meeting, make_keys
from tests.box.pages import KeyholderPage
from voting.ballot.definition import ResolutionDefinition
from voting.ballot.methods import InvalidChoice, parse_choice
from voting.ballot.sealable import sealed_faults
from voting.ballot.sealed_rounds import sealed_round
from voting.ballot.sealed_votes import BY_DEVICE, answers_of
from voting.extensions import db
from voting.rehearsal.browser import Browser, answer_of
from voting.rehearsal.events import OK, RecordedEvent
from voting.rehearsal.play import DayCompany, Stage
from voting.sealed.proofs import seal_ballot, sealing_to
from voting.verify_sealed import FromElsewhere, check_sealed_bundle


def sealed_where_they_can_be(resolutions: Sequence[ResolutionDefinition]) -> list[ResolutionDefinition]:
    """The same resolutions, of which those are sealed that may be."""
    return [
        replace(
            each,
            sealed=not sealed_faults(
                each.method,
                len(each.options),
                each.seats,
                secret=each.secret,
                by_hands=each.by_hands,
                live_choices=each.live_choices,
                majority=each.majority,
            ),
        )
        for each in resolutions
    ]


class Ceremonies:
    """Who made the keys of a day, before it was convened."""

    def __init__(self) -> None:
        self.meeting: Meeting | None = None

    def make(self, session: Session, assembly_id: int, hands: Callable[[], Any]) -> None:
        """Let five keyholders meet."""
        self.meeting = make_keys(session, assembly_id, hands())


class SealedCompany(DayCompany):
    """The people of the day, whose devices seal, and the keyholders."""

    def __init__(
        self, stage: Stage, sign_in: Callable[[Flask, str], Browser], meeting: Meeting, sealed: Sequence[str]
    ) -> None:
        super().__init__(stage, sign_in)
        self.keyholders = [
            KeyholderPage(stage.app, played, token)
            for played, token in zip(meeting.played.all.values(), meeting.tokens, strict=True)
        ]
        with stage.app.app_context():
            self._rounds = {
                number: sealed_round(db.session(), stage.resolution_ids[number]) for number in sealed
            }
            db.session.remove()
        self._sealing = sealing_to(meeting.played.keys.key)
        for number in sealed:
            for page in self.keyholders[:4]:
                assert answer_of(page.sign_context(stage.resolution_ids[number])) == OK

    def _choice(self, event: RecordedEvent) -> dict[str, Any]:
        of_round = self._rounds.get(event.resolution)
        if of_round is None:
            return super()._choice(event)
        contest = self._stage.contests[event.resolution]
        try:
            answers = answers_of(contest, parse_choice(contest, event.choice))
        except InvalidChoice:  # no page seals it: only one without script can send such a thing
            return super()._choice(event) | {"unsealed": "yes"}
        seed = secrets.token_bytes(32)
        sealed = seal_ballot(
            self._sealing, of_round.ctx, BY_DEVICE, event.member, of_round.shape, answers, seed
        )
        return {"sealed": sealed.ballot.hex()}

    def _chair_does(self, event: RecordedEvent) -> str:
        answer = super()._chair_does(event)
        if event.event == "close" and answer == OK and event.resolution in self._rounds:
            identity = self._stage.resolution_ids[event.resolution]
            for page in self.keyholders[:4]:
                assert answer_of(page.sign(identity)) == OK
            for page in self.keyholders[:3]:
                assert answer_of(page.share(identity)) == OK
        return answer

    def bundle_faults(self, number: str) -> list[str]:
        """What a stranger finds wrong with the bundle of an announced resolution."""
        packed = self.keyholders[0].ask(f"/box/{self._stage.resolution_ids[number]}/bundle").data
        return check_sealed_bundle(io.BytesIO(packed), FromElsewhere())[1]
