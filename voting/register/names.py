"""A person's name as it is written in full. Pure."""

import unicodedata


def full_name(first_name: str, name: str) -> str:
    """The first name, if there is one (a legal person has none), before the name."""
    return f"{first_name} {name}".strip()


def on_one_line(text: str) -> str:
    """A text as it can stand on a line of a letter: without line breaks, control and direction characters."""
    kept = (sign if not sign.isspace() else " " for sign in text if _is_seen(sign))
    return " ".join("".join(kept).split())


def _is_seen(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cf")
