"""Signatures are taken and refused as every verifier must."""

import json
from typing import Any

import pytest

from tests.sealed.make_bad_signatures import FILE, SMALL, signatures, written
from tests.sealed.vectors import VECTORS
from voting.sealed.signatures import context_message, is_signature_key, is_signed_with, receipt_message

SHARED: list[dict[str, Any]] = json.loads(FILE.read_text())["signatures"]


def test_the_file_of_signatures_is_what_is_written() -> None:
    assert signatures() == SHARED
    assert len({of["name"] for of in SHARED}) == len(SHARED)


@pytest.mark.parametrize("of", SHARED, ids=lambda of: of["name"])
def test_a_shared_signature(of: dict[str, Any]) -> None:
    key, signature, message = (bytes.fromhex(of[part]) for part in ("key", "signature", "message"))
    assert is_signed_with(key, signature, message) == of["good"]


def test_no_key_is_of_small_order() -> None:
    assert len({written(small) for small in SMALL}) == 8
    assert not any(is_signature_key(written(small)) for small in SMALL)
    assert is_signature_key(bytes.fromhex(VECTORS["box_key"]))
    assert not is_signature_key(bytes.fromhex(VECTORS["box_key"])[1:])


def test_the_box_signs_receipts_and_the_statement() -> None:
    ctx, key = bytes.fromhex(VECTORS["ctx"]), bytes.fromhex(VECTORS["box_key"])
    leaf, receipt = bytes.fromhex(VECTORS["ballots"][0]["leaf"]), bytes.fromhex(VECTORS["receipt_of_first"])
    assert is_signed_with(key, receipt, receipt_message(ctx, leaf))
    assert not is_signed_with(key, receipt, receipt_message(leaf, ctx))
    assert not is_signed_with(key, receipt, context_message(ctx))
    statement = bytes.fromhex(VECTORS["opening"]["statement"])
    assert is_signed_with(key, bytes.fromhex(VECTORS["statement_by_box"]), statement)
