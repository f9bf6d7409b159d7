"""Each fault that a bundle can have, and each attack that the format is made against, is found and named.

What is changed is signed again by whoever would take part in the attack; what is left is what gives it away.
"""

import hashlib
import io
import json
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

import pytest

from tests.sealed.bundles import (
    REMEMBERED,
    Ceremony,
    Drawn,
    Files,
    PlayedRound,
    as_bytes,
    in_order,
    leaf_hash_of,
    packed_files,
    usual_ceremony,
    usual_files,
    usual_round,
    written,
)
from voting.verify_sealed import (
    BASE,
    MOST_NAMED,
    ORDER,
    FromElsewhere,
    added,
    box_of,
    check_sealed_bundle,
    combined,
    context_of,
    decoded,
    digits,
    encoded,
    hashed,
    leaf_code,
    negative,
    opening_faults,
    opening_of,
    total,
)

MOTION = "for_against_abstain"


@pytest.fixture(autouse=True)
def _remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, function in REMEMBERED.items():
        monkeypatch.setattr(f"voting.verify_sealed.{name}", function)


def faults_of(files: Files, known: FromElsewhere | None = None) -> list[str]:
    found, faults = check_sealed_bundle(io.BytesIO(packed_files(files)), known or FromElsewhere())
    assert all(isinstance(sentence, str) and len(sentence) > 10 for sentence in (*found, *faults))
    return faults


def changed(name: str, change: Callable[[Any], Any], files: Files | None = None) -> Files:
    """The files of a bundle of which the values of one were changed in place."""
    files = files or usual_files()
    values = json.loads(files[name])
    change(values)
    return {**files, name: written(values)}


def put(*path: Any) -> Callable[[Any], None]:
    """A change that puts the last of these where the others lead."""

    def change(values: Any) -> None:
        *way, last, value = path
        for step in way:
            values = values[step]
        values[last] = value

    return change


def flipped(text: str) -> str:
    """Hexadecimal digits of which the first is another."""
    return f"{int(text[0], 16) ^ 1:x}{text[1:]}"


def resigned(ballots: Sequence[bytes]) -> Files:
    """A bundle of these ballots as they lie, for which box and keyholders have signed: all of them cheat."""
    held, _, usual = usual_round(MOTION)
    files = held.files([], usual, held.opening(ballots, openers=()))
    return {**files, "ballots.bin": b"".join(ballots)}


# Ballots


def test_a_dropped_ballot_is_missed_by_the_statement() -> None:
    held, ballots, _ = usual_round(MOTION)
    opening = held.opening(in_order(ballots))
    faults = faults_of(held.files(ballots[1:], [[5, 3, 2]], opening))
    assert faults[:2] == [
        "the statement is of 11 ballots, and there are 10",
        "the statement is of other ballots: the root of their tree differs",
    ]
    assert faults[-1].startswith("shares and counts were not checked")


def test_a_dropped_ballot_is_missed_by_its_receipt() -> None:
    """Where box and keyholders all cheat, whoever kept a receipt has the proof."""
    held, ballots, _ = usual_round(MOTION)
    files = held.files(ballots[1:], [[5, 3, 2]])
    assert faults_of(files) == []
    [fault] = faults_of(files, FromElsewhere(receipt=held.receipt("0", ballots[0])))
    assert "NOT in it: keep the receipt, it proves that a ballot was taken away" in fault
    assert faults_of(files, FromElsewhere(receipt=held.receipt("1", ballots[1]), member="1")) == []
    [fault] = faults_of(files, FromElsewhere(receipt=held.receipt("1", ballots[1]), member="2"))
    assert fault == "that ballot is NOT one of member 2"


def test_a_receipt_must_be_of_this_box_and_this_vote() -> None:
    held, ballots, _ = usual_round(MOTION)
    receipt = held.receipt("0", ballots[0])
    files = usual_files()
    assert faults_of(files, FromElsewhere(receipt=receipt, member="0")) == []
    for at, said in (
        (0, "another vote"),
        (32, "not signed by this box"),
        (80, "not signed"),
        (143, "not signed"),
    ):
        other = receipt[:at] + bytes([receipt[at] ^ 1]) + receipt[at + 1 :]
        [fault] = faults_of(files, FromElsewhere(receipt=other))
        assert said in fault
    nonce = receipt[:64] + bytes([receipt[64] ^ 1]) + receipt[65:]
    assert faults_of(files, FromElsewhere(receipt=nonce)) == []
    [fault] = faults_of(files, FromElsewhere(receipt=nonce, member="0"))
    assert fault == "that ballot is NOT one of member 0"


def test_a_leaf_is_looked_for() -> None:
    _, ballots, _ = usual_round(MOTION)
    leaf = leaf_hash_of(ballots[3])
    code = leaf_code(leaf)
    for asked in (code, code.lower().replace("-", " "), leaf.hex(), leaf.hex().upper()):
        assert faults_of(usual_files(), FromElsewhere(leaf=asked)) == []
    near = leaf[:-1] + bytes([leaf[-1] ^ 1])
    for asked in (near.hex(), ("1" if code[0] == "0" else "0") + code[1:]):
        assert faults_of(usual_files(), FromElsewhere(leaf=asked)) == [
            f"the ballot {asked} is NOT in the box"
        ]


def test_a_stuffed_ballot_is_not_of_the_statement() -> None:
    held, ballots, counts = usual_round(MOTION)
    opening = held.opening(in_order(ballots))
    faults = faults_of(held.files([*ballots, held.ballot("stuffed", [0])], counts, opening))
    assert faults[0] == "the statement is of 11 ballots, and there are 12"


def test_a_ballot_that_lies_there_twice() -> None:
    _, ballots, _ = usual_round(MOTION)
    box = in_order(ballots)
    faults = faults_of(resigned([*box[:4], box[3], *box[4:]]))
    assert faults[0] == f"ballot 5 ({leaf_code(leaf_hash_of(box[3]))}) is there twice"


def test_ballots_that_lie_in_another_order() -> None:
    """Their order could tell who voted when."""
    _, ballots, _ = usual_round(MOTION)
    box = in_order(ballots)
    faults = faults_of(resigned([box[1], box[0], *box[2:]]))
    assert "ballot 2" in faults[0]
    assert "is not in its place" in faults[0]


def test_a_second_ballot_with_the_tag_of_another() -> None:
    held, ballots, _ = usual_round(MOTION)
    second = held.finish_ballot(held.started([1], Drawn(b"another")), ballots[0][4:36])
    faults = faults_of(resigned(in_order([*ballots[:3], second])))
    assert len([fault for fault in faults if "has the tag of another ballot" in fault]) == 1


@pytest.mark.parametrize("place", [3, 4, 35])
def test_a_copied_ballot_under_another_tag_or_of_another_device_proves_nothing(place: int) -> None:
    _, ballots, _ = usual_round(MOTION)
    other = ballots[0][place] ^ (1 if ballots[0][place] != 1 else 3)
    copy = ballots[0][:place] + bytes([other]) + ballots[0][place + 1 :]
    faults = faults_of(resigned(in_order([*ballots[:3], copy])))
    [named] = [fault for fault in faults if leaf_code(leaf_hash_of(copy)) in fault]
    assert named.endswith("its proofs do not hold")


def test_a_ballot_with_the_ciphertext_of_another_mixed_anew() -> None:
    """Who adds to a copied ciphertext what hides it has no proof, since that needs the copied secret."""
    _, ballots, _ = usual_round(MOTION)
    first, second = decoded(ballots[0][36:68]), decoded(ballots[0][68:100])
    key = decoded(usual_ceremony().keys.key)
    mixed = encoded(added(first, combined((5, BASE)))) + encoded(added(second, combined((5, key))))
    copy = ballots[0][:4] + bytes(32) + mixed + ballots[0][100:]
    faults = faults_of(resigned(in_order([*ballots[:3], copy])))
    assert [fault for fault in faults if "its proofs do not hold" in fault]


@pytest.mark.parametrize("answer", [2, 3, -1])
def test_a_vote_that_counts_twice_proves_nothing(answer: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or a vote of minus one."""
    held, ballots, _ = usual_round("approval")
    monkeypatch.setattr(
        held,
        "questions",
        [proof._replace(weights=(0, 1, 2, 3, -1)) for proof in held.questions],
    )
    heavy = held.ballot("heavy", [answer, 0, 0])
    monkeypatch.undo()
    box = in_order([*ballots[:1], heavy])
    files = held.files([], [[0, 0]] * 3, held.opening(box, openers=()))
    faults = faults_of({**files, "ballots.bin": b"".join(box)})
    assert [leaf_code(leaf_hash_of(heavy)) in fault for fault in faults] == [True, False]


@pytest.mark.parametrize("answers", [[1, 1, 1, 0], [0, 0, 0, 0], [1, 0, 0, 1], [0, 0, 1, 1]])
def test_more_marks_than_seats_none_at_all_or_blank_and_marked(answers: list[int]) -> None:
    """Each mark is sound, their sum is not."""
    held, ballots, _ = usual_round("plurality_at_large")
    wrong = held.ballot("wrong", answers)
    box = in_order([*ballots[:1], wrong])
    files = held.files([], [[0, 0]] * 4, held.opening(box, openers=()))
    faults = faults_of({**files, "ballots.bin": b"".join(box)})
    assert [leaf_code(leaf_hash_of(wrong)) in fault for fault in faults] == [True, False]


def test_a_ballot_of_another_round() -> None:
    held, ballots, _ = usual_round(MOTION)
    other = held.ballot("0", [0], ctx=hashlib.sha256(b"another context").digest())
    faults = faults_of(resigned(in_order([*ballots[1:3], other])))
    assert leaf_code(leaf_hash_of(other)) in faults[0]
    assert faults[0].endswith("its proofs do not hold")


def test_errors_that_cancel_each_other_out_are_found() -> None:
    """Of two ballots one says one more and the other one less: without fresh numbers before each their sum
    would be sound."""
    held, ballots, _ = usual_round(MOTION)
    box = in_order(ballots)
    for place, more in ((2, 1), (6, -1)):
        last = int.from_bytes(box[place][-32:], "little") + more
        box[place] = box[place][:-32] + as_bytes(last)
    alone = box_of(iter(box), held.shape, held.ctx, usual_ceremony().keys.key)
    unsound = [fault for fault in alone.faults if fault.endswith("its proofs do not hold")]
    assert [fault.split()[1] for fault in unsound] == ["3", "7"]


def test_errors_that_cancel_each_other_out_within_a_proof_are_found() -> None:
    """The two equations of a branch are taken differently often: else one commitment could make up for the
    other, and any answer could be proved."""
    held, _, _ = usual_round(MOTION)
    started = held.started([0], Drawn(b"bent"))
    [proof] = started.proofs
    first, second = (decoded(each) for each in proof.commitments[:2])
    more = combined((4711, BASE))
    bent = (encoded(added(first, more)), encoded(added(second, negative(more))), *proof.commitments[2:])
    ballot = held.finish_ballot(started._replace(proofs=[proof._replace(commitments=bent)]), bytes(32))
    [fault] = box_of(iter([ballot]), held.shape, held.ctx, usual_ceremony().keys.key).faults
    assert fault.endswith("its proofs do not hold")


def test_among_many_the_unsound_are_named_and_after_so_many_faults_it_ends() -> None:
    held, ballots, _ = usual_round(MOTION)
    key = usual_ceremony().keys.key
    started = held.started([0], Drawn(b"many"))
    many = in_order(held.finish_ballot(started, hashlib.sha256(b"%d" % n).digest()) for n in range(40))
    spoil = {7, 8, 39}
    spoiled = [
        ballot[:-64] + as_bytes(5) + ballot[-32:] if place in spoil else ballot
        for place, ballot in enumerate(many)
    ]
    faults = [f for f in box_of(iter(spoiled), held.shape, held.ctx, key).faults if "its proofs" in f]
    assert [int(fault.split()[1]) - 1 for fault in faults] == sorted(spoil)
    nothing = box_of(iter(bytes(len(ballots[0])) for _ in range(10**6)), held.shape, held.ctx, key)
    assert len(nothing.faults) in (MOST_NAMED + 1, MOST_NAMED + 2)
    assert nothing.size <= MOST_NAMED


@pytest.mark.parametrize("cut", [-1, 1, 452])
def test_the_box_is_of_whole_ballots(cut: int) -> None:
    files = usual_files()
    box = files["ballots.bin"]
    faults = faults_of({**files, "ballots.bin": box[:cut] if cut < 0 else box + bytes(cut)})
    assert faults[0].startswith("ballots.bin is not of so many" if cut != 452 else "ballot 12 ")


# Statement and signatures


def test_two_boxes_are_not_both_signed_by_a_quorum() -> None:
    """The second box, and the split view: two keyholders sign one, two the other, and one both."""
    held, ballots, counts = usual_round(MOTION)
    one, two = in_order(ballots), in_order([*ballots[1:], held.ballot("fake", [1])])
    first, second = held.opening(one, signers=(1, 2, 5)), held.opening(two, signers=(3, 4, 5))
    assert (
        faults_of(held.files(one, counts, first))[0] == "3 keyholders have signed the statement, and 4 must"
    )
    mixed = {**first, "signatures": {**second["signatures"], **first["signatures"]}}
    faults = faults_of(held.files(one, counts, mixed))
    assert faults[:2] == [
        f"the signature of keyholder {number} ({name}) under the statement is not valid"
        for number, name in ((3, "Cé"), (4, "Dirk"))
    ]
    faults = faults_of(held.files(two, counts, first))
    assert "the statement is of other ballots: the root of their tree differs" in faults


@pytest.mark.parametrize(
    ("signers", "voices", "sound"),
    [
        ((1, 2, 3), (1, 2, 3), True),
        ((1, 2, 3), (), False),
        ((1, 2, 3), (1, 2), False),
        ((1, 2, 3), (1, 2, 4), False),
        ((1, 2, 3), (3, 2, 1), False),
        ((1, 2, 3), (1, 1, 2), False),
        ((1, 2), (1, 2), False),
        ((1, 2, 3, 4), (1, 2, 3), False),
        ((1, 2, 3, 4), (1, 2, 3, 4), False),
        ((), (), False),
    ],
)
def test_the_rule_of_three_voices(signers: tuple[int, ...], voices: tuple[int, ...], sound: bool) -> None:
    held, ballots, counts = usual_round(MOTION)
    opening = held.opening(in_order(ballots), signers=signers, three_voices=voices)
    faults = faults_of(held.files(ballots, counts, opening))
    assert (faults == []) == sound


@pytest.mark.parametrize(
    ("part", "value", "said"),
    [
        ("ballots", 12, "the statement is of 12 ballots"),
        ("by", [4, 3, 4], "says otherwise where the ballots were sealed"),
        ("root", "00" * 32, "the root of their tree differs"),
        ("paper", 13, None),
        ("took_part", "11" * 32, None),
    ],
)
def test_each_part_of_the_statement_is_checked_or_signed(part: str, value: Any, said: str | None) -> None:
    """Even signed by all, what does not fit the ballots is found; the rest cannot be changed once signed."""
    held, ballots, counts = usual_round(MOTION)
    box = in_order(ballots)
    lied = faults_of(held.files(box, counts, held.opening(box, said={part: value})))
    assert (lied == []) if said is None else (said in lied[0])
    faults = faults_of(changed("opening.json", put("statement", part, value)))
    assert "the box's signature under the statement is not valid" in faults
    assert len([fault for fault in faults if "under the statement is not valid" in fault]) == 5


def test_each_signature_is_checked() -> None:
    opening = json.loads(usual_files()["opening.json"])
    assert faults_of(changed("opening.json", put("box_signature", flipped(opening["box_signature"])))) != []
    for kind in ("signatures", "context_signatures"):
        for number, signature in opening[kind].items():
            faults = faults_of(changed("opening.json", put(kind, number, flipped(signature))))
            assert f"keyholder {number}" in faults[0], kind
            assert "is not valid" in faults[0]


def test_a_signature_of_another_keyholder_does_not_count() -> None:
    signatures = json.loads(usual_files()["opening.json"])["signatures"]
    faults = faults_of(changed("opening.json", put("signatures", "4", signatures["1"])))
    assert faults[0] == "the signature of keyholder 4 (Dirk) under the statement is not valid"


def test_digits_that_were_heard_are_compared() -> None:
    held, ballots, _ = usual_round(MOTION)
    box = digits(held.statement(held.opening(in_order(ballots))["statement"]))
    keys = digits(usual_ceremony().keys.transcript)
    grouped = " ".join((box[:4], box[4:]))
    assert faults_of(usual_files(), FromElsewhere(digits=grouped, keys_digits=keys)) == []
    other = box[:-1] + str((int(box[-1]) + 1) % 10)
    [fault] = faults_of(usual_files(), FromElsewhere(digits=other, keys_digits=keys))
    assert "and you know others" in fault
    [fault] = faults_of(usual_files(), FromElsewhere(keys_digits=box))
    assert fault.startswith("the digits of the keys")


# Context


def test_a_context_that_too_few_have_signed() -> None:
    """Also the context that is made for one victim."""
    held, ballots, counts = usual_round(MOTION)
    opening = held.opening(in_order(ballots), context_signers=(2, 4, 5))
    faults = faults_of(held.files(ballots, counts, opening))
    assert faults[0] == "3 keyholders have signed the context, and 4 must"
    assert faults[1].startswith("the ballots were not checked")


@pytest.mark.parametrize(
    ("field", "value"), [("round", 2), ("number", "4"), ("rules_hash", "ab" * 32), ("seats", 2)]
)
def test_the_context_of_another_round_is_not_signed(field: str, value: Any) -> None:
    faults = faults_of(changed("context.json", put(field, value)))
    assert len([fault for fault in faults if "under the context is not valid" in fault]) == 5


def test_a_context_of_other_keys_or_another_assembly() -> None:
    for field, value, said in (("keys", "00" * 32, "of other keys"), ("assembly", 8, "of another assembly")):
        held = PlayedRound(usual_ceremony(), other={field: value})
        assert said in faults_of(held.files([], [[0, 0, 0]], held.opening([], openers=())))[0]
    held = PlayedRound(usual_ceremony(), other={"box_key": "01" + "00" * 31})
    assert "the key of the box is none" in faults_of(held.files([], [[0, 0, 0]], held.opening([])))


@pytest.mark.parametrize(
    ("method", "other"),
    [
        ("for_against_abstain", {"candidates": ["c1"]}),
        ("approval", {"candidates": ["c1", "c1"]}),
        ("approval", {"candidates": []}),
        ("plurality_at_large", {"seats": 0}),
        ("approval", {"candidates": ["c1", ""]}),
        ("approval", {"method": "irv"}),
        ("approval", {"round": 2**31}),
        ("approval", {"round": -1}),
        ("approval", {"round": True}),
        ("approval", {"number": 3}),
        ("approval", {"format": "voting-sealed-2"}),
        ("approval", {"more": 1}),
    ],
)
def test_a_context_of_which_there_is_no_ballot(method: str, other: dict[str, Any]) -> None:
    """Signed by all, it is refused."""
    held = PlayedRound(usual_ceremony(), method, 0 if method == MOTION else 2, 1, other)
    [fault] = faults_of(held.files([], [], held.opening([], openers=())))
    assert "context" in fault


# Keys


@cache
def other_ceremony() -> Ceremony:
    return Ceremony(b"other")


def signed_anew(made: Ceremony, **other: Any) -> Files:
    """A bundle of an empty box under the keys of a ceremony, of which parts of ``keys.json`` are others."""
    file = written({**json.loads(made.file), **other})
    held = PlayedRound(made, other={"keys": hashlib.sha256(file).hexdigest()})
    files = held.files([], [[0, 0, 0]], held.opening([], openers=()))
    return {**files, "keys.json": file}


def test_keys_that_were_made_soundly() -> None:
    assert faults_of(signed_anew(other_ceremony())) == []


@pytest.mark.parametrize(
    ("at", "bytes_there", "said"),
    [
        (0, None, "its proof does not hold"),
        (0, bytes(32), "a point is zero"),
        (96, bytes(32), "a point is zero"),
        (32, bytes([1]), "a point is not written as it must be"),
        (128, bytes([1, *bytes(31)]), "its key for signing is none"),
        (160, b"\xff" * 32, "a number is not below the order of the group"),
        (192, bytes(32), "its proof does not hold"),
        (224, bytes(32), "its proof does not hold"),
    ],
)
def test_each_hello_is_proved(at: int, bytes_there: bytes | None, said: str) -> None:
    """Also of who cancels the others' keys by its own, and does not know what is behind it."""
    hellos = list(other_ceremony().hellos.values())
    if bytes_there is None:
        others = [negative(decoded(hello[:32])) for hello in hellos[:4]]
        bytes_there = encoded(total([combined((4711, BASE)), *others]))
    hellos[4] = hellos[4][:at] + bytes_there + hellos[4][at + len(bytes_there) :]
    faults = faults_of(signed_anew(other_ceremony(), hellos=[hello.hex() for hello in hellos]))
    assert faults == [f"keyholder 5 (E) has not proved its part: {said}"]


def test_each_must_have_signed_the_key_that_was_made() -> None:
    made = other_ceremony()
    ready = json.loads(made.file)["ready"]
    faults = faults_of(signed_anew(made, ready=[*ready[:2], flipped(ready[2]), ready[4], ready[3]]))
    assert faults[:3] == [
        f"keyholder {number} ({name}) has not signed the key that all have made"
        for number, name in ((3, "C"), (4, "D"), (5, "E"))
    ]


def test_two_who_sign_with_one_key() -> None:
    """Who has two voices makes two of a quorum."""
    faults = faults_of(signed_anew(OneKeyForTwo(b"other")))
    assert faults[0] == "two keyholders sign with the same key"


def test_a_key_that_is_zero() -> None:
    """Five who all cheat could make one under which nothing is hidden."""
    assert faults_of(signed_anew(ZeroKey(b"other")))[0] == "a key that was made is zero"


class ZeroKey(Ceremony):
    """Keyholders whose parts add up to nothing."""

    def _hello(self, number: int, drawn: Drawn) -> bytes:
        if number == 5:
            self.coefficients[5][0] = -sum(self.coefficients[each][0] for each in range(1, 5)) % ORDER
        return super()._hello(number, drawn)


class OneKeyForTwo(Ceremony):
    """Keyholders of whom the fifth is the fourth."""

    def _hello(self, number: int, drawn: Drawn) -> bytes:
        self.signing[5] = self.signing[4]
        return super()._hello(number, drawn)


@pytest.mark.parametrize(
    "other",
    [
        {"quorum": 3},
        {"t": 2},
        {"n": 6},
        {"keyholders": ["A", "B", "C", "D"]},
        {"keyholders": ["A", "B", "C", "D", "D"]},
        {"keyholders": ["A", "B", "C", "D", ""]},
        {"attempt": "00"},
        {"format": "voting-sealed-0"},
        {"assembly": "7"},
        {"more": 0},
    ],
)
def test_a_session_by_other_rules(other: dict[str, Any]) -> None:
    """A lower quorum would let two boxes be signed."""
    session = written({**json.loads(usual_ceremony().session), **other})
    [fault] = faults_of(changed("keys.json", put("session", session.hex())))
    assert "the session" in fault or fault == "two keyholders have one name"


def test_keys_that_were_exchanged() -> None:
    """Another ceremony's keys, sound as they are, are not those of the context."""
    faults = faults_of({**usual_files(), "keys.json": other_ceremony().file})
    assert faults[0] == "the context is of other keys than keys.json"


# Shares and counts


def with_shares(
    openers: Iterable[int], change: Callable[[PlayedRound, dict[str, Any], bytes], None]
) -> Files:
    held, ballots, counts = usual_round(MOTION)
    opening = held.opening(in_order(ballots), openers=openers)
    change(held, opening["shares"], held.statement(opening["statement"]))
    return held.files(ballots, counts, opening)


def test_a_false_share_is_named() -> None:
    """One of another secret, however well proved; one that is not proved; another keyholder's."""
    _, ballots, _ = usual_round(MOTION)

    def false(held: PlayedRound, shares: dict[str, Any], statement: bytes) -> None:
        shares["4"] = held.shares(4, statement, held.sums(ballots), held.ceremony.secret[4] + 1)

    def unproved(held: PlayedRound, shares: dict[str, Any], statement: bytes) -> None:
        shares["4"][0] = shares["4"][0][:64] + flipped(shares["4"][0][64:])

    def of_another(held: PlayedRound, shares: dict[str, Any], statement: bytes) -> None:
        shares["4"] = shares["1"]

    def of_another_box(held: PlayedRound, shares: dict[str, Any], statement: bytes) -> None:
        shares["4"] = held.shares(4, hashed("statement of another box"), held.sums(ballots))

    def zero(held: PlayedRound, shares: dict[str, Any], statement: bytes) -> None:
        shares["4"][0] = "00" * 32 + shares["4"][0][64:]

    for change in (false, unproved, of_another, of_another_box, zero):
        faults = faults_of(with_shares((1, 2, 4), change))
        assert faults[0].startswith("the share of keyholder 4 (Dirk) of question 1 is false"), change
        assert faults[1] == "2 keyholders have given valid shares, and 3 must"
    assert len(faults_of(with_shares((1, 2, 3, 4), false))) == 1


@pytest.mark.parametrize("openers", [(), (2,), (2, 5)])
def test_fewer_than_three_shares_open_nothing(openers: tuple[int, ...]) -> None:
    [fault] = faults_of(with_shares(openers, lambda *_: None))
    assert fault == f"{len(openers)} keyholders have given valid shares, and 3 must"


def test_shares_that_do_not_lie_on_one_polynomial_are_seen() -> None:
    """Public shares are worked out, and so lie on one: this is seen all the same."""
    made = Ceremony(b"bent")
    made.secret[5] += 1
    shares = {**made.keys.shares, 5: encoded(combined((made.secret[5], BASE)))}
    made.keys = made.keys._replace(shares=shares)
    held = PlayedRound(made)
    ballots = [held.ballot("1", [0])]
    values = held.opening(ballots, openers=(1, 2, 3, 5))
    context, _ = context_of(held.context, b"", made.assembly)
    faults = opening_faults(opening_of(values, 1), [[1, 0, 0]], held.sums(ballots), context, made.keys)
    assert list(faults) == ["the shares of question 1 do not open the same"]


@pytest.mark.parametrize("count", [[7, 2, 2], [6, 2, 3], [5, 3, 3], [11, 0, 0]])
def test_a_false_count_is_not_what_the_shares_open(count: list[int]) -> None:
    faults = faults_of(changed("count.json", put("counts", [count])))
    assert faults == ["the count of question 1 is not what its shares open"]


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([[8, 4], [4, 8], [12, 0], [7, 4]], "the counts of question 4 are 11 together, of 12 ballots"),
        ([[2, 10], [3, 9], [12, 0], [8, 4]], "19 marks cannot be those of 8 ballots with marks, 2 at most"),
        ([[12, 0], [12, 0], [12, 0], [8, 4]], "0 marks cannot be those of 8 ballots with marks"),
        ([[3, 9], [12, 0], [12, 0], [8, 4]], "9 marks cannot be those of 8 ballots with marks"),
    ],
)
def test_counts_that_cannot_be(counts: list[list[int]], said: str) -> None:
    held, ballots, _ = usual_round("plurality_at_large")
    assert faults_of(held.files(ballots, counts, usual_opening("plurality_at_large")))[0].startswith(said)


@cache
def usual_opening(method: str) -> dict[str, Any]:
    return dict(json.loads(usual_files(method)["opening.json"]))


@pytest.mark.parametrize(
    "counts",
    [[[6, 3]], [[6, 3, 2, 0]], [[6, 3, 2], [6, 3, 2]], [[6, 3, -1]], [[6.0, 3, 2]], [6, 3, 2], {}, None],
)
def test_counts_of_another_kind(counts: Any) -> None:
    [fault] = faults_of(changed("count.json", put("counts", counts)))
    assert "in count.json" in fault


def test_a_count_beyond_the_order_of_the_group_is_another_count() -> None:
    [fault] = faults_of(changed("count.json", put("counts", [[6 + ORDER, 3, 2]])))
    assert "no whole number" in fault
