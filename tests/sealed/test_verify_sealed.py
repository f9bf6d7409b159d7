"""The verifier finds the vectors, all good ballots and sound bundles sound, and says what they are."""

import hashlib
import io
import json
import random
import zipfile
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.sealed.bundles import (
    USUAL,
    PlayedRound,
    packed_files,
    usual_ceremony,
    usual_files,
    usual_round,
)
from tests.sealed.test_made_in_browser import ROUNDS, made_in_browser
from voting.verify_sealed import (
    BASE,
    NAMES,
    ORDER,
    ZERO,
    D,
    FromElsewhere,
    LeafTree,
    P,
    UnsoundBundle,
    added,
    box_of,
    ceremony,
    check_sealed_bundle,
    combined,
    decoded,
    decoded_but_zero,
    digits,
    edwards_point,
    encoded,
    hashed,
    hold,
    is_signed,
    is_zero,
    leaf_code,
    opened,
    prepared,
    read_ballot,
    scalar,
    shape_of,
    share_fault,
    sum_of_products,
)

FOLDER = Path(__file__).parent
VECTORS: dict[str, Any] = json.loads((FOLDER / "vectors.json").read_text())
SHARED: list[dict[str, Any]] = json.loads((FOLDER / "bad_ballots.json").read_text())["ballots"]
SIGNATURES: list[dict[str, Any]] = json.loads((FOLDER / "bad_signatures.json").read_text())["signatures"]
RFC9496: dict[str, Any] = json.loads((FOLDER / "rfc9496.json").read_text())
CTX = bytes.fromhex(VECTORS["ctx"])


def by_number(name: str, of: dict[str, Any] = VECTORS) -> dict[int, bytes]:
    return {int(number): bytes.fromhex(value) for number, value in of[name].items()}


# The vectors


def test_the_ceremony_of_the_vectors() -> None:
    sid = bytes.fromhex(VECTORS["session"])
    keys, faults = ceremony(sid, by_number("hello"), list("ABCDE"), 1)
    assert (faults, keys.key.hex(), digits(keys.transcript)) == ([], VECTORS["K"], VECTORS["digits"])
    assert keys.shares == by_number("public_share")
    ready = hashed("ready", sid, keys.transcript, keys.key, *keys.shares.values())
    for number, signature in by_number("ready").items():
        assert is_signed(keys.signing[number], ready, signature)
        assert is_signed(
            keys.signing[number], hashed("context", CTX), by_number("context_signatures")[number]
        )
        assert not is_signed(keys.signing[number % 5 + 1], ready, signature)


@pytest.mark.parametrize("of", VECTORS["ballots"], ids=lambda of: f"{of['method']} {of['answers']}")
def test_the_ballots_of_the_vectors(of: dict[str, Any]) -> None:
    """They are sound, known by their leaf, and have the tag of their member."""
    ballot = bytes.fromhex(of["ballot"])
    box = box_of(
        iter([ballot]),
        shape_of(of["method"], of["candidates"], of["seats"]),
        CTX,
        bytes.fromhex(VECTORS["K"]),
        [int(of["leaf"], 16) >> 156],
    )
    tag = hashed("member", CTX, bytes.fromhex(of["nonce"]), of["number"].encode())[:32]
    assert (box.faults, box.found) == ([], {bytes.fromhex(of["leaf"]): tag})
    assert box.by[of["by"]] == 1


def test_the_opening_of_the_vectors() -> None:
    told = VECTORS["opening"]
    three = sorted(bytes.fromhex(of["ballot"]) for of in VECTORS["ballots"][:3])
    three.sort(key=lambda ballot: hashlib.sha256(b"\0" + ballot).digest())
    box = box_of(iter(three), shape_of("for_against_abstain", 0, 1), CTX, bytes.fromhex(VECTORS["K"]))
    assert (box.faults, box.by, box.tree.root().hex()) == ([], told["by"], told["root"])
    assert [encoded(point).hex() for point in box.sums] == [told["A"], told["B"]]
    statement = hashed(
        *("statement", CTX, b"\0\0\0\3", box.tree.root(), *[b"\0\0\0\1"] * 4),
        bytes.fromhex(told["participation_root"]),
    )
    assert (statement.hex(), digits(statement)) == (told["statement"], told["digits"])
    assert is_signed(bytes.fromhex(VECTORS["box_key"]), statement, bytes.fromhex(VECTORS["statement_by_box"]))
    shares, public = by_number("shares", told), by_number("public_share")
    for number, share in shares.items():
        assert share_fault(share, statement, number, 0, public[number], (box.sums[0], box.sums[1])) is None
        wrong = public[number % 5 + 1]
        assert share_fault(share, statement, number, 0, wrong, (box.sums[0], box.sums[1])) is not None
    sum_opened = opened({number: decoded(share[:32]) for number, share in shares.items()}, box.sums[1])
    assert sum_opened == encoded(combined((1 + 2**20, BASE)))


def test_the_receipt_of_the_vectors() -> None:
    leaf = bytes.fromhex(VECTORS["ballots"][0]["leaf"])
    signature = bytes.fromhex(VECTORS["receipt_of_first"])
    assert is_signed(bytes.fromhex(VECTORS["box_key"]), hashed("receipt", CTX, leaf), signature)


# The file that all verifiers share


def is_sound(of: dict[str, Any]) -> bool:
    shape = shape_of(of["method"], of["candidates"], of["seats"])
    try:
        key = prepared(decoded_but_zero(bytes.fromhex(of["K"])))
        return hold([read_ballot(bytes.fromhex(of["ballot"]), "", bytes.fromhex(of["ctx"]), shape)], key)
    except UnsoundBundle:
        return False


def test_of_the_shared_ballots_the_bad_are_refused_and_the_good_are_not() -> None:
    assert {of["good"] for of in SHARED} == {True, False}
    assert [of["name"] for of in SHARED if is_sound(of) != of["good"]] == []


def test_of_the_shared_signatures_the_bad_are_refused_and_the_good_are_not() -> None:
    found = {
        of["name"]: is_signed(*(bytes.fromhex(of[part]) for part in ("key", "message", "signature")))
        for of in SIGNATURES
    }
    assert found == {of["name"]: of["good"] for of in SIGNATURES}


# The group, held against the RFC and against itself


def test_the_group_is_that_of_the_rfc() -> None:
    point = ZERO
    for known in RFC9496["multiples"]:
        assert encoded(point).hex() == known
        assert is_zero(added(decoded(bytes.fromhex(known)), (-point[0] % P, *point[1:3], -point[3] % P)))
        point = added(point, BASE)
    for bad in (each for some in RFC9496["bad"].values() for each in some):
        with pytest.raises(UnsoundBundle):
            decoded(bytes.fromhex(bad))
    with pytest.raises(UnsoundBundle):
        decoded_but_zero(bytes(32))


def test_a_number_is_below_the_order() -> None:
    assert scalar((ORDER - 1).to_bytes(32, "little")) == ORDER - 1
    with pytest.raises(UnsoundBundle):
        scalar(ORDER.to_bytes(32, "little"))


@pytest.mark.parametrize("number", [*range(1, 7), 40, 700])
def test_many_points_at_once_are_the_sum_of_each(number: int) -> None:
    """With numbers of any length, and at the limits, where a digit too few would show."""
    rng, known = random.Random(number), [encoded(combined((place, BASE))) for place in range(1, 41)]
    points = [prepared(decoded(each)) for each in known]
    for most in [*range(1, 60), *range(240, 254)] if number < 7 else [128, 253]:
        chosen = [rng.randrange(40) for _ in range(number)]
        odd = (0, 1, 2**most - 1, 2 ** (most - 1), rng.getrandbits(most))
        numbers = [rng.choice(odd) for _ in chosen]
        expected = sum(n * (place + 1) for n, place in zip(numbers, chosen, strict=True)) % ORDER
        found = sum_of_products([(n, points[place]) for n, place in zip(numbers, chosen, strict=True)])
        assert encoded(found) == encoded(combined((expected, BASE)))


def test_no_points_are_zero() -> None:
    assert is_zero(sum_of_products([]))


# Signatures


def test_what_the_library_signs_is_verified_and_nothing_else() -> None:
    for number in range(4):
        key = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
        public, signature = key.public_key().public_bytes_raw(), key.sign(b"a text")
        assert is_signed(public, b"a text", signature)
        assert not is_signed(public, b"another", signature)
        beyond = int.from_bytes(signature[32:], "little") + ORDER
        assert not is_signed(public, b"a text", signature[:32] + beyond.to_bytes(32, "little"))
        assert not is_signed(public, b"a text", signature + b"\0")
        assert not is_signed(public, b"a text", signature[:-1])
        high = signature[:31] + bytes([signature[31] ^ 0x80])
        assert not is_signed(public, b"a text", high + signature[32:])


def test_a_key_of_small_order_signs_nothing() -> None:
    """Under such a key one signature fits many texts."""
    eighth = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
    small = [1, P - 1, 0, int.from_bytes(eighth, "little"), P - int.from_bytes(eighth, "little")]
    for y in small:
        for sign in (0, 1 << 255):
            key = (y | sign).to_bytes(32, "little")
            assert edwards_point(key) is None
            assert not any(
                is_signed(key, text, (1).to_bytes(32, "little") + bytes(32)) for text in (b"a", b"b")
            )
    assert (-BASE[0] * BASE[0] + BASE[1] * BASE[1] - 1 - D * BASE[0] ** 2 * BASE[1] ** 2) % P == 0


def test_a_key_has_one_notation() -> None:
    """Some points can be written with 19 small numbers twice; the second is refused."""
    small = [y for y in range(19) if edwards_point(y.to_bytes(32, "little"))]
    assert len(small) > 3
    assert not any(edwards_point((P + y).to_bytes(32, "little")) for y in range(19))


# The tree


def root_of(leaves: list[bytes]) -> bytes:
    """As RFC 9162, 2.1.1 defines it."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256().digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + root_of(leaves[:split]) + root_of(leaves[split:])).digest()


def test_the_root_is_that_of_rfc_9162() -> None:
    tree, leaves = LeafTree(), list[bytes]()
    for number in range(70):
        assert tree.root() == root_of(leaves)
        leaves.append(bytes([number]) * 32)
        tree.append(leaves[-1])


def test_the_code_of_a_leaf() -> None:
    assert leaf_code(bytes(32)) == "0000-0000-0000-0000-0000"
    assert leaf_code(bytes([0b00001000, 0b01000010]) + b"\xff" * 30) == "111F-ZZZZ-ZZZZ-ZZZZ-ZZZZ"


# Bundles


def checked(data: bytes, known: FromElsewhere | None = None) -> tuple[list[str], list[str]]:
    return check_sealed_bundle(io.BytesIO(data), known or FromElsewhere())


COUNTED = {
    "for_against_abstain": ["motion: 6 for, 3 against, 2 abstained"],
    "per_candidate": ["c1: 8 for, 4 against, 0 abstained", "c2: 4 for, 4 against, 4 abstained"],
    "plurality_at_large": ["c1: 4", "c2: 8", "c3: 0", "blank: 4"],
    "approval": ["c1: 4", "c2: 8", "blank: 4"],
}


@pytest.mark.parametrize("method", USUAL)
def test_a_sound_bundle_is_sound_and_says_what_it_is(method: str) -> None:
    found, faults = checked(packed_files(usual_files(method)))
    assert faults == []
    assert found[-2 - len(COUNTED[method]) : -2] == COUNTED[method]
    number = len(USUAL[method][2])
    assert found[2].startswith(f"{number} electronic ballots, all sound, none twice: 4 sealed on")
    assert "12 voted on paper" in found[3]
    assert "the box and 4 keyholders have signed" in found[4]
    assert "(Ève)" in found[1]


@pytest.mark.parametrize("name", ROUNDS)
def test_a_round_that_was_made_in_browsers(name: str) -> None:
    """Keyholders, members and box were played by other code than the tests' own."""
    made = made_in_browser(ROUNDS[name])
    files = {each: bytes.fromhex(made["files"][each]) for each in NAMES}
    receipt = bytes.fromhex(made["receipt"])
    known = FromElsewhere(made["boxDigits"], made["keyDigits"], receipt[32:64].hex(), receipt, "M0")
    found, faults = checked(packed_files(files), known)
    assert faults == []
    assert "that ballot is one of member M0" in found
    lost = known._replace(leaf=made["leaf"], receipt=bytes.fromhex(made["promised"]))
    faults = checked(packed_files(files), lost)[1]
    assert [fault.count("NOT in") for fault in faults] == [1, 1]


def test_the_zip_can_be_opened_by_anything() -> None:
    files = usual_files()
    with zipfile.ZipFile(io.BytesIO(packed_files(files))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == files


@pytest.mark.parametrize("openers", [(1, 2, 3), (3, 4, 5), (2, 3, 5), (1, 2, 3, 4, 5)])
def test_any_three_open_and_so_do_all(openers: tuple[int, ...]) -> None:
    held, ballots, counts = usual_round("plurality_at_large")
    opening = held.opening(sorted_box(ballots), openers=openers, signers=range(1, 6))
    found, faults = checked(packed_files(held.files(ballots, counts, opening)))
    assert faults == []
    assert found[-2 - len(COUNTED["plurality_at_large"]) : -2] == COUNTED["plurality_at_large"]


def sorted_box(ballots: list[bytes]) -> list[bytes]:
    return sorted(ballots, key=lambda ballot: hashlib.sha256(b"\0" + ballot).digest())


def test_three_who_compared_the_digits_by_voice_are_told() -> None:
    held, ballots, counts = usual_round("for_against_abstain")
    opening = held.opening(sorted_box(ballots), signers=(1, 3, 5), three_voices=(1, 3, 5), openers=(1, 3, 5))
    found, faults = checked(packed_files(held.files(ballots, counts, opening)))
    assert faults == []
    assert any(sentence.startswith("NOTE  only three keyholders signed") for sentence in found)


def test_an_empty_box_is_opened_without_shares() -> None:
    held, _, _ = usual_round("per_candidate")
    files = held.files([], held.counts([]), held.opening([], openers=()))
    found, faults = checked(packed_files(files))
    assert faults == []
    assert "c2: 0 for, 0 against, 0 abstained" in found
    assert checked(packed_files(held.files([], [[1, 0, 0]] * 2, held.opening([], openers=()))))[1] != []


def test_what_only_few_have_cast_may_be_kept_from_the_bundle_and_only_that() -> None:
    """Fewer than ten electronically, or on paper: the rest of the bundle is checked all the same."""
    held, ballots, _ = usual_round("for_against_abstain")
    for some, paper, allowed in (
        (9, 0, True),
        (11, 9, True),
        (11, 10, False),
        (11, 0, False),
        (10, 0, False),
    ):
        box = sorted_box(ballots[:some])
        files = held.files(box, [], held.opening(box, openers=(), paper=paper))
        found, faults = checked(packed_files(files))
        assert (faults == []) == allowed, (some, paper)
        assert any("shares and counts are NOT in this bundle" in each for each in found) == allowed
    box = sorted_box(ballots[:9])
    counts_alone = held.files(box, [[6, 3, 0]], held.opening(box, openers=(), paper=0))
    shares_alone = held.files(box, [], held.opening(box, paper=0))
    both = held.files(box, [[6, 3, 0]], held.opening(box, paper=0))
    assert [checked(packed_files(files))[1] == [] for files in (counts_alone, shares_alone, both)] == [
        *(False, False),
        True,
    ]


def test_the_batches_do_not_change_what_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A box that is checked in many batches is as sound, and its unsound ballots are the same."""
    held, ballots, _ = usual_round("for_against_abstain")
    spoiled = [*ballots]
    spoiled[4] = spoiled[4][:-32] + (int.from_bytes(spoiled[4][-32:], "little") ^ 1).to_bytes(32, "little")
    key = usual_ceremony().keys.key
    found = []
    for points in (2**15, 16, 33):
        monkeypatch.setattr("voting.verify_sealed.MOST_POINTS", points)
        box = box_of(iter(sorted_box(spoiled)), held.shape, held.ctx, key)
        assert len(box.faults) == 1
        found.append((box.faults, box.size, box.by, box.tree.root(), [encoded(point) for point in box.sums]))
    assert found[0] == found[1] == found[2]


def test_a_context_of_any_size_that_can_be_sealed() -> None:
    """64 answers on a ballot: 20 candidates by approval; 21 are too many."""
    most = PlayedRound(usual_ceremony(), "approval", 20, 1)
    ballot = most.ballot("1", [1] * 20 + [0])
    box = box_of(iter([ballot]), most.shape, most.ctx, usual_ceremony().keys.key)
    assert box.faults == []
    more = PlayedRound(usual_ceremony(), "approval", 21, 1)
    files = more.files([], [], more.opening([], openers=()))
    assert checked(packed_files(files))[1] == ["the context is of more candidates than can be sealed"]
