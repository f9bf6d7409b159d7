"""Pure: what five keyholders may be called."""

from collections.abc import Sequence

from voting.errors import Fault

LONGEST_KEYHOLDER_NAME = 200


def keyholder_faults(names: Sequence[str]) -> list[Fault]:
    """Everything that is wrong with the names, each fault in the field ``keyholder.1`` … of its name."""
    faults = []
    for number, name in enumerate(names, 1):
        field = f"keyholder.{number}"
        if not name:
            faults.append(Fault(0, field, "value_missing"))
        elif len(name) > LONGEST_KEYHOLDER_NAME:
            faults.append(Fault(0, field, "too_long", {"longest": LONGEST_KEYHOLDER_NAME}))
        elif not name.isprintable():
            faults.append(Fault(0, field, "not_text"))
        elif name in names[: number - 1]:
            faults.append(Fault(0, field, "code_twice", {"value": name}))
    return faults
