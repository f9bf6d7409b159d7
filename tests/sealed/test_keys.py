"""A ceremony makes the keys of the vectors, and whatever is wrong in one is found before they are used."""

import pytest

from tests.sealed.forging import GROUP
from tests.sealed.keyholder import PlayedCeremony, PlayedKeyholder, Refuses
from tests.sealed.kinds import over_both_kinds
from tests.sealed.vectors import RFC9496, VECTORS
from voting.sealed.documents import CeremonySession, WrittenKeys, session_id
from voting.sealed.group import ORDER, Ristretto
from voting.sealed.keys import (
    HELLO_BYTES,
    BrokenKeys,
    KeyFault,
    SealedKeys,
    checked_keys,
    hello_commitment,
    keys_of_hellos,
    read_hello,
)
from voting.sealed.opening import lagrange_at_zero

SID = bytes.fromhex(VECTORS["session"])
HELLOS = [bytes.fromhex(VECTORS["hello"][str(j)]) for j in range(1, 6)]
COMMITMENTS = [bytes.fromhex(VECTORS["commit"][str(j)]) for j in range(1, 6)]
SESSION = CeremonySession(7, "0f" * 16, ("Ann", "Bart", "Chloé", "Dirk", "Els"))


@pytest.fixture(scope="module")
def ceremony() -> PlayedCeremony:
    return PlayedCeremony(SID)


def test_the_session_of_the_vectors() -> None:
    assert session_id(b'{"test":1}') == SID


def test_a_ceremony_comes_to_what_the_vectors_say(ceremony: PlayedCeremony) -> None:
    assert ceremony.hellos == HELLOS
    assert ceremony.commitments == COMMITMENTS
    assert ceremony.heard == {VECTORS["digits"]}
    sent = {f"{i}->{j}": message.hex() for (i, j), message in ceremony.messages.items()}
    assert sent == VECTORS["channel"]
    assert ceremony.keys.key.hex() == VECTORS["K"]
    assert [each.hex() for each in ceremony.keys.public_shares] == [*VECTORS["public_share"].values()]
    assert {str(j): each.hex() for j, each in ceremony.ready.items()} == VECTORS["ready"]


@over_both_kinds
def test_anybody_makes_the_same_of_five_hellos(group: Ristretto) -> None:
    keys = keys_of_hellos(SID, HELLOS, COMMITMENTS, group)
    assert keys.key.hex() == VECTORS["K"]
    assert keys.digits == VECTORS["digits"]
    assert [each.hex() for each in keys.public_shares] == [*VECTORS["public_share"].values()]


def test_the_keys_are_a_document_that_anybody_checks() -> None:
    session = SESSION.written()
    made = PlayedCeremony(session_id(session))
    written = WrittenKeys(session, tuple(made.hellos), tuple(made.ready.values()))
    assert checked_keys(written.written()) == made.keys
    for j in range(5):
        ready = [*made.ready.values()]
        ready[j] = ready[j - 1]
        with pytest.raises(BrokenKeys) as broken:
            checked_keys(WrittenKeys(session, tuple(made.hellos), tuple(ready)).written())
        assert (broken.value.fault, broken.value.keyholder) == (KeyFault.READY, j + 1)
    other = CeremonySession(7, "0e" * 16, SESSION.keyholders).written()
    with pytest.raises(BrokenKeys, match="proof_of_knowledge"):
        checked_keys(WrittenKeys(other, tuple(made.hellos), tuple(made.ready.values())).written())


def with_part(hello: bytes, part: int, data: bytes) -> bytes:
    """The hello with another 32 bytes in this place: A₀ A₁ A₂ E X c z₁ z₂."""
    return hello[: 32 * part] + data + hello[32 * part + 32 :]


BAD_POINT = bytes.fromhex(RFC9496["bad"]["xy is negative"][0])
HALF_TURN = bytes.fromhex("ec" + "ff" * 30 + "7f")


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", KeyFault.LENGTH),
        (HELLOS[0][:-1], KeyFault.LENGTH),
        (HELLOS[0] + b"\0", KeyFault.LENGTH),
        *((with_part(HELLOS[0], part, bytes(32)), KeyFault.ENCODING) for part in range(4)),
        *((with_part(HELLOS[0], part, BAD_POINT), KeyFault.ENCODING) for part in range(4)),
        *(
            (with_part(HELLOS[0], part, ORDER.to_bytes(32, "little")), KeyFault.ENCODING)
            for part in (5, 6, 7)
        ),
        *((with_part(HELLOS[0], part, HELLOS[1][32 * part :][:32]), KeyFault.KNOWLEDGE) for part in range(8)),
        *(
            (with_part(HELLOS[0], 4, key), KeyFault.SIGNATURE_KEY)
            for key in (bytes(32), HALF_TURN, b"\xff" * 32)
        ),
        (HELLOS[1], KeyFault.KNOWLEDGE),
    ],
)
@over_both_kinds
def test_a_bad_hello_is_refused(data: bytes, fault: KeyFault, group: Ristretto) -> None:
    assert read_hello(SID, 1, HELLOS[0], group).coefficients[0] == HELLOS[0][:32]
    with pytest.raises(BrokenKeys) as broken:
        read_hello(SID, 1, data, group)
    assert (broken.value.fault, broken.value.keyholder) == (fault, 1)


def test_a_hello_is_bound_to_its_session_and_was_committed_to() -> None:
    with pytest.raises(BrokenKeys, match="proof_of_knowledge 1"):
        keys_of_hellos(bytes(32), HELLOS)
    late = PlayedKeyholder(3, SID, b"seen the others first").hello
    changed = [*HELLOS[:2], late, *HELLOS[3:]]
    assert keys_of_hellos(SID, changed).digits != VECTORS["digits"]
    with pytest.raises(BrokenKeys, match="commitment 3"):
        keys_of_hellos(SID, changed, COMMITMENTS)
    for few in (COMMITMENTS[:4], []):
        with pytest.raises(BrokenKeys, match="commitment 0"):
            keys_of_hellos(SID, HELLOS, few)
    shared = PlayedKeyholder(3, SID, b"seed3", signing_seed=b"seed1").hello
    with pytest.raises(BrokenKeys, match="signature_key_twice 0"):
        keys_of_hellos(SID, [*HELLOS[:2], shared, *HELLOS[3:]])
    with pytest.raises(BrokenKeys, match="length 0"):
        keys_of_hellos(SID, HELLOS[:4])
    assert hello_commitment(SID, 2, HELLOS[0]) != COMMITMENTS[0]
    assert len(HELLOS[0]) == HELLO_BYTES


@pytest.mark.parametrize("last", [[-4, 1, 1], [-154, 1, 1]])
def test_keys_that_cancel_each_other_are_refused(last: list[int]) -> None:
    """Five who work together can make a key that hides nothing, or a public share that is nothing."""
    last = [value % ORDER for value in last]
    polynomials = [[1, 1, 1]] * 4 + [last]
    hellos = [
        PlayedKeyholder(j, SID, b"seed%d" % j, polynomial=of).hello for j, of in enumerate(polynomials, 1)
    ]
    with pytest.raises(BrokenKeys, match="joint_key 0"):
        keys_of_hellos(SID, hellos)


def test_a_bit_flipped_on_the_way_is_found(ceremony: PlayedCeremony) -> None:
    messages = ceremony.to(2)
    for sender in messages:
        changed = bytes([messages[sender][0] ^ 1]) + messages[sender][1:]
        with pytest.raises(Refuses, match=f"what {sender} sent did not arrive whole"):
            ceremony.all[2].receive({**messages, sender: changed})
    with pytest.raises(Refuses):
        ceremony.all[2].receive({**messages, 1: messages[3], 3: messages[1]})
    ceremony.all[2].receive(messages)


def test_the_public_shares_lie_on_one_polynomial(ceremony: PlayedCeremony) -> None:
    """Any three give the key, which no two do."""
    shares = dict(enumerate(map(GROUP.element_from, ceremony.keys.public_shares), 1))
    for among in ((1, 2, 3), (1, 4, 5), (2, 3, 5)):
        terms = [(lagrange_at_zero(j, among), shares[j]) for j in among]
        assert GROUP.encoded(GROUP.combination(terms)) == ceremony.keys.key
    terms = [(lagrange_at_zero(j, (1, 2)), shares[j]) for j in (1, 2)]
    assert GROUP.encoded(GROUP.combination(terms)) != ceremony.keys.key


def test_signatures_of_keyholders_count_once_each(ceremony: PlayedCeremony) -> None:
    keys: SealedKeys = ceremony.keys
    signed = {j: each.sign_statement(b"S") for j, each in ceremony.all.items()}
    assert keys.signers(b"S", signed) == {1, 2, 3, 4, 5}
    assert keys.signers(b"T", signed) == set()
    assert keys.signers(b"S", {1: signed[2], 3: signed[3], 9: signed[4], 0: signed[5]}) == {3}
    assert keys.has_quorum(b"S", {j: signed[j] for j in (1, 2, 4, 5)})
    assert not keys.has_quorum(b"S", {j: signed[j] for j in (1, 2, 4)})
    assert not keys.has_quorum(b"S", dict.fromkeys(signed, signed[1]))


def test_a_round_opens_when_its_context_is_signed_by_four(ceremony: PlayedCeremony) -> None:
    ctx, keys = bytes.fromhex(VECTORS["ctx"]), ceremony.keys
    signed = {j: each.sign_context(("3", 1), ctx) for j, each in ceremony.all.items()}
    assert {str(j): each.hex() for j, each in signed.items()} == VECTORS["context_signatures"]
    assert keys.may_open_round(ctx, signed)
    assert not keys.may_open_round(bytes(32), signed)
    del signed[1], signed[2]
    assert not keys.may_open_round(ctx, signed)
    with pytest.raises(Refuses, match="another context"):
        ceremony.all[1].sign_context(("3", 1), bytes(32))
