"""Exporting a resolution so that anybody can count it again, and nobody can find a voter in it.

The export has only what the count needs: the counts of each position, candidate or mark, and for ranked
methods each ranking with its number of ballots. How one ballot answered about several candidates is left out,
since that could be somebody's signature. Where the majority is needed in each class, the counts of a class
are in it only where the announced result shows them; of the others a recount can only check that what the
result says of them can be true.
"""

from typing import Any

from sqlalchemy.orm import Session

from voting.assembly.models import Assembly
from voting.ballot.contest import contest_of
from voting.ballot.methods import RANKED, add
from voting.ballot.models import Resolution, Result, State, frozen_rules
from voting.ballot.rules import MINIMUM_GROUP
from voting.ballot.tally import tally_by_class
from voting.errors import Code, Refused
from voting.recount import FORMAT, seal


def export_count(session: Session, resolution_id: int) -> dict[str, Any]:
    """The export of an announced resolution, as a JSON value that ``voting.recount`` reads.

    Raises Refused: not_found; wrong_state before it is announced; small_group for the rankings of fewer
    ballots than the minimum group, each of which could be somebody's.
    """
    resolution = session.get(Resolution, resolution_id)
    if resolution is None:
        raise Refused(Code.NOT_FOUND)
    if State(resolution.state) is not State.ANNOUNCED:
        raise Refused(Code.WRONG_STATE)
    ballots = session.get_one(Result, resolution.id).content["ballots"]
    if contest_of(resolution).method in RANKED and ballots < MINIMUM_GROUP:
        raise Refused(Code.SMALL_GROUP, minimum=MINIMUM_GROUP)
    return counted_export(session, resolution)


def counted_export(session: Session, resolution: Resolution) -> dict[str, Any]:
    """The same of an announced resolution however few its ballots are: to be counted again here, and not
    to be given away. Raises Refused as ``voting.ballot.tally.tally`` does."""
    announced = session.get_one(Result, resolution.id)
    result = announced.content
    assembly = session.get_one(Assembly, resolution.assembly_id)
    counted = tally_by_class(session, resolution)
    cells = add(contest_of(resolution), *counted.values())
    export = {
        "format": FORMAT,
        "assembly": {"date": assembly.date.isoformat(), "title": assembly.title},
        "rules": frozen_rules(resolution),
        "roll_hash": assembly.roll_hash,
        "frozen_entitled": assembly.frozen_entitled,
        "rules_hash": resolution.rules_hash,
        "result_hash": announced.content_hash,
        "presence": {
            "present": result["present_or_represented"],
            "entitled": result["entitled"],
            "present_by_class": result["present_by_class"],
            "entitled_by_class": result["entitled_by_class"],
            **({"shares": result["shares"]} if "shares" in result else {}),
        },
        "lot_seed": resolution.lot_seed,
        "tie_decision": resolution.tie_decision,
        "ballots": result["ballots"],
        "cells": dict(sorted(cells.items())),
        "result": result,
    }
    if "by_class" in result:
        export["cells_by_class"] = {
            name: dict(sorted(add(contest_of(resolution), counted.get(name, {})).items()))
            for name, told in result["by_class"].items()
            if "counts" in told
        }
    return export | {"seal": seal(export)}
