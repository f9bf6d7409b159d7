"""A person's name as it is written in full. Pure."""


def full_name(first_name: str, name: str) -> str:
    """The first name, if there is one (a legal person has none), before the name."""
    return f"{first_name} {name}".strip()
