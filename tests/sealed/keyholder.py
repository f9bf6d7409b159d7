"""A keyholder who is played: ceremony, looking at a box, signing, opening."""

from collections.abc import Callable, Mapping, Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.sealed.forging import GROUP
from voting.sealed.documents import KEYHOLDERS, THRESHOLD
from voting.sealed.group import ORDER, scalar_bytes
from voting.sealed.keys import Hello, SealedKeys, hello_commitment, keys_of_hellos, read_hello, value_at
from voting.sealed.opening import QuestionSum, closed_box, share_challenge, sums_of_box
from voting.sealed.signatures import context_message
from voting.sealed.wire import SealedShape, hash_scalar, sealed_hash, u8, u32

Round = tuple[str, int]
"""The number of a resolution and its round."""


class Refuses(Exception):
    """The keyholder does not go on, and says why."""


class PlayedKeyholder:
    """Keyholder ``number``, 1 to 5, of the ceremony ``sid``. All that is random comes from a seed; the key
    for signatures from another, and the polynomial from outside, where they are given."""

    def __init__(
        self,
        number: int,
        sid: bytes,
        seed: bytes,
        signing_seed: bytes | None = None,
        polynomial: list[int] | None = None,
    ) -> None:
        self.number, self.sid, self._random = number, sid, random_scalars(seed)
        self._polynomial = polynomial or [self._random() for _ in range(THRESHOLD)]
        self._channel = self._random()
        self._signing = Ed25519PrivateKey.from_private_bytes(sealed_hash("x", signing_seed or seed)[:32])
        self.signed: dict[Round, bytes] = {}
        self.contexts: dict[Round, bytes] = {}
        self.hello = self._hello()

    def commitment(self) -> bytes:
        """Sent before any hello is."""
        return hello_commitment(self.sid, self.number, self.hello)

    def meet(self, hellos: Sequence[bytes], commitments: Sequence[bytes]) -> str:
        """Check all hellos; returns the digits to read aloud. Raises BrokenKeys."""
        self.keys: SealedKeys = keys_of_hellos(self.sid, hellos, commitments)
        self._met: list[Hello] = [read_hello(self.sid, j, hello) for j, hello in enumerate(hellos, 1)]
        return self.keys.digits

    def share_for(self, other: int) -> bytes:
        """The encrypted message to another keyholder."""
        value = sum(a * other**power for power, a in enumerate(self._polynomial))
        return self._masked(scalar_bytes(value), self.number, other, other)

    def receive(self, messages: Mapping[int, bytes]) -> None:
        """Put together what the others have sent."""
        own = sum(a * self.number**power for power, a in enumerate(self._polynomial))
        secret = own
        for sender, message in messages.items():
            value = int.from_bytes(self._masked(message, sender, self.number, sender), "little")
            coefficients = [GROUP.element_from(each) for each in self._met[sender - 1].coefficients]
            expected = value_at(self.number, coefficients, GROUP)
            if value >= ORDER or not GROUP.equal(GROUP.multiple(value, GROUP.base), expected):
                raise Refuses(f"what {sender} sent did not arrive whole")
            secret += value
        self._secret = secret % ORDER
        if GROUP.encoded(GROUP.multiple(self._secret, GROUP.base)) != self._public_share:
            raise Refuses("the shares do not fit")

    def ready(self) -> bytes:
        """The signature at the end of the ceremony."""
        return self._signing.sign(self.keys.ready_message)

    def sign_context(self, of: Round, ctx: bytes) -> bytes:
        """Only one context for each round."""
        if self.contexts.setdefault(of, ctx) != ctx:
            raise Refuses("another context was signed for this round")
        return self._signing.sign(context_message(ctx))

    def look(
        self,
        of: Round,
        ctx: bytes,
        shape: SealedShape,
        ballots: Sequence[bytes],
        told: Sequence[int],
        paper: int,
        took_part: bytes,
    ) -> bytes:
        """Check the closed box; the signature under its statement, one for each round for ever. ``told`` says
        how many ballots were sealed by whom."""
        box = closed_box(ballots)
        if list(box.by) != list(told):
            raise Refuses("the box is not as it was told")
        sums = sums_of_box(ctx, self.keys.key, shape, ballots)
        statement = box.statement(ctx, paper, took_part)
        if self.signed.setdefault(of, statement) != statement:
            raise Refuses("another box was signed for this round")
        self.statement, self.sums = statement, sums
        return self.sign_statement(statement)

    def sign_statement(self, statement: bytes) -> bytes:
        """What a keyholder who cheats signs without looking."""
        return self._signing.sign(statement)

    def release(self, signatures: Mapping[int, bytes]) -> list[bytes]:
        """The shares, once the quorum has signed the very statement of the box that this keyholder saw."""
        if not self.keys.has_quorum(self.statement, signatures):
            raise Refuses("too few have signed the box that I saw")
        return [self.share(question, of) for question, of in enumerate(self.sums)]

    def share(self, question: int, of: QuestionSum) -> bytes:
        """D ‖ c ‖ z of one question."""
        total, w = GROUP.element_from(of[0]), self._random()
        opened = GROUP.encoded(GROUP.multiple(self._secret, total))
        commitments = [GROUP.encoded(GROUP.multiple(w, each)) for each in (GROUP.base, total)]
        public = (self._public_share, *of, opened)
        c = share_challenge(self.statement, self.number, question, public, commitments)
        return opened + scalar_bytes(c) + scalar_bytes(w + c * self._secret)

    @property
    def _public_share(self) -> bytes:
        return self.keys.public_shares[self.number - 1]

    def _hello(self) -> bytes:
        secrets = [*self._polynomial, self._channel]
        points = [GROUP.encoded(GROUP.multiple(each, GROUP.base)) for each in secrets]
        said = (*points, self._signing.public_key().public_bytes_raw())
        w1, w2 = self._random(), self._random()
        commitments = (GROUP.encoded(GROUP.multiple(w, GROUP.base)) for w in (w1, w2))
        c = hash_scalar("pok", self.sid, u8(self.number), *said, *commitments)
        responses = (c, w1 + c * self._polynomial[0], w2 + c * self._channel)
        return b"".join((*said, *map(scalar_bytes, responses)))

    def _masked(self, data: bytes, sender: int, receiver: int, other: int) -> bytes:
        channels = [self._met[j - 1].channel_key for j in (sender, receiver)]
        shared = GROUP.multiple(self._channel, GROUP.element_from(self._met[other - 1].channel_key))
        pad = sealed_hash("channel", self.sid, u8(sender), u8(receiver), *channels, GROUP.encoded(shared))
        return bytes(one ^ two for one, two in zip(data, pad[:32], strict=True))


class PlayedCeremony:
    """Five keyholders who have met, exchanged shares and are ready."""

    def __init__(self, sid: bytes) -> None:
        self.all = {j: PlayedKeyholder(j, sid, b"seed%d" % j) for j in range(1, KEYHOLDERS + 1)}
        self.hellos = [each.hello for each in self.all.values()]
        self.commitments = [each.commitment() for each in self.all.values()]
        self.heard = {each.meet(self.hellos, self.commitments) for each in self.all.values()}
        self.messages = {
            (sender, receiver): self.all[sender].share_for(receiver)
            for sender in self.all
            for receiver in self.all
            if sender != receiver
        }
        for receiver, each in self.all.items():
            each.receive(self.to(receiver))
        self.keys = self.all[1].keys
        self.ready = {j: each.ready() for j, each in self.all.items()}

    def to(self, receiver: int) -> dict[int, bytes]:
        """All messages to one keyholder, by their senders."""
        return {sender: message for (sender, to), message in self.messages.items() if to == receiver}


def random_scalars(seed: bytes) -> Callable[[], int]:
    """Scalars that are the same each time, numbered from 1."""
    numbers = iter(range(1, 10_000))
    return lambda: hash_scalar("test random", seed, u32(next(numbers)))
