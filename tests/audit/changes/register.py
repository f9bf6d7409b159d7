"""The register: files in and out, members, duplicates."""

from tests.audit.changes.ground import Ground, Request, Step
from tests.register.files import HEADINGS, file, line
from voting.stamp import stamp

DETAILS: dict[str, object] = {
    **{"category": "A", "kind": "natural", "name": "Peeters", "first_name": "An", "language": "nl"},
    **{"email": "an@example.org", "postcode": "1000", "municipality": "Brussel"},
}
ACT: dict[str, object] = {"on": "2025-06-16", "reason": "a letter"}
NEW: dict[str, object] = {"number": "700", "decision": "joined"}


def register(ground: Ground) -> list[Step]:
    """What is changed in the register."""
    secretary, upload, latest = ground.secretary, ground.upload, ground.latest

    def imports() -> str:
        return f"/office/register/imports/{latest('register_upload')}"

    def apply() -> Request:
        secretary.look(imports())
        return secretary, f"{imports()}/apply", {"previewed": secretary.field("previewed", "")}

    def change_details() -> Request:
        secretary.look("/office/register/details/700")
        version = {"version": secretary.field("version", "")}
        return secretary, "/office/register/details/700", DETAILS | ACT | version | {"category": "B"}

    unknown = line(901) + ";x"
    return [
        (
            "office.upload_register",
            upload("/office/register/imports", file(unknown, headings=f"{HEADINGS};Iets")),
        ),
        (
            "office.choose_import_columns",
            lambda: (secretary, f"{imports()}/columns", {"column-13": ""}),
        ),
        ("office.upload_register", upload("/office/register/imports", file(line(900)))),
        ("office.discard_import", lambda: (secretary, f"{imports()}/discard", {})),
        ("office.upload_register", upload("/office/register/imports", file(line(900)))),
        ("office.apply_import", apply),
        ("office.export_register", lambda: (secretary, "/office/register/export/csv", {})),
        ("office.add_new_member", lambda: (secretary, "/office/register/new", DETAILS | ACT | NEW)),
        ("office.change_member", change_details),
        (
            "office.move_member",
            lambda: (secretary, "/office/register/movement/700", ACT | {"movement": "resigned"}),
        ),
        (
            "office.withdraw_a_movement",
            lambda: (secretary, f"/office/register/withdraw/{latest('movement')}", ACT),
        ),
        (
            "office.decide_duplicate",
            lambda: (
                secretary,
                "/office/register/duplicates",
                {
                    "member": "700",
                    "other": "900",
                    "decision": "900",
                    "reason": "asked them",
                    "was": stamp(None),
                },
            ),
        ),
    ]
