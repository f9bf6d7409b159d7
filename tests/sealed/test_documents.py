"""``session``, ``keys`` and ``context`` are written in one way, the house's, and refused in every other."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voting.audit.chain import canonical
from voting.sealed.documents import (
    BrokenDocument,
    CeremonySession,
    SealedContext,
    WrittenKeys,
    context_hash,
    document_bytes,
    read_context,
    read_keys,
    read_session,
)
from voting.sealed.wire import MOTION

SESSION = CeremonySession(7, "0f" * 16, ("Ann", "Bart", "Chloé", "Dirk", "Els"))
CONTEXT = SealedContext(7, "a0" * 32, ("c1", "c2"), "b0" * 32, "approval", "3", 1, "c0" * 32, 1)
KEYS = WrittenKeys(b"{}", (b"h",) * 5, (b"r",) * 5)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
)


@given(JSON)
@settings(max_examples=30)
def test_a_document_is_written_as_the_audit_log_is(value: Any) -> None:
    assert document_bytes(value) == canonical(value).encode()


def test_what_is_written_is_read() -> None:
    assert read_session(SESSION.written()) == SESSION
    assert read_context(CONTEXT.written()) == CONTEXT
    assert read_keys(KEYS.written()) == KEYS
    assert json.loads(SESSION.written()).keys() == {
        *("assembly", "attempt", "format", "keyholders", "n", "quorum", "t"),
    }
    assert json.loads(CONTEXT.written()).keys() == {
        *("assembly", "box_key", "candidates", "format", "keys", "method", "number", "round", "rules_hash"),
        "seats",
    }
    session = json.loads(SESSION.written())
    assert (session["n"], session["t"], session["quorum"]) == (5, 3, 4)
    assert json.loads(KEYS.written()) == {
        "format": "voting-sealed-1",
        "hellos": ["68"] * 5,
        "ready": ["72"] * 5,
        "session": "7b7d",
    }
    assert len(context_hash(CONTEXT.written())) == 32
    assert len(CONTEXT.shape.questions) == 3


def test_a_motion_has_a_context_without_candidates() -> None:
    motion = SealedContext(7, "a0" * 32, (), "b0" * 32, "for_against_abstain", "3", 2, "c0" * 32, 1)
    assert read_context(motion.written()).shape.questions == (MOTION,)


READ: dict[str, tuple[Any, bytes]] = {
    "session": (read_session, SESSION.written()),
    "context": (read_context, CONTEXT.written()),
    "keys": (read_keys, KEYS.written()),
}


@pytest.mark.parametrize("which", READ)
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"1",
        b"\xff",
        b'"a"',
        b"[" * 100_000,
        b"1" * 5000,
        b"NaN",
        b"\xef\xbb\xbf{}",
    ],
)
def test_what_is_no_document_is_refused(which: str, data: bytes) -> None:
    with pytest.raises(BrokenDocument, match=which):
        READ[which][0](data)


@pytest.mark.parametrize("which", READ)
def test_a_document_in_other_bytes_is_refused(which: str) -> None:
    read, written = READ[which]
    value = json.loads(written)
    for other in (
        json.dumps(value).encode(),
        json.dumps(value, indent=1).encode(),
        written + b"\n",
        b" " + written,
        written.replace(b"voting-sealed-1", b"voting-sealed-2"),
        b'{"a":1,' + written[1:],
        written[:-1] + b',"format":"voting-sealed-1"}',
        written.decode().encode("utf-16"),
    ):
        with pytest.raises(BrokenDocument):
            read(other)


@pytest.mark.parametrize("which", READ)
def test_a_part_that_is_missing_or_of_another_kind_is_refused(which: str) -> None:
    read, written = READ[which]
    value = json.loads(written)
    for name in value:
        with pytest.raises(BrokenDocument):
            read(document_bytes({each: value[each] for each in value if each != name}))
        for other in (None, -1, 1.5, True, "x", "é", "0F", "0" * 63, [], {}, [1], [["a"]], ["\ud800"], 2**31):
            changed = {**value, name: other}
            if other != value[name] and (name, other) not in ALLOWED:
                with pytest.raises(BrokenDocument):
                    read(_bytes(changed))


ALLOWED = [("number", each) for each in ("x", "é", "0F", "0" * 63)]


def _bytes(value: Any) -> bytes:
    """As ``document_bytes``, with escapes where a text is no Unicode."""
    try:
        return document_bytes(value)
    except UnicodeEncodeError:
        return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


@pytest.mark.parametrize(
    "change",
    [
        {"method": "schulze"},
        {"method": "for_against_abstain"},
        {"candidates": ["c1", "c1"]},
        {"candidates": []},
        {"candidates": [f"c{number}" for number in range(21)]},
        {"seats": 0},
        {"number": ""},
        {"candidates": ["c1", ""]},
        {"keys": "B0" * 32},
        {"box_key": "a0" * 31},
    ],
)
def test_a_context_that_cannot_be_sealed_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(BrokenDocument):
        read_context(document_bytes({**json.loads(CONTEXT.written()), **change}))


@pytest.mark.parametrize(
    "change",
    [
        {"n": 6}, {"t": 2}, {"quorum": 3}, {"keyholders": ["a", "b", "c", "d"]}, {"attempt": "0F" * 16},
        {"keyholders": ["a", "b", "c", "d", "d"]}, {"keyholders": ["a", "b", "c", "d", ""]},
        {"attempt": "0f" * 15},
    ],
)  # fmt: skip
def test_a_session_of_others_than_five_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(BrokenDocument):
        read_session(document_bytes({**json.loads(SESSION.written()), **change}))
