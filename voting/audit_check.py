"""Checking the bundle of an assembly: ``python audit_check.py BUNDLE``, with ``recount.py`` beside it.

This file needs nothing but Python and ``recount.py``: no database, no network, nothing else of this project,
so that whoever doubts an assembly can read it and run it anywhere. The bundle is what ``voting audit export``
writes: a ZIP of JSON files. What is checked, in this order:

1. the bundle is byte for byte what was packed, and its manifest is signed (Ed25519);
2. each entry of the log that is shown has the hash that it says, and follows the one before it; the heads
   that were signed during the assembly are those of this log, and so are heads that you have kept;
3. the members on the roll, known by marks, are those who were logged when the assembly was convened, but for
   the corrections that are told;
4. of each resolution the rules are those that were frozen and logged; as many took part as voted by channel
   and venue; the ballots are those that were sealed; the result is the one that was logged; and it is counted
   again, from the ballots where they are shown one by one, and from the counts where they are not.

Whoever holds the key of the installation can sign another bundle. Against that only what is kept outside
helps: its public key (``--key``), heads of its log (``--anchors FILE``; on each line a number and a hash),
and members who look themselves up (``--member CODE``, from their own page). Time stamps by a service outside
are not checked here: ``--stamps FOLDER`` writes them, and the commands of OpenSSL that check them.
"""

import hashlib
import io
import json
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

if __package__:
    from voting.recount import RANKED_METHODS, digest, recount
else:  # run by itself, with recount.py in the same folder
    from recount import RANKED_METHODS, digest, recount  # type: ignore[import-not-found, no-redef]

FORMAT = "voting-bundle-1"
Files = dict[str, Any]
"""The JSON values of a bundle, by the names of their files."""


def check_bundle(data: bytes, key: str | None = None, anchors: dict[int, str] | None = None) -> list[str]:
    """Every fault of a bundle, each in a sentence; none means sound.

    ``key`` is the public key as it is known from elsewhere, ``anchors`` the hashes of entries of the log.
    """
    try:
        files, changed = unpacked(data)
        if changed:
            return changed
        if key is not None and files["signature.json"]["public_key"] != key:
            return ["the bundle is signed with another key than the one that you know"]
        log = Log(files["log.json"], files["assembly.json"]["id"])
        faults = [*log.faults(), *signed_faults(files, log), *anchored(log, anchors or {})]
        return [*faults, *assembly_faults(files, log)]
    except Exception as error:  # whatever it is by which it cannot be read: it is no sound bundle
        return [f"this cannot be read as a bundle: {error!r}"]


# Whether it is what was packed


def unpacked(data: bytes) -> tuple[Files, list[str]]:
    """The files of a bundle, and what of it is not as it was packed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        raw = {name: archive.read(name) for name in archive.namelist()}
    if packed_again(raw) != data:
        return {}, ["the bundle is not packed as it was written"]
    manifest, signed = json.loads(raw["manifest.json"]), json.loads(raw["signature.json"])
    if manifest["format"] != FORMAT:
        return {}, [f"this is not a bundle in the format {FORMAT}"]
    named = manifest["files"].keys() | {"manifest.json", "signature.json"}
    faults = [f"{name} is not named in the manifest, or is missing" for name in sorted(named ^ raw.keys())]
    for name, told in manifest["files"].items():
        if name in raw and hashlib.sha256(raw[name]).hexdigest() != told:
            faults.append(f"{name} was changed after it was written: its hash differs")
    text = b"bundle of an assembly\n" + raw["manifest.json"]
    if one_text(signed) != raw["signature.json"] or set(signed) != {"public_key", "signature"}:
        faults.append("the signature is not written as it should be")
    elif not is_signed_by(signed["public_key"], signed["signature"], text):
        faults.append("the signature under the manifest is not valid")
    return {name: json.loads(raw[name]) for name in raw} if not faults else {}, faults


def packed_again(files: dict[str, bytes]) -> bytes:
    """The ZIP of these files as the exporter makes it: in the order of names, uncompressed, without dates."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            archive.writestr(entry, files[name])
    return written.getvalue()


def one_text(value: Any) -> bytes:
    """A JSON value as one fixed text: keys sorted, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


# The log


class Log:
    """The entries of the log, each as [hash], or as [hash, moment, actor, action, details] where it is shown;
    the first has the number 1."""

    def __init__(self, entries: list[list[str]], assembly: int) -> None:
        self.entries, self.assembly = entries, assembly
        self.shown = [
            (seq, entry[3], json.loads(entry[4])) for seq, entry in enumerate(entries, 1) if len(entry) > 1
        ]

    def faults(self) -> Iterator[str]:
        """What is wrong with the chain."""
        before = "0" * 64
        for seq, entry in enumerate(self.entries, 1):
            if len(entry) not in (1, 5):
                yield f"entry {seq} of the log is not whole"
            elif len(entry) == 5 and entry[0] != digest([seq, *entry[1:], before]):
                yield f"entry {seq} of the log was changed, or does not follow the one before it"
            before = entry[0]

    def hash_of(self, seq: int) -> str | None:
        """The hash of an entry; None where the log ends before it."""
        return self.entries[seq - 1][0] if 0 < seq <= len(self.entries) else None

    def last(self, *actions: str, **about: Any) -> dict[str, Any] | None:
        """The details of the last entry of this assembly with one of the actions that is about this."""
        about["assembly"] = self.assembly
        found = None
        for _, action, details in self.shown:
            if action in actions and all(details.get(name) == value for name, value in about.items()):
                found = {"action": action, **details}
        return found


def signed_faults(files: Files, log: Log) -> Iterator[str]:
    """Signed heads that are not valid, not of the bundle's key, or not of this log."""
    key = files["signature.json"]["public_key"]
    numbers = [head[0] for head in files["heads.json"]]
    if numbers != sorted(set(numbers)):
        yield "the signed heads are not each there once, in their order"
    for seq, entry_hash, moment, public_key, signature in files["heads.json"]:
        text = one_text(["head of the log", seq, entry_hash, moment])
        if public_key != key:
            yield f"the head of entry {seq} is signed with another key than the bundle"
        if not is_signed_by(public_key, signature, text):
            yield f"the signature under the head of entry {seq} is not valid"
        if log.hash_of(seq) != entry_hash:
            yield f"entry {seq} of the log is not the one of which the head was signed"
    stamped = [seq for seq, _ in files.get("stamps.json", [])]
    if stamped != sorted(set(stamped) & set(numbers)):
        yield "the time stamps are not each there once, in the order of the heads"
    for seq, stamped_text, answer in stamps_of(files):
        if bytes.fromhex(stamped_text) not in answer:
            yield f"the time stamp of entry {seq} is not one of its head"


def stamps_of(files: Files) -> Iterator[tuple[int, str, bytes]]:
    """The time stamps (RFC 3161): of which entry, the SHA-256 of what was stamped, and the answer of the
    service. Whether that is signed by the service is not checked here, but by ``openssl ts``."""
    heads = {head[0]: head for head in files["heads.json"]}
    for seq, answer in files.get("stamps.json", []):
        if seq in heads:
            text = one_text(["head of the log", *heads[seq][:3]])
            yield seq, hashlib.sha256(text).hexdigest(), bytes.fromhex(answer)


def anchored(log: Log, anchors: dict[int, str]) -> Iterator[str]:
    """Heads that somebody has kept outside, and that are not of this log."""
    for seq, entry_hash in anchors.items():
        if log.hash_of(seq) != entry_hash:
            yield f"entry {seq} of the log is not the one of which you have kept the head"


# The assembly and its resolutions


def assembly_faults(files: Files, log: Log) -> Iterator[str]:
    """What of the roll and the resolutions does not fit the log or itself."""
    assembly, roll = files["assembly.json"], files["roll.json"]
    convened = log.last("assembly.convened")
    if convened is None:
        yield "the log does not tell that the assembly was convened"
        return
    if (convened["roll_hash"], convened["entitled"]) != (assembly["roll_hash"], assembly["frozen_entitled"]):
        yield "the roll is not the one that was logged when the assembly was convened"
    if roll != sorted(set(roll)):
        yield "the members on the roll are not each there once, in the order of their marks"
    frozen = files.get("roll-frozen.json") or roll
    if "marks_hash" in convened and digest(frozen) != convened["marks_hash"]:
        yield (
            "the members on the roll are not those who were logged when the assembly was convened "
            "(or SECRET_KEY, from which their marks are made, was changed since)"
        )
    if len(set(frozen) ^ set(roll)) > assembly.get("corrections", 0):
        yield "the roll differs from the one that was frozen by more members than were corrected"
    if len(roll) != assembly["entitled"]:
        yield f"{len(roll)} members are on the roll, and {assembly['entitled']} are said to be entitled"
    names = sorted(name for name in files if name.startswith("resolution-"))
    expected = [f"resolution-{number:03}.json" for number in range(1, len(assembly["resolutions"]) + 1)]
    if names != expected:
        yield f"the resolutions are not {len(expected)}, as the assembly says"
        return
    for name, place in zip(names, assembly["resolutions"], strict=True):
        told = files[name]
        if f"{told['number']}/{told['round']}" != place:
            yield f"{name} is not of the resolution {place}"
        for fault in resolution_faults(told, assembly, log):
            yield f"resolution {place}: {fault}"


STATES = {
    "resolution.opened": "open",
    "resolution.closed": "closed",
    "resolution.announced": "announced",
    "resolution.annulled": "annulled",
}


def resolution_faults(told: dict[str, Any], assembly: dict[str, Any], log: Log) -> Iterator[str]:
    """What of a resolution does not fit the log or itself."""
    about = {"resolution": told["number"], "round": told["round"]}
    put = log.last("resolution.put_again", "resolution.put_on_the_spot", **about)
    convened = log.last("assembly.convened") or {}
    logged = put["rules_hash"] if put else convened["rules"].get(told["number"])
    frozen = {"rules": told["rules"], "roll": assembly["roll_hash"], "entitled": assembly["frozen_entitled"]}
    if not told["rules_hash"] == logged == digest(frozen):
        yield "the rules are not those that were frozen and logged"
    if (told["rules"]["number"], told["rules"]["round"]) != (told["number"], told["round"]):
        yield "the rules are those of another resolution"
    last = log.last(*STATES, **about)
    state = STATES[last["action"]] if last else "draft"
    if told["state"] != state:
        yield f"it is said to be {told['state']}, by the log it is {state}"
    over = log.last("resolution.closed", **about) or log.last("resolution.annulled", **about)
    if (over is not None) != ("ballots" in told) or ("result" in told) != (state == "announced"):
        yield "there are votes of it or a result, or there are none, other than the log says"
        return
    if over is not None:
        yield from vote_faults(told, assembly, over)
    if state == "announced":
        announced = log.last("resolution.announced", **about) or {}
        yield from outcome_faults(told, announced)
        yield from signature_faults(told, log, about)


def vote_faults(told: dict[str, Any], assembly: dict[str, Any], over: dict[str, Any]) -> Iterator[str]:
    """Who took part, and the ballots, against each other and against their seal."""
    marks, boxes, ballots = told["participations"]["marks"], told["participations"]["boxes"], told["ballots"]
    if marks != sorted(set(marks)):
        yield "those who took part are not each there once, in the order of their marks"
    voted = sum(number for _, _, number in boxes)
    if len(marks) != voted:
        yield f"{len(marks)} took part, and {voted} voted by channel and venue"
    if voted > assembly["entitled"]:
        yield f"{voted} took part, and {assembly['entitled']} are entitled"
    places = [[channel, venue or ""] for channel, venue, _ in boxes]
    if places != sorted(places) or any(places.count(place) > 1 for place in places):
        yield "the channels and venues are not each there once, in their order"
    if are_removed(told):
        return
    on_paper = sum(number for channel, _, number in boxes if channel == "paper")
    if not voted - on_paper <= len(ballots) <= voted:
        yield f"{len(ballots)} ballots cannot be those of {voted} who voted, {on_paper} of them on paper"
    keys = [ballot[0] for ballot in ballots if len(ballot) == 2]
    if keys != sorted(set(keys)):
        yield "the ballots are not each there once, in the order of their keys"
    hashes = [sealed(*ballot) if len(ballot) == 2 else ballot[0] for ballot in ballots]
    if "ballots_hash" in over and digest(hashes) != over["ballots_hash"]:
        yield "the ballots are not those that were sealed when the vote ended"


def are_removed(told: dict[str, Any]) -> bool:
    """Whether sealed ballots are said to have been removed, as the period was over in which the vote could be
    contested: then they can no longer be held against anything."""
    return told.get("ballots_removed") is True and told["rules"].get("sealed") is True and not told["ballots"]


def sealed(key: str, choice: str) -> str:
    """The hash of a ballot without a class."""
    return hashlib.sha256(bytes.fromhex(key) + one_text([choice, None])).hexdigest()


def outcome_faults(told: dict[str, Any], announced: dict[str, Any]) -> Iterator[str]:
    """The result against the log, the counts and the ballots."""
    result, export = told["result"], told["count"]
    if not told["result_hash"] == announced.get("result_hash") == digest(result):
        yield "the result is not the one that was announced and logged"
    channels: Counter[str] = Counter()
    for channel, _, number in told["participations"]["boxes"]:
        channels[channel] += number
    by_channel = {name: number for name, number in result["by_channel"].items() if number and name != "hands"}
    if by_channel != dict(channels):
        yield f"by channel {dict(channels)} have voted, the result says {by_channel}"
    if export is None:
        if told["rules"]["method"] not in RANKED_METHODS or result["ballots"] >= 10:
            yield "the counts are missing"
        return
    if export["result"] != result or export["rules"] != told["rules"]:
        yield "what is counted again is another result, or has other rules"
    yield from (f"counted again: {difference}" for difference in recount(export))
    yield from ballot_count_faults(told, export["cells"])


def ballot_count_faults(told: dict[str, Any], cells: dict[str, int]) -> Iterator[str]:
    """Where ballots are shown one by one: whether they are a part of the counts, which are all of them where
    nobody voted on paper or by raised hands."""
    ballots = told["ballots"]
    if not ballots or len(ballots[0]) == 1:
        return
    counted = Counter(choice for _, choice in ballots)
    left = [number - counted[cell] for cell, number in cells.items()]
    apart = told["result"]["ballots"] - len(ballots)
    if counted.keys() - cells.keys() or min(left) < 0 or sum(left) != apart:
        yield f"the ballots, counted one by one, give {dict(counted)}, and {apart} were apart: not the counts"


def signature_faults(told: dict[str, Any], log: Log, about: dict[str, Any]) -> Iterator[str]:
    """The signatures under the figures of the venues, against the log."""
    logged = [
        [details["venue"], details["figures_hash"]]
        for _, action, details in log.shown
        if action == "reconciliation.signed"
        and details["assembly"] == log.assembly
        and all(details[name] == value for name, value in about.items())
    ]
    if [[signed["venue"], signed["figures_hash"]] for signed in told["signatures"]] != logged:
        yield "the signatures under the figures of the venues are not those that were logged"


# A member


def looked_up(files: Files, code: str) -> Iterator[str]:
    """What the bundle says of the member who has this code."""

    def mark(place: str) -> str:
        return hashlib.sha256(f"{code} {place}".encode()).hexdigest()

    yield "on the roll" if mark("roll") in files["roll.json"] else "NOT on the roll"
    for name in sorted(name for name in files if name.startswith("resolution-")):
        told = files[name]
        if "participations" in told:
            place = f"{told['number']}/{told['round']}"
            voted = mark(place) in told["participations"]["marks"]
            yield f"resolution {place}: counted as {'' if voted else 'NOT '}having voted"


# Ed25519, as RFC 8032 (5.1) writes it

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]
"""Extended homogeneous coordinates (X, Y, Z, T): x = X/Z, y = Y/Z, x * y = T/Z."""


def added(a: Point, b: Point) -> Point:
    """The sum of two points (5.1.4)."""
    one, two = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    three, four = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = two - one, four - three, four + three, two + one
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, point: Point) -> Point:
    """A multiple of a point."""
    found: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = added(found, point)
        point, number = added(point, point), number >> 1
    return found


def x_of(y: int, sign: int) -> int | None:
    """The x of a point of the curve with this y, of this parity (5.1.3); None where there is none."""
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def point_of(data: bytes) -> Point | None:
    """The point that 32 bytes stand for; None where they stand for none."""
    number = int.from_bytes(data, "little")
    y, sign = number & ((1 << 255) - 1), number >> 255
    x = x_of(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, -1, P) % P
BASE_X = x_of(BASE_Y, 0) or 0
BASE: Point = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def is_signed_by(public_key: str, signature: str, text: bytes) -> bool:
    """Whether the signature under a text is that of a public key, both in hexadecimal (5.1.7)."""
    if (len(public_key), len(signature)) != (64, 128) or set(public_key + signature) - set(
        "0123456789abcdef"
    ):
        return False
    key, signed = bytes.fromhex(public_key), bytes.fromhex(signature)
    known, commitment = point_of(key), point_of(signed[:32])
    scalar = int.from_bytes(signed[32:], "little")
    if known is None or commitment is None or scalar >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signed[:32] + key + text).digest(), "little") % ORDER
    left, right = times(scalar, BASE), added(commitment, times(challenge, known))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 == (left[1] * right[2] - right[1] * left[2]) % P


# The command


def main(arguments: list[str]) -> int:
    """Check the bundle named and print what was found: 0 for sound, 1 for faults, 2 for no such file."""
    options = dict(zip(arguments[1::2], arguments[2::2], strict=False))
    if len(arguments) % 2 == 0 or not options.keys() <= {"--key", "--anchors", "--member", "--stamps"}:
        usage = "usage: audit_check.py BUNDLE [--key HEX] [--anchors FILE] [--member CODE] [--stamps FOLDER]"
        print(usage, file=sys.stderr)  # noqa: T201 - this is a command
        return 2
    try:
        data = Path(arguments[0]).read_bytes()
        anchors = read_heads(Path(options["--anchors"]).read_text("utf-8")) if "--anchors" in options else {}
    except (OSError, ValueError, IndexError) as error:
        print(f"it cannot be read: {error}", file=sys.stderr)  # noqa: T201 - this is a command
        return 2
    faults = check_bundle(data, options.get("--key"), anchors)
    for fault in faults:
        print(f"FAULT  {fault}")  # noqa: T201 - this is a command
    if faults:
        return 1
    files, _ = unpacked(data)
    print(f"sound: {len(files['assembly.json']['resolutions'])} resolutions")  # noqa: T201 - this is a command
    print(f"signed with the key {files['signature.json']['public_key']}")  # noqa: T201 - to be compared
    for sentence in sealed_told(files):
        print(sentence)  # noqa: T201 - this is a command
    if "--key" not in options or not anchors:
        print("compare the key and the heads of the log with what you have from elsewhere")  # noqa: T201 - a command
    for sentence in stamps_told(files, options.get("--stamps")):
        print(sentence)  # noqa: T201 - this is a command
    for sentence in looked_up(files, options["--member"]) if "--member" in options else ():
        print(sentence)  # noqa: T201 - this is a command
    return 0


def sealed_told(files: Files) -> Iterator[str]:
    """What the log tells of each sealed vote that is over: its box, the digits that the halls saw, which
    keyholders signed and opened it. Its ballots are checked by verify_sealed.py, from a bundle of their
    own."""
    log = Log(files["log.json"], files["assembly.json"]["id"])
    for name in sorted(name for name in files if name.startswith("resolution-")):
        told, about = files[name], {"resolution": files[name]["number"], "round": files[name]["round"]}
        box = (log.last("resolution.closed", **about) or {}).get("sealed")
        if box is None:
            continue
        digits = f"{int(box['statement'][:32], 16) % 10**20:020d}"
        groups = " ".join(digits[at : at + 4] for at in range(0, 20, 4))
        server, device, tablet = box["by"]
        place = f"resolution {told['number']}/{told['round']}"
        yield (
            f"{place}: sealed, {box['ballots']} ballots in the box ({device} sealed on devices, {tablet} on "
            f"tablets, {server} by the server), {box['paper']} votes on paper; digits {groups}"
        )
        opened = log.last("box.opened", **about)
        if opened is None:
            yield f"{place}: no keyholders have opened its box"
        else:
            voices = f", three by voice: {_listed(opened['voices'])}" if opened["voices"] else ""
            yield (
                f"{place}: signed by keyholders {_listed(opened['signed'])}, opened with the shares of "
                f"{_listed(opened['shares'])}{voices}"
            )
        if are_removed(told):
            yield f"{place}: its sealed ballots were removed, and are NOT checked"


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))


def stamps_told(files: Files, folder: str | None) -> Iterator[str]:
    """How the time stamps can be checked, of which files are written into a folder where one is named."""
    found = list(stamps_of(files))
    if found and folder is None:
        yield f"{len(found)} time stamps are NOT checked here: --stamps FOLDER writes them, and says how to"
    elif folder is not None:
        yield "to check the time stamps, with the certificates of their service in roots.pem:"
        for seq, text, answer in found:
            path = Path(folder) / f"head-{seq}.tsr"
            path.write_bytes(answer)
            yield f"openssl ts -verify -digest {text} -in {path} -CAfile roots.pem"


def read_heads(text: str) -> dict[int, str]:
    """Heads of the log as they were kept: on each line a number and a hash, and whatever follows; lines that
    begin with # are left aside."""
    lines = (line.split() for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return {int(parts[0]): parts[1] for parts in lines}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
