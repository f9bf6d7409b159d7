"""The shared file of bad documents: the server and the verifier refuse them, and take the good ones.

``tests/javascript/seal-documents.test.js`` holds pages to the same.
"""

import hashlib
import json
from typing import Any

from tests.sealed.make_bad_documents import FILE, documents
from voting import verify_sealed
from voting.sealed.documents import BrokenDocument, WrittenKeys, read_context, read_session
from voting.sealed.keys import BrokenKeys, checked_keys

CONTENT: dict[str, Any] = json.loads(FILE.read_text())
KEYS = bytes.fromhex(CONTENT["keys"])


def taken_by_server(which: str, document: bytes) -> bool:
    try:
        {"session": read_session, "keys": checked_keys, "context": read_context}[which](document)
    except (BrokenDocument, BrokenKeys):
        return False
    return True


def taken_by_verifier(which: str, document: bytes) -> bool:
    try:
        if which == "session":  # it is read before what was said in it
            document = WrittenKeys(document, (bytes(256),) * 5, (bytes(64),) * 5).written()
        if which != "context":
            return not verify_sealed.keys_of(document)[1]
        faults = verify_sealed.context_of(document, hashlib.sha256(KEYS).digest(), 7)[1]
    except verify_sealed.UnsoundBundle:
        return False
    return not [fault for fault in faults if "assembly" not in fault and "key of the box" not in fault]


def test_the_file_of_documents_is_what_is_written() -> None:
    assert documents() == CONTENT["documents"]
    names = [of["name"] for of in CONTENT["documents"]]
    assert len(set(names)) == len(names)


def test_all_take_the_good_and_refuse_the_bad() -> None:
    for taken_by in (taken_by_server, taken_by_verifier):
        found = {
            of["name"]: taken_by(of["which"], bytes.fromhex(of["document"])) for of in CONTENT["documents"]
        }
        assert [of["name"] for of in CONTENT["documents"] if found[of["name"]] != of["good"]] == [], taken_by
