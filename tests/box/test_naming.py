"""What keyholders may be called: everything that is wrong is told at once, in its field."""

import pytest

from voting.box.naming import LONGEST_KEYHOLDER_NAME, keyholder_faults

SOUND = ("Ada", "Bea", "Cem", "Dov", "Eva")
LONGEST = "x" * LONGEST_KEYHOLDER_NAME


@pytest.mark.parametrize(
    ("names", "faults"),
    [
        (SOUND, []),
        ((LONGEST, *SOUND[1:]), []),
        (("", "", *SOUND[2:]), [("keyholder.1", "value_missing"), ("keyholder.2", "value_missing")]),
        (("Ada", LONGEST + "x", *SOUND[2:]), [("keyholder.2", "too_long")]),
        (
            ("Ada", "Bea", "C\nem", "Ada", "Ada"),
            [
                ("keyholder.3", "not_text"),
                ("keyholder.4", "code_twice"),
                ("keyholder.5", "code_twice"),
            ],
        ),
    ],
)
def test_each_fault_stands_in_the_field_of_its_name(
    names: tuple[str, ...], faults: list[tuple[str, str]]
) -> None:
    found = keyholder_faults(names)
    assert [(fault.column, fault.code) for fault in found] == faults
    assert all(fault.line == 0 for fault in found)
    assert [dict(fault.values) for fault in found if fault.code == "too_long"] in ([], [{"longest": 200}])
    assert {fault.values["value"] for fault in found if fault.code == "code_twice"} <= {"Ada"}
