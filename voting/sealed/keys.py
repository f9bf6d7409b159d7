"""Pure: whether a ceremony of five keyholders has made keys that can be relied upon (docs/sealed.md, Keys).

Each keyholder draws a polynomial and tells the public half of its three coefficients (Feldman 1987), with a
proof that the first is known, so that nobody can cancel the others' (Gennaro, Jarecki, Krawczyk, Rabin 2007).
Hellos are committed to before any is seen. No secret comes here: what a keyholder does is in the keyholders'
own page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from voting.sealed.documents import (
    KEYHOLDERS,
    QUORUM,
    THRESHOLD,
    read_keys,
    read_session,
    session_id,
)
from voting.sealed.group import IDENTITY_BYTES, BadEncoding, Element, Ristretto, ristretto, scalar_from
from voting.sealed.signatures import context_message, is_signature_key, is_signed_with
from voting.sealed.wire import digits_aloud, hash_scalar, sealed_hash, u8

HELLO_BYTES = 32 * (THRESHOLD + 5)


class KeyFault(StrEnum):
    """What is wrong with what a keyholder has sent, or with all of it together."""

    LENGTH = "length"
    ENCODING = "encoding"
    SIGNATURE_KEY = "signature_key"
    SIGNATURE_KEY_TWICE = "signature_key_twice"
    KNOWLEDGE = "proof_of_knowledge"
    COMMITMENT = "commitment"
    JOINT_KEY = "joint_key"
    READY = "ready"


class BrokenKeys(ValueError):
    """Keys that nobody may use: what is wrong, and of which keyholder, 1 to 5; 0: of all together."""

    def __init__(self, fault: KeyFault, keyholder: int = 0) -> None:
        super().__init__(f"{fault.value} {keyholder}")
        self.fault, self.keyholder = fault, keyholder


@dataclass(frozen=True, slots=True)
class Hello:
    """What a keyholder brings to the ceremony: the public coefficients, a key for the others' messages, a key
    for signatures. All encoded."""

    coefficients: tuple[bytes, ...]
    channel_key: bytes
    signature_key: bytes


@dataclass(frozen=True, slots=True)
class SealedKeys:
    """What a ceremony has made. Of each keyholder in order: the public share P and the signature key."""

    session: bytes
    transcript: bytes
    key: bytes
    public_shares: tuple[bytes, ...]
    signature_keys: tuple[bytes, ...]

    @property
    def digits(self) -> str:
        """What the keyholders have read to each other, and the invitation shows."""
        return digits_aloud(self.transcript)

    @property
    def ready_message(self) -> bytes:
        """What each keyholder signs at the end of the ceremony."""
        return sealed_hash("ready", self.session, self.transcript, self.key, *self.public_shares)

    def signers(self, message: bytes, signatures: Mapping[int, bytes]) -> frozenset[int]:
        """Which keyholders, 1 to 5, have signed a message; whatever else was handed in counts for nothing."""
        return frozenset(
            keyholder
            for keyholder, key in enumerate(self.signature_keys, 1)
            if keyholder in signatures and is_signed_with(key, signatures[keyholder], message)
        )

    def has_quorum(self, message: bytes, signatures: Mapping[int, bytes]) -> bool:
        """Whether four have signed: of two fours three are the same, so that only three who cheat sign two
        different boxes."""
        return len(self.signers(message, signatures)) >= QUORUM

    def may_open_round(self, ctx: bytes, signatures: Mapping[int, bytes]) -> bool:
        """Whether the quorum has signed the context of a round."""
        return self.has_quorum(context_message(ctx), signatures)


def hello_commitment(sid: bytes, keyholder: int, hello: bytes) -> bytes:
    """What keyholder 1 to 5 sends before any hello is seen; 32 bytes."""
    return sealed_hash("commit", sid, u8(keyholder), hello)[:32]


def read_hello(sid: bytes, keyholder: int, data: bytes, group: Ristretto | None = None) -> Hello:
    """The hello of keyholder 1 to 5, whose first coefficient and channel key its sender knows. Raises
    BrokenKeys."""
    group = group or ristretto()
    if len(data) != HELLO_BYTES:
        raise BrokenKeys(KeyFault.LENGTH, keyholder)
    words = [data[at : at + 32] for at in range(0, HELLO_BYTES, 32)]
    *coefficients, channel_key, signature_key, c, z1, z2 = words
    if not is_signature_key(signature_key):
        raise BrokenKeys(KeyFault.SIGNATURE_KEY, keyholder)
    try:
        if IDENTITY_BYTES in (*coefficients, channel_key):
            raise BadEncoding("identity")
        first, *_, channel = (group.element_from(each) for each in (*coefficients, channel_key))
        challenge, response, channel_response = map(scalar_from, (c, z1, z2))
    except BadEncoding:
        raise BrokenKeys(KeyFault.ENCODING, keyholder) from None
    commitments = (
        group.encoded(group.combination([(z, group.base), (-challenge, of)]))
        for z, of in ((response, first), (channel_response, channel))
    )
    parts = (*coefficients, channel_key, signature_key, *commitments)
    if challenge != hash_scalar("pok", sid, u8(keyholder), *parts):
        raise BrokenKeys(KeyFault.KNOWLEDGE, keyholder)
    return Hello(tuple(coefficients), channel_key, signature_key)


def keys_of_hellos(
    sid: bytes,
    hellos: Sequence[bytes],
    commitments: Sequence[bytes] | None = None,
    group: Ristretto | None = None,
) -> SealedKeys:
    """What five hellos make, held against the five commitments where these are known. Whether the keyholders
    are ready is not looked at. Raises BrokenKeys."""
    group = group or ristretto()
    if len(hellos) != KEYHOLDERS:
        raise BrokenKeys(KeyFault.LENGTH)
    if commitments is not None:
        if len(commitments) != KEYHOLDERS:
            raise BrokenKeys(KeyFault.COMMITMENT)
        for j, (hello, commitment) in enumerate(zip(hellos, commitments, strict=True), 1):
            if hello_commitment(sid, j, hello) != commitment:
                raise BrokenKeys(KeyFault.COMMITMENT, j)
    read = [read_hello(sid, j, hello, group) for j, hello in enumerate(hellos, 1)]
    columns = zip(*(hello.coefficients for hello in read), strict=True)
    summed = [group.total(map(group.element_from, column)) for column in columns]
    shares = tuple(group.encoded(value_at(j, summed, group)) for j in range(1, KEYHOLDERS + 1))
    key = group.encoded(summed[0])
    if IDENTITY_BYTES in (key, *shares):
        raise BrokenKeys(KeyFault.JOINT_KEY)
    signature_keys = tuple(hello.signature_key for hello in read)
    if len(set(signature_keys)) < KEYHOLDERS:
        raise BrokenKeys(KeyFault.SIGNATURE_KEY_TWICE)
    return SealedKeys(sid, sealed_hash("hello", sid, *hellos), key, shares, signature_keys)


def checked_keys(data: bytes, group: Ristretto | None = None) -> SealedKeys:
    """The keys that the bytes of ``keys`` are: five sound hellos, and five who have signed that they hold
    shares that fit. Raises BrokenDocument, BrokenKeys."""
    written = read_keys(data)
    read_session(written.session)
    keys = keys_of_hellos(session_id(written.session), written.hellos, group=group)
    ready = dict(enumerate(written.ready, 1))
    missing = set(ready) - keys.signers(keys.ready_message, ready)
    if missing:
        raise BrokenKeys(KeyFault.READY, min(missing))
    return keys


def value_at(keyholder: int, coefficients: Sequence[Element], group: Ristretto) -> Element:
    """Σ jᵉA_e: where a polynomial that is known by its public coefficients stands at keyholder j."""
    return group.combination([(keyholder**power, each) for power, each in enumerate(coefficients)])
