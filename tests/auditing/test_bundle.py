"""The bundle for an auditor without our software: sound as it is written, and no change of it goes unseen."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from tests.ballot.meeting import step, vote_online
from tests.gate.crowd import attempt
from tests.privacy.lived import live
from tests.world import KEY as INSTALLATION
from tests.world import MEETING, World
from voting import PACKAGE, audit_check, recount
from voting.assembly.member_code import member_code
from voting.audit.heads import public_key_of
from voting.audit.signer import HeadSigner
from voting.audit_check import check_bundle, is_signed_by, looked_up, unpacked
from voting.auditing.bundle import bundle_content
from voting.auditing.packing import packed
from voting.ballot.life import annul_resolution, put_again
from voting.ballot.models import Resolution
from voting.ballot.roll_corrections import remove_from_roll
from voting.extensions import db

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
Content = dict[str, Any]


@pytest.fixture(scope="module")
def known() -> dict[str, Content]:
    """By database, what was exported: it is only read."""
    return {}


@pytest.fixture
def content(request: pytest.FixtureRequest, known: dict[str, Content], database_url: str) -> Content:
    """The content of the bundle of an assembly that was lived through."""
    kind = database_url.split(":")[0].split("+")[0]
    if kind not in known:
        world: World = request.getfixturevalue("world")
        live(world)
        four = world.resolutions["4"]
        with world.app.app_context():
            assert step(four, "open") == "ok"
            vote_online(four, range(9, 19))
            assert attempt(annul_resolution, four, "the line was cut", now=MEETING, actor="test") == "ok"
            assert attempt(put_again, four, now=MEETING, actor="test") == "ok"
            again = db.session.scalars(select(Resolution.id).where(Resolution.round == 2)).one()
            assert step(again, "open") == "ok"
            vote_online(again, range(9, 17))
            vote_online(again, range(17, 19), "against")
            assert [step(again, name) for name in ("close", "announce")] == ["ok", "ok"]
            folder = request.getfixturevalue("tmp_path")
            HeadSigner(lambda: KEY, folder / "last").sign_steps(db.session(), now=MEETING)
            known[kind] = bundle_content(db.session(), INSTALLATION.encode(), world.assembly_id)
            assert packed(known[kind], KEY) == packed(
                bundle_content(db.session(), INSTALLATION.encode(), world.assembly_id), KEY
            )
    return json.loads(json.dumps(known[kind]))


def test_what_is_exported_is_sound(content: Content) -> None:
    data = packed(content, KEY)
    heads = {head[0]: head[1] for head in content["heads.json"]}
    assert len(heads) > 8
    assert check_bundle(data, public_key_of(KEY), heads) == []


def test_who_knows_another_key_or_another_head_is_told(content: Content) -> None:
    data = packed(content, KEY)
    assert check_bundle(data, "00" * 32) == [
        "the bundle is signed with another key than the one that you know"
    ]
    assert check_bundle(data, None, {2: "f" * 64, 10**9: "f" * 64}) == [
        f"entry {seq} of the log is not the one of which you have kept the head" for seq in (2, 10**9)
    ]


def small(content: Content) -> bytes:
    """A bundle of one resolution, with no more of the roll and the log than a few lines: enough for each kind
    of byte. It is not sound, and neither is anything that is made of it."""
    few = {
        "assembly.json": content["assembly.json"] | {"resolutions": ["1/1"]},
        "roll.json": content["roll.json"][:2],
        "log.json": content["log.json"][:3],
        "heads.json": content["heads.json"][:1],
        "resolution-001.json": {"number": "1"},
    }
    return packed(few, KEY)


def test_every_byte_that_is_flipped_is_found(content: Content) -> None:
    data = small(content)
    assert unpacked(data)[1] == []
    assert len(data) > 2_000
    for place in range(len(data)):
        for bit in (1, 128):
            flipped = bytearray(data)
            flipped[place] ^= bit
            try:
                assert unpacked(bytes(flipped))[1], place
            except Exception:
                assert check_bundle(bytes(flipped)), place


def test_what_is_cut_off_or_added_is_found(content: Content) -> None:
    data = packed(content, KEY)
    for other in (b"", data[:-1], data[: len(data) // 2], data + b"\0", b"\0" + data, data + data, b"PK"):
        assert check_bundle(other)


def rows(content: Content, path: tuple[Any, ...]) -> list[Any]:
    value: Any = content
    for part in path:
        value = value[part]
    assert len(value) > 1, path
    return value


LISTS = [
    ("roll.json",),
    ("log.json",),
    ("heads.json",),
    ("assembly.json", "resolutions"),
    ("resolution-001.json", "participations", "marks"),
    ("resolution-001.json", "participations", "boxes"),
    ("resolution-001.json", "ballots"),
    ("resolution-002.json", "ballots"),
    ("resolution-004.json", "ballots"),
    ("resolution-005.json", "ballots"),
]
ACTS: dict[str, Callable[[list[Any]], None]] = {
    "the first dropped": lambda found: found.pop(0),
    "one dropped": lambda found: found.pop(1),
    "the last dropped": lambda found: found.pop(),
    "two swapped": lambda found: found.insert(0, found.pop(1)),
    "one doubled": lambda found: found.insert(1, found[1]),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_rows_that_are_dropped_swapped_or_doubled_are_found(
    content: Content, act: Callable[..., None]
) -> None:
    """By somebody who has the key, and signs the bundle anew."""
    for path in LISTS:
        changed = json.loads(json.dumps(content))
        if path == ("heads.json",) and act is not ACTS["two swapped"] and act is not ACTS["one doubled"]:
            continue  # who signs says how many heads there are: those that were kept outside tell
        act(rows(changed, path))
        assert check_bundle(packed(changed, KEY)), path


def change_choice(content: Content) -> None:
    ballots = content["resolution-005.json"]["ballots"]
    next(ballot for ballot in ballots if ballot[1] == "for")[1] = "against"


def change_counts(content: Content) -> None:
    told = content["resolution-005.json"]
    for result in (told["result"], told["count"]["result"]):
        result["counts"] = {"for": 7, "against": 3, "abstain": 0}
    told["count"]["cells"] = {"for": 7, "against": 3, "abstain": 0}


def change_outcome(content: Content) -> None:
    content["resolution-001.json"]["result"]["outcome"] = "rejected"


def change_outcome_everywhere(content: Content) -> None:
    told = content["resolution-001.json"]
    for result in (told["result"], told["count"]["result"]):
        result["outcome"] = "rejected"
    told["count"]["seal"] = recount.seal(told["count"])
    told["result_hash"] = recount.digest(told["result"])


def change_rules(content: Content) -> None:
    content["resolution-002.json"]["rules"]["options"][0]["name"] = "Dan"


def change_roll(content: Content) -> None:
    content["roll.json"][0] = "0" * 64


def change_roll_and_corrections(content: Content) -> None:
    content["roll-frozen.json"] = list(content["roll.json"])
    content["roll.json"][0] = "0" * 64


def change_state(content: Content) -> None:
    content["resolution-004.json"]["state"] = "closed"


def change_box(content: Content) -> None:
    boxes = content["resolution-001.json"]["participations"]["boxes"]
    boxes[0][2], boxes[1][2] = boxes[0][2] + 1, boxes[1][2] - 1


def change_mark(content: Content) -> None:
    content["resolution-001.json"]["participations"]["marks"].append("f" * 64)


def change_entry(content: Content) -> None:
    entry = next(entry for entry in content["log.json"] if len(entry) > 1)
    entry[2] = "somebody else"


def change_signature(content: Content) -> None:
    content["resolution-001.json"]["signatures"].clear()


def change_head(content: Content) -> None:
    content["heads.json"][0][2] = "2025-06-18T08:00:00.000000+00:00"


CHANGES = {
    "resolution 4/2: the ballots are not those that were sealed": change_choice,
    "resolution 4/2: the ballots, counted one by one, give": change_choice,
    "and 0 were apart: not the counts": change_counts,
    "resolution 1/1: the result is not the one that was announced": change_outcome,
    "resolution 1/1: counted again: outcome: announced rejected": change_outcome_everywhere,
    "resolution 2/1: the rules are not those that were frozen and logged": change_rules,
    "the members on the roll are not those who were logged": change_roll,
    "differs from the one that was frozen by more members": change_roll_and_corrections,
    "resolution 4/1: it is said to be closed, by the log it is annulled": change_state,
    "resolution 1/1: by channel": change_box,
    "resolution 1/1: 17 took part, and 16 voted": change_mark,
    "was changed, or does not follow": change_entry,
    "the signatures under the figures of the venues": change_signature,
    "the signature under the head of entry": change_head,
}


@pytest.mark.parametrize("sentence", CHANGES)
def test_what_is_changed_is_named_though_the_bundle_is_signed_anew(content: Content, sentence: str) -> None:
    CHANGES[sentence](content)
    said = check_bundle(packed(content, KEY))
    assert any(sentence in one for one in said), said


def test_a_roll_that_was_corrected_is_held_against_the_one_that_was_frozen(world: World) -> None:
    with world.app.app_context():
        for member in ("7", "8"):
            gone = (world.assembly_id, member, "had left")
            assert attempt(remove_from_roll, *gone, now=MEETING, account_id=1) == "ok"
        content = bundle_content(db.session(), INSTALLATION.encode(), world.assembly_id)
    assert (len(content["roll.json"]), len(content["roll-frozen.json"])) == (38, 40)
    assert check_bundle(packed(content, KEY)) == []
    content["roll-frozen.json"] = content["roll.json"]
    [said] = check_bundle(packed(content, KEY))
    assert "the members on the roll are not those who were logged" in said


def test_members_find_themselves_and_nobody_else_does(content: Content) -> None:
    def said(member: str) -> list[str]:
        return list(looked_up(content, member_code(INSTALLATION.encode(), 1, member)))

    voted = "counted as having voted"
    places = ("1/1", "2/1", "3/1", "4/1", "4/2")
    assert said("9") == ["on the roll", *(f"resolution {place}: {voted}" for place in places)]
    not_voted = "counted as NOT having voted"
    assert said("30") == ["on the roll", *(f"resolution {place}: {not_voted}" for place in places)]
    assert said("41")[0] == "NOT on the roll"
    assert next(looked_up(content, "9")) == "NOT on the roll"


def test_no_ballot_leads_to_a_few(content: Content) -> None:
    """One paper ballot beside them, several answers on one ballot, an annulled vote: their hashes alone. Ten
    with one answer each are shown."""
    shown = content["resolution-005.json"]["ballots"]
    assert sorted(choice for _, choice in shown) == ["against"] * 2 + ["for"] * 8
    for number in (1, 2, 3, 4):
        assert {len(ballot) for ballot in content[f"resolution-00{number}.json"]["ballots"]} == {1}
    written = json.dumps(content)
    for name in ("First9", "Name9", '"member', "member 9"):
        assert name not in written


def test_it_is_checked_with_two_files_and_nothing_else(content: Content, tmp_path: Path) -> None:
    for module in (audit_check, recount):
        copy(PACKAGE / f"{module.__name__.split('.')[-1]}.py", tmp_path)
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(packed(content, KEY))
    heads = tmp_path / "heads"
    heads.write_text("# kept\n" + "".join(f"{head[0]} {head[1]}\n" for head in content["heads.json"]))
    code = member_code(INSTALLATION.encode(), 1, "9")
    run = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import audit_check; "
        "sys.exit(audit_check.main(sys.argv[1:]))",
    ]
    options = ["--key", public_key_of(KEY), "--anchors", str(heads), "--member", code]
    done = subprocess.run([*run, str(bundle), *options], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "resolution 1/1: counted as having voted" in done.stdout
    change_choice_of = json.loads(json.dumps(content))
    change_outcome(change_choice_of)
    bundle.write_bytes(packed(change_choice_of, KEY))
    done = subprocess.run([*run, str(bundle)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "FAULT  resolution 1/1: the result is not the one that was announced" in done.stdout
    assert subprocess.run([*run], capture_output=True, check=False).returncode == 2


VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
]
"""Of RFC 8032, 7.1: public key, message, signature."""


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_signatures_are_verified_as_rfc_8032_says(key: str, message: str, signature: str) -> None:
    text = bytes.fromhex(message)
    assert is_signed_by(key, signature, text)
    assert not is_signed_by(key, signature, text + b"x")
    assert not is_signed_by(key, signature.upper(), text)
    assert not is_signed_by(key, "00" + signature[2:], text)
    assert not is_signed_by("ff" * 32, signature, text)
    beyond = int.from_bytes(bytes.fromhex(signature[64:]), "little") + audit_check.ORDER
    assert not is_signed_by(key, signature[:64] + beyond.to_bytes(32, "little").hex(), text)


@pytest.mark.parametrize("number", range(5))
def test_what_the_library_signs_is_verified(number: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
    assert is_signed_by(public_key_of(key), key.sign(b"a text").hex(), b"a text")
    assert not is_signed_by(public_key_of(KEY), key.sign(b"a text").hex(), b"a text")


def test_the_zip_is_read_by_anything(content: Content) -> None:
    with zipfile.ZipFile(io.BytesIO(packed(content, KEY))) as archive:
        assert archive.testzip() is None
        assert "manifest.json" in archive.namelist()
