"""A small world in which votes are sealed: the assembly of tests/world.py, with keys made before it is
convened."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Flask

from tests.box.ceremony import Meeting, make_keys
from tests.sealed.keyholder import PlayedCeremony
from tests.world import ASSEMBLY, MEETING, Clock, World, make_world
from voting.ballot.sealed_rounds import SealedRound, sealed_round, sign_context
from voting.box.keysets import KnownKeyholder
from voting.database import writing
from voting.extensions import db

SEALED = ASSEMBLY.replace('\nmethod = "', '\nsealed = true\nmethod = "')
"""All four resolutions: two motions, a vote on each candidate, marks."""
FOUR = (1, 2, 3, 4)


@dataclass
class SealedWorld:
    """A world, its keyholders as they are played and as the server knows them, and their tokens."""

    world: World
    played: PlayedCeremony
    known: list[KnownKeyholder]
    tokens: list[str]

    def round(self, number: str) -> SealedRound:
        """The latest round of a resolution that stood on the agenda from the beginning, by its number."""
        return sealed_round(db.session(), self.world.resolutions[number])

    def sign_context(self, number: str, keyholders: Iterable[int] = FOUR) -> None:
        """Let keyholders sign the context of a resolution."""
        of_round = self.round(number)
        with writing(db.session()) as session:
            for keyholder in keyholders:
                signature = self.played.all[keyholder].sign_context((number, 1), of_round.ctx)
                who = self.known[keyholder - 1]
                sign_context(session, who, of_round.resolution_id, signature, now=MEETING)


def make_sealed_world(app: Flask, clock: Clock, definition: str = SEALED, members: int = 40) -> SealedWorld:
    """Fill an empty database with such a world."""
    made: list[Meeting] = []
    world = make_world(
        app,
        clock,
        definition,
        members,
        before_convening=lambda session, assembly_id: made.append(make_keys(session, assembly_id, MEETING)),
    )
    return SealedWorld(world, *made[0])
