"""No reader is forgotten: whatever in the code reads a notation is reached by what is damaged here, or it is
said why it need not be."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from tests.fuzz.readers import READERS
from tests.fuzz.test_damage import HOSTILE, read_or_refused
from voting import PACKAGE

NOTATIONS = {
    *("loads", "load_workbook", "ZipFile", "GzipFile", "gzip.decompress", "decompressobj", "b64decode"),
    *("csv.reader", "DictReader", "fromisoformat", "Image.open", "message_from_bytes", "bytes.fromhex"),
    *("decode_timestamp_response", "jwt.decode", "import_key_set", "response.json"),
    *("fromtimestamp", "urlsplit", "fromstring", "PdfReader", "parse_qs", "literal_eval"),
}
"""Calls that read a notation."""
REFUSALS = {"InvalidFile", "InvalidChoice", "InvalidRankedFile", "InvalidForm"}

VALUES = "it is damaged value by value in test_values.py"
FORMS = "a form asks it: every field of every form gets odd values in tests/test_odd_values.py"
OURS = "it reads what the product itself has written"
LIES = (
    "it is told lies in tests/web/test_openid.py, or its bytes are changed in tests/auditing/test_stamps.py"
)
SETTINGS = "it reads a file or a setting of who looks after the machine"
SIGNED = "it reads nothing that is not signed or encrypted by us"

READ_ELSEWHERE = {
    reader: why
    for why, listed in {
        VALUES: """
            audit_check.py unpacked
            audit_check.py packed_again
            audit_check.py Log.__init__
            audit_check.py sealed
            audit_check.py is_signed_by
            audit_check.py signed_faults
            audit_check.py stamps_of
            recount.py main
        """,
        FORMS: """
            assembly/set_following.py set_following
            ballot/convene.py _require_sealable
            cooperative/stored.py change_cooperative
            errors.py require_sound
            invitations/stored_texts.py store_text
            register/edit.py add_member
            report/enter_fact.py _enter
            report/enter_mandate.py _about
            web/events.py _row
            web/kept.py told_version
            web/office/assembly/documents.py _read
            web/office/assembly/draft_pictures.py candidate_with_picture
            web/office/cooperative.py _logo
            web/office/invitations/before.py moment_asked
            web/office/invitations/before.py send_test
            web/office/register/duplicates.py decide_duplicate
            web/office/register/looks.py terms_in_words
            web/office/register/member.py add_new_member
            web/office/register/member.py change_member
        """,
        SIGNED: """
            web/desk/backing.py is_backed_by_pass
            web/desk/backing.py read_asked
            web/filled_in.py _key_of
            web/known_device.py _kept
            web/openid.py back_from_provider
            web/filled_in.py kept
            web/once.py told_for_now
            web/sealing.py ReceiptTold.code
        """,
        SETTINGS: """
            assembly/documents.py read_documents
            ballot/pictures.py read_pictures
            google_pass.py service_account_from
            letters/calendar.py _event
            letters/compose.py message_id
            mail/transport.py transport
            rehearsal/command.py _read_expected
            accounts/factors/passkeys.py site_at
            doctor/earnest.py check_earnest
            doctor/letters_way.py check_mail
            doctor/mail_records.py check_mail_records
            doctor/tls.py certificate_end
            doctor/tls.py check_tls
            given.py _split
            web/prefix.py prefix_of
            web/second/codes.py _site
        """,
        LIES: """
            accounts/openid.py OpenID._checked
            accounts/openid.py OpenID._known_keys
            accounts/openid.py _json
            audit/stamps.py _read
        """,
        OURS: """
            accounts/codes.py derived_tokens
            accounts/factors/passkeys.py asked_at
            accounts/factors/rules.py app_secret
            apple_pass.py apple_pass
            attendance/changes.py changes_after
            attendance/door_roll.py door_key
            audit/heads.py is_signed
            audit/signer.py HeadSigner.remembered
            auditing/bundle.py _log
            auditing/entries.py _read
            auditing/heads_of_assembly.py heads_of_assembly
            auditing/heads_of_assembly.py heads_of_entries
            auditing/heads_of_assembly.py last_head
            auditing/of_attendance.py _endings
            auditing/packing.py zipped
            backups/sealed.py seal.pack
            ballot/draft.py definition_of
            clock.py SteadyClock.__call__
            doctor/backups_age.py last_backup
            doctor/backups_age.py left_behind
            doctor/proxies.py check_proxies
            ballot/log.py last_step
            ballot/postponing.py _move
            cooperative/icon.py square_icon
            letters/calendar.py _entry
            letters/passages.py programme_lines
            live/answering.py silent
            live/ticker.py _run_together
            privacy/forget.py expired_files
            register/findings.py Preview._lines
            register/findings.py _days
            register/findings.py read_choices
            register/findings.py read_findings
            register/uploads.py uploaded_content
            report/assemblies.py _entered
            report/convened.py _each_sent
            report/desk_shares.py desk_shares
            report/docx_rows.py with_rows
            report/pictures.py keep_report_picture
            report/pictures.py logo_picture
            report/typed_figures.py _compared
            report/typeset.py _told
            web/display/scene.py _welcome
            web/member/agenda.py _contents
            web/member/pocket.py kept
            wording/refusals.py refusal_sentence
            workers.py Workers._written
            wording/report/notation.py report_day
        """,
    }.items()
    for reader in filter(None, map(str.strip, listed.splitlines()))
}
"""By file and name, the readers that no damage reaches here, and why."""


def calls_of(function: ast.AST) -> Iterator[str]:
    """Each call in a function that reads a notation or refuses a file; not those of functions within it."""
    for node in ast.iter_child_nodes(function):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            continue
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if NOTATIONS & {called, called.rpartition(".")[2]}:
                yield called
        if (
            isinstance(node, ast.Raise)
            and isinstance(node.exc, ast.Call)
            and ast.unparse(node.exc.func) in REFUSALS
        ):
            yield ast.unparse(node.exc.func)
        yield from calls_of(node)


def functions_of(node: ast.AST, above: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every function of a module, by its name in it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            name = f"{above}.{child.name}" if above else child.name
            if isinstance(child, ast.FunctionDef):
                yield name, child
            yield from functions_of(child, name)
        else:
            yield from functions_of(child, above)


def readers() -> dict[str, tuple[str, str]]:
    """By file and name, the functions that read: the file as Python knows it, and the name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE)
        if place.parts[0] not in ("migrations", "demo"):
            for name, function in functions_of(ast.parse(path.read_text())):
                if any(calls_of(function)):
                    found[f"{place} {name}"] = (str(path), name.rpartition(".")[2])
    return found


def reached() -> set[tuple[str, str]]:
    """The functions that are run when each reader reads what is sound, and some of what is hostile."""
    seen = set[tuple[str, str]]()

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call":
            seen.add((frame.f_code.co_filename, frame.f_code.co_name))

    sys.setprofile(note)
    try:
        for reader in READERS.values():
            for content in reader.sound:
                reader.read(content)
            read_or_refused(reader, HOSTILE["brackets"][:100])
    finally:
        sys.setprofile(None)
    return {(str(Path(file)), name) for file, name in seen}


def test_every_reader_is_damaged_or_it_is_said_why_not() -> None:
    run = reached()
    left = {reader for reader, where in readers().items() if where not in run}
    assert left - READ_ELSEWHERE.keys() == set(), "read by nothing here: add it to readers.py"
    assert READ_ELSEWHERE.keys() - left == set(), "no such reader, or it is damaged here by now"


def test_the_look_finds_what_it_should() -> None:
    module = ast.parse("class A:\n def f(self):\n  if 1: json.loads(x)\n  def g(): Image.open(y)\n  pass\n")
    found = {name: list(calls_of(function)) for name, function in functions_of(module)}
    assert found == {"A.f": ["json.loads"], "A.f.g": ["Image.open"]}
