"""Writes ``bad_ballots.json``: ballots that every verifier must refuse, and a few that none may refuse.

``python -m tests.sealed.make_bad_ballots``. Each entry has ``name``, ``good``, ``why``, ``ctx``, ``K``,
``method``, ``candidates``, ``seats`` and ``ballot``; bytes are in hexadecimal. The same each time.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.sealed.forging import (
    ALL,
    CTX,
    EACH,
    GROUP,
    KEY,
    KINDS,
    MARKS,
    ONE,
    OTHER_CTX,
    OTHER_KEY,
    VOTE,
    Kind,
    forged,
    forged_by,
    identity_as_beta,
    plain_ballot,
    sealed,
    with_word,
    words,
)
from tests.sealed.vectors import RFC9496
from voting.sealed.group import ORDER, PRIME
from voting.sealed.wire import SUM_LABEL, parsed_ballot, question_label, written_ballot

FILE = Path(__file__).with_name("bad_ballots.json")


def entry(
    name: str, why: str, kind: Kind, ballot: bytes, *, good: bool = False, **other: Any
) -> dict[str, Any]:
    """A line of the file."""
    of = {"method": kind.method, "candidates": kind.candidates, "seats": kind.seats}
    return {
        "name": name,
        "good": good,
        "why": why,
        "ctx": CTX.hex(),
        "K": KEY.hex(),
        **of,
        "ballot": ballot.hex(),
        **other,
    }


def good_ones() -> Iterator[dict[str, Any]]:
    """What no verifier may refuse."""
    for kind in KINDS:
        for by in range(3):
            ballot = sealed(kind, by=by)
            yield entry(f"good {kind.method} {kind.seats} by {by}", "it is sound", kind, ballot, good=True)
    for answer in (1, 2):
        yield entry(f"good motion {answer}", "it is sound", VOTE, sealed(VOTE, (answer,)), good=True)
    yield entry("good blank", "blank alone is allowed", MARKS, sealed(MARKS, (0, 0, 0, 1)), good=True)
    yield entry(
        "good one mark", "fewer marks than seats are allowed", MARKS, sealed(MARKS, (0, 0, 1, 0)), good=True
    )
    single = Kind("approval", 1, 1, (1, 0))
    yield entry(
        "good sum of one branch",
        "one candidate, and a sum that can only be 1",
        single,
        sealed(single),
        good=True,
    )
    identity = forged(VOTE, [1], [0], scalars=lambda: 0)
    why = "the identity may stand as a commitment, and 0 as a challenge and a response"
    yield entry("good identity as commitment", why, VOTE, identity, good=True)
    most = Kind("approval", 20, 1, (0,) * 20 + (1,))
    yield entry("good of most branches", "20 candidates have 62 branches", most, sealed(most), good=True)


def of_form() -> Iterator[dict[str, Any]]:
    """Refused before anything is reckoned."""
    ballot, size = sealed(VOTE), VOTE.shape.length
    for length in (0, 1, 3, 4, 35, 36, 68, 100, size - 64, size - 32, size - 1):
        yield entry(f"cut to {length} bytes", "length", VOTE, ballot[:length])
    for more in (b"\0", bytes(31), bytes(32), b"\n", ballot):
        yield entry(f"{len(more)} bytes {more[:1].hex()} behind", "length", VOTE, ballot + more)
    yield entry("a byte before", "length", VOTE, b"\0" + ballot)
    yield entry("a byte taken out of T", "length", VOTE, ballot[:20] + ballot[21:])
    for kind in (EACH, MARKS, ONE):
        for cut in (32, 1):
            yield entry(f"{kind.method} {kind.seats} less {cut}", "length", kind, sealed(kind)[:-cut])
    yield entry("of two seats for one", "length", ONE, sealed(MARKS))
    yield entry("of one seat for two", "length", MARKS, sealed(ONE, (0, 1, 0, 0)))
    yield entry("of a motion for candidates", "length", EACH, ballot)
    yield entry("of candidates for a motion", "length", VOTE, sealed(EACH))
    for magic in (b"SB0", b"SB2", b"sb1", b"\0\0\0", b"1BS"):
        yield entry(f"magic {magic.hex()}", "magic", VOTE, magic + ballot[3:])
    for by in (3, 4, 48, 49, 128, 255):
        parts = replace(parsed_ballot(ballot, VOTE.shape), by=by)
        fitting = forged_by(by)
        yield entry(f"by {by}", "by", VOTE, written_ballot(parts))
        yield entry(f"by {by} with a proof over it", "by", VOTE, fitting)


def of_encoding() -> Iterator[dict[str, Any]]:
    """Elements and scalars that are none, or are not written in the one way."""
    ballot = sealed(VOTE)
    for why, bad in RFC9496["bad"].items():
        for each in bad:
            yield entry(
                f"alpha {each[:8]}…{each[-4:]}",
                f"no element: {why}",
                VOTE,
                with_word(ballot, 0, bytes.fromhex(each)),
            )
    for word, place in ((1, "beta"), (2, "first a"), (3, "first b"), (6, "last a"), (7, "last b")):
        for why, bad in RFC9496["bad"].items():
            changed = with_word(ballot, word, bytes.fromhex(bad[-1]))
            yield entry(f"{place}: {why}", f"no element: {why}", VOTE, changed)
    for word, place in enumerate(("alpha", "beta")):
        yield entry(f"{place} is the identity", "identity", VOTE, with_word(ballot, word, bytes(32)))
        other = int.from_bytes(words(ballot)[word], "little")
        for name, value in (("negated", PRIME - other), ("with the highest bit", other + 2**255)):
            yield entry(
                f"{place} {name}", "no element", VOTE, with_word(ballot, word, value.to_bytes(32, "little"))
            )
    yield entry(
        "alpha is 0 written as p", "no element", VOTE, with_word(ballot, 0, PRIME.to_bytes(32, "little"))
    )
    nothing = plain_ballot()
    yield entry("r is 0, with a proof that holds", "identity: everybody could read it", VOTE, nothing)
    yield entry("identity as beta, with a proof that holds", "identity", VOTE, identity_as_beta())
    many = sealed(MARKS)
    for word in (6, 7):
        yield entry(
            f"the identity in word {word} of marks", "identity", MARKS, with_word(many, word, bytes(32))
        )
    for word, place in (
        (8, "first challenge"),
        (9, "second challenge"),
        (10, "first response"),
        (12, "last response"),
    ):
        value = int.from_bytes(words(ballot)[word], "little")
        for name, bad_scalar in (
            ("order added", value + ORDER),
            ("the order", ORDER),
            ("all ones", 2**256 - 1),
        ):
            changed = with_word(ballot, word, bad_scalar.to_bytes(32, "little"))
            yield entry(f"{place}: {name}", "scalar", VOTE, changed)
        yield entry(
            f"{place} with the highest bit",
            "scalar",
            VOTE,
            with_word(ballot, word, (value + 2**255).to_bytes(32, "little")),
        )
    last = many[-32:]
    unreduced = (int.from_bytes(last, "little") + ORDER).to_bytes(32, "little")
    yield entry("response of the sum: order added", "scalar", MARKS, many[:-32] + unreduced)


def of_proof() -> Iterator[dict[str, Any]]:
    """Well written, and not true."""
    ballot, two, many = sealed(VOTE), sealed(EACH), sealed(MARKS)
    yield entry(
        "copied with another T",
        "proof: it is bound to T",
        VOTE,
        ballot[:4] + hashlib.sha256(b"T").digest() + ballot[36:],
    )
    yield entry(
        "T with one bit flipped",
        "proof: it is bound to T",
        VOTE,
        ballot[:35] + bytes([ballot[35] ^ 1]) + ballot[36:],
    )
    for by in (0, 2):
        yield entry(
            f"retagged as by {by}", "proof: it is bound to by", VOTE, ballot[:3] + bytes([by]) + ballot[4:]
        )
    yield entry("of another context", "proof: it is bound to the context", VOTE, sealed(VOTE, ctx=OTHER_CTX))
    yield entry(
        "under another context", "proof: it is bound to the context", VOTE, ballot, ctx=OTHER_CTX.hex()
    )
    yield entry("under another key", "proof: it is of the key", VOTE, ballot, K=OTHER_KEY.hex())
    yield entry("under the identity as key", "the key is the identity", VOTE, ballot, K=bytes(32).hex())
    yield entry(
        "under a key that is no element",
        "the key is none",
        VOTE,
        ballot,
        K=RFC9496["bad"]["xy is negative"][0],
    )
    parts = parsed_ballot(ballot, VOTE.shape)
    twice = GROUP.encoded(GROUP.add(GROUP.element_from(parts.ciphertexts[0]), GROUP.base))
    yield entry("alpha plus the base", "proof", VOTE, with_word(ballot, 0, twice))
    beta = GROUP.encoded(GROUP.add(GROUP.element_from(parts.ciphertexts[1]), GROUP.base))
    yield entry("beta plus the base: one more vote for", "proof", VOTE, with_word(ballot, 1, beta))
    for word in range(2, 13):
        other = words(sealed(VOTE, name="another"))[word]
        yield entry(f"word {word} of another ballot", "proof", VOTE, with_word(ballot, word, other))
    for word in range(8, 13):
        yield entry(f"word {word} is 0", "proof", VOTE, with_word(ballot, word, bytes(32)))
    for word in range(2, 8):
        yield entry(
            f"the identity as commitment in word {word}", "proof", VOTE, with_word(ballot, word, bytes(32))
        )
    yield entry("the branches in another order", "proof", VOTE, b"".join(rotated(ballot)))
    of_two = parsed_ballot(two, EACH.shape)
    (a1, b1, a2, b2), (first, second) = of_two.ciphertexts, of_two.proofs
    yield entry(
        "questions swapped",
        "proof: it is bound to its place",
        EACH,
        written_ballot(replace(of_two, ciphertexts=(a2, b2, a1, b1), proofs=(second, first))),
    )
    yield entry("proofs swapped", "proof", EACH, written_ballot(replace(of_two, proofs=(second, first))))
    yield entry(
        "one question twice",
        "proof",
        EACH,
        written_ballot(replace(of_two, ciphertexts=(a1, b1, a1, b1), proofs=(first, first))),
    )
    swapped = [question_label(1), question_label(0)]
    yield entry(
        "proofs of each other's label",
        "proof: another label",
        EACH,
        forged(EACH, [1, 0], [0, 2], labels=swapped),
    )
    yield entry(
        "a proof labelled as a sum", "proof: another label", VOTE, forged(VOTE, [1], [0], labels=[SUM_LABEL])
    )
    yield entry(
        "a label of one byte less", "proof: another label", VOTE, forged(VOTE, [1], [0], labels=[b"q\0"])
    )
    yield entry(
        "a head without anything", "proof: another head", VOTE, forged(VOTE, [1], [0], head=bytes(64))
    )
    for name, weight in (
        ("two votes for", 2),
        ("for and against at once", 1 + (1 << 20)),
        ("a vote for taken away", -1),
        ("two against", 2 << 20),
    ):
        for answer in range(3):
            yield entry(
                f"{name}, said to be answer {answer}",
                "proof: no weight of the question",
                VOTE,
                forged(VOTE, [weight % ORDER], [answer]),
            )
    yield entry("against, proven as for", "proof", VOTE, forged(VOTE, [1 << 20], [0]))
    of_many = parsed_ballot(many, MARKS.shape)
    *each, _ = of_many.proofs
    yield entry("sum proof left out", "length", MARKS, many[: -(2 * 64 + 3 * 32)])
    yield entry("sum proof of zeros", "proof", MARKS, many[: -(2 * 64 + 3 * 32)] + bytes(2 * 64 + 3 * 32))
    yield entry("sum proof changed", "proof", MARKS, with_word(many, len(words(many)) - 1, bytes(32)))
    other_sum = parsed_ballot(sealed(MARKS, name="another"), MARKS.shape).proofs[-1]
    yield entry(
        "sum proof of another ballot",
        "proof",
        MARKS,
        written_ballot(replace(of_many, proofs=(*each, other_sum))),
    )
    yield entry(
        "sum proof is that of a question",
        "proof",
        MARKS,
        written_ballot(replace(of_many, proofs=(*each, each[0]))),
    )
    sum_as_question = [*(question_label(q) for q in range(4)), question_label(4)]
    yield entry(
        "sum proof labelled as a question",
        "proof: another label",
        MARKS,
        forged(MARKS, [1, 0, 1, 0], [1, 0, 1, 0], 1, labels=sum_as_question),
    )
    for name, marks in (
        ("three marks of two", (1, 1, 1, 0)),
        ("two marks and blank", (1, 1, 0, 1)),
        ("a mark and blank", (1, 0, 0, 1)),
        ("no mark and not blank", (0, 0, 0, 0)),
    ):
        for place in range(2):
            yield entry(
                f"{name}, said to be {place + 1}",
                "proof: marks over the limit or none",
                MARKS,
                forged(MARKS, marks, marks, place),
            )
    yield entry(
        "two marks of one", "proof: marks over the limit", ONE, forged(ONE, (1, 1, 0, 0), (1, 1, 0, 0), 0)
    )
    yield entry(
        "no mark of one", "proof: neither a mark nor blank", ONE, forged(ONE, (0, 0, 0, 0), (0, 0, 0, 0), 0)
    )
    yield entry("all marks and blank", "proof", ALL, forged(ALL, (1, 1, 1, 1), (1, 1, 1, 1), 2))
    yield entry(
        "a mark of weight two",
        "proof: no weight of the question",
        MARKS,
        forged(MARKS, (2, 0, 0, 0), (1, 0, 0, 0), 1),
    )
    yield entry(
        "a mark taken away from another",
        "proof: no weight of the question",
        MARKS,
        forged(MARKS, (1, 1, ORDER - 1, 0), (1, 1, 0, 0), 0),
    )
    yield entry("half a blank", "proof", MARKS, forged(MARKS, (0, 0, 0, pow(2, -1, ORDER)), (0, 0, 0, 1), 0))
    yield entry(
        "a motion's weights in marks", "proof", MARKS, forged(MARKS, (1 << 20, 0, 0, 0), (1, 0, 0, 0), 0)
    )


def rotated(ballot: bytes) -> list[bytes]:
    """The ballot with commitments and responses of the first two branches changed places."""
    w = words(ballot)
    return [ballot[:36], *w[:2], *w[4:6], *w[2:4], *w[6:8], w[9], w[8], w[11], w[10], w[12]]


def ballots() -> list[dict[str, Any]]:
    """All entries of the file."""
    return [*good_ones(), *of_form(), *of_encoding(), *of_proof()]


def main() -> None:
    """Write the file."""
    FILE.write_text(json.dumps({"format": "voting-sealed-1", "ballots": ballots()}, indent=1) + "\n")


if __name__ == "__main__":
    main()
