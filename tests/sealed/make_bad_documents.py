"""Writes ``bad_documents.json``: sessions, keys and contexts that every implementation must refuse, and a few
good ones.

``python -m tests.sealed.make_bad_documents``. Each entry has ``name``, ``good``, ``which`` ("session",
"keys" or "context") and ``document``, the bytes in hexadecimal; contexts are of the ``keys`` that stand
beside them.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.sealed.keyholder import PlayedCeremony
from voting.sealed.documents import CeremonySession, SealedContext, WrittenKeys, document_bytes, session_id

FILE = Path(__file__).with_name("bad_documents.json")
NAMES = ("Ann", "Bart", "Chloé", "Dirk", "Els")
HALF = "\ud800"
"""Half of a pair: JSON can write it, and UTF-8 cannot."""
SESSION = CeremonySession(7, "0f" * 16, NAMES).written()


def made_keys() -> bytes:
    """What a ceremony makes."""
    played = PlayedCeremony(session_id(SESSION))
    return WrittenKeys(SESSION, tuple(played.hellos), tuple(played.ready.values())).written()


KEYS = made_keys()
CONTEXT = SealedContext(
    7,
    "a0" * 32,
    ("c1", "c2"),
    hashlib.sha256(KEYS).hexdigest(),
    "approval",
    "3",
    1,
    "c0" * 32,
    1,
).written()
NUMBERS: dict[str, Any] = {
    **{"negative": -1, "too large": 2**31, "a fraction": 1.5, "a whole fraction": 1.0, "a text": "1"},
    **{"true": True, "null": None, "a list": [1]},
}
TEXTS: dict[str, Any] = {"empty": "", "half a pair": HALF, "a pair turned": "\udc00\ud800", "a number": 1}
BYTES: dict[str, Any] = {
    **{
        "capital digits": "A0" * 32,
        "short": "a0" * 31,
        "odd": "a" * 63,
        "a space": "a0" * 31 + " 0",
        "null": None,
    },
}
LISTS: dict[str, Any] = {
    **{
        "one twice": ["c1", "c1"],
        "an empty one": ["c1", ""],
        "half a pair": ["c1", HALF],
        "a number": ["c1", 2],
    },
    **{"no list": "c1", "an object": {"0": "c1"}, "a list in it": [["c1"]], "null": None},
}
SESSION_CHANGES: dict[str, dict[str, Any]] = {
    "assembly": NUMBERS,
    "attempt": BYTES,
    "format": {"another": "voting-sealed-2", "null": None},
    "keyholders": {
        **{f"with {name}": [*NAMES[:4], each] for name, each in TEXTS.items()},
        **{"four": NAMES[:4], "six": [*NAMES, "Fay"], "one twice": [*NAMES[:4], "Ann"], "no list": "Ann"},
    },
    "n": {"six": 6, "a text": "5", "a fraction": 5.0},
    "quorum": {"three": 3},
    "t": {"two": 2, "true": True},
}
CONTEXT_CHANGES: dict[str, dict[str, Any]] = {
    "assembly": NUMBERS,
    "box_key": BYTES,
    "candidates": LISTS | {"none": [], "too many": [f"c{number}" for number in range(30)]},
    "format": {"another": "voting-sealed-2", "null": None},
    "keys": BYTES,
    "method": {
        "ranked": "schulze",
        "unknown": "constructor",
        "a motion with candidates": "for_against_abstain",
    }
    | TEXTS,
    "number": TEXTS | {"null": None},
    "round": NUMBERS,
    "rules_hash": BYTES,
    "seats": NUMBERS | {"none": 0},
}
GOOD_CONTEXTS: dict[str, dict[str, Any]] = {
    "marks for two": {},
    "a motion": {"method": "for_against_abstain", "candidates": [], "seats": 0},
    "each for or against": {"method": "per_candidate"},
    "letters of all kinds": {"candidates": ["\u00e9", "\U0001f5f3", "\u2028", '"\\ud800"', "\0"]},
    "a long number": {"number": "3" * 2000},
    "the largest numbers": {"assembly": 2**31 - 1, "round": 2**31 - 1, "seats": 2**31 - 1},
}


def as_it_can(value: Any) -> bytes:
    """The bytes of a document; with what UTF-8 cannot write as an escape, which is the one thing wrong."""
    try:
        return document_bytes(value)
    except UnicodeEncodeError:
        written = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        halves = {half: f"\\u{ord(half):04x}" for half in ("\ud800", "\udc00")}
        return "".join(halves.get(each, each) for each in written).encode()


def changed_documents(document: bytes, changes: dict[str, dict[str, Any]]) -> Iterator[tuple[str, bytes]]:
    """A document in which one thing is another, missing or too much; and in other bytes."""
    whole = json.loads(document)
    for field, others in changes.items():
        for name, other in others.items():
            yield f"{field}: {name}", as_it_can({**whole, field: other})
        yield f"{field}: missing", as_it_can({name: each for name, each in whole.items() if name != field})
    first = min(whole)
    yield "one thing too many", as_it_can({**whole, "zz": 1})
    yield "one thing twice", document[:-1] + f',"{first}":{json.dumps(whole[first])}}}'.encode()
    yield "in another order", json.dumps(dict(reversed(whole.items())), separators=(",", ":")).encode()
    yield "with spaces", json.dumps(whole, sort_keys=True).encode()
    yield "with a line behind it", document + b"\n"
    yield "with a mark of its order of bytes", b"\xef\xbb\xbf" + document
    yield "in UTF-16", document.decode().encode("utf-16")
    yield (
        "with a byte that is no letter",
        document.replace(b'"7', b'"\xff7').replace(b'"3"', b'"\xff3"')[:-1] + b"\xff",
    )
    yield "cut off", document[:-1]
    yield "with an escape that need not be", document.replace(b"voting", b"\\u0076oting")
    yield "deep", b"[" * 2000 + b"]" * 2000
    yield "a list", b"[" + document + b"]"
    yield "nothing", b""
    yield "null", b"null"


def documents() -> list[dict[str, Any]]:
    """All entries of the file."""
    good = [("as it should be", "keys", KEYS)]
    good += [
        (name, "context", as_it_can({**json.loads(CONTEXT), **change}))
        for name, change in GOOD_CONTEXTS.items()
    ]
    bad = [
        (f"session, {name}", "session", session)
        for name, session in changed_documents(SESSION, SESSION_CHANGES)
    ]
    keys = json.loads(KEYS)
    bad += [
        (f"keys, {field}: {name}", "keys", document_bytes({**keys, field: other}))
        for field in ("hellos", "ready")
        for name, other in {
            "four": keys[field][:4],
            "short": [each[2:] for each in keys[field]],
            "one of another": [*keys[field][:4], keys[field][0]],
            "no list": keys[field][0],
            "null": None,
        }.items()
    ]
    bad.append(("keys, session: odd", "keys", document_bytes({**keys, "session": keys["session"][1:]})))
    bad += [
        (f"context, {name}", "context", each) for name, each in changed_documents(CONTEXT, CONTEXT_CHANGES)
    ]
    return [
        {"name": name, "good": is_good, "which": which, "document": document.hex()}
        for is_good, entries in ((True, good), (False, bad))
        for name, which, document in entries
    ]


def main() -> None:
    """Write the file."""
    content = {"format": "voting-sealed-1", "keys": KEYS.hex(), "documents": documents()}
    FILE.write_text(json.dumps(content, indent=1) + "\n")


if __name__ == "__main__":
    main()
